import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bootstrap } from '../../tools/bootstrap.js';
import { dumpSchema } from '../../tools/schema/dump.js';
import { migrate, pendingMigrations, revertAll } from '../../tools/schema/migrate.js';
import { migrations } from '#migrations';
import { testDatabase, type TestDatabase } from '../support/database.js';

const EMPTY = '-- Made by `npm run schema:dump` from the migrations; do not edit.\n';

describe('the schema', () => {
  let db: TestDatabase;
  beforeAll(async () => (db = await testDatabase({ empty: true })));
  afterAll(() => db.drop());

  it('made by the migrations from empty, by a role that is no superuser, is migrations/schema.sql', async () => {
    expect(await pendingMigrations(db.migrationUrl)).toEqual(migrations.map((migration) => migration.name));
    // Two deployments at once: one migrates, the other waits and finds nothing left to do.
    const both = await Promise.all([migrate(db.migrationUrl), migrate(db.migrationUrl)]);
    expect(both.map((ran) => ran.length).sort()).toEqual([0, migrations.length]);
    expect(await pendingMigrations(db.migrationUrl)).toEqual([]);
    const committed = readFileSync(join(__dirname, '../../migrations/schema.sql'), 'utf8');
    // Differs? Look at what changed, then `npm run schema:dump`.
    expect(await dumpSchema(db.migrationUrl)).toBe(committed);
  });

  it('the data of the release load any number of times, at once as well, with the same result', async () => {
    const count = () =>
      db.query(`select (select count(*)::int from region) as regions, (select count(*)::int from holiday) as holidays`);
    await bootstrap(db.migrationUrl);
    const once = await count();
    await Promise.all([bootstrap(db.migrationUrl), bootstrap(db.migrationUrl)]);
    expect(await count()).toEqual(once);
    expect(once[0]).toMatchObject({ regions: 175 });
  });

  it('every migration can be taken back, and nothing is left of it', async () => {
    await revertAll(db.migrationUrl);
    const left = (await dumpSchema(db.migrationUrl)).split('\n').filter((line) => !line.startsWith('create extension'));
    expect(left.join('\n').trim()).toBe(EMPTY.trim());
  });
});
