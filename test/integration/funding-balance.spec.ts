import { SYSTEM_ACTOR, parseYuan, type Actor } from '#libs/kernel';
import { Contracts, Disbursements, LedgerVerifier, Payments, ProjectMoney, Returns } from '#libs/funding';
import { Database } from '#libs/platform';
import { StartConditions, TerminationHandlers } from '#libs/project';
import { testApp, type TestApp } from '../support/app.js';
import { ask, carryThrough, codeOf, funded, requestOf, voucher } from '../support/builders/funding.js';
import { aProject, getProject, moveProject } from '../support/builders/project.js';

describe('a balance', () => {
  let app: TestApp;
  const as = (who: string): Promise<Actor> => app.actor(who);
  const reserved = (yuan = '1000.00') => aProject(app).ownedBy('gongyi').fundedBy('central').costing(yuan).reserved();
  const act = async (who: string, id: string, action: string, input = {}) =>
    app.get(Payments).act(await as(who), id, action, input);
  const verified = async () => expect((await app.get(LedgerVerifier).verify()).findings).toEqual([]);

  beforeAll(async () => {
    app = await testApp();
    await app.cast();
  });
  afterAll(() => app.close());

  it('20 requests over one balance at once: exactly those that fit are taken', async () => {
    const money = await funded(app, await reserved('700.00'), '700.00', '2000.00');
    const results = await Promise.all(Array.from({ length: 20 }, () => codeOf(ask(app, money, '100.00'))));
    expect(results.filter((r) => r === 'allowed')).toHaveLength(7);
    expect(new Set(results)).toEqual(new Set(['allowed', 'ALLOCATED_EXCEEDED']));
  });

  it('20 releases over one balance at once: exactly those that fit are paid, the balance never falls below zero', async () => {
    const money = await funded(app, await reserved('2000.00'), '2000.00', '9000.00');
    const ids: string[] = [];
    for (let i = 0; i < 20; i += 1)
      ids.push((await carryThrough(app, (await ask(app, money, '100.00')).id, 'prepare')).id);
    // Meanwhile most of the money goes back, past the service that would not let it: 700 yuan are left for 20 × 100.
    await app.db.query(
      `with e as (insert into fund_return (id, project_id, pool_id, amount_fen, cause, document_no, reason, returned_on, created_by, created_at)
         values ('01936a3e-0000-7000-8000-000000000001', $1, $2, 130000, 'document', '退1号', '节余', '2026-03-16', $3, $4))
       , l as (insert into ledger_entry (id, pool_id, cause_type, cause_id, idempotency_key, occurred_on, at, person_id)
         values ('01936a3e-0000-7000-8000-000000000002', $2, 'fund_return', '01936a3e-0000-7000-8000-000000000001', 'r1', '2026-03-16', $4, $3))
       insert into ledger_posting (entry_id, line, from_account_id, to_account_id, project_id, amount_fen)
         values ('01936a3e-0000-7000-8000-000000000002', 1, ledger_account_of($2, $1, 'project_unpaid'), ledger_account_of($2, null, 'pool_free'), $1, 130000)`,
      [money.project.id, money.poolId, money.owner.personId, '2026-03-16T02:00:00Z'],
    );
    const who = 'county.finance.gongyi.finance_approver';
    const results = await Promise.all(ids.map((id) => codeOf(act(who, id, 'release', voucher()))));
    expect(results.filter((r) => r === 'allowed')).toHaveLength(7);
    expect(new Set(results)).toEqual(new Set(['allowed', 'ALLOCATED_EXCEEDED']));
    const { totals } = await app.get(ProjectMoney).summary(money.owner, money.project.id);
    expect(totals).toMatchObject({ paid: 70_000n, unpaid: 0n, returned: 130_000n });
    await verified();
  });

  it('a request or a release sent twice with one key happens once; with another body it is refused', async () => {
    const money = await funded(app, await reserved('100.00'), '100.00');
    const input = requestOf(money, '10.00');
    const owner = { ...money.owner, idempotency: { key: 'k-1', hash: 'a' } };
    const disbursements = app.get(Disbursements);
    const answers = await Promise.all([1, 2, 3].map(() => disbursements.request(owner, money.project.id, input)));
    expect(new Set(answers.map((a) => a.id)).size).toBe(1);
    const other = { ...owner, idempotency: { key: 'k-1', hash: 'b' } };
    expect(await codeOf(disbursements.request(other, money.project.id, input))).toBe('IDEMPOTENCY_KEY_REUSED');
    const { id } = await carryThrough(app, answers[0]!.id, 'prepare');
    const approver = await as('county.finance.gongyi.finance_approver');
    const twice = [1, 2].map((n) =>
      codeOf(app.get(Payments).act(approver, id, 'release', { ...voucher(), opinion: `${n}` })),
    );
    expect((await Promise.all(twice)).sort()).toEqual(['ACTION_NOT_AVAILABLE', 'allowed']);
    expect((await app.get(ProjectMoney).summary(money.owner, money.project.id)).totals.paid).toBe(1_000n);
  });

  it('unspent money goes back by a document, and the whole of it at close', async () => {
    const money = await funded(app, await reserved('100.00'), '100.00');
    const officer = await as('county.finance.gongyi.finance_officer');
    const giveBack = (yuan: string) =>
      app.get(Returns).create(officer, money.project.id, {
        poolId: money.poolId,
        amount: parseYuan(yuan),
        documentNo: '豫财资环〔2026〕88号',
        reason: '招标节余',
        returnedOn: '2026-03-16',
      });
    const pending = await ask(app, money, '10.00');
    expect(await codeOf(giveBack('90.01'))).toBe('DISBURSEMENT_PENDING');
    expect(await codeOf(giveBack('100.01'))).toBe('RETURN_EXCEEDED');
    await giveBack('30.00');
    await carryThrough(app, pending.id);
    const owner = await as('owner.gongyi.1.filer');
    const returned = await app.get(Database).run(officer, (tx) => app.get(Returns).returnBalanceIn(tx, money.project));
    expect(returned).toMatchObject([{ amount: 6_000n, cause: 'close' }]);
    expect((await app.get(ProjectMoney).summary(owner, money.project.id)).totals).toMatchObject({
      allocated: 1_000n,
      paid: 1_000n,
      unpaid: 0n,
      returned: 9_000n,
    });
    expect(
      await codeOf(app.get(Contracts).settle(owner, money.contractId, 1, { settled: 1n, fileIds: [money.fileId] })),
    ).toBe('RETENTION_EXCEEDED');
    await verified();
  });

  it('an edited posting is found by the verifier, which names it', async () => {
    const money = await funded(app, await reserved('100.00'), '100.00');
    const [entry] = await app.db.query<{ id: string }>(
      `select entry_id as id from ledger_posting where project_id = $1 limit 1`,
      [money.project.id],
    );
    const tamper = (to: string) =>
      app.db.query(`do $$ begin
        alter table ledger_posting disable trigger user;
        update ledger_posting set amount_fen = amount_fen ${to} where entry_id = '${entry!.id}';
        alter table ledger_posting enable trigger user; end $$`);
    await tamper('+ 1');
    const { findings } = await app.get(LedgerVerifier).verify();
    expect(findings.find((f) => f.kind === 'hash')).toMatchObject({
      id: entry!.id,
      detail: expect.stringContaining('content'),
    });
    expect(findings.filter((f) => f.kind === 'balance')).toHaveLength(2);
    await tamper('- 1');
    await verified();
  });

  it('money decides on start, withdrawal, expiry and termination', async () => {
    const project = await aProject(app).ownedBy('gongyi').fundedBy('own').costing('500.00').reserved();
    const owner = await as('owner.gongyi.1.filer');
    const start = async () =>
      app.get(Database).read(SYSTEM_ACTOR, async (r) => {
        const verdict = await app.get(StartConditions).verdictIn(r, await getProject(app, project.id));
        return verdict.allowed ? 'allowed' : verdict.code;
      });
    expect(await start()).not.toBe('allowed');
    const [file] = await app.db.query<{ id: string }>('select id from file where project_id = $1 limit 1', [
      project.id,
    ]);
    const prove = (amount: bigint) =>
      app
        .get(ProjectMoney)
        .prove(owner, project.id, { source: 'own', amount, note: '银行存款证明', fileIds: [file!.id] });
    await prove(49_999n);
    expect((await app.get(ProjectMoney).summary(owner, project.id)).totals.proven).toBe(49_999n);
    await prove(1n);
    expect(await start()).not.toBe('FUNDS_NOT_READY');

    const money = await funded(app, await reserved('100.00'), '100.00');
    const pending = await ask(app, money, '10.00');
    await app.get(Database).run(SYSTEM_ACTOR, async (tx) => {
      const row = await getProject(app, money.project.id);
      await app.get(TerminationHandlers).runIn(tx, row, { reason: '不再具备实施条件' } as never);
    });
    await moveProject(app, money.project.id, 'terminate');
    const summary = await app.get(ProjectMoney).summary(owner, money.project.id);
    expect(summary.recovery).toMatchObject([{ amount: 10_000n, recovered: 0n, status: 'open' }]);
    expect((await app.get(Disbursements).get(owner, pending.id)).status).toBe('withdrawn');
    await app.get(Returns).create(await as('county.finance.gongyi.finance_officer'), money.project.id, {
      poolId: money.poolId,
      amount: 10_000n,
      documentNo: '豫财资环〔2026〕99号',
      reason: '收回',
      returnedOn: '2026-03-16',
    });
    expect((await app.get(ProjectMoney).summary(owner, money.project.id)).recovery[0]!.status).toBe('recovered');
  });
});
