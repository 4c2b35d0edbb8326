import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createConnection } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../tools/embedded/cluster.js';

/** Redis comes with the operating system. On a machine without one its tests are left out loudly; CI must have it. */
export const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

/** Use as `describeWithRedis('…', () => { … })`. */
export const describeWithRedis: jest.Describe = ((name: string, body: () => void) => {
  if (hasRedis) return describe(name, body);
  if (process.env.CI === 'true') return describe(name, () => it('needs redis-server', () => missing()));
  process.stderr.write(`\n*** LEFT OUT: "${name}": there is no redis-server here (apt-get install redis-server) ***\n`);
  return describe.skip(name, body);
}) as jest.Describe;

function missing(): never {
  throw new Error('redis-server is not installed, and with CI=true its tests may not be left out');
}

export interface TestRedis {
  url: string;
  port: number;
  /** Kills it, as a machine that fails does; nothing of it is kept. */
  kill(): Promise<void>;
  /** Starts an empty one on the same port. */
  restart(): Promise<void>;
  /** One command, such as `FLUSHALL`; the lines of its answer. */
  command(line: string): Promise<string[]>;
  stop(): Promise<void>;
}

/** A Redis of one's own on a free port, with nothing written to disk. `extra` are arguments of redis-server. */
export async function startRedis(extra: readonly string[] = []): Promise<TestRedis> {
  if (!hasRedis) missing();
  const port = await freePort();
  const directory = mkdtempSync(join(tmpdir(), 'milepost-redis-'));
  let child = await launch(port, directory, extra);
  const kill = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once('exit', done));
    child.kill(signal);
    await ended;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    kill: () => kill('SIGKILL'),
    restart: async () => {
      await kill('SIGKILL');
      child = await launch(port, directory, extra);
    },
    command: (line) => command(port, line),
    stop: async () => {
      await kill('SIGTERM');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function launch(port: number, directory: string, extra: readonly string[]): Promise<ChildProcess> {
  const options = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    directory,
    ...extra,
  ];
  const child = spawn('redis-server', options, { stdio: 'ignore' });
  for (let waited = 0; waited < 5_000; waited += 20) {
    if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}`);
    if (await answers(port)) return child;
    await sleep(20);
  }
  child.kill('SIGKILL');
  throw new Error('redis-server did not answer within 5 s');
}

function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = createConnection({ port, host: '127.0.0.1' }, () => socket.write('PING\r\n'));
    const end = (answer: boolean): void => {
      socket.destroy();
      done(answer);
    };
    socket.once('data', (data) => end(/^(\+PONG|-NOAUTH)/.test(data.toString())));
    socket.once('error', () => end(false));
  });
}

/** In Redis' own words: what counts is in the lines that begin with neither * nor $. */
function command(port: number, line: string): Promise<string[]> {
  return new Promise((done, failed) => {
    const socket = createConnection({ port, host: '127.0.0.1' }, () => socket.write(`${line}\r\nQUIT\r\n`));
    let answer = '';
    socket.on('data', (data) => (answer += data.toString()));
    socket.once('error', failed);
    socket.once('close', () =>
      done(
        answer
          .split('\r\n')
          .filter((text) => text !== '' && !/^[*$]\d/.test(text))
          .slice(0, -1),
      ),
    );
  });
}
