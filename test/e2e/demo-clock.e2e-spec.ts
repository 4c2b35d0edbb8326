import { FixedClock, OffsetClock } from '#libs/kernel';
import { CLOCK } from '#libs/platform';
import { CAST_PASSWORD } from '../support/cast.js';
import { testApp, TEST_START, type TestApp } from '../support/app.js';

const ADMIN = 'province.ecology.henan.system_admin';
const PATH = '/api/v1/admin/clock';

describe('/admin/clock', () => {
  let app: TestApp;
  afterEach(() => app.close());

  it('does not exist unless the installation is a demonstration', async () => {
    app = await testApp();
    await app.cast();
    await app.as(ADMIN).get(PATH).expect(404);
    await app.as(ADMIN).post(PATH).send({ advanceDays: 30 }).expect(404);
    const document = await app.http.get('/api/openapi.json').expect(200);
    expect(Object.keys(document.body.paths)).not.toContain(PATH);
  });

  it('moves the time of a demonstration ahead, once for each request, and sessions age with it', async () => {
    app = await testApp({
      environment: { DEMO_CLOCK: 'true' },
      override: (builder) => builder.overrideProvider(CLOCK).useValue(new OffsetClock(new FixedClock(TEST_START))),
    });
    await app.cast();
    const login = { username: 'owner.gongyi.1.filer', password: CAST_PASSWORD };
    const { body: session } = await app.http.post('/api/v1/sessions').send(login).expect(201);
    const me = () => app.http.get('/api/v1/me').set('authorization', `Bearer ${session.token}`);
    await me().expect(200);
    expect((await app.as(ADMIN).get(PATH).expect(200)).body).toMatchObject({ today: '2026-03-16', offsetDays: 0 });
    const advance = (key: string) => app.as(ADMIN).post(PATH).set('idempotency-key', key).send({ advanceDays: 30 });
    const moved = { now: '2026-04-15T02:00:00.000Z', today: '2026-04-15', offsetDays: 30 };
    expect((await advance('jump-1').expect(200)).body).toEqual(moved);
    expect((await advance('jump-1').expect(200)).body).toEqual(moved);
    expect((await app.as(ADMIN).get(PATH).expect(200)).body).toEqual(moved);
    await me().expect(401);
    await app.http.post('/api/v1/sessions').send(login).expect(201);
    for (const advanceDays of [0, -1, 1.5, '30', 367]) {
      await app.as(ADMIN).post(PATH).send({ advanceDays }).expect(400);
    }
    for (const other of ['owner.gongyi.1.filer', 'province.ecology.henan.security_admin']) {
      await app.as(other).post(PATH).send({ advanceDays: 1 }).expect(403);
    }
  });
});
