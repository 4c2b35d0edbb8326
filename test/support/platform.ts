import { Test } from '@nestjs/testing';
import type { INestApplicationContext, Type } from '@nestjs/common';
import { FixedClock } from '#libs/kernel';
import {
  AppLogger,
  CLOCK,
  loadConfig,
  Outbox,
  PlatformModule,
  platformEntities,
  type Environment,
} from '#libs/platform';
import { testDatabase, type TestDatabase } from './database.js';

/** Monday 16 March 2026, 10:00 in Shanghai. */
const START = '2026-03-16T02:00:00Z';

interface Options {
  /** Relays and carries out jobs by itself. */
  jobs?: boolean;
  environment?: Environment;
  /** Several processes on one database; the one that made it drops it. */
  database?: TestDatabase;
  clock?: FixedClock;
  /** Registers handlers before anything is delivered. */
  handlers?: (outbox: Outbox) => void;
}

export interface TestPlatform {
  nest: INestApplicationContext;
  clock: FixedClock;
  db: TestDatabase;
  get<T>(type: Type<T> | symbol): T;
  close(): Promise<void>;
}

/** The plumbing alone, as a worker process has it, without any domain. */
export async function testPlatform(options: Options = {}): Promise<TestPlatform> {
  const clock = options.clock ?? new FixedClock(START);
  const db = options.database ?? (await testDatabase());
  const config = loadConfig({ DATABASE_URL: db.url, DATA_DIR: db.files, LOG_LEVEL: 'silent', ...options.environment });
  const role = { name: 'worker', runsJobs: options.jobs ?? false } as const;
  const nest = await Test.createTestingModule({ imports: [PlatformModule.forRoot(config, platformEntities, role)] })
    .overrideProvider(CLOCK)
    .useValue(clock)
    .setLogger(new AppLogger({ level: (process.env.TEST_LOG_LEVEL ?? 'silent') as 'silent', format: 'json' }))
    .compile();
  options.handlers?.(nest.get(Outbox));
  await nest.init();
  return {
    nest,
    clock,
    db,
    get: (type) => nest.get(type, { strict: false }),
    close: async () => {
      await nest.close();
      if (!options.database) await db.drop();
    },
  };
}

/** Waits until it holds, for what other processes do in their own time. */
export async function eventually(holds: () => Promise<boolean> | boolean, withinMs = 20_000): Promise<void> {
  for (let waited = 0; waited < withinMs; waited += 50) {
    if (await holds()) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error(`it did not come true within ${withinMs} ms`);
}
