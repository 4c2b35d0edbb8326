export { FundingModule } from './funding.module.js';
export { fundingEntities } from './funding.entities.js';
export { FundingErrors } from './funding.errors.js';
export { fundingEvent } from './funding.events.js';
export {
  allocationLifecycle,
  disbursementLifecycle,
  type AllocationStatus,
  type DisbursementStatus,
} from './funding.lifecycle.js';
export { POOL_SOURCES, SELF_SOURCES, type PoolSource, type SelfSource } from './funding.rules.js';
export { FundPools, type NewPool, type PoolFilter, type PoolView } from './pool.service.js';
export { Allocations } from './allocation.service.js';
export type { AllocationDetail, AllocationFilter, AllocationListItem, NewAllocation } from './allocation.row.js';
export { Contracts, type ContractView, type NewContract } from './contract.service.js';
export {
  Disbursements,
  type DisbursementCorrection,
  type DisbursementRow,
  type NewDisbursement,
} from './disbursement.service.js';
export { Payments, type DisbursementInput } from './payment.service.js';
export { Returns, type NewReturn, type ReturnView } from './return.service.js';
export { ProjectMoney, type MoneySummary, type NewProof, type ProofView } from './money.service.js';
export { Ledger, type StatementLine } from './ledger.service.js';
export { LedgerVerifier, verifyLedgerIn, type LedgerFinding, type LedgerReport } from './ledger.verifier.js';
