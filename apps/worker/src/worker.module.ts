import { Module, type DynamicModule } from '@nestjs/common';
import { AcceptanceModule, acceptanceEntities } from '#libs/acceptance';
import { ApprovalModule, approvalEntities } from '#libs/approval';
import { FundingModule, fundingEntities } from '#libs/funding';
import { IdentityModule, identityEntities } from '#libs/identity';
import { MilestoneModule, milestoneEntities } from '#libs/milestone';
import { planEntities } from '#libs/plan';
import { calendarEntities, PlatformModule, platformEntities, type AppConfig, type ProcessRole } from '#libs/platform';
import { ProjectModule, projectEntities } from '#libs/project';
import { ReminderModule, reminderEntities } from '#libs/reminder';

/** What the lib of each domain keeps in the database. */
const entities = [
  ...platformEntities,
  ...calendarEntities,
  ...identityEntities,
  ...planEntities,
  ...approvalEntities,
  ...reminderEntities,
  ...projectEntities,
  ...milestoneEntities,
  ...fundingEntities,
  ...acceptanceEntities,
];

/** One line per domain: their message handlers and schedules run here. */
const domains = [
  IdentityModule,
  ApprovalModule,
  ReminderModule,
  ProjectModule,
  MilestoneModule,
  FundingModule,
  AcceptanceModule,
];

const role: ProcessRole = { name: 'worker', runsJobs: true };

@Module({})
export class WorkerModule {
  static forRoot(config: AppConfig): DynamicModule {
    return { module: WorkerModule, imports: [PlatformModule.forRoot(config, entities, role), ...domains] };
  }
}
