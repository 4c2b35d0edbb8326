import { DomainError, formatYuan, parseYuan, type Actor } from '#libs/kernel';
import { Allocations, Disbursements, FundPools, Ledger, LedgerVerifier, Payments, ProjectMoney } from '#libs/funding';
import { Approvals } from '#libs/approval';
import { testApp, type TestApp } from '../support/app.js';
import {
  aPool,
  allocate,
  approvedMilestone,
  ask,
  carryThrough,
  codeOf,
  funded,
  requestOf,
  voucher,
  type FundedProject,
} from '../support/builders/funding.js';
import { aProject } from '../support/builders/project.js';

describe('money, by the services', () => {
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

  describe('a pool', () => {
    it('lies where its finance department lies, and is free when received', async () => {
      const pool = await aPool(app, '9999999999999.99');
      expect(pool).toMatchObject({ tier: 'province', regionCode: '410000', free: pool.total, allocated: 0n, paid: 0n });
      expect(JSON.parse(JSON.stringify(pool)).total).toBe('9999999999999.99');
    });

    it('is recorded once per document, by a finance officer', async () => {
      const pool = await aPool(app, '1.00');
      const again = { ...pool, total: 1n, source: 'central' as const };
      expect(await codeOf(app.get(FundPools).create(await as('province.finance.henan.finance_officer'), again))).toBe(
        'POOL_DOCUMENT_TAKEN',
      );
      for (const who of [
        'province.finance.henan.finance_approver',
        'province.ecology.henan.reviewer',
        'owner.gongyi.1.filer',
      ]) {
        expect(await codeOf(app.get(FundPools).create(await as(who), again))).toBe('NOT_FINANCE');
      }
    });

    it('is out of sight below its place', async () => {
      const pool = await aPool(app, '1.00');
      expect(await codeOf(app.get(FundPools).get(await as('city.finance.zhengzhou.finance_officer'), pool.id))).toBe(
        'POOL_NOT_FOUND',
      );
    });
  });

  describe('an allocation', () => {
    it('is filed by one person, proposed by a second and approved by a third, and then posted', async () => {
      const project = await reserved();
      const pool = await aPool(app, '1000.00');
      const document = await allocate(app, pool.id, { [project.id]: '600.00' });
      expect(document).toMatchObject({ status: 'issued', total: 60_000n, lineCount: 1 });
      const officer = await as('province.finance.henan.finance_officer');
      expect(await app.get(FundPools).get(officer, pool.id)).toMatchObject({ free: 40_000n, allocated: 60_000n });
      const money = await app.get(ProjectMoney).summary(await as('owner.gongyi.1.filer'), project.id);
      expect(money.totals).toMatchObject({ budget: 100_000n, allocated: 60_000n, unpaid: 60_000n, paid: 0n });
      expect(money.lines[0]).toMatchObject({ documentNo: document.documentNo, fundName: '水污染防治资金' });
      await verified();
    });

    it('is not decided by who filed it', async () => {
      const project = await reserved();
      const pool = await aPool(app, '10.00');
      const officer = await as('province.finance.henan.finance_officer2');
      const drafted = await app.get(Allocations).create(officer, {
        poolId: pool.id,
        documentNo: '豫财资环〔2026〕900号',
        issuedOn: '2026-03-16',
        title: '通知',
        lines: [{ projectId: project.id, amount: 1_000n }],
      });
      const submitted = await app.get(Allocations).act(officer, drafted.id, 'submit');
      const decide = app
        .get(Approvals)
        .decide(officer, submitted.approval!.id, { outcome: 'approve', opinion: '同意' });
      expect(await codeOf(decide)).toBe('APPROVAL_OWN_FILING');
      expect(await codeOf(app.get(Allocations).change(officer, drafted.id, submitted.version, { title: '改' }))).toBe(
        'ALLOCATION_FROZEN',
      );
      await app.get(Allocations).act(officer, drafted.id, 'recall');
      const draft = await app.get(Allocations).get(officer, drafted.id);
      const changed = await app.get(Allocations).change(officer, drafted.id, draft.version, {
        lines: [{ projectId: project.id, amount: 900n }],
      });
      expect(changed).toMatchObject({ status: 'draft', total: 900n });
      expect(await codeOf(app.get(Allocations).change(officer, drafted.id, draft.version, {}))).toBe(
        'VERSION_CONFLICT',
      );
      expect(await app.get(Allocations).act(officer, drafted.id, 'withdraw')).toMatchObject({ status: 'withdrawn' });
      expect(await codeOf(app.get(Allocations).act(officer, drafted.id, 'submit'))).toBe('ACTION_NOT_AVAILABLE');
    });

    it('names every line that breaks a rule, and writes none', async () => {
      const [a, b] = [await reserved('10.00'), await reserved('10.00')];
      const pool = await aPool(app, '15.00');
      const officer = await as('province.finance.henan.finance_officer');
      const draft = (lines: [string, string][], poolId = pool.id) =>
        app.get(Allocations).create(officer, {
          poolId,
          documentNo: `豫财资环〔2026〕${lines.map(([, y]) => y).join('-')}号`,
          issuedOn: '2026-03-16',
          title: '通知',
          lines: lines.map(([projectId, amount]) => ({ projectId, amount: parseYuan(amount) })),
        });
      const error = (await draft([
        [a.id, '10.00'],
        [b.id, '10.01'],
      ]).catch((e: unknown) => e)) as DomainError;
      expect(error.code).toBe('BUDGET_EXCEEDED');
      expect(error.details.map((d) => d.path)).toEqual(['lines.1']);
      const both: [string, string][] = [
        [a.id, '10.00'],
        [b.id, '5.01'],
      ];
      expect(await codeOf(draft(both))).toBe('POOL_EXCEEDED');
      expect(
        await codeOf(
          draft([
            [a.id, '1.00'],
            [a.id, '1.00'],
          ]),
        ),
      ).toBe('ALLOCATION_PROJECT_TWICE');
      const underReview = await aProject(app).ownedBy('gongyi').fundedBy('central').underReview();
      expect(await codeOf(draft([[underReview.id, '1.00']]))).toBe('PROJECT_OUTSIDE_LIBRARY');
      const hidden = await aProject(app).ownedBy('gongyi').draft();
      expect(await codeOf(draft([[hidden.id, '1.00']]))).toBe('PROJECT_NOT_FOUND');
      await allocate(app, pool.id, { [a.id]: '1.00' });
      const soil = await aPool(app, '10.00', { fundName: '土壤污染防治资金' });
      expect(await codeOf(draft([[a.id, '1.00']], soil.id))).toBe('CENTRAL_FUND_TWICE');
    });
  });

  describe('a disbursement', () => {
    let money: FundedProject;
    beforeAll(async () => {
      money = await funded(app, await reserved('1000.00'), '1000.00');
    });

    it('is confirmed by the lead department, prepared by one and released by another of finance, and posted', async () => {
      const asked = await ask(app, money, '100.00');
      expect(asked.status).toBe('requested');
      const confirmed = await carryThrough(app, asked.id, 'prepare');
      expect(confirmed).toMatchObject({ status: 'prepared', voucherNo: null });
      const paid = await act('county.finance.gongyi.finance_approver', asked.id, 'release', voucher());
      expect(paid).toMatchObject({ status: 'paid', paidOn: '2026-03-16', payeeName: '河南某建设工程有限公司' });
      const ledger = await app.get(Ledger).ofProject(money.owner, money.project.id, { limit: 1 });
      expect(ledger.items[0]).toMatchObject({
        causeType: 'disbursement',
        causeId: asked.id,
        amount: 10_000n,
        from: 'project_unpaid',
      });
      expect(ledger.nextCursor).not.toBeNull();
      const next = await app
        .get(Ledger)
        .ofProject(money.owner, money.project.id, { limit: 5, cursor: ledger.nextCursor! });
      expect(next.items.map((line) => line.causeType)).toEqual(['allocation']);
      await verified();
    });

    it('takes its steps by the right persons only, in order', async () => {
      const { id } = await ask(app, money, '1.00');
      expect(await codeOf(act('county.finance.gongyi.finance_officer', id, 'prepare'))).toBe('ACTION_NOT_AVAILABLE');
      expect(await codeOf(act('county.finance.gongyi.finance_officer', id, 'confirm_progress'))).toBe('NOT_LEAD');
      expect(await codeOf(act('city.ecology.zhengzhou.approver', id, 'confirm_progress'))).toBe('NOT_LEAD');
      expect(await codeOf(act('owner.gongyi.1.filer', id, 'release', voucher()))).toBe('NOT_FINANCE');
      expect(await codeOf(act('owner.gongyi.2.filer', id, 'withdraw'))).toBe('DISBURSEMENT_NOT_FOUND');
      expect(await codeOf(act('owner.gongyi.1.filer', id, 'pay'))).toBe('DISBURSEMENT_ACTION_UNKNOWN');
      await carryThrough(app, id, 'prepare');
      expect(await codeOf(act('county.finance.gongyi.finance_officer', id, 'release', voucher()))).toBe('NOT_FINANCE');
      expect(await codeOf(act('county.finance.gongyi.finance_approver', id, 'release'))).toBe(
        'DISBURSEMENT_NOT_PREPARED',
      );
      const tomorrow = { ...voucher(), paidOn: '2026-03-17' };
      expect(await codeOf(act('county.finance.gongyi.finance_approver', id, 'release', tomorrow))).toBe(
        'PAID_ON_INVALID',
      );
      // Through the general door of the engine there is no voucher: nothing is paid, nothing decided.
      const approval = await app.get(Disbursements).get(money.owner, id);
      const blind = app
        .get(Approvals)
        .decide(await as('county.finance.gongyi.finance_approver'), approval.approval!.id, {
          outcome: 'approve',
          opinion: '同意',
        });
      expect(await codeOf(blind)).toBe('DISBURSEMENT_NOT_PREPARED');
      expect((await app.get(Disbursements).get(money.owner, id)).status).toBe('prepared');
      await act('county.finance.gongyi.finance_approver', id, 'release', voucher());
      expect(await codeOf(act('county.finance.gongyi.finance_approver', id, 'release', voucher()))).toBe(
        'ACTION_NOT_AVAILABLE',
      );
    });

    it('returned, is corrected and goes on where it was returned; refused, frees its money', async () => {
      const first = await ask(app, money, '700.00');
      expect(await codeOf(ask(app, money, '400.00'))).toBe('ALLOCATED_EXCEEDED');
      await carryThrough(app, first.id, 'confirm_progress');
      await act('county.finance.gongyi.finance_officer', first.id, 'return', { opinion: '发票有误' });
      const returned = await act('county.finance.gongyi.finance_approver', first.id, 'return', { opinion: '发票有误' });
      expect(returned).toMatchObject({ status: 'returned', opinion: '发票有误' });
      const fixed = await act('owner.gongyi.1.filer', first.id, 'resubmit', {
        correction: { amount: 65_000n, invoiceNo: 'A-1' },
      });
      expect(fixed).toMatchObject({ status: 'progress_confirmed', amount: 65_000n, invoiceNo: 'A-1' });
      await act('county.finance.gongyi.finance_officer', first.id, 'refuse', { opinion: '不符合用途' });
      const refused = await act('county.finance.gongyi.finance_approver', first.id, 'refuse', {
        opinion: '不符合用途',
      });
      expect(refused.status).toBe('refused');
      const second = await ask(app, money, '800.00');
      expect(await act('owner.gongyi.1.filer', second.id, 'withdraw')).toMatchObject({ status: 'withdrawn' });
      await verified();
    });

    it('paid by mistake is reversed by two persons and can be paid again', async () => {
      const { id } = await ask(app, money, '50.00');
      await carryThrough(app, id);
      const before = await app.get(ProjectMoney).summary(money.owner, money.project.id);
      expect(await codeOf(act('county.finance.gongyi.finance_officer', id, 'request_reversal'))).toBe(
        'REVERSAL_REASON_MISSING',
      );
      await act('county.finance.gongyi.finance_officer', id, 'request_reversal', { opinion: '账号错误' });
      expect(await codeOf(act('county.finance.gongyi.finance_officer', id, 'reverse'))).toBe('NOT_FINANCE');
      expect(await act('county.finance.gongyi.finance_approver', id, 'reverse')).toMatchObject({ status: 'reversed' });
      const after = await app.get(ProjectMoney).summary(money.owner, money.project.id);
      expect(after.totals.paid).toBe(before.totals.paid - 5_000n);
      expect(after.totals.unpaid).toBe(before.totals.unpaid + 5_000n);
      await verified();
    });

    it('asks for approved milestones, files of the project, and the 97 %', async () => {
      const open = await approvedMilestone(app, money.project.id, 'submitted');
      const request = (more: object) =>
        app.get(Disbursements).request(money.owner, money.project.id, { ...requestOf(money, '1.00'), ...more });
      expect(await codeOf(request({ milestoneIds: [open] }))).toBe('MILESTONE_NOT_APPROVED');
      expect(await codeOf(request({ milestoneIds: [] }))).toBe('MILESTONE_NOT_APPROVED');
      expect(await codeOf(request({ fileIds: [money.contractId] }))).toBe('FILES_MISSING');
      expect(await codeOf(request({ lineId: money.contractId }))).toBe('LINE_NOT_FOUND');
      expect(await codeOf(request({ contractId: money.lineId }))).toBe('CONTRACT_NOT_FOUND');
      expect(await codeOf(request({ amount: 0n }))).toBe('MONEY_MALFORMED');
      const { totals } = await app.get(ProjectMoney).summary(money.owner, money.project.id);
      const room = 97_000n - totals.paid;
      expect(await codeOf(ask(app, money, formatYuan(room + 1n)))).toBe('RETENTION_EXCEEDED');
      const last = await ask(app, money, formatYuan(room));
      await act('owner.gongyi.1.filer', last.id, 'withdraw');
    });
  });
});
