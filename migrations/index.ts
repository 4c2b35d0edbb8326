import { CreateHoliday1790000001500 } from './1790000001500-create-holiday.js';

/** In order. Add yours: one import, one line. */
export const migrations = [CreateHoliday1790000001500];
