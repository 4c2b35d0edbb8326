import { newId, SYSTEM_ACTOR } from '#libs/kernel';
import { Database, Outbox, OutboxRelay, type OutboxHandler } from '#libs/platform';
import { eventually, testPlatform, type TestPlatform } from '../support/platform.js';

interface Row {
  attempts: number;
  delivered: boolean;
  dead: boolean;
  lastError: string | null;
  wait: number;
}

describe('the outbox', () => {
  let app: TestPlatform;
  let outbox: Outbox;
  let refusals = 0;
  const handler: OutboxHandler = {
    topic: 'probe',
    handle: async (tx, event: { payload: { subject: string } }) => {
      await tx.audit({ subjectType: 'probe', subjectId: event.payload.subject, action: 'effect' });
      if (refusals-- > 0) throw new Error('not now');
    },
  };

  beforeAll(async () => {
    app = await testPlatform({ handlers: (registry) => registry.register(handler) });
    outbox = app.get(Outbox);
  });
  afterAll(() => app.close());
  beforeEach(() => (refusals = 0));

  const emit = async (key?: string): Promise<{ id: string; subject: string }> => {
    const subject = newId();
    await app.get(Database).run(SYSTEM_ACTOR, (tx) => tx.emit('probe', { subject }, key ? { key } : {}));
    const rows = await app.db.query<{ id: string }>(`select id from outbox where payload->>'subject' = $1`, [subject]);
    return { id: rows[0]?.id ?? '', subject };
  };
  const effects = async (subject: string) =>
    (await app.db.query('select 1 from audit_entry where subject_id = $1', [subject])).length;
  const row = async (id: string): Promise<Row> => {
    const [found] = await app.db.query<Row>(
      `select attempts, delivered_at is not null as delivered, dead_at is not null as dead, last_error as "lastError",
              extract(epoch from available_at - $2)::float8 as wait from outbox where id = $1`,
      [id, app.clock.now()],
    );
    return found!;
  };

  it('delivers once, however often and however much at once it is asked to', async () => {
    const { id, subject } = await emit();
    const answers = await Promise.all(Array.from({ length: 12 }, () => outbox.deliver(id)));
    answers.push(await outbox.deliver(id));
    expect(answers.filter((answer) => answer === 'delivered')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'nothing to do')).toHaveLength(12);
    expect(await effects(subject)).toBe(1);
  });

  it('writes one row for one key', async () => {
    const key = newId();
    await emit(key);
    expect((await emit(key)).id).toBe('');
  });

  it('leaves nothing of a handler that failed, waits longer each time and then delivers', async () => {
    const { id, subject } = await emit();
    refusals = 2;
    expect(await outbox.deliver(id)).toBe('failed');
    const first = await row(id);
    expect(first).toMatchObject({ attempts: 1, delivered: false, dead: false, lastError: 'Error: not now' });
    expect(first.wait).toBeGreaterThanOrEqual(1);
    expect(first.wait).toBeLessThanOrEqual(2);
    expect(await effects(subject)).toBe(0);

    expect((await outbox.claim(500, 30)).map((ready) => ready.id)).not.toContain(id);
    app.clock.advance({ ms: 2000 });
    expect((await outbox.claim(500, 30)).map((ready) => ready.id)).toContain(id);
    expect(await outbox.deliver(id)).toBe('failed');
    expect((await row(id)).wait).toBeGreaterThanOrEqual(2);
    expect(await outbox.deliver(id)).toBe('delivered');
    expect(await effects(subject)).toBe(1);
  });

  it('gives up after eight times, shows what is dead, and begins anew when told to', async () => {
    const { id, subject } = await emit();
    refusals = 8;
    for (let attempt = 1; attempt <= 8; attempt += 1) {
      app.clock.advance({ minutes: 11 });
      expect((await outbox.claim(500, 30)).map((ready) => ready.id)).toContain(id);
      expect(await outbox.deliver(id)).toBe(attempt < 8 ? 'failed' : 'dead');
    }
    app.clock.advance({ days: 1 });
    expect((await outbox.claim(500, 30)).map((ready) => ready.id)).not.toContain(id);
    expect(await outbox.deliver(id)).toBe('nothing to do');
    const { items } = await outbox.deadLetters(SYSTEM_ACTOR, { limit: 10 });
    expect(items).toMatchObject([
      { id, topic: 'probe', payload: { subject }, attempts: 8, lastError: 'Error: not now' },
    ]);
    expect(await outbox.state()).toMatchObject({ dead: 1 });

    await outbox.requeue(SYSTEM_ACTOR, id);
    await expect(outbox.requeue(SYSTEM_ACTOR, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await outbox.deliver(id)).toBe('delivered');
    expect(await effects(subject)).toBe(1);
  });

  it('hands over again what a killed process took and did not deliver', async () => {
    const { id, subject } = await emit();
    const taken = await outbox.claim(500, 30); // … and here the process is killed
    expect(taken.map((ready) => ready.id)).toContain(id);
    expect((await outbox.claim(500, 30)).map((ready) => ready.id)).not.toContain(id);
    app.clock.advance({ ms: 30_000 });
    await app.get(OutboxRelay).drain();
    expect(await effects(subject)).toBe(1);
  });

  it('hands over at once what was given back', async () => {
    const { id } = await emit();
    await outbox.claim(500, 30);
    await outbox.handBack([id]);
    expect((await outbox.claim(500, 30)).map((ready) => ready.id)).toContain(id);
    await outbox.deliver(id);
  });

  it('gives each row to one of several relays', async () => {
    const written = await Promise.all(Array.from({ length: 60 }, () => emit()));
    const claims = await Promise.all(Array.from({ length: 6 }, () => outbox.claim(20, 30)));
    const ids = claims.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(ids)).toEqual(new Set(written.map(({ id }) => id)));
    await outbox.handBack(ids);
    await app.get(OutboxRelay).drain();
  });

  it('reports its depth and age', async () => {
    await emit();
    app.clock.advance({ ms: 42_000 });
    expect(await outbox.state()).toEqual({ waiting: 1, dead: 0, oldestSeconds: 42 });
    await app.get(OutboxRelay).drain();
    expect(await outbox.state()).toEqual({ waiting: 0, dead: 0, oldestSeconds: 0 });
  });

  it('is delivered by another process that is woken, and again after its connection was cut', async () => {
    const seen: string[] = [];
    const worker = await testPlatform({
      database: app.db,
      clock: app.clock,
      jobs: true,
      handlers: (registry) =>
        registry.register({
          topic: 'probe',
          handle: (_tx, event: { payload: { subject: string } }) =>
            Promise.resolve(void seen.push(event.payload.subject)),
        }),
    });
    const listening = `select 1 from pg_stat_activity where datname = $1 and query = 'listen "outbox"'`;
    await eventually(async () => (await app.db.query(listening, [app.db.name])).length === 1);
    const first = await emit();
    await eventually(() => seen.includes(first.subject));
    await app.db.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and application_name = 'milepost-worker'`,
      [app.db.name],
    );
    let second = '';
    await eventually(async () => {
      second = await emit().then(
        ({ subject }) => subject,
        () => '',
      );
      return second !== '';
    });
    await eventually(() => seen.includes(second));
    await eventually(async () => (await app.db.query(listening, [app.db.name])).length === 1);
    await worker.close();
  });

  it('finishes what runs when it is stopped and gives back the rest', async () => {
    let begun = 0;
    let finished = 0;
    const worker = await testPlatform({
      database: app.db,
      clock: app.clock,
      jobs: true,
      handlers: (registry) =>
        registry.register({
          topic: 'probe',
          handle: async () => {
            begun += 1;
            await new Promise((done) => setTimeout(done, 300));
            finished += 1;
          },
        }),
    });
    const written = await Promise.all(Array.from({ length: 20 }, () => emit()));
    await eventually(() => begun > 0);
    await worker.close();
    expect(finished).toBe(begun);
    expect(begun).toBeLessThan(20);
    const ready = await outbox.claim(500, 30);
    expect(ready).toHaveLength(20 - finished);
    expect(written.map(({ id }) => id)).toEqual(expect.arrayContaining(ready.map(({ id }) => id)));
  });
});
