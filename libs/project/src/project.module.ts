import { Module } from '@nestjs/common';
import { ApprovalModule } from '#libs/approval';
import { IdentityModule } from '#libs/identity';
import { PlanModule } from '#libs/plan';
import { ReminderModule } from '#libs/reminder';
import { ChangeRequests } from './change.service.js';
import { ProjectActions } from './project.actions.service.js';
import { ProjectDrafts } from './project.drafting.service.js';
import { ProjectFilings } from './project.filing.service.js';
import { ProjectHistory } from './project.history.service.js';
import { ProjectNotifications } from './project.notifications.js';
import { ProjectOutputs } from './project.outputs.service.js';
import { ProjectOutcomes } from './project.outcomes.js';
import { ProjectReading } from './project.reading.service.js';
import { ProjectSweeps } from './project.sweeps.service.js';
import { ProjectFiles } from './file.service.js';
import { Policies } from './project.policy.js';
import {
  AcceptanceConditions,
  ActionConditions,
  ActionHandlers,
  ChangeHandlers,
  CloseConditions,
  ExpiryExemptions,
  PassConditions,
  ProjectListExtensions,
  StartConditions,
  TerminationHandlers,
  WithdrawConditions,
} from './project.registries.js';
import { Projects } from './project.service.js';

const registries = [
  StartConditions,
  AcceptanceConditions,
  PassConditions,
  WithdrawConditions,
  CloseConditions,
  ActionConditions,
  ExpiryExemptions,
  ChangeHandlers,
  TerminationHandlers,
  ProjectListExtensions,
  ActionHandlers,
];
const services = [
  Projects,
  Policies,
  ProjectFiles,
  ProjectDrafts,
  ProjectFilings,
  ProjectActions,
  ProjectReading,
  ProjectHistory,
  ProjectOutputs,
  ProjectSweeps,
  ChangeRequests,
];
/** Nobody calls these; they register with the libs below. */
const handlers = [ProjectOutcomes, ProjectNotifications];

@Module({
  imports: [IdentityModule, PlanModule, ApprovalModule, ReminderModule],
  providers: [...registries, ...services, ...handlers],
  exports: [...registries, ...services],
})
export class ProjectModule {}
