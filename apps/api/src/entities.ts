import { identityEntities } from '#libs/identity';
import { milestoneEntities } from '#libs/milestone';
import { calendarEntities, platformEntities } from '#libs/platform';
import { reminderEntities } from '#libs/reminder';

/** Every table of the database; a contract test compares them with the migrations. */
export const entities = [
  ...platformEntities,
  ...calendarEntities,
  ...identityEntities,
  ...reminderEntities,
  ...milestoneEntities,
];
