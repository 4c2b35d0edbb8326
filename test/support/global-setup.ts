import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrap } from '../../tools/bootstrap.js';
import { removeCluster, startCluster } from '../../tools/embedded/cluster.js';
import { prepareDatabase, withClient } from '../../tools/embedded/roles.js';
import { migrate } from '../../tools/schema/migrate.js';
import { SERVER_VARIABLE, TEMPLATE, type TestServer } from './server.js';

const PREFIX = 'milepost-test-';
/** In memory where the machine has it: nothing of a test run is worth a disk. */
const root = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

/** One PostgreSQL per run, with one migrated and loaded template that every suite clones in milliseconds. */
export default async function globalSetup(): Promise<void> {
  await removeLeftovers();
  const directory = join(root, `${PREFIX}${process.pid}`);
  const cluster = await startCluster({ directory, durable: false, settings: { shared_buffers: '64MB' } });
  try {
    const urls = await prepareDatabase(cluster, TEMPLATE);
    await migrate(urls.owner);
    await bootstrap(urls.owner);
    await withClient(cluster.superuserUrl(), async (client) => {
      await client.query(`alter database ${TEMPLATE} with is_template true allow_connections false`);
    });
  } catch (error) {
    await cluster.stop();
    await removeCluster(directory);
    throw error;
  }
  const server: TestServer = {
    directory,
    superuser: cluster.superuserUrl('{database}'),
    owner: cluster.url('milepost_owner', cluster.secret('milepost_owner'), '{database}'),
    app: cluster.url('milepost_app', cluster.secret('milepost_app'), '{database}'),
  };
  process.env[SERVER_VARIABLE] = JSON.stringify(server);
}

/** Runs that were killed leave their PostgreSQL behind; its directory carries the number of the run. */
async function removeLeftovers(): Promise<void> {
  for (const name of readdirSync(root)) {
    const pid = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length)) : NaN;
    if (pid > 0 && !isAlive(pid)) await removeCluster(join(root, name));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
