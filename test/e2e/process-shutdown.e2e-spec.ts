import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { FixedClock } from '#libs/kernel';
import { CAST_PASSWORD, insertCast } from '../support/cast.js';
import { testDatabase, type TestDatabase } from '../support/database.js';

// The processes as built (`npm test` builds first), because signals and exit codes belong to main.ts.
// Five starts of a real process: slow on a busy machine.
jest.setTimeout(120_000);

describe('stopping the api', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await testDatabase();
    await insertCast(db, new FixedClock('2026-03-16T02:00:00Z').now());
  });
  afterAll(() => db.drop());

  const running: ChildProcess[] = [];
  afterEach(() => running.splice(0).forEach((child) => child.kill('SIGKILL')));

  async function start(): Promise<{ api: ChildProcess; port: number; ended: Promise<unknown[]> }> {
    const env = {
      ...process.env,
      DATABASE_URL: db.url,
      DATA_DIR: db.files,
      PORT: '0',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'warn',
    };
    const api = spawn(process.execPath, ['dist/apps/api/src/main.js'], {
      env,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    running.push(api);
    const ended = once(api, 'exit');
    const [{ ready }] = (await once(api, 'message')) as [{ ready: string }];
    return { api, port: Number(new URL(ready).port), ended };
  }

  const body = JSON.stringify({ username: 'county.ecology.gongyi.approver', password: CAST_PASSWORD });
  const head = `POST /api/v1/sessions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;

  async function answer(socket: Socket): Promise<string> {
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    await once(socket, 'close');
    return text;
  }

  it('answers the request that is under way, takes no new one, and ends with 0', async () => {
    const { api, port, ended } = await start();
    const slow = connect(port, '127.0.0.1');
    const answered = answer(slow);
    slow.write(head + body.slice(0, 10));
    await sleep(200);
    api.kill('SIGTERM');
    await sleep(200);
    const late = connect(port, '127.0.0.1');
    await expect(once(late, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(api.exitCode).toBeNull();
    slow.write(body.slice(10));
    expect(await answered).toMatch(/^HTTP\/1\.1 201 /);
    expect(await ended).toEqual([0, null]);
  });

  it('does not wait for a connection on which nothing is under way', async () => {
    const { api, port, ended } = await start();
    const idle = connect(port, '127.0.0.1');
    await once(idle, 'connect');
    api.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
    idle.destroy();
  });

  it('says with one line that the port is taken', async () => {
    const { api, port, ended } = await start();
    const env = { ...process.env, DATABASE_URL: db.url, DATA_DIR: db.files, PORT: String(port), LOG_LEVEL: 'warn' };
    const second = spawn(process.execPath, ['dist/apps/api/src/main.js'], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    second.stdout.on('data', (chunk) => (text += String(chunk)));
    // 'close' and not 'exit': by then all it wrote has been read.
    expect(await once(second, 'close')).toEqual([1, null]);
    expect(JSON.parse(text.trim().split('\n').at(-1)!)).toMatchObject({
      level: 'fatal',
      msg: `port ${port} is taken: set PORT to another`,
    });
    api.kill('SIGTERM');
    await ended;
  });
});
