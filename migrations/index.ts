import { CreatePlatform1790000001000 } from './1790000001000-create-platform.js';
import { CreateHoliday1790000001500 } from './1790000001500-create-holiday.js';
import { CreateIdentity1790000002000 } from './1790000002000-create-identity.js';

/** In order. Add yours: one import, one line. */
export const migrations = [CreatePlatform1790000001000, CreateHoliday1790000001500, CreateIdentity1790000002000];
