import { newId, SYSTEM_ACTOR } from '#libs/kernel';
import { Database, Health, OutboxRelay, ScheduleRunner, type Outbox, type Schedule } from '#libs/platform';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { eventually, testPlatform, type TestPlatform } from '../support/platform.js';
import { describeWithRedis, startRedis, type TestRedis } from '../support/redis.js';

/** Each event leaves one audit row and ends in one of three ways: at once, after two failures, never. */
const handlers = (slowMs = 0) => {
  const failures = new Map<string, number>();
  return (outbox: Outbox) =>
    outbox.register({
      topic: 'probe',
      handle: async (tx, { id, payload }: { id: string; payload: { subject: string; way: string } }) => {
        await tx.audit({ subjectType: 'probe', subjectId: payload.subject, action: payload.way });
        if (slowMs > 0) await new Promise((done) => setTimeout(done, slowMs));
        const failed = failures.get(id) ?? 0;
        failures.set(id, failed + 1);
        if (payload.way === 'never' || (payload.way === 'third time' && failed < 2)) throw new Error('refused');
      },
    });
};

const emit = (app: TestPlatform, ways: readonly string[]): Promise<string[]> =>
  app.get(Database).run(SYSTEM_ACTOR, async (tx) => {
    const subjects = ways.map(() => newId());
    for (const [n, way] of ways.entries()) await tx.emit('probe', { subject: subjects[n], way });
    return subjects;
  });

const count = async (db: TestDatabase, where: string): Promise<number> =>
  (await db.query<{ n: number }>(`select count(*)::int as n from ${where}`))[0]!.n;
const waiting = (db: TestDatabase) => count(db, 'outbox where delivered_at is null and dead_at is null');
const effects = (db: TestDatabase) => count(db, `audit_entry where subject_type = 'probe'`);
const twice = (db: TestDatabase) =>
  count(db, `(select 1 from audit_entry where subject_type = 'probe' group by subject_id having count(*) > 1) t`);

/** What the outbox and the effects look like once everything has come to its end. */
async function outcome(environment: Record<string, string>): Promise<unknown> {
  const app = await testPlatform({ jobs: true, environment, handlers: handlers() });
  try {
    await emit(app, ['at once', 'third time', 'never', 'at once', 'third time']);
    await eventually(async () => {
      // Backoff passes without being waited for.
      app.clock.advance({ minutes: 11 });
      app.get(OutboxRelay).wake();
      return (await waiting(app.db)) === 0;
    });
    return await app.db.query(
      `select o.payload->>'way' as way, o.attempts, o.delivered_at is not null as delivered, o.dead_at is not null as dead,
              o.last_error, (select count(*)::int from audit_entry e where e.subject_id::text = o.payload->>'subject') as effects
         from outbox o where o.topic = 'probe' order by 1, 2`,
    );
  } finally {
    await app.close();
  }
}

const minutely = (name: string, ran: string[]): Schedule => ({
  name,
  cron: '0 * * * * *',
  run: (asOf) => Promise.resolve(void ran.push(`${name} ${asOf.toISOString()}`)),
});

describe('without Redis', () => {
  it('a schedule runs once per cluster, also when it was missed, failed or killed half-way', async () => {
    const first = await testPlatform();
    const second = await testPlatform({ database: first.db, clock: first.clock });
    const ran: string[] = [];
    let failing = true;
    const daily: Schedule = {
      name: 'daily',
      cron: '0 30 6 * * *',
      run: (asOf) => {
        if (failing) return Promise.reject(new Error('the database went away'));
        return Promise.resolve(void ran.push(asOf.toISOString()));
      },
    };
    const runners = [first, second].map((app) => app.get(ScheduleRunner));
    for (const runner of runners) await runner.start([daily]);
    const everybody = () => Promise.all(runners.map((runner) => runner.catchUp([daily])));

    await everybody();
    expect(ran).toEqual([]); // new: due from now on

    first.clock.set('2026-03-16T22:30:00Z'); // 06:30 in Shanghai
    await everybody();
    expect(ran).toEqual([]); // failed, so still due
    failing = false;
    first.clock.advance({ minutes: 1 });
    await everybody();
    await everybody();
    expect(ran).toEqual(['2026-03-16T22:31:00.000Z']);

    first.clock.advance({ days: 5 }); // nobody was there
    await everybody();
    expect(ran).toHaveLength(2);
    await Promise.all([second.close()]);
    await first.close();
  });

  it('a schedule that runs here is taken there', async () => {
    const app = await testPlatform();
    const runner = app.get(ScheduleRunner);
    let release: () => void = () => undefined;
    const slow: Schedule = {
      name: 'slow',
      cron: '0 * * * * *',
      run: () => new Promise<void>((done) => (release = done)),
    };
    const running = runner.tick(slow, app.clock.now());
    await new Promise((done) => setTimeout(done, 100));
    expect(await runner.tick(slow, app.clock.now())).toBe('taken');
    release();
    expect(await running).toBe('ran');
    expect(await runner.tick(slow, app.clock.now())).toBe('taken');
    await app.close();
  });
});

describeWithRedis('with Redis', () => {
  let redis: TestRedis;
  beforeAll(async () => (redis = await startRedis()));
  afterAll(() => redis.stop());
  const environment = () => ({ REDIS_URL: redis.url });
  const declared = async () =>
    (await redis.command('ZRANGE milepost:schedule:repeat 0 -1')).map((key) => key.split(':')[1]).sort();

  it('gives the same result as without it', async () => {
    const inline = await outcome({});
    expect(await outcome(environment())).toEqual(inline);
    expect(inline).toMatchObject([
      { way: 'at once', attempts: 0, delivered: true, effects: 1 },
      { way: 'at once', attempts: 0, delivered: true, effects: 1 },
      { way: 'never', attempts: 8, dead: true, effects: 0 },
      { way: 'third time', attempts: 2, delivered: true, effects: 1 },
      { way: 'third time', attempts: 2, delivered: true, effects: 1 },
    ]);
  }, 60_000);

  it('loses nothing and does nothing twice when Redis dies during the work and comes back empty', async () => {
    const db = await testDatabase();
    const options = { database: db, jobs: true, environment: environment(), handlers: handlers(20) };
    const app = await testPlatform(options);
    const other = await testPlatform({ ...options, clock: app.clock });
    await emit(app, Array<string>(120).fill('at once'));
    await eventually(async () => (await effects(db)) > 10);
    await redis.kill();
    await eventually(async () => (await app.get(Health).check()).queue === 'down');
    await emit(app, Array<string>(30).fill('at once')); // work goes on without Redis
    expect(await waiting(db)).toBeGreaterThanOrEqual(30);
    await redis.restart();
    await eventually(async () => {
      app.clock.advance({ ms: 5000 }); // leases of what Redis took with it
      app.get(OutboxRelay).wake();
      return (await waiting(db)) === 0;
    }, 40_000);
    expect(await effects(db)).toBe(150);
    expect(await twice(db)).toBe(0);
    expect((await app.get(Health).check()).queue).toBe('up');
    await Promise.all([app.close(), other.close()]);
    await db.drop();
  }, 90_000);

  it('loses nothing when Redis is wiped', async () => {
    const app = await testPlatform({ jobs: true, environment: environment(), handlers: handlers(30) });
    await emit(app, Array<string>(60).fill('at once'));
    await eventually(async () => (await effects(app.db)) > 5);
    await redis.command('FLUSHALL');
    await eventually(async () => {
      app.clock.advance({ ms: 5000 });
      app.get(OutboxRelay).wake();
      return (await waiting(app.db)) === 0;
    });
    expect(await effects(app.db)).toBe(60);
    expect(await twice(app.db)).toBe(0);
    await app.close();
  }, 60_000);

  it('starts, works on and stops without Redis', async () => {
    await redis.kill();
    const app = await testPlatform({ jobs: true, environment: environment(), handlers: handlers() });
    await app.get(ScheduleRunner).start([minutely('probe', [])]);
    await emit(app, ['at once']);
    expect(await app.get(Health).check()).toMatchObject({ database: 'up', queue: 'down', transport: 'bull' });
    const begun = performance.now();
    await app.close();
    expect(performance.now() - begun).toBeLessThan(10_000);
    await redis.restart();
  }, 60_000);

  it('holds exactly the schedules that are declared', async () => {
    const app = await testPlatform({ environment: environment() });
    const before = app.get(ScheduleRunner);
    await before.start([minutely('kept', []), minutely('removed', [])]);
    await eventually(async () => (await declared()).join() === 'kept,removed');
    await app.close();
    const after = await testPlatform({ environment: environment() });
    await after.get(ScheduleRunner).start([minutely('kept', []), minutely('new', [])]);
    await eventually(async () => (await declared()).join() === 'kept,new');
    await after.close();
  }, 60_000);
});
