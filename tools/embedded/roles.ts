import pg from 'pg';
import type { Cluster } from './cluster.js';

export interface DatabaseUrls {
  /** For the API and the worker: neither owner nor superuser, so that row-level security holds. */
  app: string;
  /** For migrations. */
  owner: string;
}

/** The two roles of production, with passwords of this cluster. Repeatable. */
async function prepareRoles(cluster: Cluster): Promise<void> {
  await withClient(cluster.superuserUrl(), async (client) => {
    for (const role of ['milepost_owner', 'milepost_app']) {
      const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [role]);
      await client.query(`${rowCount ? 'alter' : 'create'} role ${role} login password '${cluster.secret(role)}'`);
    }
    // For functions that carry `set app.scope`: a parameter of no extension is otherwise the superuser's (see README).
    await client.query(`grant set on parameter "app.scope" to milepost_owner`);
  });
}

/** Makes the database when it is not there yet. @param options.anew what is in it is worth nothing */
export async function prepareDatabase(
  cluster: Cluster,
  name: string,
  options: { anew?: boolean } = {},
): Promise<DatabaseUrls> {
  await prepareRoles(cluster);
  await withClient(cluster.superuserUrl(), async (client) => {
    if (options.anew) await client.query(`drop database if exists ${name} with (force)`);
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (!rowCount) await client.query(`create database ${name} owner milepost_owner`);
  });
  return urlsOf(cluster, name);
}

export const urlsOf = (cluster: Cluster, name: string): DatabaseUrls => ({
  app: cluster.url('milepost_app', cluster.secret('milepost_app'), name),
  owner: cluster.url('milepost_owner', cluster.secret('milepost_owner'), name),
});

export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
