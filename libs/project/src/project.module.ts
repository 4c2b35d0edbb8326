import { Module } from '@nestjs/common';
import { ApprovalModule } from '#libs/approval';
import { IdentityModule } from '#libs/identity';
import { PlanModule } from '#libs/plan';
import { ReminderModule } from '#libs/reminder';
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
const services = [Projects, Policies, ProjectFiles];

@Module({
  imports: [IdentityModule, PlanModule, ApprovalModule, ReminderModule],
  providers: [...registries, ...services],
  exports: [...registries, ...services],
})
export class ProjectModule {}
