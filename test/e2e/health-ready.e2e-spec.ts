import { withClient } from '../../tools/embedded/roles.js';
import { testApp, type TestApp } from '../support/app.js';

const TOKEN = 'metrics-token-for-tests';
const WHO = 'county.ecology.gongyi.approver';

describe('Health', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await testApp({ environment: { METRICS_TOKEN: TOKEN } });
    await app.cast();
  });
  afterAll(() => app?.close());

  it('is up', async () => {
    await app.http.get('/health/live').expect(200, { status: 'up' });
    const { body } = await app.http.get('/health/ready').expect(200);
    const watches = [{ name: 'reminders', status: 'up', unwell: [] }];
    expect(body).toEqual({ status: 'up', checks: { database: 'up', queue: 'up' }, watches, transport: 'inline' });
  });

  it('the database gone is 503, and its return needs no restart', async () => {
    const elsewhere = new URL(app.db.ownerUrl);
    elsewhere.pathname = '/postgres';
    const administer = (sql: string) => withClient(elsewhere.href, (client) => client.query(sql));
    const { name } = app.db;
    const rename = async (from: string, to: string) => {
      await administer(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${from}'`);
      await administer(`alter database ${from} rename to ${to}`);
    };
    await app.as(WHO).get('/api/v1/me').expect(200);
    await rename(name, `${name}_away`);
    try {
      const { body } = await app.http.get('/health/ready').expect(503);
      expect(body).toMatchObject({ status: 'down', checks: { database: 'down' } });
      const refused = await app.as(WHO).get('/api/v1/me').expect(503);
      expect(refused.body.code).toBe('SERVICE_UNAVAILABLE');
      expect(refused.headers['retry-after']).toBe('5');
      expect(refused.text).not.toMatch(/connect|postgres|ECONN/i);
      await app.http.get('/health/live').expect(200);
    } finally {
      await rename(`${name}_away`, name);
    }
    await app.http.get('/health/ready').expect(200);
    await app.as(WHO).get('/api/v1/me').expect(200);
  });

  it('metrics need their token', async () => {
    await app.http.get('/metrics').expect(401);
    await app.http.get('/metrics').set('authorization', 'Bearer wrong').expect(401);
    const { text } = await app.http.get('/metrics').set('authorization', `Bearer ${TOKEN}`).expect(200);
    expect(text).toContain('milepost_http_request_duration_seconds_bucket');
    expect(text).toContain('milepost_outbox_rows{state="waiting"} 0');
    expect(text).toContain('process_resident_memory_bytes');
    expect(text).not.toMatch(/410181|approver/);
  });
});
