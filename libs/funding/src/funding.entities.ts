import { Contract, Disbursement, SelfFundingProof } from './disbursement.entity.js';
import { LedgerAccount, LedgerChain, LedgerEntry, LedgerPosting } from './ledger.entity.js';
import { Allocation, AllocationLine, FundPool, FundReturn, RecoveryItem } from './pool.entity.js';

export const fundingEntities = [
  FundPool,
  Allocation,
  AllocationLine,
  Contract,
  Disbursement,
  FundReturn,
  RecoveryItem,
  SelfFundingProof,
  LedgerAccount,
  LedgerChain,
  LedgerEntry,
  LedgerPosting,
];
