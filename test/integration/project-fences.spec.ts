import pg from 'pg';
import { newId } from '#libs/kernel';
import { insertCast, type Cast } from '../support/cast.js';
import { testDatabase, type TestDatabase } from '../support/database.js';

const NOW = '2026-03-16T02:00:00Z';

/** The database is the last guard: what the services refuse, it refuses too. */
describe('the tables of a project', () => {
  let db: TestDatabase;
  let cast: Cast;
  let app: pg.Client;

  beforeAll(async () => {
    db = await testDatabase();
    cast = await insertCast(db, new Date(NOW));
    app = new pg.Client({ connectionString: db.url });
    await app.connect();
  });
  afterAll(async () => {
    await app.end();
    await db.drop();
  });

  const scope = (value: string) => app.query(`select set_config('app.scope', $1, false)`, [value]);
  async function insert(more: Record<string, unknown> = {}): Promise<string> {
    const row: Record<string, unknown> = {
      id: newId(),
      plan_code: 'HN-ECO-15FYP',
      category_code: '04',
      work_code: '04-2',
      lead_kind: 'ecology',
      name: '回郭镇污水处理厂',
      tier: 'county',
      region_code: '410181',
      city_code: '410100',
      county_code: '410181',
      owner_organisation_id: cast.organisation('owner.gongyi.1').id,
      created_by: cast.person('owner.gongyi.1.filer').id,
      created_at: NOW,
      updated_at: NOW,
      ...more,
    };
    const columns = Object.keys(row);
    const places = columns.map((_, i) => `$${i + 1}`);
    await app.query(`insert into project (${columns}) values (${places})`, Object.values(row));
    return row.id as string;
  }
  let sequence = 0;
  const underReview = () => ({ status: 'under_review', number: `HN-04-2-410181-2026-${(sequence += 1)}` });
  const seen = async (id: string): Promise<boolean> =>
    (await app.query('select 1 from project where id = $1', [id])).rowCount === 1;

  it('show a project to those whose region holds it, and to its owner', async () => {
    await scope('system');
    const id = await insert(underReview());
    const owner = cast.organisation('owner.gongyi.1').id;
    const other = cast.organisation('owner.gongyi.2').id;
    for (const [who, expected] of [
      ['province:410000', true],
      ['city:410100', true],
      ['county:410181', true],
      [`owner:${owner}`, true],
      ['county:410182', false],
      ['city:410200', false],
      ['county:419001', false],
      [`owner:${other}`, false],
      ['none', false],
      ['', false],
    ] as const) {
      await scope(who);
      expect([who, await seen(id)]).toEqual([who, expected]);
    }
  });

  it('show a draft to its owner only', async () => {
    const owner = cast.organisation('owner.gongyi.1').id;
    await scope(`owner:${owner}`);
    const id = await insert();
    expect(await seen(id)).toBe(true);
    for (const who of ['province:410000', 'city:410100', 'county:410181']) {
      await scope(who);
      expect([who, await seen(id)]).toEqual([who, false]);
    }
  });

  it('do not let an owner write into another owner’s name, nor children of what it cannot see', async () => {
    await scope('system');
    const id = await insert(underReview());
    await scope(`owner:${cast.organisation('owner.gongyi.2').id}`);
    await expect(insert()).rejects.toMatchObject({ code: '42501' });
    const budget = `insert into project_budget (project_id, source, year, amount_fen) values ($1, 'own', 2026, 1)`;
    await expect(app.query(budget, [id])).rejects.toMatchObject({ code: '42501' });
    expect((await app.query(`update project set name = 'x' where id = $1`, [id])).rowCount).toBe(0);
  });

  it('hold one live project per project code, and forget it when the project ends', async () => {
    await scope('system');
    const code = { project_code: '2026-410181-77-01-000009' };
    const first = await insert({ ...underReview(), ...code });
    await insert(code);
    const second = insert({ ...underReview(), ...code });
    await expect(second).rejects.toMatchObject({ constraint: 'uq_project_code_live' });
    await app.query(`update project set status = 'rejected' where id = $1`, [first]);
    await insert({ ...underReview(), ...code });
  });

  it('hold one open change request per project', async () => {
    await scope('system');
    const id = await insert(underReview());
    const file = (status: string) =>
      app.query(
        `insert into change_request (id, project_id, kind, reason, before, after, status, filed_by,
           filed_organisation_id, filed_at) values ($1, $2, 'suspend', '汛期', '{}', '{}', $3, $1, $1, $4)`,
        [newId(), id, status, NOW],
      );
    await file('under_review');
    await expect(file('returned')).rejects.toMatchObject({ constraint: 'uq_change_request_open' });
    await file('rejected');
  });

  it.each([
    ['an unknown status', { ...underReview(), status: 'lost', library_number: 'L-0' }, 'ck_project_status'],
    ['a finish before the start', { planned_start: '2026-02-01', planned_finish: '2026-01-31' }, 'ck_project_dates'],
    ['a code in full-width digits', { project_code: '２０２６-410181-77-01-000009' }, 'ck_project_project_code'],
    ['a submitted project without a number', { status: 'under_review' }, 'ck_project_numbered'],
    ['a library entry without a library number', { status: 'reserved', number: 'N-1' }, 'ck_project_in_library'],
    [
      'a suspension without a day',
      { ...underReview(), status: 'suspended', library_number: 'L' },
      'ck_project_suspended',
    ],
    ['a negative investment', { total_investment_fen: -1 }, 'ck_project_investment'],
    ['half a point', { site_longitude: 112.9 }, 'ck_project_point'],
    ['a region that does not exist', { region_code: '419999' }, 'fk_project_region_code'],
  ])('refuse %s', async (_, row, constraint) => {
    await scope('system');
    await expect(insert(row)).rejects.toMatchObject({ constraint });
  });

  it('never lose a transition', async () => {
    await scope('system');
    const id = await insert(underReview());
    await app.query(
      `insert into project_transition (id, project_id, action, from_status, to_status, at, person_id, person_name,
         organisation_name) values ($1, $2, 'submit', 'draft', 'under_review', $3, $1, '某人', '某单位')`,
      [newId(), id, NOW],
    );
    for (const sql of [`update project_transition set reason = 'x'`, 'delete from project_transition']) {
      await expect(app.query(sql)).rejects.toMatchObject({ code: '42501' });
      await expect(db.query(sql)).rejects.toMatchObject({ code: '23001' });
    }
  });
});
