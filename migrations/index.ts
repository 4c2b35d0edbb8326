import { CreatePlatform1790000001000 } from './1790000001000-create-platform.js';
import { CreateHoliday1790000001500 } from './1790000001500-create-holiday.js';
import { CreateIdentity1790000002000 } from './1790000002000-create-identity.js';
import { CreateReminder1790000005000 } from './1790000005000-create-reminder.js';

/** In order. Add yours: one import, one line. */
export const migrations = [
  CreatePlatform1790000001000,
  CreateHoliday1790000001500,
  CreateIdentity1790000002000,
  CreateReminder1790000005000,
];
