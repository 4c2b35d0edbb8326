import type { MoneyView, PoolView } from './answers.js';
import { approveAll, WATCHER } from './approvals.js';
import { minus, plus, type Journey } from './journey.js';

const OFFICER = 'province.finance.henan.finance_officer';
/** Files the document: who files does not propose. */
const FILING_OFFICER = 'province.finance.henan.finance_officer2';

export interface Funds {
  poolId: string;
  lineId: string;
  amount: string;
}

/** The province receives central money and passes it on. */
export async function allocate(
  journey: Journey,
  projectId: string,
  { pool: total, amount }: { pool: string; amount: string },
): Promise<Funds> {
  const { client } = journey;
  const today = await journey.clock.today();
  const year = today.slice(0, 4);
  const pool = await client.post<PoolView>(OFFICER, '/fund-pools', {
    fiscalYear: Number(year),
    source: 'central',
    fundName: '水污染防治资金',
    documentNo: `财资环〔${year}〕${journey.run}号`,
    receivedOn: today,
    total,
  });
  await journey.does(OFFICER, `records ${total} yuan of 水污染防治资金 received from the central budget`);
  journey.same('what is free in the pool', pool.free, total);
  const document = await client.post<{ id: string }>(FILING_OFFICER, '/allocations', {
    poolId: pool.id,
    documentNo: `豫财资环〔${year}〕${journey.run}号`,
    issuedOn: today,
    title: `关于下达${year}年水污染防治资金的通知`,
    lines: [{ projectId, amount }],
  });
  await client.post(FILING_OFFICER, `/allocations/${document.id}/actions/submit`);
  await journey.does(FILING_OFFICER, `files the allocation of ${amount} yuan to the project`);
  const filed = await client.get<{ approval: { id: string } }>(FILING_OFFICER, `/allocations/${document.id}`);
  await approveAll(journey, filed.approval.id);
  const issued = await client.get<{ status: string; lines: { id: string }[] }>(OFFICER, `/allocations/${document.id}`);
  journey.same('the allocation', issued.status, 'issued');
  const after = await client.get<PoolView>(OFFICER, `/fund-pools/${pool.id}`);
  journey.same('what is free in the pool now', after.free, minus(total, amount));
  journey.say(`→ the pool: ${after.total} = ${after.free} free + ${after.allocated} allocated`);
  return { poolId: pool.id, lineId: issued.lines[0]!.id, amount };
}

export interface Contract {
  id: string;
  amount: string;
  version: number;
}

export async function contract(journey: Journey, owner: string, projectId: string, amount: string): Promise<Contract> {
  const signed = await journey.client.post<Contract>(owner, `/projects/${projectId}/contracts`, {
    number: `HT-${journey.run}`,
    title: '提标改造工程施工合同',
    party: '河南某建设工程有限公司',
    amount,
    signedOn: await journey.clock.today(),
  });
  await journey.does(owner, `enters the contract with 河南某建设工程有限公司 over ${amount} yuan`);
  return signed;
}

/** What was measured and accepted so far: the base of the 97 %. */
export async function settle(journey: Journey, owner: string, projectId: string, signed: Contract, settled: string) {
  const { client } = journey;
  const file = await client.upload(owner, projectId, 'measurement', `计量支付证书 ${settled}`);
  const headers = { 'if-match': `"${signed.version}"` };
  const body = { settled, fileIds: [file.id] };
  const next = await client.post<Contract>(owner, `/contracts/${signed.id}/actions/settle`, body, headers);
  journey.say(`Measured and accepted so far: ${settled} yuan`);
  return next;
}

export interface Payment {
  amount: string;
  milestoneIds: string[];
  purpose: string;
}

export async function requestOf(
  journey: Journey,
  owner: string,
  projectId: string,
  funds: Funds,
  signed: Contract,
  { amount, milestoneIds, purpose }: Payment,
) {
  const invoice = await journey.client.upload(owner, projectId, 'invoice', `发票 ${purpose} ${amount}`);
  return {
    lineId: funds.lineId,
    contractId: signed.id,
    amount,
    invoiceNo: `2641200000${journey.run}${amount.replace('.', '').slice(0, 4)}`,
    purpose,
    milestoneIds,
    fileIds: [invoice.id],
  };
}

/** Request → the lead department confirms progress → the officer prepares → another person releases, with a voucher. */
export async function pay(
  journey: Journey,
  owner: string,
  projectId: string,
  request: object,
  amount: string,
): Promise<void> {
  const { client } = journey;
  const today = await journey.clock.today();
  const { id } = await client.post<{ id: string }>(owner, `/projects/${projectId}/disbursements`, request);
  await journey.does(owner, `asks for ${amount} yuan`);
  const step = async (who: string, action: string, body: object, status: string, what: string) => {
    const row = await client.post<{ status: string }>(who, `/disbursements/${id}/actions/${action}`, body);
    journey.same(`the disbursement after “${action}”`, row.status, status);
    journey.note(`${await journey.name(who)} ${what}`);
  };
  const [lead, finance] = ['county.ecology.gongyi', 'county.finance.gongyi'];
  await step(
    `${lead}.reviewer`,
    'confirm_progress',
    { opinion: '进度属实' },
    'requested',
    'proposes to confirm the progress',
  );
  await step(`${lead}.approver`, 'confirm_progress', { opinion: '同意' }, 'progress_confirmed', 'confirms it');
  await step(
    `${finance}.finance_officer`,
    'prepare',
    { opinion: '单据齐全' },
    'prepared',
    'prepares the payment (maker)',
  );
  const voucher = { opinion: '同意支付', voucherNo: `PZ-${journey.run}-${amount.split('.')[0]}`, paidOn: today };
  const path = `/disbursements/${id}/actions/release`;
  await journey.wrong(`${finance}.finance_officer`, 'tries to release the own payment', path, voucher, [
    403,
    'NOT_FINANCE',
  ]);
  await step(
    `${finance}.finance_approver`,
    'release',
    voucher,
    'paid',
    `releases it (checker), voucher ${voucher.voucherNo}`,
  );
}

/** Pool and project must say the same, to the fen. */
export async function balances(
  journey: Journey,
  projectId: string,
  funds: Funds,
  expected: { paid: string; unpaid: string },
) {
  const pool = await journey.client.get<PoolView>(OFFICER, `/fund-pools/${funds.poolId}`);
  const { totals } = await journey.client.get<MoneyView>(WATCHER, `/projects/${projectId}/money`);
  journey.same('paid, by the project', totals.paid, expected.paid);
  journey.same('unpaid, by the project', totals.unpaid, expected.unpaid);
  journey.same('paid, by the pool', pool.paid, expected.paid);
  journey.same('unpaid, by the pool', pool.unpaid, expected.unpaid);
  journey.same('pool total = free + allocated', plus(pool.free, pool.allocated), pool.total);
  journey.same('allocated = paid + unpaid', plus(pool.paid, pool.unpaid), pool.allocated);
  journey.say(`→ the pool: ${pool.total} = ${pool.free} free + ${pool.paid} paid + ${pool.unpaid} not paid yet`);
  return pool;
}
