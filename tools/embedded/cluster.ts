import { spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { renameSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readKept, secretOf, writeKept } from './kept.js';
import { canEnter, findBinaries, isPostgresOf, runAs, type Binaries, type RunAs } from './binaries.js';

export interface ClusterOptions {
  /** Holds everything of this cluster: data, port, passwords, log. Kept between starts. */
  directory: string;
  /** False: no fsync, for tests whose data nobody misses. */
  durable?: boolean;
  settings?: Record<string, string | number>;
}

export interface Cluster {
  port: number;
  pid: number;
  /** A PostgreSQL left behind by a killed run was found and taken over. */
  adopted: boolean;
  /** Connection string of the superuser. */
  superuserUrl(database?: string): string;
  url(user: string, password: string, database: string): string;
  /** Passwords made once and kept beside the data, by name. */
  secret(name: string): string;
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL on a directory, making it first when it is new. Written for being killed at any moment: the
 * directory is initialised under another name and renamed, a stale pid file is removed, an orphan is taken over.
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const as = runAs();
  const home = resolve(options.directory);
  mkdirSync(home, { recursive: true });
  const kept = readKept(home);
  const data = dataDirectory(home, as);
  const binaries = findBinaries(as);

  const running = runningIn(data);
  if (running && kept.owner !== process.pid && isAlive(kept.owner)) {
    throw new Error(
      `Another Milepost (process ${kept.owner}) is using ${home}. Stop it first, or set DATA_DIR to another directory.`,
    );
  }
  kept.owner = process.pid;
  let pid: number;
  if (running) {
    ({ pid } = running);
    kept.port = running.port;
  } else {
    rmSync(join(data, 'postmaster.pid'), { force: true });
    if (!existsSync(join(data, 'PG_VERSION'))) initialise(binaries, data, secretOf(kept, 'postgres'), as);
    refuseOtherVersion(binaries, data);
    kept.port = await freePort(kept.port);
    writeKept(home, kept);
    pid = await launch(binaries, home, data, kept.port, options, as);
  }
  writeKept(home, kept);

  const url = (user: string, password: string, database: string): string =>
    `postgres://${user}:${password}@127.0.0.1:${kept.port}/${database}`;
  return {
    port: kept.port,
    pid,
    adopted: running !== undefined,
    url,
    superuserUrl: (database = 'postgres') => url('postgres', secretOf(kept, 'postgres'), database),
    secret: (name) => {
      const secret = secretOf(kept, name);
      writeKept(home, kept);
      return secret;
    },
    stop: () => stopPostgres(binaries, data, pid, as),
  };
}

/** Asks another Milepost that uses this directory to stop, and waits until it has. */
export async function stopOther(directory: string): Promise<void> {
  const home = resolve(directory);
  const { owner } = readKept(home);
  // Without its database running, the number may be any other program's by now.
  if (!existsSync(home) || owner === process.pid || !isAlive(owner) || !runningIn(dataDirectory(home, runAs()))) return;
  process.kill(owner, 'SIGTERM');
  for (let waited = 0; waited < 30_000 && isAlive(owner); waited += 50) await sleep(50);
}

/** Ends whatever PostgreSQL runs on a directory and deletes it (`npm start -- --reset`). */
export async function removeCluster(directory: string): Promise<void> {
  const home = resolve(directory);
  if (!existsSync(home)) return;
  const as = runAs();
  const data = dataDirectory(home, as);
  const running = runningIn(data);
  if (running) await stopPostgres(findBinaries(as), data, running.pid, as);
  rmSync(elsewhere(home), { recursive: true, force: true });
  rmSync(home, { recursive: true, force: true });
}

/** When the user `postgres` cannot enter our directory (a clone under /root), the data lies under /var/lib instead. */
function dataDirectory(home: string, as: RunAs | undefined): string {
  if (canEnter(home, as)) return join(home, 'pg');
  const place = elsewhere(home);
  mkdirSync(place, { recursive: true, mode: 0o755 });
  return join(place, 'pg');
}

const elsewhere = (home: string): string =>
  `/var/lib/milepost-${createHash('sha256').update(home).digest('hex').slice(0, 12)}`;

function initialise(binaries: Binaries, data: string, password: string, as: RunAs | undefined): void {
  const fresh = `${data}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { mode: 0o700 });
  const passwordFile = join(tmpdir(), `milepost-${randomBytes(6).toString('hex')}`);
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (as) for (const path of [fresh, passwordFile]) chownSync(path, as.uid, as.gid);
  // Sorted by code point unless a query asks for "zh-x-icu"; the character type must be UTF-8, or trigrams of Chinese
  // text come out empty.
  const made = spawnSync(
    binaries.initdb,
    [
      `--pgdata=${fresh}`,
      '--username=postgres',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--lc-collate=C',
      `--lc-ctype=${utf8Locale()}`,
      '--lc-messages=C',
      '--no-sync',
    ],
    { ...as, encoding: 'utf8', env: { ...process.env, LC_ALL: undefined } },
  );
  rmSync(passwordFile, { force: true });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`);
  renameSync(fresh, data);
}

function utf8Locale(): string {
  const known = new Set(spawnSync('locale', ['-a'], { encoding: 'utf8' }).stdout?.split(/\s+/));
  const wanted = ['C.UTF-8', 'C.utf8', 'en_US.UTF-8', 'en_US.utf8'];
  return wanted.find((name) => known.has(name)) ?? (process.platform === 'win32' ? 'English_United States.65001' : 'C');
}

function refuseOtherVersion(binaries: Binaries, data: string): void {
  const made = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  const version = spawnSync(binaries.postgres, ['--version'], { encoding: 'utf8', ...runAs() }).stdout;
  const major = /(\d+)\./.exec(version)?.[1];
  if (made !== major) {
    throw new Error(
      `The data in ${data} is of PostgreSQL ${made}, installed is ${major}. Begin anew: npm start -- --reset`,
    );
  }
}

async function launch(
  binaries: Binaries,
  home: string,
  data: string,
  port: number,
  options: ClusterOptions,
  as: RunAs | undefined,
): Promise<number> {
  const settings: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    shared_buffers: '128MB',
    max_connections: 120,
    timezone: 'UTC',
    log_timezone: 'UTC',
    jit: 'off',
    ...(options.durable === false ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
    ...options.settings,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const logFile = join(home, 'pg.log');
  const log = openSync(logFile, 'w', 0o600);
  // A process group of its own: Ctrl-C in the terminal must reach us only, and the database stops after the API.
  const child = spawn(binaries.postgres, ['-D', data, '-p', String(port), ...flags], {
    ...as,
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.unref();
  let failure: string | undefined;
  child.once('error', (error) => (failure = error.message));
  child.once('exit', (code, signal) => (failure ??= `ended with ${code ?? signal}`));
  while (failure === undefined) {
    const state = readPidFile(data);
    if (state?.pid === child.pid && state?.ready) return state.pid;
    await sleep(15);
  }
  throw new Error(`PostgreSQL did not start (${failure}):\n${readFileSync(logFile, 'utf8').trim()}`);
}

async function stopPostgres(binaries: Binaries, data: string, pid: number, as: RunAs | undefined): Promise<void> {
  if (!isPostgresOf(pid, data)) return;
  if (process.platform === 'win32') {
    await once(spawn(binaries.pgCtl, ['stop', '-D', data, '-m', 'fast', '-w'], { ...as, stdio: 'ignore' }), 'exit');
    return;
  }
  // SIGINT: fast shutdown, open connections are ended. SIGQUIT, when that takes too long, costs a recovery next time.
  for (const [signal, patience] of [
    ['SIGINT', 15_000],
    ['SIGQUIT', 5_000],
  ] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    for (let waited = 0; waited < patience; waited += 20) {
      if (!isAlive(pid)) return;
      await sleep(20);
    }
  }
}

interface PidFile {
  pid: number;
  port: number;
  ready: boolean;
}

function readPidFile(data: string): PidFile | undefined {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    const [pid, port] = [Number(lines[0]), Number(lines[3])];
    return pid > 0 ? { pid, port, ready: lines[7]?.trim() === 'ready' } : undefined;
  } catch {
    return undefined;
  }
}

/** The PostgreSQL serving this directory now. A pid file whose number is another program's by now does not count. */
function runningIn(data: string): PidFile | undefined {
  const found = readPidFile(data);
  return found && isPostgresOf(found.pid, data) ? found : undefined;
}

function isAlive(pid: number): boolean {
  if (!pid) return false;
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isZombie(pid: number): boolean {
  try {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/\(.*\)/, ''));
  } catch {
    return false;
  }
}

/** The wanted port when it is free, else any. */
export async function freePort(wanted = 0): Promise<number> {
  for (const port of [wanted, 0]) {
    const server = createServer();
    const listening = new Promise<boolean>((done) => {
      server.once('error', () => done(false));
      server.listen(port, '127.0.0.1', () => done(true));
    });
    if (!(await listening)) continue;
    const got = (server.address() as AddressInfo).port;
    await new Promise((done) => server.close(done));
    return got;
  }
  throw new Error('no free port');
}
