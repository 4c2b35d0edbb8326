import { insertCast } from '../support/cast.js';
import { MoneyByHand, refusalOf } from '../support/builders/money.js';
import { testDatabase, type TestDatabase } from '../support/database.js';

const YUAN = 100n;

/** §5: each fixed invariant, against SQL written by hand with the API's own role. */
describe('the database refuses, whoever asks,', () => {
  let db: TestDatabase;
  let hand: MoneyByHand;

  beforeAll(async () => {
    db = await testDatabase();
    hand = await MoneyByHand.connect(db, await insertCast(db, new Date('2026-03-16T02:00:00Z')));
  });
  afterAll(async () => {
    await hand.end();
    await db.drop();
  });

  const reserved = (central: bigint) => hand.project('reserved', { central });
  /** A project at work with its money and a contract over it. */
  async function atWork(amount: bigint, status = 'implementing') {
    const poolId = await hand.pool(amount);
    const projectId = await hand.project('implementing', { central: amount });
    const lineId = await hand.allocated(poolId, { [projectId]: amount });
    const contractId = await hand.contract(projectId, amount * 2n);
    await hand.setStatus(projectId, status);
    return { poolId, projectId, lineId, contractId };
  }

  it('lines that sum to more than the pool, also over several drafts', async () => {
    const poolId = await hand.pool(10n * YUAN);
    const [a, b] = [await reserved(100n * YUAN), await reserved(100n * YUAN)];
    expect(await refusalOf(hand.together(() => hand.draft(poolId, { [a]: 10n * YUAN + 1n })))).toBe(
      'funding_within_pool',
    );
    await hand.together(() => hand.draft(poolId, { [a]: 10n * YUAN }));
    expect(await refusalOf(hand.together(() => hand.draft(poolId, { [b]: 1n })))).toBe('funding_within_pool');
  });

  it('more of a source than the approved budget of that source, and a budget below what was allocated', async () => {
    const poolId = await hand.pool(100n * YUAN);
    const projectId = await hand.project('reserved', { central: 10n * YUAN, county: 50n * YUAN });
    await hand.allocated(poolId, { [projectId]: 9n * YUAN });
    const more = { [projectId]: 1n * YUAN + 1n };
    expect(await refusalOf(hand.together(() => hand.draft(poolId, more)))).toBe('funding_within_budget');
    await hand.allocated(poolId, { [projectId]: 1n * YUAN });
    const cut = hand.client.query(
      `update project_budget set amount_fen = amount_fen - 1 where project_id = $1 and source = 'central'`,
      [projectId],
    );
    expect(await refusalOf(cut)).toBe('funding_within_budget');
    await hand.client.query(`delete from project_budget where project_id = $1 and source = 'county'`, [projectId]);
  });

  it('a second central fund for one project, but not a second document of the same fund', async () => {
    const first = await hand.pool(10n * YUAN);
    const same = await hand.pool(10n * YUAN);
    const other = await hand.pool(10n * YUAN, { fund_name: '土壤污染防治资金' });
    const province = await hand.pool(10n * YUAN, { fund_name: '省级环保资金', source: 'province' });
    const projectId = await hand.project('reserved', { central: 100n * YUAN, province: 100n * YUAN });
    await hand.allocated(first, { [projectId]: 1n });
    await hand.allocated(same, { [projectId]: 1n });
    await hand.allocated(province, { [projectId]: 1n });
    expect(await refusalOf(hand.together(() => hand.draft(other, { [projectId]: 1n })))).toBe(
      'funding_one_central_fund',
    );
  });

  it('money for a project outside the library without a reason, and for one that has ended with any', async () => {
    const poolId = await hand.pool(100n * YUAN);
    const reason = { outside_library_reason: '应急工程，经省政府同意' };
    for (const status of ['under_review', 'returned']) {
      const projectId = await hand.project(status, { central: 10n * YUAN });
      expect(await refusalOf(hand.together(() => hand.draft(poolId, { [projectId]: 1n })))).toBe('funding_in_library');
      const blank = hand.together(() => hand.draft(poolId, { [projectId]: 1n }, { outside_library_reason: '  ' }));
      expect(await refusalOf(blank)).toBe('funding_in_library');
      await hand.together(() => hand.draft(poolId, { [projectId]: 1n }, reason));
    }
    for (const status of ['rejected', 'withdrawn', 'expired', 'terminated', 'closed']) {
      const projectId = await hand.project(status, { central: 10n * YUAN });
      const work = hand.together(() => hand.draft(poolId, { [projectId]: 1n }, reason));
      expect(await refusalOf(work)).toBe('funding_in_library');
    }
  });

  it('to issue a document when a project of it has ended meanwhile', async () => {
    const poolId = await hand.pool(10n * YUAN);
    const projectId = await reserved(10n * YUAN);
    const id = await hand.together(() => hand.draft(poolId, { [projectId]: 5n }));
    await hand.setStatus(projectId, 'expired');
    expect(await refusalOf(hand.together(() => hand.issue(id, poolId, { [projectId]: 5n })))).toBe(
      'funding_in_library',
    );
  });

  it('money of a city for a project of another place', async () => {
    const city = {
      tier: 'city',
      region_code: '410100',
      city_code: '410100',
      source: 'city',
      fund_name: '市级环保资金',
    };
    const poolId = await hand.pool(10n * YUAN, city);
    const jiyuan = { region_code: '419001', city_code: null, county_code: '419001' };
    const projectId = await hand.project('reserved', { city: 10n * YUAN }, jiyuan);
    expect(await refusalOf(hand.together(() => hand.draft(poolId, { [projectId]: 1n })))).toBe('funding_in_region');
  });

  it('to touch the lines of a document that was issued', async () => {
    const { poolId, lineId } = await atWork(10n * YUAN);
    const other = await reserved(10n * YUAN);
    const allocation = await hand.value<string>('select allocation_id from allocation_line where id = $1', [lineId]);
    expect(await refusalOf(hand.line(allocation, other, 1n))).toBe('funding_lines_frozen');
    const remove = hand.client.query('delete from allocation_line where id = $1', [lineId]);
    expect(await refusalOf(remove)).toBe('funding_lines_frozen');
    const edit = hand.client.query('update allocation_line set amount_fen = 1 where id = $1', [lineId]);
    expect(await refusalOf(edit)).toBe('not granted');
    const reopen = hand.client.query(`update allocation set status = 'draft' where id = $1`, [allocation]);
    expect(await refusalOf(reopen)).toBe('funding_lifecycle');
    expect(await hand.balance(poolId, 'pool_free')).toBe(0n);
  });

  it.each(['reserved', 'suspended', 'terminated', 'closed', 'expired'])(
    'to pay a project that is %s',
    async (status) => {
      const { poolId, projectId, lineId, contractId } = await atWork(10n * YUAN, status);
      expect(await refusalOf(hand.pay(poolId, projectId, lineId, contractId, 1n))).toBe('funding_payable_state');
    },
  );

  it('to pay more than 97 % of the settled value before acceptance, more than all of it after', async () => {
    const { poolId, projectId, lineId } = await atWork(1_000n);
    const contractId = await hand.contract(projectId, 5_000n, 101n);
    // 97 % of 101 fen is 97.97: rounded down, so that the ceiling is never passed.
    expect(await refusalOf(hand.pay(poolId, projectId, lineId, contractId, 98n))).toBe('funding_retention');
    await hand.pay(poolId, projectId, lineId, contractId, 97n);
    expect(await refusalOf(hand.pay(poolId, projectId, lineId, contractId, 1n))).toBe('funding_retention');
    for (const status of ['under_acceptance', 'rectifying']) {
      await hand.setStatus(projectId, status);
      expect(await refusalOf(hand.pay(poolId, projectId, lineId, contractId, 1n))).toBe('funding_retention');
    }
    await hand.setStatus(projectId, 'completed');
    await hand.pay(poolId, projectId, lineId, contractId, 4n);
    expect(await refusalOf(hand.pay(poolId, projectId, lineId, contractId, 1n))).toBe('funding_retention');
    const lower = hand.client.query('update contract set settled_fen = 100 where id = $1', [contractId]);
    expect(await refusalOf(lower)).toBe('funding_retention');
  });

  it('to pay more than was allocated, by the line and by the account', async () => {
    const { poolId, projectId, lineId, contractId } = await atWork(1_000n);
    expect(await refusalOf(hand.pay(poolId, projectId, lineId, contractId, 1_001n))).toBe('funding_within_line');
    await hand.together(async () => {
      const id = await hand.insert('fund_return', {
        id: crypto.randomUUID(),
        project_id: projectId,
        pool_id: poolId,
        amount_fen: 600n,
        cause: 'document',
        document_no: '豫财资环〔2026〕88号',
        reason: '招标节余',
        returned_on: '2026-03-16',
        created_by: hand.person('county.finance.gongyi.finance_officer'),
        created_at: '2026-03-16T02:00:00Z',
      });
      await hand.post(poolId, 'fund_return', id, [
        { from: 'project_unpaid', to: 'pool_free', projectId, amount: 600n },
      ]);
    });
    expect(await refusalOf(hand.pay(poolId, projectId, lineId, contractId, 401n))).toBe('ck_ledger_account_balance');
    await hand.pay(poolId, projectId, lineId, contractId, 400n);
    expect(await hand.balance(poolId, 'pool_free')).toBe(600n);
  });

  it('a payment whose checker made, or asked for, it', async () => {
    const { poolId, projectId, lineId, contractId } = await atWork(1_000n);
    const officer = hand.person('county.finance.gongyi.finance_officer');
    const filer = hand.person('owner.gongyi.1.filer');
    const pay = (more: object) => hand.pay(poolId, projectId, lineId, contractId, 1n, { ...more });
    expect(await refusalOf(pay({ released_by: officer }))).toBe('ck_disbursement_maker_checker');
    expect(await refusalOf(pay({ released_by: filer }))).toBe('ck_disbursement_maker_checker');
    expect(await refusalOf(pay({ prepared_by: null }))).toBe('ck_disbursement_paid');
    expect(await refusalOf(pay({ voucher_no: null }))).toBe('ck_disbursement_paid');
  });

  it("a payment from another project's line or contract", async () => {
    const [a, b] = [await atWork(1_000n), await atWork(1_000n)];
    const foreignLine = hand.pay(a.poolId, a.projectId, b.lineId, a.contractId, 1n);
    expect(await refusalOf(foreignLine)).toBe('funding_disbursement_base');
    const foreignContract = hand.pay(a.poolId, a.projectId, a.lineId, b.contractId, 1n);
    expect(await refusalOf(foreignContract)).toBe('funding_disbursement_base');
  });

  it.each([0n, -1n, 100_000_000_000_000_001n])('an amount of %s fen', async (amount) => {
    const { projectId, lineId, contractId } = await atWork(1_000n);
    expect(await refusalOf(hand.poolRow(amount))).toBe('ck_fund_pool_total');
    expect(await refusalOf(hand.contract(projectId, amount, 0n))).toBe('ck_contract_amount');
    const refused = await refusalOf(hand.paidRow(projectId, lineId, contractId, amount, { status: 'requested' }));
    expect(refused).toBe('ck_disbursement_amount');
  });
});
