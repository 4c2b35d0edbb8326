import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId, SYSTEM_ACTOR } from '#libs/kernel';
import { Database, Health, OutboxRelay, type Environment } from '#libs/platform';
import { freePort } from '../../tools/embedded/cluster.js';
import { eventually, testPlatform } from '../support/platform.js';
import { describeWithRedis, startRedis, type TestRedis } from '../support/redis.js';

const PASSWORD = 'p@ss/wörd';

/** Ten events travel by this Redis and are delivered once each; the figures say by which queue. */
async function carries(environment: Environment): Promise<void> {
  const app = await testPlatform({
    jobs: true,
    environment,
    handlers: (outbox) =>
      outbox.register({
        topic: 'probe',
        queue: 'notices',
        handle: (tx, event: { payload: { subject: string } }) =>
          tx.audit({ subjectType: 'probe', subjectId: event.payload.subject, action: 'effect' }),
      }),
  });
  try {
    await eventually(async () => (await app.get(Health).check()).queue === 'up');
    await app.get(Database).run(SYSTEM_ACTOR, async (tx) => {
      for (let n = 0; n < 10; n += 1) await tx.emit('probe', { subject: newId() });
    });
    const effects = () => app.db.query(`select subject_id from audit_entry where subject_type = 'probe'`);
    await eventually(async () => {
      app.get(OutboxRelay).wake();
      return (await effects()).length === 10;
    });
  } finally {
    await app.close();
  }
}

describeWithRedis('Redis as offices run it', () => {
  const started: TestRedis[] = [];
  const directory = mkdtempSync(join(tmpdir(), 'milepost-redis-'));
  const start = async (...extra: string[]): Promise<TestRedis> => {
    const redis = await startRedis(extra);
    started.push(redis);
    return redis;
  };
  afterAll(async () => {
    await Promise.all(started.map((redis) => redis.stop()));
    rmSync(directory, { recursive: true, force: true });
  });

  it('with a password; a wrong one is an outage and not a crash', async () => {
    const { port } = await start('--requirepass', PASSWORD);
    await carries({ REDIS_URL: `redis://:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/2` });
    const app = await testPlatform({ jobs: true, environment: { REDIS_URL: `redis://:wrong@127.0.0.1:${port}` } });
    expect(await app.get(Health).check()).toMatchObject({ database: 'up', queue: 'down' });
    await app.close();
  }, 60_000);

  it('over TLS, with an authority of its own', async () => {
    const key = join(directory, 'key.pem');
    const certificate = join(directory, 'certificate.pem');
    const made = spawnSync('openssl', [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
      ...['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1', '-keyout', key, '-out', certificate],
    ]);
    expect(made.status).toBe(0);
    const port = await freePort();
    const files = ['--tls-cert-file', certificate, '--tls-key-file', key, '--tls-ca-cert-file', certificate];
    await start('--tls-port', String(port), '--tls-auth-clients', 'no', ...files);
    await carries({ REDIS_URL: `rediss://localhost:${port}`, REDIS_TLS_CA: certificate });
  }, 60_000);

  it('behind a sentinel, which knows where the master is', async () => {
    const master = await start();
    const port = await freePort();
    const configuration = join(directory, 'sentinel.conf');
    writeFileSync(configuration, `port ${port}\nbind 127.0.0.1\nsentinel monitor office 127.0.0.1 ${master.port} 1\n`);
    const sentinel = spawn('redis-server', [configuration, '--sentinel'], { stdio: 'ignore' });
    try {
      await carries({ REDIS_URL: `redis+sentinel://127.0.0.1:${port}/office` });
      expect((await master.command('KEYS milepost:notices:*')).length).toBeGreaterThan(0);
    } finally {
      sentinel.kill('SIGKILL');
    }
  }, 60_000);

  it('as a cluster of three', async () => {
    const nodes = await Promise.all(
      [0, 1, 2].map(async () => {
        const bus = await freePort();
        return { bus, redis: await start('--cluster-enabled', 'yes', '--cluster-port', String(bus)) };
      }),
    );
    const [first] = nodes;
    const slots = ['0 5461', '5462 10922', '10923 16383'];
    for (const [n, { redis }] of nodes.entries()) await redis.command(`CLUSTER ADDSLOTSRANGE ${slots[n]}`);
    for (const { redis, bus } of nodes.slice(1))
      await first!.redis.command(`CLUSTER MEET 127.0.0.1 ${redis.port} ${bus}`);
    const whole = async ({ redis }: (typeof nodes)[number]) => {
      const lines = await redis.command('CLUSTER INFO');
      return lines.includes('cluster_state:ok') && lines.includes('cluster_known_nodes:3');
    };
    await eventually(async () => (await Promise.all(nodes.map(whole))).every(Boolean));
    await carries({ REDIS_URL: `redis+cluster://${nodes.map(({ redis }) => `127.0.0.1:${redis.port}`).join(',')}` });
  }, 60_000);
});
