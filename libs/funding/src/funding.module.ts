import { Module } from '@nestjs/common';
import { ApprovalModule } from '#libs/approval';
import { IdentityModule } from '#libs/identity';
import { ProjectModule } from '#libs/project';
import { ReminderModule } from '#libs/reminder';
import { AllocationOutcomes } from './allocation.outcomes.js';
import { Allocations } from './allocation.service.js';
import { Contracts } from './contract.service.js';
import { Disbursements } from './disbursement.service.js';
import { FundingReminders } from './funding.reminders.js';
import { Ledger } from './ledger.service.js';
import { LedgerVerifier } from './ledger.verifier.js';
import { ProjectMoney } from './money.service.js';
import { Payments } from './payment.service.js';
import { FundPools } from './pool.service.js';
import { Returns } from './return.service.js';

const services = [
  FundPools,
  Allocations,
  Contracts,
  Disbursements,
  Payments,
  Returns,
  ProjectMoney,
  Ledger,
  LedgerVerifier,
];

@Module({
  imports: [IdentityModule, ApprovalModule, ProjectModule, ReminderModule],
  providers: [...services, AllocationOutcomes, FundingReminders],
  exports: services,
})
export class FundingModule {}
