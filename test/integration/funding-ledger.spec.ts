import { newId } from '#libs/kernel';
import { insertCast, type Cast } from '../support/cast.js';
import { MoneyByHand, refusalOf } from '../support/builders/money.js';
import { testDatabase, type TestDatabase } from '../support/database.js';

describe('the ledger', () => {
  let db: TestDatabase;
  let cast: Cast;
  let hand: MoneyByHand;

  beforeAll(async () => {
    db = await testDatabase();
    cast = await insertCast(db, new Date('2026-03-16T02:00:00Z'));
    hand = await MoneyByHand.connect(db, cast);
  });
  afterAll(async () => {
    await hand.end();
    await db.drop();
  });

  async function atWork(amount: bigint) {
    const poolId = await hand.pool(amount);
    const projectId = await hand.project('implementing', { central: amount });
    const lineId = await hand.allocated(poolId, { [projectId]: amount });
    const contractId = await hand.contract(projectId, amount * 2n);
    return { poolId, projectId, lineId, contractId };
  }

  it.each(['ledger_posting', 'ledger_entry', 'ledger_account', 'ledger_chain', 'fund_pool', 'fund_return'])(
    'refuses UPDATE, DELETE and TRUNCATE on %s, to the API and to the owner of the tables',
    async (table) => {
      await atWork(100n);
      const key = table === 'ledger_posting' ? 'line' : table === 'ledger_chain' ? 'seq' : 'id';
      for (const sql of [`update ${table} set ${key} = ${key}`, `delete from ${table}`, `truncate ${table} cascade`]) {
        expect(await refusalOf(hand.client.query(sql))).toBe('not granted');
        if (table !== 'fund_return' || sql.startsWith('truncate')) {
          expect(await refusalOf(db.query(sql))).toBe('ledger_append_only');
        }
      }
    },
  );

  it('refuses an account opened with money and a chain set by hand', async () => {
    const { poolId } = await atWork(100n);
    const account = {
      id: newId(),
      pool_id: poolId,
      kind: 'pool_free',
      source: 'central',
      fiscal_year: 2026,
      balance_fen: 5,
    };
    expect(await refusalOf(hand.insert('ledger_account', account))).toBe('not granted');
    expect(await refusalOf(hand.insert('ledger_chain', { pool_id: poolId, hash: 'x' }))).toBe('not granted');
  });

  it('refuses an entry without postings, one that seals itself, and a posting added to a sealed one', async () => {
    const { poolId, projectId } = await atWork(100n);
    const entry = (more: object) => ({
      id: newId(),
      pool_id: poolId,
      cause_type: 'allocation',
      cause_id: newId(),
      idempotency_key: newId(),
      occurred_on: '2026-03-16',
      at: '2026-03-16T02:00:00Z',
      person_id: cast.person('province.finance.henan.finance_officer').id,
      ...more,
    });
    expect(await refusalOf(hand.insert('ledger_entry', entry({})))).toBe('ledger_entry_balanced');
    const sealed = entry({ seq: 9, prev_hash: 'a', hash: 'b' });
    expect(await refusalOf(hand.insert('ledger_entry', sealed))).toBe('ledger_entry_sealed');
    const old = await hand.value<string>('select id from ledger_entry where pool_id = $1 and seq = 1', [poolId]);
    const further = hand.client.query(
      `insert into ledger_posting (entry_id, line, from_account_id, to_account_id, project_id, amount_fen)
       values ($1, 2, ledger_account_of($2, null, 'pool_free'), ledger_account_of($2, $3, 'project_unpaid'), $3, 1)`,
      [old, poolId, projectId],
    );
    expect(await refusalOf(further)).toBe('ledger_entry_sealed');
  });

  it('refuses money on a way that does not exist, or without a document that says the same', async () => {
    const { poolId, projectId, lineId, contractId } = await atWork(100n);
    const move = (from: string, to: string, amount = 1n) => [{ from, to, projectId, amount }];
    const post = (cause: string, id: string, moves: ReturnType<typeof move>) =>
      refusalOf(hand.together(() => hand.post(poolId, cause, id, moves)));
    expect(await post('fund_return', newId(), move('project_paid', 'pool_free'))).toBe('ledger_posting_way');
    expect(
      await post('pool_receipt', poolId, [{ ...move('pool_source', 'pool_free')[0]!, projectId: undefined as never }]),
    ).toBe('uq_ledger_entry_idempotency_key');
    expect(await post('disbursement', newId(), move('project_unpaid', 'project_paid'))).toBe('ledger_entry_cause');
    expect(await post('fund_return', newId(), move('project_unpaid', 'pool_free'))).toBe('ledger_entry_cause');
    const wrongAmount = hand.together(async () => {
      const id = await hand.paidRow(projectId, lineId, contractId, 10n);
      await hand.post(poolId, 'disbursement', id, move('project_unpaid', 'project_paid', 9n));
    });
    expect(await refusalOf(wrongAmount)).toBe('ledger_entry_cause');
  });

  it('refuses documents in force that were not posted', async () => {
    const { poolId, projectId, lineId, contractId } = await atWork(100n);
    expect(await refusalOf(hand.paidRow(projectId, lineId, contractId, 1n))).toBe('funding_document_posted');
    expect(await refusalOf(hand.poolRow(5n))).toBe('funding_document_posted');
    const other = await hand.pool(5n);
    const project = await hand.project('reserved', { central: 5n });
    const id = await hand.together(() => hand.draft(other, { [project]: 5n }));
    const issue = hand.client.query(`update allocation set status = 'issued' where id = $1`, [id]);
    expect(await refusalOf(issue)).toBe('funding_document_posted');
    expect(await hand.balance(poolId, 'project_unpaid', projectId)).toBe(100n);
  });

  it('takes a mistake back by a new entry, once, the other way round', async () => {
    const { poolId, projectId, lineId, contractId } = await atWork(100n);
    const id = await hand.pay(poolId, projectId, lineId, contractId, 60n);
    const entry = await hand.value<string>(
      `select id from ledger_entry where cause_type = 'disbursement' and cause_id = $1`,
      [id],
    );
    const back = [{ from: 'project_paid', to: 'project_unpaid', projectId, amount: 60n }];
    const [officer, approver] = ['finance_officer', 'finance_approver'].map((r) =>
      hand.person(`county.finance.gongyi.${r}`),
    );
    const reverse = (checker: string | undefined) =>
      hand.together(async () => {
        await hand.client.query(
          `update disbursement set status = 'reversing', reversal_requested_by = $2, reversal_reason = '重复支付' where id = $1`,
          [id, officer],
        );
        await hand.client.query(
          `update disbursement set status = 'reversed', reversed_by = $2, reversed_at = '2026-03-16T02:00:00Z' where id = $1`,
          [id, checker],
        );
        await hand.post(poolId, 'reversal', entry, back, entry);
      });
    expect(await refusalOf(hand.together(() => hand.post(poolId, 'reversal', entry, back, entry)))).toBe(
      'ledger_entry_cause',
    );
    expect(await refusalOf(reverse(officer))).toBe('ck_disbursement_reversal_checker');
    await reverse(approver);
    expect(await hand.balance(poolId, 'project_unpaid', projectId)).toBe(100n);
    expect(await hand.balance(poolId, 'project_paid', projectId)).toBe(0n);
    expect(await refusalOf(reverse(approver))).toBe('funding_lifecycle');
    expect(await refusalOf(hand.together(() => hand.post(poolId, 'reversal', entry, back, entry)))).toContain(
      'uq_ledger_entry',
    );
    // What came back can be paid again.
    await hand.pay(poolId, projectId, lineId, contractId, 100n);
  });

  it.each([1n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 10n ** 15n])('is exact at %s fen', async (amount) => {
    const { poolId, projectId, lineId, contractId } = await atWork(amount);
    await hand.pay(poolId, projectId, lineId, contractId, amount);
    expect(await hand.balance(poolId, 'project_paid', projectId)).toBe(amount);
    expect(await hand.balance(poolId, 'pool_source')).toBe(-amount);
  });

  it('chains the entries of each pool by itself, numbered without a gap', async () => {
    const { poolId } = await atWork(100n);
    const { rows } = await hand.client.query<{ seq: number; prev_hash: string; hash: string }>(
      'select seq, prev_hash, hash from ledger_entry where pool_id = $1 order by seq',
      [poolId],
    );
    expect(rows.map((row) => row.seq)).toEqual([1, 2]);
    expect(rows[1]!.prev_hash).toBe(rows[0]!.hash);
    expect(rows[0]!.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is seen with the project, the pool only where it lies and above', async () => {
    const { poolId, projectId } = await atWork(100n);
    const reader = await hand.again();
    const counts = async (scope: string) => {
      await reader.client.query(`select set_config('app.scope', $1, false)`, [scope]);
      const sql = `select (select count(*)::int from fund_pool where id = $1) as pool,
        (select count(*)::int from allocation where pool_id = $1) as document,
        (select count(*)::int from allocation_line where project_id = $2) as line,
        (select count(*)::int from ledger_posting where project_id = $2) as posting,
        (select count(*)::int from ledger_account where pool_id = $1) as accounts,
        (select count(*)::int from contract where project_id = $2) as contract`;
      return Object.values((await reader.client.query(sql, [poolId, projectId])).rows[0] as object);
    };
    const owner = cast.organisation('owner.gongyi.1').id;
    expect(await counts('province:410000')).toEqual([1, 1, 1, 1, 3, 1]);
    for (const scope of ['city:410100', 'county:410181', `owner:${owner}`]) {
      expect(await counts(scope)).toEqual([0, 1, 1, 1, 1, 1]);
    }
    for (const scope of ['county:419001', `owner:${newId()}`, 'none']) {
      expect(await counts(scope)).toEqual([0, 0, 0, 0, 0, 0]);
    }
    await reader.end();
  });

  /** Each on a connection of its own, all at once; the refusals by name, and `deadlock` would be among them. */
  async function allAtOnce(count: number, work: (hand: MoneyByHand, i: number) => Promise<unknown>): Promise<string[]> {
    const hands = await Promise.all(Array.from({ length: count }, () => hand.again()));
    const results = await Promise.allSettled(hands.map((one, i) => work(one, i)));
    await Promise.all(hands.map((one) => one.end()));
    return results.map((r) =>
      r.status === 'fulfilled' ? 'done' : ((r.reason as { constraint?: string }).constraint ?? String(r.reason)),
    );
  }

  it('lets exactly those of 20 payments over one balance succeed that fit', async () => {
    const { poolId, projectId, lineId, contractId } = await atWork(700n);
    const results = await allAtOnce(20, (one) => one.pay(poolId, projectId, lineId, contractId, 100n));
    expect(results.filter((r) => r === 'done')).toHaveLength(7);
    expect(new Set(results)).toEqual(new Set(['done', 'funding_within_line']));
    expect(await hand.balance(poolId, 'project_unpaid', projectId)).toBe(0n);
    expect(await hand.balance(poolId, 'project_paid', projectId)).toBe(700n);
  });

  it('lets one of 20 connections have the last yuan of a pool, and one of a budget', async () => {
    const poolId = await hand.pool(100n);
    const projects = await Promise.all(Array.from({ length: 20 }, () => hand.project('reserved', { central: 100n })));
    const last = await allAtOnce(20, (one, i) => one.allocated(poolId, { [projects[i]!]: 100n }));
    expect(last.filter((r) => r === 'done')).toHaveLength(1);
    expect(new Set(last)).toEqual(new Set(['done', 'funding_within_pool']));

    const pools: string[] = [];
    for (let i = 0; i < 20; i += 1) pools.push(await hand.pool(100n));
    const projectId = await hand.project('reserved', { central: 100n });
    const budget = await allAtOnce(20, (one, i) => one.allocated(pools[i]!, { [projectId]: 100n }));
    expect(budget.filter((r) => r === 'done')).toHaveLength(1);
    expect(new Set(budget)).toEqual(new Set(['done', 'funding_within_budget']));
  });

  it('lets 20 payments of different projects of one pool all succeed', async () => {
    const poolId = await hand.pool(2_000n);
    const projects = await Promise.all(
      Array.from({ length: 20 }, () => hand.project('implementing', { central: 100n })),
    );
    const lines: string[] = [];
    const contracts: string[] = [];
    for (const projectId of projects) {
      lines.push(await hand.allocated(poolId, { [projectId]: 100n }));
      contracts.push(await hand.contract(projectId, 200n));
    }
    const results = await allAtOnce(20, (one, i) => one.pay(poolId, projects[i]!, lines[i]!, contracts[i]!, 100n));
    expect(results).toEqual(Array(20).fill('done'));
    const seqs = await hand.value<number>('select max(seq) from ledger_entry where pool_id = $1', [poolId]);
    expect(seqs).toBe(41);
  });
});
