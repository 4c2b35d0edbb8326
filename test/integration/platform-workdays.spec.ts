import fc from 'fast-check';
import { addDays, type WorkCalendar } from '#libs/kernel';
import { WorkCalendars } from '#libs/platform';
import { testApp, type TestApp } from '../support/app.js';

/** The kernel's arithmetic and the numbered line of the database are one, over the official tables of 2024 to 2026 and beyond. */
describe('working days in SQL', () => {
  let app: TestApp;
  let calendar: WorkCalendar;
  beforeAll(async () => {
    app = await testApp();
    calendar = await app.get(WorkCalendars).current();
  });
  afterAll(() => app?.close());

  const day = fc.integer({ min: 0, max: 1500 }).map((n) => addDays('2023-06-01', n));
  const term = fc.tuple(day, fc.integer({ min: -90, max: 90 }));

  it('add days like the kernel, forward and back', async () => {
    const terms = fc.sample(term, 2000);
    const rows = await app.db.query<{ on: string }>(
      `select work_day_after(t.day, t.n)::text as on
         from unnest($1::date[], $2::int[]) with ordinality t (day, n, i) order by i`,
      [terms.map(([from]) => from), terms.map(([, n]) => n)],
    );
    expect(rows.map((row) => row.on)).toEqual(terms.map(([from, n]) => calendar.addWorkingDays(from, n)));
  });

  it('count days like the kernel', async () => {
    const spans = fc.sample(fc.tuple(day, day), 1000);
    const rows = await app.db.query<{ days: number }>(
      `select work_days_between(t.a, t.b) as days from unnest($1::date[], $2::date[]) with ordinality t (a, b, i) order by i`,
      [spans.map(([a]) => a), spans.map(([, b]) => b)],
    );
    expect(rows.map((row) => row.days)).toEqual(spans.map(([a, b]) => calendar.workingDaysBetween(a, b)));
  });

  it('follow the holiday table at once, and know which years nobody entered', async () => {
    const after = async (from: string, days: number) =>
      (await app.db.query<{ on: string }>(`select work_day_after($1, $2)::text as on`, [from, days]))[0]!.on;
    const known = async (of: string) =>
      (await app.db.query<{ known: boolean }>(`select known from work_day where day = $1`, [of]))[0]!.known;
    expect(await known('2026-12-31')).toBe(true);
    expect(await known('2027-01-01')).toBe(false);
    expect(await after('2026-12-31', 1)).toBe('2027-01-01');
    await app.cast();
    const { body } = await app
      .as('province.ecology.henan.system_admin')
      .put('/api/v1/holidays/2027')
      .send({ source: '国办发明电〔2026〕测试号', days: [{ date: '2027-01-01', kind: 'holiday', name: '元旦' }] })
      .expect(200);
    expect(body.year).toBe(2027);
    expect(await known('2027-01-01')).toBe(true);
    expect(await after('2026-12-31', 1)).toBe('2027-01-04');
    expect(await after('2027-01-04', -1)).toBe('2026-12-31');
  });
});
