import type { INestApplicationContext } from '@nestjs/common';
import { SYSTEM_ACTOR } from '#libs/kernel';
import { Sessions } from '#libs/identity';
import { Database, Outbox, type Schedule } from '#libs/platform';
import { ProjectSweeps } from '#libs/project';
import { Sweep } from '#libs/reminder';

/**
 * Every cron of the system; Asia/Shanghai, with seconds. What a job does is a service method that takes `asOf`; each may
 * run late, twice or not at all for a day, and the next run puts it right.
 */
export function schedules(app: INestApplicationContext): Schedule[] {
  const of = <T>(service: new (...dependencies: never[]) => T): T => app.get(service, { strict: false });
  const reminders = (asOf: Date) => of(Sweep).run(asOf);
  return [
    // After the quiet hours of §7, then hourly for what an outage left undone.
    { name: 'reminders', cron: '0 5 7 * * *', run: reminders },
    { name: 'reminders-catch-up', cron: '0 35 8-21 * * *', run: reminders },
    // When the Shanghai day has changed.
    { name: 'projects-lapse', cron: '0 5 0 * * *', run: (asOf) => of(ProjectSweeps).lapse(SYSTEM_ACTOR, asOf) },
    { name: 'projects-expire', cron: '0 10 0 * * *', run: (asOf) => of(ProjectSweeps).expire(SYSTEM_ACTOR, asOf) },
    { name: 'idempotency-purge', cron: '0 25 * * * *', run: (asOf) => of(Database).purgeIdempotencyKeys(asOf) },
    { name: 'sessions-purge', cron: '0 20 3 * * *', run: (asOf) => of(Sessions).purge(asOf) },
    { name: 'outbox-purge', cron: '0 30 3 * * *', run: (asOf) => of(Outbox).purge(asOf) },
  ];
}
