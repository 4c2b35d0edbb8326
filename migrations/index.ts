import { CreatePlatform1790000001000 } from './1790000001000-create-platform.js';
import { CreateHoliday1790000001500 } from './1790000001500-create-holiday.js';
import { CreateIdentity1790000002000 } from './1790000002000-create-identity.js';
import { CreatePlan1790000003000 } from './1790000003000-create-plan.js';
import { CreateApproval1790000004000 } from './1790000004000-create-approval.js';
import { GuardApproval1790000004100 } from './1790000004100-guard-approval.js';
import { CreateReminder1790000005000 } from './1790000005000-create-reminder.js';
import { CreateProject1790000006000 } from './1790000006000-create-project.js';
import { ScopeAudit1790000006900 } from './1790000006900-scope-audit.js';
import { CreateMilestone1790000007000 } from './1790000007000-create-milestone.js';
import { CreateFunding1790000008000 } from './1790000008000-create-funding.js';
import { CreateLedger1790000008100 } from './1790000008100-create-ledger.js';
import { GuardFunding1790000008200 } from './1790000008200-guard-funding.js';
import { BindLedger1790000008300 } from './1790000008300-bind-ledger.js';
import { CreateAcceptance1790000009000 } from './1790000009000-create-acceptance.js';
import { GuardAcceptance1790000009100 } from './1790000009100-guard-acceptance.js';
import { AddStepModes1790000010000 } from './1790000010000-add-step-modes.js';
import { CreateApprovalUrge1790000010010 } from './1790000010010-create-approval-urge.js';
import { ExtendApprovalCc1790000010020 } from './1790000010020-extend-approval-cc.js';
import { NumberWorkDays1790000011000 } from './1790000011000-number-work-days.js';
import { VersionReminderRules1790000011010 } from './1790000011010-version-reminder-rules.js';
import { BoundDueSources1790000011020 } from './1790000011020-bound-due-sources.js';

/** In order. Add yours: one import, one line. */
export const migrations = [
  CreatePlatform1790000001000,
  CreateHoliday1790000001500,
  CreateIdentity1790000002000,
  CreatePlan1790000003000,
  CreateApproval1790000004000,
  GuardApproval1790000004100,
  CreateReminder1790000005000,
  CreateProject1790000006000,
  ScopeAudit1790000006900,
  CreateMilestone1790000007000,
  CreateFunding1790000008000,
  CreateLedger1790000008100,
  GuardFunding1790000008200,
  BindLedger1790000008300,
  CreateAcceptance1790000009000,
  GuardAcceptance1790000009100,
  AddStepModes1790000010000,
  CreateApprovalUrge1790000010010,
  ExtendApprovalCc1790000010020,
  NumberWorkDays1790000011000,
  VersionReminderRules1790000011010,
  BoundDueSources1790000011020,
];
