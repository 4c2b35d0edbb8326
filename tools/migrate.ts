import { loadConfigOrExit } from '#libs/platform';
import { bootstrap } from './bootstrap.js';
import { migrate, pendingMigrations } from './schema/migrate.js';

// npm run migrate [-- --check]: the schema and the data that come with this release, as the role of
// DATABASE_MIGRATION_URL. --check changes nothing, lists what is pending and ends with 1 when there is something.
const { databaseMigrationUrl } = loadConfigOrExit();
if (process.argv.includes('--check')) {
  const pending = await pendingMigrations(databaseMigrationUrl);
  for (const name of pending) process.stdout.write(`pending ${name}\n`);
  if (pending.length === 0) process.stdout.write('up to date\n');
  process.exitCode = pending.length === 0 ? 0 : 1;
} else {
  for (const name of await migrate(databaseMigrationUrl)) process.stdout.write(`ran ${name}\n`);
  await bootstrap(databaseMigrationUrl);
  process.stdout.write('up to date\n');
}
