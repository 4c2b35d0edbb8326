import { NestFactory } from '@nestjs/core';
import { FixedClock, shanghaiDate, SYSTEM_ACTOR, SystemClock, type CalendarDate } from '#libs/kernel';
import { hashPassword, Regions } from '#libs/identity';
import { Database, loadConfig, OutboxRelay } from '#libs/platform';
import { ProjectSweeps } from '#libs/project';
import { Sweep } from '#libs/reminder';
import { AppModule } from '../../apps/api/src/app.module.js';
import { lifeOf } from './life.js';
import { Treasury } from './money.js';
import { settle } from './places.js';
import { planProjects } from './plan.js';
import { Dice } from './random.js';
import { World } from './world.js';

const SEED = 20_211_231;
/** Inboxes begin this many days ago; what was told before counts as read and gone. */
const INBOX_DAYS = 10;

export interface SeedOptions {
  databaseUrl: string;
  dataDir: string;
  password: string;
  say?: (line: string) => void;
}

/**
 * A believable province: departments of all kinds at the province, in the 18 plan units and in 15 counties, people in every role, and
 * 403 projects in all states. Everything that happens to a project happens through the services, by the people whose turn it is,
 * on the day on which it would have happened; the seed is fixed, the days are relative to the clock.
 */
export async function seedDemo({ databaseUrl, dataDir, password, say = () => undefined }: SeedOptions): Promise<void> {
  const now = new SystemClock().now();
  const today = shanghaiDate(now);
  const clock = new FixedClock(now);
  const config = loadConfig({ DATABASE_URL: databaseUrl, DATA_DIR: dataDir, LOG_LEVEL: 'error' });
  const module = AppModule.forRoot(config, { name: 'tool', runsJobs: false }, clock);
  const app = await NestFactory.createApplicationContext(module, { logger: ['error'] });
  try {
    const dice = new Dice(SEED);
    clock.set(`${Number(today.slice(0, 4)) - 5}-01-04T02:00:00Z`);
    const people = await settle(app, dice, await hashPassword(password));
    const world = new World(app, clock, people, dice, today);
    const treasury = new Treasury(world);
    const plans = planProjects(app.get(Regions, { strict: false }), people, dice, today);
    for (const plan of plans) world.begin(plan.draftedOn, lifeOf(world, treasury, plan));
    say(`  ${plans.length} projects begin`);
    await world.live(yearly(say));
    clock.set(now);
    await app.get(ProjectSweeps, { strict: false }).expire(SYSTEM_ACTOR, now);
    await app.get(Sweep, { strict: false }).run(now);
    await deliver(app.get(Database), app.get(OutboxRelay, { strict: false }), now);
  } finally {
    await app.close();
  }
}

function yearly(say: (line: string) => void): (day: CalendarDate) => void {
  let year = '';
  return (day) => {
    if (day.startsWith(year) && year !== '') return;
    year = day.slice(0, 4);
    say(`  ${year} …`);
  };
}

async function deliver(database: Database, relay: OutboxRelay, now: Date): Promise<void> {
  const since = new Date(now.getTime() - INBOX_DAYS * 86_400_000);
  await database.run(SYSTEM_ACTOR, (tx) =>
    tx.query('update outbox set delivered_at = created_at where created_at < $1 and delivered_at is null', [since]),
  );
  await relay.drain();
}
