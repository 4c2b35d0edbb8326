import { Module, type DynamicModule } from '@nestjs/common';
import { acceptanceEntities } from '#libs/acceptance';
import { approvalEntities } from '#libs/approval';
import { fundingEntities } from '#libs/funding';
import { OffsetClock, type Clock } from '#libs/kernel';
import { identityEntities } from '#libs/identity';
import { milestoneEntities } from '#libs/milestone';
import { planEntities } from '#libs/plan';
import { calendarEntities, PlatformModule, platformEntities, type AppConfig, type ProcessRole } from '#libs/platform';
import { projectEntities } from '#libs/project';
import { reminderEntities } from '#libs/reminder';
import { AcceptanceApiModule } from './acceptance/acceptance-api.module.js';
import { AdminApiModule } from './admin/admin-api.module.js';
import { ApprovalApiModule } from './approval/approval-api.module.js';
import { AuditApiModule } from './audit/audit-api.module.js';
import { CalendarApiModule } from './calendar/calendar-api.module.js';
import { DemoApiModule } from './demo/demo-api.module.js';
import { FundingApiModule } from './funding/funding-api.module.js';
import { HealthApiModule } from './health/health-api.module.js';
import { HttpModule } from './http/index.js';
import { IdentityApiModule } from './identity/identity-api.module.js';
import { PlanApiModule } from './plan/plan-api.module.js';
import { ProjectApiModule } from './project/project-api.module.js';
import { MilestoneApiModule } from './milestone/milestone-api.module.js';
import { ReminderApiModule } from './reminder/reminder-api.module.js';

/** What the lib of each domain keeps in the database. */
const entities = [
  ...platformEntities,
  ...calendarEntities,
  ...identityEntities,
  ...planEntities,
  ...approvalEntities,
  ...reminderEntities,
  ...milestoneEntities,
  ...projectEntities,
  ...fundingEntities,
  ...acceptanceEntities,
];

/** One line per domain: each brings its lib and its controllers. */
const domains = [
  HealthApiModule,
  IdentityApiModule,
  PlanApiModule,
  CalendarApiModule,
  AuditApiModule,
  ApprovalApiModule,
  AdminApiModule,
  ReminderApiModule,
  MilestoneApiModule,
  ProjectApiModule,
  FundingApiModule,
  AcceptanceApiModule,
];

/** Without Redis there is no worker, and this process carries out the jobs as well. */
export const apiRole = (config: AppConfig): ProcessRole => ({ name: 'api', runsJobs: !config.redisUrl });

@Module({})
export class AppModule {
  static forRoot(config: AppConfig, role: ProcessRole = apiRole(config), clock?: Clock): DynamicModule {
    const time = clock ?? (config.demoClock ? new OffsetClock() : undefined);
    const demo = config.demoClock ? [DemoApiModule] : [];
    return {
      module: AppModule,
      imports: [PlatformModule.forRoot(config, entities, role, time), HttpModule, ...domains, ...demo],
    };
  }
}
