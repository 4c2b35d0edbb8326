import { newId, SYSTEM_ACTOR, type Actor } from '#libs/kernel';
import { Database } from '#libs/platform';
import { withClient } from '../../tools/embedded/roles.js';
import { testApp, type TestApp } from '../support/app.js';

describe('the transaction runner', () => {
  let app: TestApp;
  let database: Database;
  let zhengzhou: Actor;
  let gongyi: Actor;

  beforeAll(async () => {
    app = await testApp();
    await app.cast();
    database = app.get(Database);
    zhengzhou = await app.actor('city.ecology.zhengzhou.approver');
    gongyi = await app.actor('county.ecology.gongyi.approver');
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
});
