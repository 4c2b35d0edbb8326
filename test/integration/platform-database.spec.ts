import { newId, SYSTEM_ACTOR, type Actor } from '#libs/kernel';
import { Database, OutboxRow, PlatformModule, platformEntities, loadConfig, type Tx } from '#libs/platform';
import { Test } from '@nestjs/testing';
import { withClient } from '../../tools/embedded/roles.js';
import { testPlatform, type TestPlatform } from '../support/platform.js';

const zhengzhou: Actor = { ...SYSTEM_ACTOR, personId: newId(), scope: { kind: 'city', code: '410100' } };
const gongyi: Actor = { ...SYSTEM_ACTOR, personId: newId(), scope: { kind: 'county', code: '410181' } };

describe('the transaction runner', () => {
  let app: TestPlatform;
  let database: Database;

  beforeAll(async () => {
    app = await testPlatform();
    database = app.get(Database);
  });
  afterAll(() => app.close());

  const scopeSeen = (actor: Actor) =>
    database.read(
      actor,
      async (r) => (await r.one<{ scope: string }>(`select current_setting('app.scope', true) as scope`))!.scope,
    );
  const scopeInTransaction = (actor: Actor) =>
    database.run(
      actor,
      async (tx) => (await tx.one<{ scope: string }>(`select current_setting('app.scope', true) as scope`))!.scope,
    );

  it('never shows the scope of an earlier borrower of the connection', async () => {
    const actors = Array.from({ length: 400 }, (_, i) =>
      i % 3 === 0 ? zhengzhou : i % 3 === 1 ? gongyi : SYSTEM_ACTOR,
    );
    const seen = await Promise.all(actors.map((actor, i) => (i % 2 ? scopeSeen(actor) : scopeInTransaction(actor))));
    expect(seen).toEqual(actors.map((a) => (a.scope.code ? `${a.scope.kind}:${a.scope.code}` : a.scope.kind)));
  });

  it('lets a statement without a scope see nothing that has one', async () => {
    await Promise.all(Array.from({ length: 20 }, () => scopeSeen(SYSTEM_ACTOR)));
    const seen = await Promise.all(
      Array.from({ length: 40 }, () => database.query<{ sees: boolean }>('select scope_is_system() as sees')),
    );
    expect(seen.flat().filter(({ sees }) => sees)).toEqual([]);
  });

  it('gives nothing of what was read when the scope could not be set', async () => {
    const broken = { ...gongyi, scope: { kind: 'county', code: 'a\u0000b' } } as Actor;
    await expect(database.read(broken, (r) => r.query('select 1'))).rejects.toThrow(/invalid byte sequence/);
    await expect(database.run(broken, (tx) => tx.query('select 1'))).rejects.toThrow();
  });

  it('answers money as bigint, days as text, instants as dates and decimals as text', async () => {
    const sql = `select 9007199254740993::bigint as fen, array[1, null]::bigint[] as fens, date '2027-01-31' as day,
                        array[date '2027-01-31'] as days, timestamptz '2027-01-31T16:00:00Z' as at, 0.10::numeric as share`;
    const [row] = await database.query(sql);
    expect(row).toEqual({
      fen: 9007199254740993n,
      fens: [1n, null],
      day: '2027-01-31',
      days: ['2027-01-31'],
      at: new Date('2027-01-31T16:00:00Z'),
      share: '0.10',
    });
    const parameter = await database.query('select $1::bigint as fen, $2::bigint[] as fens', [10n ** 17n, [1n, 2n]]);
    expect(parameter).toEqual([{ fen: 10n ** 17n, fens: [1n, 2n] }]);
  });

  it('gives TypeORM the connection of the transaction', async () => {
    const id = newId();
    const save = async (tx: Tx) => {
      const row = { id, topic: 'probe', key: null, payload: { a: 1 }, createdAt: tx.now, availableAt: tx.now };
      await tx.manager.save(OutboxRow, row);
      await tx.query('update outbox set attempts = 3 where id = $1', [id]);
      expect(await tx.manager.findOneBy(OutboxRow, { id })).toMatchObject({ attempts: 3, createdAt: tx.now });
    };
    const failing = database.run(gongyi, async (tx) => {
      await save(tx);
      throw new Error('after saving');
    });
    await expect(failing).rejects.toThrow('after saving');
    expect(await app.db.query('select 1 from outbox where id = $1', [id])).toHaveLength(0);
    await database.run(gongyi, save);
    expect(await app.db.query('select 1 from outbox where id = $1', [id])).toHaveLength(1);
  });

  it('does not pass off as a commit what PostgreSQL rolled back', async () => {
    const subjectId = newId();
    const swallowing = database.run(gongyi, async (tx) => {
      await tx.audit({ subjectType: 'probe', subjectId, action: 'begin' });
      await tx.query('select 1 / 0').catch(() => undefined);
      return 'done';
    });
    await expect(swallowing).rejects.toThrow(/swallowed/);
    expect(await app.db.query('select 1 from audit_entry where subject_id = $1', [subjectId])).toHaveLength(0);
  });

  it('refuses statements of a branch that outlives its transaction', async () => {
    let late: Promise<unknown> | undefined;
    let manager: Tx['manager'] | undefined;
    let kept: Tx | undefined;
    const failing = database.run(gongyi, async (tx) => {
      kept = tx;
      manager = tx.manager;
      late = new Promise((done) => setTimeout(done, 30)).then(() => tx.query('select 1'));
      late.catch(() => undefined);
      await tx.query('select 1 / 0');
    });
    await expect(failing).rejects.toThrow(/division by zero/);
    await expect(late).rejects.toThrow(/the use case is over/);
    await expect(manager!.query('select 1')).rejects.toThrow(/released/);
    expect(() => kept!.manager).toThrow(/the use case is over/);
  });

  it('runs a transaction again that lost a deadlock', async () => {
    const [a, b] = [newId(), newId()];
    const touch = (first: string, second: string) =>
      database.run(gongyi, async (tx) => {
        await tx.query(`select pg_advisory_xact_lock(hashtext($1))`, [first]);
        await new Promise((done) => setTimeout(done, 100));
        await tx.query(`select pg_advisory_xact_lock(hashtext($1))`, [second]);
        return 'done';
      });
    await expect(Promise.all([touch(a, b), touch(b, a)])).resolves.toEqual(['done', 'done']);
  });

  it('says 409 when it lost every time', async () => {
    let runs = 0;
    const losing = database.run(gongyi, (tx) => {
      runs += 1;
      return tx.query(`do $$ begin raise exception using errcode = 'serialization_failure'; end $$`);
    });
    await expect(losing).rejects.toMatchObject({ code: 'LOST_RACE' });
    expect(runs).toBe(3);
  });

  it('does not start as a role that owns the tables', async () => {
    // The owner becomes milepost_app by the start-up option only when it is a member; a superuser always is.
    await app.db.query('alter role milepost_app bypassrls');
    try {
      const config = loadConfig({ DATABASE_URL: app.db.url, DATA_DIR: app.db.files });
      const module = Test.createTestingModule({
        imports: [PlatformModule.forRoot(config, platformEntities, { name: 'tool', runsJobs: false })],
      });
      const nest = await module.compile();
      await expect(nest.init()).rejects.toThrow(/bypasses row-level security/);
      await nest.close().catch(() => undefined);
    } finally {
      await app.db.query('alter role milepost_app nobypassrls');
    }
  });

  it('is milepost_app even when a superuser logs in', async () => {
    const superuser = await testPlatform({ database: app.db, environment: { DATABASE_URL: app.db.ownerUrl } });
    const [row] = await superuser.get(Database).query<{ name: string }>('select current_user as name');
    expect(row!.name).toBe('milepost_app');
    await superuser.close();
  });

  it('runs as a role that is neither owner nor superuser', async () => {
    const [row] = await database.query<{ name: string }>('select current_user as name');
    expect(row!.name).toBe('milepost_app');
    await expect(database.query('alter table outbox add column x int')).rejects.toThrow(/must be owner/);
    await expect(database.query('delete from audit_entry')).rejects.toThrow(/permission denied/);
    await expect(
      database.query(`insert into audit_head values ('x', gen_random_uuid(), 1, sha256(''))`),
    ).rejects.toThrow(/permission denied/);
  });

  it('leaves neither audit nor outbox behind when it rolls back', async () => {
    const subjectId = newId();
    const failing = database.run(gongyi, async (tx) => {
      await tx.audit({ subjectType: 'probe', subjectId, action: 'begin' });
      await tx.emit('probe.begun', { subjectId });
      throw new Error('in the middle');
    });
    await expect(failing).rejects.toThrow('in the middle');
    expect(await app.db.query('select 1 from audit_entry where subject_id = $1', [subjectId])).toHaveLength(0);
    expect(await app.db.query(`select 1 from outbox where payload->>'subjectId' = $1`, [subjectId])).toHaveLength(0);
  });

  it('fails the transaction when a pipelined statement fails', async () => {
    const subjectId = newId();
    const failing = database.run(gongyi, async (tx) => {
      await tx.audit({ subjectType: 'probe', subjectId, action: 'begin' });
      await tx.audit({ subjectType: 'probe', subjectId, action: null as never });
      return 'done';
    });
    await expect(failing).rejects.toThrow(/null value/);
    expect(await app.db.query('select 1 from audit_entry where subject_id = $1', [subjectId])).toHaveLength(0);
  });

  describe('a repeated request', () => {
    const withKey = (key: string, hash = 'h1'): Actor => ({ ...gongyi, idempotency: { key, hash } });
    const probe = (actor: Actor, subjectId: string) =>
      database.run(actor, async (tx) => {
        await tx.audit({ subjectType: 'probe', subjectId, action: 'act' });
        return { subjectId, amount: 12345n };
      });

    it('is given the first answer and runs nothing', async () => {
      const subjectId = newId();
      const first = await probe(withKey('k1'), subjectId);
      const second = await probe(withKey('k1'), newId());
      expect(JSON.parse(JSON.stringify(second))).toEqual(JSON.parse(JSON.stringify(first)));
      expect(await app.db.query(`select 1 from audit_entry where subject_id = $1`, [subjectId])).toHaveLength(1);
    });

    it('with another body is refused', async () => {
      await probe(withKey('k2'), newId());
      await expect(probe(withKey('k2', 'h2'), newId())).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    });

    it('at the same moment is one execution', async () => {
      const subjectId = newId();
      const answers = await Promise.all(Array.from({ length: 8 }, () => probe(withKey('k3'), subjectId)));
      expect(new Set(answers.map((a) => JSON.stringify(a))).size).toBe(1);
      expect(await app.db.query(`select 1 from audit_entry where subject_id = $1`, [subjectId])).toHaveLength(1);
    });

    it('after a refusal is judged anew', async () => {
      const refused = database.run(withKey('k4'), () => Promise.reject(new Error('refused')));
      await expect(refused).rejects.toThrow('refused');
      await expect(probe(withKey('k4'), newId())).resolves.toBeDefined();
    });

    it('of another person with the same key is another request', async () => {
      await probe(withKey('k5'), newId());
      const other = newId();
      await probe({ ...zhengzhou, idempotency: { key: 'k5', hash: 'h1' } }, other);
      expect(await app.db.query(`select 1 from audit_entry where subject_id = $1`, [other])).toHaveLength(1);
    });

    it('is forgotten after 24 hours', async () => {
      await probe(withKey('k6'), newId());
      app.clock.advance({ hours: 24, minutes: 1 });
      expect(await database.purgeIdempotencyKeys(app.clock.now())).toBeGreaterThan(0);
      await expect(probe(withKey('k6', 'other'), newId())).resolves.toBeDefined();
    });
  });

  it('answers 503 while the database refuses connections and works again without a restart', async () => {
    const postgres = (sql: string) =>
      withClient(app.db.ownerUrl.replace(app.db.name, 'postgres'), (client) => client.query(sql));
    await postgres(`alter database ${app.db.name} with allow_connections false`);
    await postgres(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${app.db.name}'`);
    await expect(scopeSeen(gongyi)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await postgres(`alter database ${app.db.name} with allow_connections true`);
    await expect(scopeSeen(gongyi)).resolves.toBe('county:410181');
  });

  it('survives a connection that is cut in the middle of a statement', async () => {
    const cut = database.run(gongyi, async (tx) => {
      const [{ pid }] = (await tx.query<{ pid: number }>('select pg_backend_pid() as pid')) as [{ pid: number }];
      setTimeout(() => void app.db.query('select pg_terminate_backend($1)', [pid]), 50);
      await tx.query('select pg_sleep(5)');
    });
    await expect(cut).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await expect(scopeInTransaction(gongyi)).resolves.toBe('county:410181');
  });

  it('lets one process at a time work under a name', async () => {
    const release: (() => void)[] = [];
    const first = database.exclusively('probe', () => new Promise<string>((done) => release.push(() => done('first'))));
    await new Promise((done) => setTimeout(done, 50));
    expect(await database.exclusively('probe', () => Promise.resolve('second'))).toBeUndefined();
    release[0]!();
    expect(await first).toBe('first');
    expect(await database.exclusively('probe', () => Promise.resolve('third'))).toBe('third');
  });
});
