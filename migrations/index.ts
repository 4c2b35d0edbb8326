import { CreatePlatform1790000001000 } from './1790000001000-create-platform.js';
import { CreateHoliday1790000001500 } from './1790000001500-create-holiday.js';
import { CreateIdentity1790000002000 } from './1790000002000-create-identity.js';
import { CreateReminder1790000005000 } from './1790000005000-create-reminder.js';
import { CreateProject1790000006000 } from './1790000006000-create-project.js';
import { CreateFunding1790000008000 } from './1790000008000-create-funding.js';
import { CreateLedger1790000008100 } from './1790000008100-create-ledger.js';
import { GuardFunding1790000008200 } from './1790000008200-guard-funding.js';
import { BindLedger1790000008300 } from './1790000008300-bind-ledger.js';

/** In order. Add yours: one import, one line. */
export const migrations = [
  CreatePlatform1790000001000,
  CreateHoliday1790000001500,
  CreateIdentity1790000002000,
  CreateReminder1790000005000,
  CreateProject1790000006000,
  CreateFunding1790000008000,
  CreateLedger1790000008100,
  GuardFunding1790000008200,
  BindLedger1790000008300,
];
