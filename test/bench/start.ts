import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../tools/embedded/cluster.js';
import { report, round } from './report.js';

/** `npm start` in a clone of HEAD: with nothing installed, then again; each until the address answers. */
export async function benchStart(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'milepost-start-'));
  const clone = join(directory, 'milepost');
  try {
    spawnSync('git', ['clone', '--quiet', '.', clone], { stdio: 'inherit' });
    const port = await freePort();
    await start(clone, port, 'cold: npm ci, build, database, demo');
    for (let turn = 0; turn < 3; turn += 1) await start(clone, port, 'warm', turn === 2);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function start(cwd: string, port: number, figure: string, memory = false): Promise<void> {
  const started = performance.now();
  const env = {
    ...process.env,
    PORT: String(port),
    HOST: '127.0.0.1',
    DATA_DIR: '.data',
    DATABASE_URL: '',
    REDIS_URL: '',
  };
  const child = spawn('npm', ['start'], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let said = '';
  let ended = false;
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const end = new Promise<void>((done) => child.once('exit', () => ((ended = true), done())));
  while (!(await answers(port))) {
    if (ended) throw new Error(`npm start ended:\n${said}`);
    await new Promise((done) => setTimeout(done, 20));
  }
  report({ name: 'start', figure, value: round((performance.now() - started) / 1000, 2), unit: 's' });
  if (memory) await reportMemory(cwd);
  process.kill(-child.pid!, 'SIGINT');
  await end;
}

async function answers(port: number): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined);
  return answer?.ok ?? false;
}

/** Ten seconds after it is ready, so that what the start needed has been let go or not. */
async function reportMemory(cwd: string): Promise<void> {
  const pid = readdirSync('/proc').find((name) => {
    try {
      return (
        /^\d+$/.test(name) &&
        readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('apps/api/src/main.js') &&
        spawnSync('readlink', [`/proc/${name}/cwd`], { encoding: 'utf8' }).stdout.trim() === cwd
      );
    } catch {
      return false;
    }
  });
  for (const [figure, wait] of [
    ['RSS of the API when ready', 0],
    ['RSS of the API 10 s later', 10_000],
  ] as const) {
    await new Promise((done) => setTimeout(done, wait));
    const status = pid ? readFileSync(`/proc/${pid}/status`, 'utf8') : '';
    const value = round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
    report({ name: 'start', figure, value, unit: 'MiB' });
  }
}
