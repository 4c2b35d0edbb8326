import { planEntities, planLoader } from '#libs/plan';
import { testDatabase, type TestDatabase } from '../support/database.js';

const TABLES = ['plan', 'category', 'work', 'target', 'indicator', 'deadline', 'strategic_action', 'plan_gap'] as const;

describe('the plans', () => {
  let db: TestDatabase;
  const loaded = () => planLoader.load(db, new Date('2026-03-16T02:00:00Z')) as Promise<string[]>;
  const counts = async (plan: string) => {
    const rows = await db.query<Record<string, number>>(
      `select ${TABLES.slice(1)
        .map((table) => `(select count(*)::int from ${table} where plan_code = $1) as ${table}`)
        .join(', ')}`,
      [plan],
    );
    return rows[0];
  };
  const fingerprint = async () =>
    (
      await db.query<{ all: string }>(
        `select md5(concat_ws('|', ${TABLES.map((t) => `(select md5(string_agg(t::text, ',' order by t::text)) from ${t} t)`).join(', ')})) as all`,
      )
    )[0]!.all;

  beforeAll(async () => {
    db = await testDatabase();
  });
  afterAll(() => db.drop());

  it('of the 14th period has all that was printed, and what its source lost is said', async () => {
    expect(await counts('HN-ECO-14FYP')).toEqual({
      category: 10,
      work: 37,
      target: 78,
      indicator: 25,
      deadline: 123,
      strategic_action: 33,
      plan_gap: 9,
    });
    const gaps = await db.query<{ ref: string }>(`select ref from plan_gap where kind = 'missing-item' order by ref`);
    expect(gaps.map((gap) => gap.ref)).toEqual(['05-1', '06-2']);
  });

  it('of the 15th period carries over categories and works provisionally, and invents no target', async () => {
    expect(await counts('HN-ECO-15FYP')).toEqual({
      category: 10,
      work: 37,
      target: 0,
      indicator: 0,
      deadline: 0,
      strategic_action: 0,
      plan_gap: 0,
    });
    const [plan] = await db.query(
      `select provisional, carried_over_from, period_start, period_end from plan where code = 'HN-ECO-15FYP'`,
    );
    expect(plan).toEqual({
      provisional: true,
      carried_over_from: 'HN-ECO-14FYP',
      period_start: 2026,
      period_end: 2030,
    });
  });

  it('are loaded once: a second start changes nothing', async () => {
    const before = await fingerprint();
    expect(await loaded()).toEqual([]);
    expect(await fingerprint()).toBe(before);
  });

  it('come back to what the release says when the content differs', async () => {
    const before = await fingerprint();
    await db.query(`update target set metric_zh = 'x' where code = '01-1.1'`);
    await db.query(
      `insert into strategic_action (plan_code, key, seq, kind, text_ref, name_zh, name_en, requirement, implies_feature)
       values ('HN-ECO-14FYP', 'stray', 99, 'obligation', '0', '多余', 'Stray', '', '')`,
    );
    await db.query(`update plan set content_hash = 'older' where code = 'HN-ECO-14FYP'`);
    expect(await loaded()).toEqual(['HN-ECO-14FYP']);
    expect(await fingerprint()).toBe(before);
  });

  it('cannot be changed by the application', async () => {
    const grants = await db.query<{ table: string; privilege: string }>(
      `select table_name as table, privilege_type as privilege from information_schema.role_table_grants
        where grantee = 'milepost_app' and table_name = any($1) order by 1`,
      [TABLES],
    );
    expect(new Set(grants.map((grant) => grant.privilege))).toEqual(new Set(['SELECT']));
    expect(grants).toHaveLength(TABLES.length);
  });

  it('have an entity for each table', () => {
    expect(planEntities).toHaveLength(TABLES.length);
  });

  it('have the lead of each work, and nobody countersigns what they lead', async () => {
    const [row] = await db.query<{ work: string; lead: string; sign: string[] }>(
      `select code as work, lead_kind as lead, co_sign_kinds as sign from work
        where plan_code = 'HN-ECO-15FYP' and code = '04-4'`,
    );
    expect(row).toEqual({ work: '04-4', lead: 'water', sign: ['housing'] });
    await expect(
      db.query(`update work set co_sign_kinds = '{water}' where plan_code = 'HN-ECO-15FYP' and code = '04-4'`),
    ).rejects.toMatchObject({ constraint: 'ck_work_co_sign_kinds' });
  });
});
