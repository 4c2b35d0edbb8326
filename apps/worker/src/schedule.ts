import type { INestApplicationContext } from '@nestjs/common';
import { Sessions } from '#libs/identity';
import { Database, Outbox, type Schedule } from '#libs/platform';

/** Every cron of the system; Asia/Shanghai, with seconds. What a job does is a service method that takes `asOf`. */
export function schedules(app: INestApplicationContext): Schedule[] {
  const of = <T>(service: new (...dependencies: never[]) => T): T => app.get(service, { strict: false });
  return [
    { name: 'sessions-purge', cron: '0 20 3 * * *', run: (asOf) => of(Sessions).purge(asOf) },
    { name: 'idempotency-purge', cron: '0 25 * * * *', run: (asOf) => of(Database).purgeIdempotencyKeys(asOf) },
    { name: 'outbox-purge', cron: '0 30 3 * * *', run: (asOf) => of(Outbox).purge(asOf) },
  ];
}
