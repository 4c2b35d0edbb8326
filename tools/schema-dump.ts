import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeCluster, startCluster } from './embedded/cluster.js';
import { prepareDatabase } from './embedded/roles.js';
import { dumpSchema } from './schema/dump.js';
import { migrate } from './schema/migrate.js';

// npm run schema:dump: writes migrations/schema.sql from the migrations, run from empty on a throw-away PostgreSQL.
const directory = join(tmpdir(), `milepost-dump-${process.pid}`);
const cluster = await startCluster({ directory, durable: false });
try {
  const { owner } = await prepareDatabase(cluster, 'milepost');
  await migrate(owner);
  writeFileSync('migrations/schema.sql', await dumpSchema(owner));
} finally {
  await cluster.stop();
  await removeCluster(directory);
}
