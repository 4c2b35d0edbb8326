import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeCluster, startCluster } from '../../tools/embedded/cluster.js';
import { prepareDatabase, withClient, type DatabaseUrls } from '../../tools/embedded/roles.js';
import { bootstrap } from '../../tools/bootstrap.js';
import { migrate } from '../../tools/schema/migrate.js';
import { insertCast } from '../support/cast.js';
import type { TestDatabase } from '../support/database.js';
import { insertManyProjects } from '../support/many-projects.js';
import { describeMachine } from './report.js';

export const PROJECTS = Number(process.env.BENCH_PROJECTS ?? 100_000);

export interface Scene {
  urls: DatabaseUrls;
  directory: string;
  /** One statement as superuser, with triggers and foreign keys asleep: for arranging and tidying up. */
  arrange<R = Record<string, unknown>>(sql: string, params?: unknown[]): Promise<R[]>;
  close(): Promise<void>;
}

/** An embedded PostgreSQL of its own (fsync on), with everything a release brings, a cast of people and many projects. */
export async function setScene(): Promise<Scene> {
  const directory = mkdtempSync(join(tmpdir(), 'milepost-bench-'));
  const cluster = await startCluster({ directory });
  const close = async (): Promise<void> => {
    await cluster.stop();
    await removeCluster(directory);
  };
  try {
    const urls = await prepareDatabase(cluster, 'milepost');
    await migrate(urls.owner);
    await bootstrap(urls.owner);
    const ownerUrl = cluster.superuserUrl('milepost');
    const arrange = <R>(sql: string, params?: unknown[]): Promise<R[]> =>
      withClient(ownerUrl, async (client) => {
        await client.query('set session_replication_role = replica');
        return (await client.query(sql, params)).rows as R[];
      });
    const [{ version }] = (await arrange<{ version: string }>(
      `select current_setting('server_version') as version`,
    )) as [{ version: string }];
    describeMachine({ pg: version });
    const database = { ownerUrl } as TestDatabase;
    await insertCast(database, new Date());
    await insertManyProjects(database, PROJECTS);
    return { urls, directory, arrange, close };
  } catch (error) {
    await close();
    throw error;
  }
}
