// npm start: from a clone to a running system, with nothing installed but Node and git. Every step is skipped when it was
// done before. Plain Node up to the build: there may be no node_modules yet.
import { randomBytes } from 'node:crypto';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { build, checkNode, install } from './prepare.mjs';

const root = resolve(import.meta.dirname, '..');
process.chdir(root);

const started = performance.now();
const own = process.env.DATABASE_URL?.trim() || undefined;
const dataDir = resolve(process.env.DATA_DIR?.trim() || '.data');
const host = process.env.HOST?.trim() || '127.0.0.1';
const port = Number(process.env.PORT?.trim() || 3000);
const withDemo = own ? process.env.SEED_DEMO === 'true' : process.env.SEED_DEMO !== 'false';

const say = (line) => process.stdout.write(`${line}\n`);
/** A message for people, without a stack. */
class Refusal extends Error {}

const children = new Set();
let cluster;
let stopping;

/** The API answers what is under way first, then the database stops. */
function stop(code) {
  stopping ??= (async () => {
    await Promise.all([...children].map(end));
    await cluster?.stop();
    process.exit(code);
  })();
  return stopping;
}

function end(child) {
  return new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) return done();
    child.once('exit', done);
    child.kill('SIGTERM');
  });
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop(0));
// A signal to npm reaches the shell it starts, which does not pass it on: noticed by the parent that is no longer there.
const parent = process.ppid;
setInterval(() => process.ppid !== parent && void stop(0), 1000).unref();

try {
  checkNode();
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Refusal('PORT is malformed: give a number, 0 to 65535');
  const reset = process.argv.includes('--reset');
  if (reset && own)
    throw new Refusal('--reset deletes the embedded database only; DATABASE_URL names one of your own.');
  if (!reset) await refuseTakenPort();
  await install(say);
  const release = await build(say);
  const dist = (path) => import(new URL(`../dist/${path}`, import.meta.url));
  const { startCluster, stopOther, removeCluster } = await dist('tools/embedded/cluster.js');
  if (reset) {
    say(`Deleting ${dataDir}`);
    await stopOther(dataDir);
    await removeCluster(dataDir);
    await refuseTakenPort();
  }
  mkdirSync(dataDir, { recursive: true });

  const urls = own ? ownUrls() : await startEmbedded(dist, startCluster);
  // What the same build has done to the same embedded database before need not be done again: a warm start loads none of it.
  const stamp = join(dataDir, 'prepared');
  if (own || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== release) {
    await prepare(dist, urls);
    if (!own) writeFileSync(stamp, release);
  }

  const demo = withDemo ? await prepareDemo(dist, urls) : undefined;
  const url = await launch('dist/apps/api/src/main.js', urls);
  if (process.env.REDIS_URL) await launch('dist/apps/worker/src/main.js', urls);
  await report(url, demo);
} catch (error) {
  if (!stopping) {
    const expected = error instanceof Refusal || ['EmbeddedUnavailable', 'Refusal'].includes(error?.constructor?.name);
    process.stderr.write(`\n✗ ${expected || !process.env.DEBUG ? (error?.message ?? error) : error.stack}\n`);
    await stop(1);
  }
}

function ownUrls() {
  return { app: own, owner: process.env.DATABASE_MIGRATION_URL?.trim() || own };
}

async function startEmbedded(dist, startCluster) {
  const { prepareDatabase, urlsOf } = await dist('tools/embedded/roles.js');
  cluster = await startCluster({ directory: dataDir });
  if (cluster.adopted) say('Found the database of a run that was killed; it is used on.');
  const unfinished = existsSync(join(dataDir, 'seeding'));
  if (unfinished) {
    say('The last start was stopped while it made the demo province: beginning that anew.');
    rmSync(join(dataDir, 'prepared'), { force: true });
  } else if (existsSync(join(dataDir, 'prepared'))) {
    return urlsOf(cluster, 'milepost');
  }
  return prepareDatabase(cluster, 'milepost', { anew: unfinished });
}

/** The schema, and the data that come with the release. */
async function prepare(dist, urls) {
  const { migrate } = await dist('tools/schema/migrate.js');
  const { bootstrap } = await dist('tools/bootstrap.js');
  const ran = await migrate(urls.owner);
  if (ran.length > 0) say(`Migrated the database (${ran.length} ${ran.length === 1 ? 'step' : 'steps'})`);
  await bootstrap(urls.owner);
}

function refuseTakenPort() {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', ({ code }) => {
      if (code === 'EADDRINUSE') fail(new Refusal(`Port ${port} is taken. Choose another: PORT=${port + 1} npm start`));
      else if (code === 'EACCES')
        fail(new Refusal(`Port ${port} needs more rights. Choose one above 1023: PORT=3000 npm start`));
      else fail(new Refusal(`Cannot listen on ${host}:${port} (${code}). Check HOST and PORT.`));
    });
    server.listen(port, host, () => server.close(done));
  });
}

/** Seeds a database without projects, and keeps the one password of all demo accounts. */
async function prepareDemo(dist, urls) {
  const { hasProjects, demoAccounts } = await dist('tools/demo.js');
  const file = join(dataDir, 'demo-password');
  const kept = existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
  const wanted = process.env.DEMO_PASSWORD || kept || randomBytes(9).toString('base64url');
  const keep = () => {
    writeFileSync(file, `${wanted}\n`, { mode: 0o600 });
    chmodSync(file, 0o600);
  };
  if (!(await hasProjects(urls.owner))) {
    const seed = new URL('../dist/tools/seed/index.js', import.meta.url);
    if (!existsSync(seed)) return undefined;
    const began = performance.now();
    say('Making the demo province (this takes up to a minute) …');
    const marker = join(dataDir, 'seeding');
    writeFileSync(marker, '');
    const { seedDemo } = await import(seed);
    await seedDemo({ databaseUrl: urls.app, dataDir, password: wanted, say });
    rmSync(marker);
    keep();
    say(`Made the demo province in ${seconds(began)} s`);
  } else if (wanted !== kept) {
    const { setDemoPassword } = await dist('tools/demo-password.js');
    await setDemoPassword(urls.owner, wanted);
    keep();
  }
  return { password: wanted, accounts: await demoAccounts(urls.owner) };
}

/** Starts a process of ours and waits until it says it is ready. When it ends, everything ends. */
function launch(file, urls) {
  const env = {
    LOG_LEVEL: 'warn',
    LOG_FORMAT: process.stdout.isTTY ? 'pretty' : 'json',
    // The journey jumps over the weeks that nobody waits for; never on a database of your own unless you say so.
    DEMO_CLOCK: String(!own && withDemo),
    ...process.env,
    DATABASE_URL: urls.app,
    DATABASE_MIGRATION_URL: '',
    DEMO_PASSWORD: '',
    DATA_DIR: dataDir,
    HOST: host,
    PORT: String(port),
  };
  const child = spawn(process.execPath, [file], {
    env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  children.add(child);
  return new Promise((done, fail) => {
    child.once('message', ({ ready }) => done(ready));
    child.once('exit', (code, signal) => {
      children.delete(child);
      fail(new Refusal(`${file} ended (${code ?? signal})`));
      void stop(code || 1);
    });
  });
}

async function report(url, demo) {
  const shown = url.replace(/\[::1?\]|0\.0\.0\.0/, 'localhost');
  say(`\nMilepost is ready after ${seconds(started)} s\n`);
  say(`  ${shown}`);
  say(`  API   ${shown}/api/docs   (OpenAPI 3.1: ${shown}/api/openapi.json)\n`);
  if (demo?.accounts.length) {
    const width = Math.max(...demo.accounts.map(({ username }) => username.length));
    say(`  Demo accounts, all with the password  ${demo.password}\n`);
    for (const { username, role, organisation } of demo.accounts) {
      say(`  ${username.padEnd(width)}  ${role.padEnd(16)}  ${organisation}`);
    }
    say('');
  }
  say('  Ctrl-C stops it. npm start -- --reset begins anew.');
}

function seconds(since) {
  return ((performance.now() - since) / 1000).toFixed(1);
}
