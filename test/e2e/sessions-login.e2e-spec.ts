import { testApp, TEST_START, type TestApp } from '../support/app.js';
import { CAST_PASSWORD } from '../support/cast.js';

const WHO = 'county.ecology.gongyi.approver';
const MINUTE = { minutes: 1 };

describe('Sessions', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await testApp();
    await app.cast();
  });
  afterAll(() => app?.close());
  beforeEach(async () => {
    app.clock.set(TEST_START);
    await app.db.query('delete from login_attempt');
  });

  const login = (username: string, password: string = CAST_PASSWORD) =>
    app.http.post('/api/v1/sessions').send({ username, password });
  const open = async (username = WHO): Promise<string> => (await login(username).expect(201)).body.token as string;
  const me = (token: string) => app.http.get('/api/v1/me').set('authorization', `Bearer ${token}`);

  it('a login gives a token, a cookie and who one is', async () => {
    const { body, headers } = await login(WHO).expect(201);
    expect(body).toEqual({
      token: expect.stringMatching(/^[\w-]{43}$/),
      expiresAt: '2026-03-16T02:30:00.000Z',
      person: { id: expect.any(String), username: WHO, name: WHO },
      organisation: expect.objectContaining({ nameZh: '巩义市ecology局' }),
      roles: ['approver'],
    });
    const [cookie] = headers['set-cookie'] as unknown as string[];
    expect(cookie).toMatch(/^milepost_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    const { body: profile } = await me(body.token as string).expect(200);
    expect(profile).toMatchObject({
      person: { username: WHO },
      organisation: { departmentKind: 'ecology', regionCode: '410181' },
      scope: { kind: 'county', code: '410181' },
      memberships: [{ roles: ['approver'] }],
    });
  });

  it.each([
    ['province.ecology.henan.approver', { kind: 'province', code: '410000' }],
    ['city.ecology.zhengzhou.approver', { kind: 'city', code: '410100' }],
    ['county.ecology.jiyuan.approver', { kind: 'county', code: '419001' }],
  ])('%s sees %j', async (username, scope) => {
    expect((await app.actor(username)).scope).toEqual(scope);
  });

  it('an owner sees what is its own', async () => {
    const actor = await app.actor('owner.gongyi.1.filer');
    expect(actor.scope).toEqual({ kind: 'owner', code: actor.organisationId });
  });

  it('only a digest of the token is stored', async () => {
    const token = await open();
    const rows = await app.db.query('select 1 from session where token_hash = sha256($1::bytea)', [Buffer.from(token)]);
    expect(rows).toHaveLength(1);
  });

  it('the name is found however the keyboard wrote it', async () => {
    await login(`  ${WHO.toUpperCase()} `).expect(201);
    await login('ｃounty.ecology.gongyi.approver').expect(201);
  });

  it('logging out ends this session and no other', async () => {
    const [one, two] = [await open(), await open()];
    await app.http.delete('/api/v1/sessions/current').set('authorization', `Bearer ${one}`).expect(204);
    await me(one).expect(401);
    await me(two).expect(200);
  });

  it('GET /sessions lists the own open ones and marks the current', async () => {
    const token = await open('county.water.gongyi.approver');
    const { body } = await app.http.get('/api/v1/sessions').set('authorization', `Bearer ${token}`).expect(200);
    expect(body.items.filter((item: { current: boolean }) => item.current)).toHaveLength(1);
    expect(JSON.stringify(body)).not.toContain('token');
  });

  describe('ends', () => {
    it('after 30 minutes without a request', async () => {
      const token = await open();
      app.clock.advance({ minutes: 29 });
      await me(token).expect(200);
      app.clock.advance({ minutes: 29 });
      await me(token).expect(200);
      app.clock.advance({ minutes: 30 });
      await me(token).expect(401);
    });

    it('after 12 hours whatever happens', async () => {
      const token = await open();
      for (let minutes = 0; minutes < 12 * 60 - 20; minutes += 20) {
        app.clock.advance({ minutes: 20 });
        await me(token).expect(200);
      }
      app.clock.advance({ minutes: 20 });
      await me(token).expect(401);
    });

    it('and a request writes at most once a minute', async () => {
      const token = await open();
      const seen = async (): Promise<Date> => {
        const sql = 'select last_seen_at as at from session where token_hash = sha256($1::bytea)';
        return (await app.db.query<{ at: Date }>(sql, [Buffer.from(token)]))[0]!.at;
      };
      const before = await seen();
      app.clock.advance({ ms: 59_000 });
      await me(token).expect(200);
      expect(await seen()).toEqual(before);
      app.clock.advance({ ms: 1000 });
      await me(token).expect(200);
      expect((await seen()).getTime() - before.getTime()).toBe(60_000);
    });

    it('when the person is disabled or loses the last role', async () => {
      const [one, two] = [await open('county.housing.gongyi.approver'), await open('county.housing.gongyi.reviewer')];
      await app.db.query(
        `update person set disabled_at = '2026-03-16' where username = 'county.housing.gongyi.approver'`,
      );
      await app.db.query(
        `delete from membership where person_id = (select id from person where username = 'county.housing.gongyi.reviewer')`,
      );
      await me(one).expect(401);
      await me(two).expect(401);
      await login('county.housing.gongyi.approver').expect(401);
    });
  });

  describe('failures', () => {
    it('read alike for an unknown name and a wrong password', async () => {
      const strip = ({ instance: _, ...rest }: Record<string, unknown>) => rest;
      const wrong = strip((await login(WHO, 'wrong').expect(401)).body);
      const unknown = strip((await login('nobody', 'wrong').expect(401)).body);
      expect(wrong).toEqual(unknown);
      expect(wrong).toMatchObject({ code: 'LOGIN_FAILED' });
    });

    it('five in a row lock the name for 15 minutes, known or not, and the right password does not help', async () => {
      for (const name of ['county.ecology.gongyi.reviewer', 'somebody.unknown']) {
        for (let count = 0; count < 5; count += 1) await login(name, 'wrong').expect(401);
        const { body, headers } = await login(name).expect(429);
        expect(body.code).toBe('LOGIN_LOCKED');
        expect(headers['retry-after']).toBe('900');
      }
      app.clock.advance({ minutes: 14 });
      expect((await login('county.ecology.gongyi.reviewer').expect(429)).headers['retry-after']).toBe('60');
      app.clock.advance(MINUTE);
      await login('county.ecology.gongyi.reviewer').expect(201);
    });

    it('a success begins the count anew, and after a lock there are five again', async () => {
      const name = 'county.ecology.gongyi.reviewer2';
      for (let count = 0; count < 4; count += 1) await login(name, 'wrong').expect(401);
      await login(name).expect(201);
      for (let count = 0; count < 5; count += 1) await login(name, 'wrong').expect(401);
      await login(name, 'wrong').expect(429);
      app.clock.advance({ minutes: 15 });
      for (let count = 0; count < 4; count += 1) await login(name, 'wrong').expect(401);
      await login(name).expect(201);
    });

    it('twenty guesses at the same moment are still five', async () => {
      const answers = await Promise.all(
        Array.from({ length: 20 }, () =>
          login('county.ecology.gongyi.approver2', 'wrong').then(({ status }) => status),
        ),
      );
      expect(answers.filter((status) => status === 401)).toHaveLength(5);
      expect(answers.filter((status) => status === 429)).toHaveLength(15);
    });

    it('take the same time whether or not the name exists', async () => {
      const median = async (username: (n: number) => string): Promise<number> => {
        const times: number[] = [];
        for (let n = 0; n < 9; n += 1) {
          const start = performance.now();
          await login(username(n), 'wrong');
          times.push(performance.now() - start);
          await app.db.query('delete from login_attempt');
        }
        return times.sort((a, b) => a - b)[4]!;
      };
      await median(() => WHO);
      const ratio = (await median(() => WHO)) / (await median((n) => `unknown.${n}`));
      // Without the dummy the unknown name answers several times faster.
      expect(ratio).toBeGreaterThan(0.5);
      expect(ratio).toBeLessThan(2);
    });

    it('and logins are audited, without what was typed', async () => {
      await login(WHO, 'wrong').expect(401);
      await login('my-secret-password', 'wrong').expect(401);
      await login(WHO).expect(201);
      const { id } = (await app.cast()).person(WHO);
      const trail = await app.db.query<{ action: string }>(
        'select action from audit_entry where subject_id = $1 order by seq desc limit 2',
        [id],
      );
      expect(trail.map(({ action }) => action)).toEqual(['session.opened', 'session.refused']);
      const text = JSON.stringify(await app.db.query('select * from audit_entry'));
      expect(text).not.toContain('my-secret-password');
      expect((await app.db.query(`select 1 from audit_entry where subject_type = 'login'`)).length).toBeGreaterThan(0);
    });

    it.each<[object, string]>([
      [{}, 'username'],
      [{ username: WHO }, 'password'],
      [{ username: WHO, password: 5 }, 'password'],
      [{ username: WHO, password: 'x'.repeat(257) }, 'password'],
      [{ username: WHO, password: 'x', otp: '１２３４５６' }, 'otp'],
      [{ username: WHO, password: 'x', admin: true }, 'admin'],
    ])('%j is refused before it is looked up', async (body, path) => {
      const { body: problem } = await app.http.post('/api/v1/sessions').send(body).expect(400);
      expect(problem.errors.map((error: { path: string }) => error.path)).toContain(path);
    });
  });

  describe('by cookie', () => {
    const logout = (token: string) =>
      app.http.delete('/api/v1/sessions/current').set('cookie', `milepost_session=${token}`);

    it('reads need nothing more', async () => {
      await app.http
        .get('/api/v1/me')
        .set('cookie', `milepost_session=${await open()}`)
        .expect(200);
    });

    it('writes must come from the same origin', async () => {
      const token = await open();
      expect((await logout(token).expect(403)).body.code).toBe('CROSS_SITE_WRITE');
      await logout(token).set('sec-fetch-site', 'cross-site').expect(403);
      await logout(token).set('sec-fetch-site', 'same-site').expect(403);
      await logout(token).set('origin', 'https://evil.example').expect(403);
      await logout(token).set('origin', app.url).expect(204);
      await logout(await open())
        .set('sec-fetch-site', 'same-origin')
        .expect(204);
    });
  });
});
