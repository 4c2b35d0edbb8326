import { DataSource } from 'typeorm';
import { migrate, revertAll } from '../../tools/schema/migrate.js';
import { dumpSchema } from '../../tools/schema/dump.js';
import { testApp, type TestApp } from '../support/app.js';
import { testDatabase, type TestDatabase } from '../support/database.js';

/** Columns by which a row belongs to a place or a project, so that not everybody may see it. */
const PLACED = ['region_code', 'city_code', 'county_code', 'project_id', 'owner_organisation_id'];

/** Such a column and yet no row-level security, with the reason. */
const OPEN: Readonly<Record<string, string>> = {
  region: 'the map is for everybody',
  organisation: 'the directory is for everybody logged in',
  plan: 'the plan of the province is published',
  message: 'an inbox belongs to a person; every statement asks for theirs',
  project_search: 'words of projects, read only to find rows of project, which is fenced',
};

/** Fenced for the application, but not for the owner of the tables, who verifies the chain of all rows. */
const OWNER_READS = ['audit_entry'];

describe('entities and tables', () => {
  let app: TestApp;
  beforeAll(async () => (app = await testApp()));
  afterAll(() => app?.close());

  it('TypeORM finds nothing to change but constraints that it cannot express', async () => {
    const { options } = app.get(DataSource);
    const source = new DataSource({ ...options, url: app.db.ownerUrl } as never);
    await source.initialize();
    try {
      const { upQueries } = await source.driver.createSchemaBuilder().log();
      // Entities carry plain ids, so foreign keys and checks stand in the migrations alone.
      const tolerated = /^ALTER TABLE "\w+" DROP CONSTRAINT "(fk|ck)_\w+"$/;
      expect(upQueries.map(({ query }) => query).filter((query) => !tolerated.test(query))).toEqual([]);
    } finally {
      await source.destroy();
    }
  });

  it('every table has an entity, and every entity a table', async () => {
    const tables = await app.db.query<{ name: string }>(
      `select relname as name from pg_class
       where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname <> 'schema_migration'`,
    );
    const mapped = app.get(DataSource).entityMetadatas.map(({ tableName }) => tableName);
    expect(new Set(mapped)).toEqual(new Set(tables.map(({ name }) => name)));
  });

  it('whatever belongs to a place or a project is fenced by row-level security, with a policy', async () => {
    const tables = await app.db.query<{ name: string; on: boolean; forced: boolean; policies: number }>(
      `select c.relname as name, c.relrowsecurity as on, c.relforcerowsecurity as forced,
         (select count(*)::int from pg_policy where polrelid = c.oid) as policies
       from pg_class c
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and exists (
         select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = any ($1) and not a.attisdropped)
       order by 1`,
      [PLACED],
    );
    const bare = tables.filter(({ on, policies }) => !on || policies === 0).map(({ name }) => name);
    expect(bare.sort()).toEqual(Object.keys(OPEN).sort());
    const forOwner = tables.filter(({ on, forced }) => on && !forced).map(({ name }) => name);
    expect(forOwner).toEqual(OWNER_READS);
  });

  it('what hangs on such a table by a foreign key is fenced as well', async () => {
    const children = await app.db.query<{ name: string }>(
      `select distinct c.relname as name from pg_constraint k join pg_class c on c.oid = k.conrelid
       join pg_class parent on parent.oid = k.confrelid
       where k.contype = 'f' and parent.relrowsecurity and not c.relrowsecurity order by 1`,
    );
    expect(children.map(({ name }) => name).filter((name) => !(name in OPEN))).toEqual([]);
  });

  it('the application owns nothing, and may neither change nor delete what is append-only', async () => {
    const owned = await app.db.query(`select relname from pg_class where relowner = 'milepost_app'::regrole`);
    expect(owned).toEqual([]);
    // audit_entry has no right but to be read: rows come from audit_append() alone, which chains them.
    const appendOnly = ['ledger_entry', 'ledger_posting', 'approval_decision', 'project_transition'];
    const rights = await app.db.query<{ name: string; right: string }>(
      `select c.relname as name, lower(g.privilege_type) as right from pg_class c, aclexplode(c.relacl) g
       where c.relname = any ($1) and g.grantee = 'milepost_app'::regrole and g.privilege_type <> 'SELECT' order by 1, 2`,
      [['audit_entry', ...appendOnly]],
    );
    expect(rights).toEqual(appendOnly.sort().map((name) => ({ name, right: 'insert' })));
  });
});

describe('migrations', () => {
  let db: TestDatabase;
  beforeAll(async () => (db = await testDatabase({ empty: true })));
  afterAll(() => db?.drop());

  it('taken back and run again give the same schema', async () => {
    await migrate(db.migrationUrl);
    const first = await dumpSchema(db.migrationUrl);
    await revertAll(db.migrationUrl);
    await migrate(db.migrationUrl);
    expect(await dumpSchema(db.migrationUrl)).toBe(first);
  });
});
