// npm run smoke: the built api and worker as production runs them, on a fresh PostgreSQL. What tests of the sources cannot
// see: that dist is complete, that the OpenAPI plugin did its work, that the processes end well.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from './prepare.mjs';

process.chdir(resolve(import.meta.dirname, '..'));
await build((line) => console.log(line));
const dist = (path) => import(new URL(`../dist/${path}`, import.meta.url));
const { startCluster, removeCluster } = await dist('tools/embedded/cluster.js');
const { prepareDatabase, withClient } = await dist('tools/embedded/roles.js');
const { migrate } = await dist('tools/schema/migrate.js');
const { bootstrap } = await dist('tools/bootstrap.js');
const { hashPassword } = await dist('libs/identity/src/index.js');

const started = performance.now();
const directory = join(tmpdir(), `milepost-smoke-${process.pid}`);
const children = [];
let failed = false;
const cluster = await startCluster({ directory, durable: false });
try {
  const urls = await prepareDatabase(cluster, 'milepost');
  await migrate(urls.owner);
  await bootstrap(urls.owner);
  await hire('smoke.tester', 'a password for the smoke test');

  const env = { ...process.env, DATABASE_URL: urls.app, DATABASE_MIGRATION_URL: '', DATA_DIR: directory };
  Object.assign(env, { PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'warn', LOG_FORMAT: 'json' });
  const [api, worker] = [launch('api', env), launch('worker', env)];
  const [url] = await Promise.all([api.ready, worker.ready]);
  await check(url);
  await wrongConfiguration({ ...env, DATABASE_URL: 'mysql://nowhere', REDIS_URL: 'hunter2' });

  // A connection kept open by a client must not hold up the end.
  await fetch(`${url}/health/live`, { keepalive: true });
  for (const child of [api, worker]) {
    child.process.kill('SIGTERM');
    assert.equal(await child.ended, 0, `${child.name} ends with 0 on SIGTERM`);
  }
  console.log(`✓ smoke: api and worker of dist (${((performance.now() - started) / 1000).toFixed(1)} s)`);
} catch (error) {
  failed = true;
  console.error(`✗ smoke: ${error.stack}`);
} finally {
  for (const { process: child } of children) child.kill('SIGKILL');
  await cluster.stop();
  await removeCluster(directory);
}
process.exit(failed ? 1 : 0);

async function check(url) {
  for (const path of ['/health/live', '/health/ready']) assert.equal((await fetch(url + path)).status, 200, path);
  const document = await (await fetch(`${url}/api/openapi.json`)).json();
  assert.match(document.openapi, /^3\.1/);
  assert.ok(Object.keys(document.paths).length > 10, 'the OpenAPI document has paths');
  // Without the compiler plugin a DTO would have no properties.
  const empty = Object.entries(document.components.schemas).filter(
    ([, schema]) =>
      schema.type === 'object' && !Object.keys(schema.properties ?? {}).length && !schema.additionalProperties,
  );
  assert.deepEqual(
    empty.map(([name]) => name),
    [],
    'schemas without properties',
  );
  const post = (body) =>
    fetch(`${url}/api/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const login = await post({ username: 'smoke.tester', password: 'a password for the smoke test' });
  assert.equal(login.status, 201, 'login');
  const { token } = await login.json();
  const me = await fetch(`${url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal(me.status, 200, 'GET /me');
  assert.equal((await post({ username: 'smoke.tester', password: 'wrong' })).status, 401, 'a wrong password');
}

/** One line each for what is wrong, no value repeated, and the exit code of a wrong configuration. */
async function wrongConfiguration(env) {
  const child = spawn(process.execPath, ['dist/apps/api/src/main.js'], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  child.stderr.on('data', (chunk) => (text += chunk));
  const code = await new Promise((done) => child.once('close', done));
  assert.equal(code, 78, 'exit code of a wrong configuration');
  assert.equal(text.trim().split('\n').length, 2, `one line for each wrong variable:\n${text}`);
  assert.ok(!text.includes('hunter2'), 'no value is repeated');
}

function launch(name, env) {
  const child = spawn(process.execPath, [`dist/apps/${name}/src/main.js`], {
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = new Promise((done) => child.once('exit', (code, signal) => done(code ?? signal)));
  const ready = new Promise((done, fail) => {
    child.once('message', (message) => done(message.ready));
    void ended.then((code) => fail(new Error(`${name} ended with ${code} before it was ready`)));
  });
  ready.catch(() => undefined);
  const launched = { name, process: child, ready, ended };
  children.push(launched);
  return launched;
}

async function hire(username, password) {
  const [organisation, person] = [randomUUID(), randomUUID()];
  const hash = await hashPassword(password);
  await withClient(cluster.superuserUrl('milepost'), async (client) => {
    await client.query(
      `insert into organisation (id, code, name_zh, name_en, kind, department_kind, region_code, tier, created_at)
       values ($1, 'smoke', '烟测', 'Smoke', 'department', 'ecology', '410000', 'province', '2026-01-01')`,
      [organisation],
    );
    await client.query(`insert into person (id, username, name, created_at) values ($1, $2, $2, '2026-01-01')`, [
      person,
      username,
    ]);
    await client.query(`insert into credential (person_id, password_hash, changed_at) values ($1, $2, '2026-01-01')`, [
      person,
      hash,
    ]);
    await client.query(
      `insert into membership (id, person_id, organisation_id, role, created_at)
       values (gen_random_uuid(), $1, $2, 'reviewer', '2026-01-01')`,
      [person, organisation],
    );
  });
}
