import type { AddressInfo } from 'node:net';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Type } from '@nestjs/common';
import supertest from 'supertest';
import { FixedClock, type Actor } from '#libs/kernel';
import { Sessions } from '#libs/identity';
import { AppLogger, CLOCK, loadConfig, type Environment } from '#libs/platform';
import { AppModule } from '../../apps/api/src/app.module.js';
import { configureHttp, createAdapter, type HttpOptions } from '../../apps/api/src/http/index.js';
import { insertCast, tokenOf, type Cast } from './cast.js';
import { testDatabase, type TestDatabase } from './database.js';
import { drain } from './drain.js';

/** Monday 16 March 2026, 10:00 in Shanghai: an ordinary working day. */
export const TEST_START = '2026-03-16T02:00:00Z';

export interface TestAppOptions {
  /** Where time stands; move it with `app.clock`. */
  clock?: FixedClock;
  /** Modules beside the real AppModule, such as one with probe controllers. */
  modules?: Type[];
  /** Environment on top of the test's own, such as REDIS_URL. */
  environment?: Environment;
  /** Relay and jobs run by themselves; else only `drainOutbox()` delivers, and a test knows when. */
  jobs?: boolean;
  /** Rate limits are off unless asked for. */
  http?: HttpOptions;
  /** Last changes to the module, for providers that a test must replace. */
  override?: (builder: TestingModuleBuilder) => TestingModuleBuilder;
  /** Several applications on one database; it is then not dropped by `close()`. */
  database?: TestDatabase;
}

export type Caller = Record<'get' | 'post' | 'patch' | 'put' | 'delete', (path: string) => supertest.Test>;

export interface TestApp {
  nest: NestFastifyApplication;
  clock: FixedClock;
  db: TestDatabase;
  /** Where it listens, for clients other than supertest. */
  url: string;
  /** Requests of nobody. Paths are complete: `/api/v1/projects`. */
  http: ReturnType<typeof supertest>;
  get<T>(type: Type<T> | symbol | string): T;
  /** Puts the cast into the database (once) and returns it. */
  cast(): Promise<Cast>;
  /** Requests with the session of somebody in the cast (or admitted). */
  as(username: string): Caller;
  /** The actor that the API would see, for calling services directly. */
  actor(username: string): Promise<Actor>;
  /** Opens a session for somebody who is not of the cast, so that `as()` and `actor()` know them. */
  admit(username: string): Promise<void>;
  /** Delivers waiting events, and what those cause, until none is ready; throws when one failed. */
  drainOutbox(): Promise<number>;
  close(): Promise<void>;
}

/** The real application on a clone of its own, with time standing still. */
export async function testApp(options: TestAppOptions = {}): Promise<TestApp> {
  const clock = options.clock ?? new FixedClock(TEST_START);
  const db = options.database ?? (await testDatabase());
  const config = loadConfig({
    DATABASE_URL: db.url,
    DATABASE_POOL: '24',
    DATA_DIR: db.files,
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
    ...options.environment,
  });
  const logger = new AppLogger({ level: config.logLevel, format: 'json' });
  const role = { name: 'api', runsJobs: options.jobs ?? false } as const;
  let builder = Test.createTestingModule({ imports: [AppModule.forRoot(config, role), ...(options.modules ?? [])] })
    .overrideProvider(CLOCK)
    .useValue(clock);
  if (options.override) builder = options.override(builder);
  const module = await builder.setLogger(logger).compile();
  const nest = module.createNestApplication<NestFastifyApplication>(createAdapter(config), { logger });
  await configureHttp(nest, { requestsPerMinute: 0, loginsPerMinute: 0, ...options.http });
  await nest.listen(0, '127.0.0.1');

  const url = `http://127.0.0.1:${(nest.getHttpServer().address() as AddressInfo).port}`;
  let cast: Promise<Cast> | undefined;
  return {
    nest,
    clock,
    db,
    url,
    http: supertest(url),
    get: (type) => nest.get(type, { strict: false }),
    cast: () => (cast ??= insertCast(db, clock.now())),
    as: (username) => callerOf(url, tokenOf(username)),
    actor: async (username) => {
      const found = await nest.get(Sessions, { strict: false }).resolve(tokenOf(username), `test-${username}`);
      if (!found) throw new Error(`"${username}" has no session: not in the cast, and not admitted`);
      return found.actor;
    },
    admit: async (username) => {
      await db.query(
        `insert into session (id, token_hash, person_id, organisation_id, created_at, last_seen_at, expires_at)
         select gen_random_uuid(), sha256(convert_to($2, 'UTF8')), p.id, m.organisation_id, $3, '2190-01-01', '2190-01-01'
         from person p join membership m on m.person_id = p.id where p.username = $1 order by m.created_at limit 1`,
        [username, tokenOf(username), clock.now()],
      );
    },
    drainOutbox: () => drain(nest),
    close: async () => {
      await nest.close();
      if (!options.database) await db.drop();
    },
  };
}

function callerOf(url: string, token: string): Caller {
  const send = (method: keyof Caller) => (path: string) =>
    supertest(url)[method](path).set('authorization', `Bearer ${token}`);
  return { get: send('get'), post: send('post'), patch: send('patch'), put: send('put'), delete: send('delete') };
}
