import { SYSTEM_ACTOR } from '#libs/kernel';
import { Database, loadConfig, Meters, Outbox, QueueFigures, serveMetrics } from '#libs/platform';
import { testApp, type TestApp } from '../support/app.js';
import { describeWithRedis, startRedis, type TestRedis } from '../support/redis.js';

const BOARD = '/api/v1/admin/queues';
const TOKEN = 'a-token-of-the-metrics';
const admin = 'province.ecology.henan.system_admin';

const figure = (text: string, name: string): string | undefined =>
  text
    .split('\n')
    .find((line) => line.startsWith(name))
    ?.slice(name.length + 1);

describe('figures of the queues', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await testApp({ environment: { METRICS_TOKEN: TOKEN } });
    app.get(Outbox).register({
      topic: 'probe.fails',
      queue: 'notices',
      handle: () => Promise.reject(new Error('refused')),
    });
  });
  afterAll(() => app.close());

  it('say what waits, how old the oldest is, and how attempts ended', async () => {
    await app.get(Database).run(SYSTEM_ACTOR, async (tx) => {
      await tx.emit('probe.fails', {});
      await tx.emit('probe.works', {});
    });
    app.clock.advance({ minutes: 2 });
    const scrape = async () => (await app.http.get('/metrics').set('authorization', `Bearer ${TOKEN}`)).text;
    const before = await scrape();
    expect(figure(before, 'milepost_queue_depth{queue="notices"}')).toBe('1');
    expect(figure(before, 'milepost_queue_depth{queue="events"}')).toBe('1');
    expect(figure(before, 'milepost_queue_oldest_seconds{queue="notices"}')).toBe('120');
    const rows = await app.get(Outbox).claim(10, 30);
    for (const { id } of rows) await app.get(Outbox).deliver(id);
    const after = await scrape();
    expect(figure(after, 'milepost_queue_depth{queue="events"}')).toBe('0');
    expect(figure(after, 'milepost_queue_oldest_seconds{queue="events"}')).toBe('0');
    expect(figure(after, 'milepost_queue_deliveries_total{queue="events",result="delivered"}')).toBe('1');
    expect(figure(after, 'milepost_queue_deliveries_total{queue="notices",result="failed"}')).toBe('1');
  });

  it('the worker answers on a port of its own, and only to the token', async () => {
    const config = loadConfig({ DATABASE_URL: app.db.url, METRICS_PORT: '0', METRICS_TOKEN: TOKEN });
    const server = (await serveMetrics(config, app.get(Meters), app.get(QueueFigures)))!;
    const url = `http://127.0.0.1:${server.port}`;
    const authorization = `Bearer ${TOKEN}`;
    const answers = await Promise.all([
      fetch(`${url}/metrics`),
      fetch(`${url}/metrics`, { headers: { authorization: 'Bearer another-token-of-16' } }),
      fetch(`${url}/other`, { headers: { authorization } }),
      fetch(`${url}/metrics`, { headers: { authorization } }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 404, 200]);
    expect(await answers[3]!.text()).toContain('process_resident_memory_bytes');
    await server.close();
    expect(await serveMetrics({ ...config, metricsPort: undefined }, app.get(Meters), app.get(QueueFigures))).toBe(
      undefined,
    );
  });

  it('without Redis there is no board', async () => {
    await app.cast();
    expect((await app.as(admin).get(BOARD)).status).toBe(404);
  });
});

describeWithRedis('the board', () => {
  let redis: TestRedis;
  let app: TestApp;
  beforeAll(async () => {
    redis = await startRedis();
    app = await testApp({ environment: { REDIS_URL: redis.url } });
    await app.cast();
  });
  afterAll(async () => {
    await app.close();
    await redis.stop();
  });

  it('is for system_admin alone, its files and its answers too', async () => {
    for (const path of [BOARD, `${BOARD}/api/queues`, `${BOARD}/static/favicon.ico`]) {
      expect((await app.http.get(path)).status).toBe(401);
      const refused = await app.as('province.ecology.henan.approver').get(path);
      expect(refused.status).toBe(403);
      expect(refused.body).toMatchObject({ code: 'ROLE_REQUIRED' });
    }
    const page = await app.as(admin).get(BOARD);
    expect(page.status).toBe(200);
    expect(page.text).toContain('里程 Milepost');
    expect(page.text).not.toContain('googleapis');
  });

  it('shows the named queues and changes none', async () => {
    const answer = await app.as(admin).get(`${BOARD}/api/queues`);
    const queues = (answer.body as { queues: { name: string; readOnlyMode: boolean }[] }).queues;
    expect(queues.map(({ name }) => name)).toEqual(['events', 'notices', 'schedule']);
    expect(queues.every(({ readOnlyMode }) => readOnlyMode)).toBe(true);
    const emptied = await app.as(admin).put(`${BOARD}/api/queues/events/empty`).send({});
    expect(emptied.status).toBeGreaterThanOrEqual(400);
  });
});
