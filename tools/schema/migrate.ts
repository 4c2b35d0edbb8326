import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { migrations } from '#migrations';
import { withClient } from '../embedded/roles.js';

/** Any number, the same in every process: two deployments that migrate at once wait for each other. */
const MIGRATION_LOCK = 7_243_815_001;

const open = (url: string): Promise<DataSource> =>
  new DataSource({
    type: 'postgres',
    url,
    migrations,
    migrationsTableName: 'schema_migration',
    migrationsTransactionMode: 'each',
    applicationName: 'milepost-migrate',
    extra: { max: 1 },
  }).initialize();

/** Brings the schema up to date as the owner role; returns the names of what ran. */
export function migrate(ownerUrl: string): Promise<string[]> {
  return withClient(ownerUrl, async (client) => {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    // The role that the grants of the migrations name. Whoever may not make roles has it made before (see README).
    await client.query(`do $$ begin
      if not exists (select 1 from pg_roles where rolname = 'milepost_app') then create role milepost_app nologin; end if;
      -- Where one login serves for everything (DATABASE_URL only), it acts as milepost_app at run time.
      if not pg_has_role(current_user, 'milepost_app', 'member') then
        begin
          execute format('grant milepost_app to %I', current_user);
        exception when insufficient_privilege then null;
        end;
      end if;
    end $$`);
    const source = await open(ownerUrl);
    try {
      return (await source.runMigrations()).map((migration) => migration.name);
    } finally {
      await source.destroy();
    }
  });
}

/** Takes all migrations back, newest first: for tests of `down`. */
export async function revertAll(ownerUrl: string): Promise<void> {
  const source = await open(ownerUrl);
  try {
    for (let left = migrations.length; left > 0; left -= 1) await source.undoLastMigration();
  } finally {
    await source.destroy();
  }
}

/** Names of the migrations that did not run yet. */
export async function pendingMigrations(ownerUrl: string): Promise<string[]> {
  return withClient(ownerUrl, async (client) => {
    const { rows } = await client.query<{ made: boolean }>(
      `select to_regclass('schema_migration') is not null as made`,
    );
    const ran = rows[0]?.made
      ? await client.query<{ name: string }>('select name from schema_migration')
      : { rows: [] };
    const names = new Set(ran.rows.map((row) => row.name));
    return migrations.map((migration) => migration.name).filter((name) => !names.has(name));
  });
}
