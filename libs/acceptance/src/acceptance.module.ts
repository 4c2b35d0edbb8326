import { Module } from '@nestjs/common';
import { ApprovalModule } from '#libs/approval';
import { FundingModule } from '#libs/funding';
import { IdentityModule } from '#libs/identity';
import { MilestoneModule } from '#libs/milestone';
import { PlanModule } from '#libs/plan';
import { ProjectModule } from '#libs/project';
import { ReminderModule } from '#libs/reminder';
import { AcceptanceGuards } from './acceptance.conditions.js';
import { AcceptancePolicies } from './acceptance.policy.js';
import { AcceptanceApplications } from './application.service.js';
import { ProjectClosing } from './closing.service.js';
import { AcceptanceConclusions } from './conclusion.service.js';
import { Evaluations } from './evaluation.service.js';
import { FinalAccountsDesk } from './final-accounts.service.js';
import { AcceptanceGroups } from './group.service.js';
import { AcceptanceNotices } from './notices.service.js';
import { AcceptancePassing } from './passing.service.js';
import { PublicNotices } from './public-notice.service.js';
import { Rectifications } from './rectification.service.js';
import { AcceptanceRounds } from './rounds.service.js';

const services = [
  AcceptanceApplications,
  AcceptanceConclusions,
  AcceptanceGroups,
  AcceptancePassing,
  AcceptanceRounds,
  Evaluations,
  FinalAccountsDesk,
  ProjectClosing,
  PublicNotices,
  Rectifications,
];

/** MilestoneModule is imported for its condition "every milestone approved": without it a project could be accepted half built. */
@Module({
  imports: [IdentityModule, PlanModule, ApprovalModule, ReminderModule, ProjectModule, MilestoneModule, FundingModule],
  providers: [AcceptancePolicies, AcceptanceNotices, AcceptanceGuards, ...services],
  exports: services,
})
export class AcceptanceModule {}
