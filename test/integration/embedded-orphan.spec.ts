import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeCluster, startCluster, type Cluster } from '../../tools/embedded/cluster.js';
import { prepareDatabase, withClient } from '../../tools/embedded/roles.js';

/** The embedded PostgreSQL survives its owner (Ctrl-C must not reach it first), so what a killed owner leaves must be found. */
describe('embedded PostgreSQL', () => {
  const directory = join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), `milepost-orphan-${process.pid}`);
  const start = (): Promise<Cluster> => startCluster({ directory, durable: false });
  const pidFile = join(directory, 'pg', 'postmaster.pid');
  afterAll(() => removeCluster(directory));

  const greeting = (url: string): Promise<string | undefined> =>
    withClient(url, async (client) => (await client.query<{ text: string }>('select text from note')).rows[0]?.text);

  /** As if the process that started it had been killed: its number now belongs to nobody. */
  async function orphan(): Promise<void> {
    const child = spawn(process.execPath, ['-e', '']);
    await new Promise((done) => child.once('exit', done));
    const kept = join(directory, 'pg.json');
    writeFileSync(kept, JSON.stringify({ ...JSON.parse(readFileSync(kept, 'utf8')), owner: child.pid }));
  }

  it('keeps its data and its port between starts, and sorts Chinese by pinyin when asked', async () => {
    const first = await start();
    const urls = await prepareDatabase(first, 'milepost');
    await withClient(urls.owner, async (client) => {
      await client.query(`create table note (text text)`);
      await client.query(`insert into note values ('还在')`);
      const { rows } = await client.query(
        `select string_agg(n, '' order by n collate "zh-x-icu") as sorted from unnest(array['郑', '安', '开']) n`,
      );
      expect(rows[0].sorted).toBe('安开郑');
    });
    await first.stop();
    expect(existsSync(pidFile)).toBe(false);
    const second = await start();
    expect([second.port, second.adopted]).toEqual([first.port, false]);
    expect(await greeting(urls.owner)).toBe('还在');
    await second.stop();
  });

  it('takes over a database whose owner was killed', async () => {
    const before = await start();
    await orphan();
    const after = await start();
    expect([after.adopted, after.pid, after.port]).toEqual([true, before.pid, before.port]);
    expect(await greeting(after.superuserUrl('milepost'))).toBe('还在');
    await after.stop();
    expect(existsSync(pidFile)).toBe(false);
  });

  it('starts after the database itself was killed, which leaves a stale pid file', async () => {
    const before = await start();
    process.kill(before.pid, 'SIGKILL');
    while (existsSync(`/proc/${before.pid}`)) await new Promise((done) => setTimeout(done, 20));
    await orphan();
    expect(existsSync(pidFile)).toBe(true);
    const after = await start();
    expect(after.adopted).toBe(false);
    expect(await greeting(after.superuserUrl('milepost'))).toBe('还在');
    await after.stop();
  });

  it('does not touch another program that has got the number in a stale pid file', async () => {
    const bystander = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    try {
      writeFileSync(pidFile, `${bystander.pid}\n${join(directory, 'pg')}\n0\n1\n\n127.0.0.1\n0 0\nready   \n`);
      const after = await start();
      expect(after.adopted).toBe(false);
      await after.stop();
      expect(bystander.exitCode).toBeNull();
      expect(bystander.signalCode).toBeNull();
    } finally {
      bystander.kill('SIGKILL');
    }
  });

  it('works where the user that runs PostgreSQL may not look, such as a clone below /root', async () => {
    const hidden = join(directory, 'hidden');
    mkdirSync(hidden, { mode: 0o700 });
    const place = join(hidden, 'data');
    const cluster = await startCluster({ directory: place, durable: false });
    await withClient(cluster.superuserUrl(), (client) => client.query('select 1'));
    await cluster.stop();
    await removeCluster(place);
    expect(existsSync(place)).toBe(false);
  });

  it('refuses a second owner while the first one lives', async () => {
    const first = await start();
    const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const kept = join(directory, 'pg.json');
    writeFileSync(kept, JSON.stringify({ ...JSON.parse(readFileSync(kept, 'utf8')), owner: other.pid }));
    await expect(start()).rejects.toThrow(`Another Milepost (process ${other.pid})`);
    other.kill('SIGKILL');
    await first.stop();
  });
});
