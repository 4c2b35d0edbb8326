import { DomainError, newId, parseYuan, type Actor } from '#libs/kernel';
import { Allocations, Contracts, Disbursements, FundPools, Payments, type DisbursementRow } from '#libs/funding';
import type { ProjectRow } from '#libs/project';
import type { TestApp } from '../app.js';
import { approveThrough, moveProject } from './project.js';

const TODAY = '2026-03-16';
let sequence = 0;

/** A project at work that holds money, and the steps by which money is given and paid, as the real persons would. */
export interface FundedProject {
  project: ProjectRow;
  owner: Actor;
  poolId: string;
  lineId: string;
  contractId: string;
  milestoneId: string;
  fileId: string;
}

export async function aPool(app: TestApp, total: string, more: Partial<{ fundName: string; officer: string }> = {}) {
  await app.cast();
  const officer = await app.actor(more.officer ?? 'province.finance.henan.finance_officer');
  return app.get(FundPools).create(officer, {
    fiscalYear: 2026,
    source: officer.tier === 'province' ? 'central' : officer.tier,
    fundName: more.fundName ?? '水污染防治资金',
    documentNo: `财资环〔2026〕${(sequence += 1)}号`,
    receivedOn: '2026-03-02',
    total: parseYuan(total),
  });
}

/** Filed by one officer, proposed by a second, approved by the approver. */
export async function allocate(app: TestApp, poolId: string, lines: Record<string, string>, officer?: string) {
  const actor = await app.actor(officer ?? 'province.finance.henan.finance_officer');
  const allocations = app.get(Allocations);
  const drafted = await allocations.create(actor, {
    poolId,
    documentNo: `豫财资环〔2026〕${(sequence += 1)}号`,
    issuedOn: TODAY,
    title: '关于下达2026年水污染防治资金的通知',
    lines: Object.entries(lines).map(([projectId, amount]) => ({ projectId, amount: parseYuan(amount) })),
  });
  await allocations.act(actor, drafted.id, 'submit');
  await approveThrough(app, { type: 'allocation', id: drafted.id });
  return allocations.get(actor, drafted.id);
}

/** An approved milestone, arranged in the table: milestones belong to another lib and are tested there. */
export async function approvedMilestone(app: TestApp, projectId: string, status = 'approved'): Promise<string> {
  const id = newId();
  await app.db.query(
    `insert into milestone (id, project_id, seq, name, planned_start, planned_finish, weight_bp, status, percent, approved_on)
     values ($1, $2, (select count(*) + 1 from milestone where project_id = $2), '主体完工', '2026-01-01', '2026-03-01', 1000, $3, 100,
       case when $3 = 'approved' then date '2026-03-01' end)`,
    [id, projectId, status],
  );
  return id;
}

/** Central money in hand, a contract settled to its full value, one approved milestone. */
export async function funded(
  app: TestApp,
  reserved: ProjectRow,
  amount: string,
  settled = amount,
): Promise<FundedProject> {
  const owner = await app.actor('owner.gongyi.1.filer');
  const pool = await aPool(app, amount);
  const document = await allocate(app, pool.id, { [reserved.id]: amount });
  const project = await moveProject(app, reserved.id, 'start');
  const contract = await app.get(Contracts).create(owner, project.id, {
    number: `HT-2026-${(sequence += 1)}`,
    title: '施工合同',
    party: '河南某建设工程有限公司',
    amount: parseYuan(settled),
    settled: parseYuan(settled),
    signedOn: TODAY,
  });
  const [file] = await app.db.query<{ id: string }>('select id from file where project_id = $1 limit 1', [project.id]);
  const milestoneId = await approvedMilestone(app, project.id);
  const lineId = document.lines[0]!.id;
  return { project, owner, poolId: pool.id, lineId, contractId: contract.id, milestoneId, fileId: file!.id };
}

export const requestOf = (money: FundedProject, amount: string) => ({
  lineId: money.lineId,
  contractId: money.contractId,
  amount: parseYuan(amount),
  invoiceNo: `2641200000${(sequence += 1)}`,
  purpose: '土建工程进度款',
  milestoneIds: [money.milestoneId],
  fileIds: [money.fileId],
});

export const ask = (app: TestApp, money: FundedProject, amount: string): Promise<DisbursementRow> =>
  app.get(Disbursements).request(money.owner, money.project.id, requestOf(money, amount));

type Step = 'confirm_progress' | 'prepare' | 'release';

/** The lead department confirms (two persons), the officer prepares, the approver releases; up to the step given. */
export async function carryThrough(app: TestApp, id: string, last: Step = 'release'): Promise<DisbursementRow> {
  const act = async (who: string, action: string, input = {}) =>
    app.get(Payments).act(await app.actor(who), id, action, input);
  await act('county.ecology.gongyi.reviewer', 'confirm_progress', { opinion: '进度属实' });
  let row = await act('county.ecology.gongyi.approver', 'confirm_progress', { opinion: '同意' });
  if (last === 'confirm_progress') return row;
  row = await act('county.finance.gongyi.finance_officer', 'prepare', { opinion: '单据齐全' });
  if (last === 'prepare') return row;
  return act('county.finance.gongyi.finance_approver', 'release', voucher());
}

export const voucher = () => ({ opinion: '同意支付', voucherNo: `PZ-${(sequence += 1)}`, paidOn: TODAY });

/** The code of the refusal, or `allowed`. */
export const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'allowed',
    (error: unknown) => {
      if (error instanceof DomainError) return error.code;
      throw error;
    },
  );
