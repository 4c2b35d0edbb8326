import { defineErrors, type ErrorFactory } from '#libs/kernel';

export const FundingErrors = defineErrors({
  POOL_NOT_FOUND: { kind: 'not_found', zh: '资金盘子不存在', en: 'Fund pool not found' },
  POOL_DOCUMENT_TAKEN: {
    kind: 'conflict',
    zh: '该文号的同一资金已登记',
    en: 'This fund was already recorded under this document number',
  },
  POOL_EXCEEDED: {
    kind: 'rule',
    zh: '下达金额合计超过资金盘子可用余额',
    en: 'The lines sum to more than the pool has free',
  },
  POOL_OUT_OF_REGION: {
    kind: 'rule',
    zh: '项目不在该资金盘子的行政区内',
    en: 'The project lies outside the region of the pool',
  },
  ALLOCATION_NOT_FOUND: { kind: 'not_found', zh: '资金下达文件不存在', en: 'Allocation not found' },
  ALLOCATION_DOCUMENT_TAKEN: {
    kind: 'conflict',
    zh: '该文号已用于此资金盘子的另一文件',
    en: 'The pool already has a document with this number',
  },
  ALLOCATION_PROJECT_TWICE: {
    kind: 'invalid',
    zh: '同一文件中一个项目只能有一行',
    en: 'A project appears twice in one document',
  },
  ALLOCATION_FROZEN: {
    kind: 'conflict',
    zh: '送审后的下达明细不能修改',
    en: 'The lines are frozen once the document is under approval',
  },
  ALLOCATION_ACTION_UNKNOWN: {
    kind: 'not_found',
    zh: '没有“{action}”这一操作',
    en: 'There is no action "{action}"',
  },
  BUDGET_EXCEEDED: {
    kind: 'rule',
    zh: '下达金额超过项目该资金来源的批准预算',
    en: 'More than the approved budget of this source of the project',
  },
  CENTRAL_FUND_TWICE: {
    kind: 'rule',
    zh: '同一项目不得重复安排两项中央专项资金（财资环〔2021〕103号）',
    en: 'A project may hold one central fund only (财资环〔2021〕103号)',
  },
  PROJECT_OUTSIDE_LIBRARY: {
    kind: 'rule',
    zh: '项目未入库，须填写安排资金的理由；已终结的项目不得安排资金',
    en: 'Outside the library a reason must be recorded; a project that has ended gets no money',
  },
  PROJECT_NOT_PAYABLE: {
    kind: 'rule',
    zh: '项目不在实施、验收、整改或完成状态，不能支付',
    en: 'No payment unless the project is implementing, under acceptance, rectifying or completed',
  },
  CONTRACT_NOT_FOUND: { kind: 'not_found', zh: '合同不存在', en: 'Contract not found' },
  CONTRACT_NUMBER_TAKEN: { kind: 'conflict', zh: '合同编号重复', en: 'The project has a contract with this number' },
  CONTRACT_SETTLED_TOO_HIGH: {
    kind: 'rule',
    zh: '已结算金额不能超过合同金额',
    en: 'More is settled than the contract is worth',
  },
  RETENTION_EXCEEDED: {
    kind: 'rule',
    zh: '验收前累计支付不得超过合同已结算金额的97%（3%质保金）',
    en: 'Before acceptance at most 97 % of the settled contract value is paid (3 % retention)',
  },
  LINE_NOT_FOUND: { kind: 'not_found', zh: '资金下达明细不存在', en: 'Allocation line not found' },
  LINE_NOT_ISSUED: { kind: 'rule', zh: '资金尚未下达', en: 'The allocation has not been issued' },
  ALLOCATED_EXCEEDED: {
    kind: 'rule',
    zh: '金额超过已下达且尚未支付、未被占用的资金',
    en: 'More than what was allocated and is neither paid nor asked for',
  },
  MILESTONE_NOT_APPROVED: {
    kind: 'rule',
    zh: '支付须对应本项目已确认完成的里程碑',
    en: 'A payment refers to approved milestones of the project',
  },
  DISBURSEMENT_NOT_FOUND: { kind: 'not_found', zh: '用款申请不存在', en: 'Disbursement not found' },
  DISBURSEMENT_ACTION_UNKNOWN: {
    kind: 'not_found',
    zh: '没有“{action}”这一操作',
    en: 'There is no action "{action}"',
  },
  DISBURSEMENT_NOT_PREPARED: {
    kind: 'conflict',
    zh: '尚未制单，或缺少凭证号和支付日期：请使用“复核支付”',
    en: 'Not prepared yet, or voucher number and date are missing: use the action release',
  },
  DISBURSEMENT_PENDING: {
    kind: 'conflict',
    zh: '尚有未办结的用款申请',
    en: 'Disbursements of this money are still open',
  },
  VOUCHER_TAKEN: { kind: 'conflict', zh: '凭证号已被使用', en: 'The voucher number was already used' },
  RECEIVED_IN_FUTURE: {
    kind: 'rule',
    zh: '到账日期不能晚于今天',
    en: 'Money cannot have been received after today',
  },
  PAID_ON_INVALID: {
    kind: 'rule',
    zh: '支付日期不能晚于今天，也不能早于申请日期',
    en: 'The day of payment is neither after today nor before the request',
  },
  MAKER_IS_CHECKER: {
    kind: 'forbidden',
    zh: '制单人、申请人与复核人不得为同一人',
    en: 'Who made or requested it may not check it',
  },
  REVERSAL_REASON_MISSING: { kind: 'rule', zh: '冲销须说明原因', en: 'A reversal needs a reason' },
  RETURN_EXCEEDED: {
    kind: 'rule',
    zh: '退回金额超过该项目未支付的余额',
    en: 'More than the unpaid balance of the project',
  },
  FUNDS_NOT_READY: {
    kind: 'rule',
    zh: '资金尚未下达，自筹资金也未落实',
    en: 'No funds are allocated and self-funding is not proven',
  },
  MONEY_PAID: { kind: 'rule', zh: '项目已有资金支付', en: 'Money has been paid to the project' },
  NOT_FINANCE: {
    kind: 'forbidden',
    zh: '只有该层级财政部门的{roleZh}可以操作',
    en: 'Only a {role} of the finance department of this place may do this',
  },
  NOT_LEAD: {
    kind: 'forbidden',
    zh: '只有项目所在层级的牵头部门可以操作',
    en: "Only the lead department of the project's tier may do this",
  },
  NOT_OWNER: {
    kind: 'forbidden',
    zh: '只有项目单位的填报人可以操作',
    en: "Only the owner's own people may do this",
  },
  LEDGER_REFUSED: {
    kind: 'rule',
    zh: '账务校验未通过：{rule}',
    en: 'The ledger refused this: {rule}',
  },
});

/** Names of constraints and guards (migrations 8000–8300) → what the caller is told when only the database noticed. */
export const CONSTRAINTS: Readonly<Record<string, ErrorFactory>> = {
  uq_fund_pool_document: FundingErrors.POOL_DOCUMENT_TAKEN,
  uq_allocation_document: FundingErrors.ALLOCATION_DOCUMENT_TAKEN,
  uq_allocation_line_project: FundingErrors.ALLOCATION_PROJECT_TWICE,
  uq_contract_number: FundingErrors.CONTRACT_NUMBER_TAKEN,
  uq_disbursement_voucher: FundingErrors.VOUCHER_TAKEN,
  ck_contract_settled: FundingErrors.CONTRACT_SETTLED_TOO_HIGH,
  ck_disbursement_maker_checker: FundingErrors.MAKER_IS_CHECKER,
  ck_disbursement_confirmed_by: FundingErrors.MAKER_IS_CHECKER,
  ck_disbursement_reversal_checker: FundingErrors.MAKER_IS_CHECKER,
  ck_ledger_account_balance: FundingErrors.ALLOCATED_EXCEEDED,
  funding_within_pool: FundingErrors.POOL_EXCEEDED,
  funding_within_budget: FundingErrors.BUDGET_EXCEEDED,
  funding_one_central_fund: FundingErrors.CENTRAL_FUND_TWICE,
  funding_in_library: FundingErrors.PROJECT_OUTSIDE_LIBRARY,
  funding_in_region: FundingErrors.POOL_OUT_OF_REGION,
  funding_lines_frozen: FundingErrors.ALLOCATION_FROZEN,
  funding_payable_state: FundingErrors.PROJECT_NOT_PAYABLE,
  funding_retention: FundingErrors.RETENTION_EXCEEDED,
  funding_within_line: FundingErrors.ALLOCATED_EXCEEDED,
  funding_disbursement_base: FundingErrors.LINE_NOT_ISSUED,
};
