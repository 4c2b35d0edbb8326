import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { withClient } from '../../tools/embedded/roles.js';
import { TEMPLATE, testServer } from './server.js';

export interface TestDatabase {
  name: string;
  /** As the API connects: row-level security applies, nothing is granted beyond the migrations. */
  url: string;
  /** Superuser: for arranging and inspecting, past row-level security and triggers' grants. */
  ownerUrl: string;
  /** The role that owns the tables; not a superuser. */
  migrationUrl: string;
  /** A directory for uploaded files; made on first use, deleted with the database. */
  files: string;
  /** One statement as superuser. */
  query<R = Record<string, unknown>>(sql: string, params?: unknown[]): Promise<R[]>;
  /** Ends what is still connected and deletes the database. */
  drop(): Promise<void>;
}

/** A clone of the migrated template, with regions, plan, holidays and routes loaded, for one suite alone. */
export async function testDatabase(options: { empty?: boolean } = {}): Promise<TestDatabase> {
  const server = testServer();
  const name = `test_${process.pid}_${randomBytes(4).toString('hex')}`;
  const on = (url: string, database: string): string => url.replace('{database}', database);
  const administer = (sql: string): Promise<unknown> =>
    withClient(on(server.superuser, 'postgres'), (client) => client.query(sql));
  const template = options.empty ? 'template0' : TEMPLATE;
  await administer(`create database ${name} template ${template} owner milepost_owner strategy file_copy`);
  const files = join(server.directory, `files-${name}`);
  const ownerUrl = on(server.superuser, name);
  return {
    name,
    url: on(server.app, name),
    ownerUrl,
    migrationUrl: on(server.owner, name),
    files,
    query: async <R>(sql: string, params?: unknown[]) =>
      withClient(ownerUrl, async (client) => (await client.query(sql, params)).rows as R[]),
    drop: async () => {
      await administer(`drop database if exists ${name} with (force)`);
      rmSync(files, { recursive: true, force: true });
    },
  };
}
