import { WorkCalendars } from '#libs/platform';
import { testApp, type TestApp } from '../support/app.js';

describe('holidays', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await testApp();
    await app.cast();
  });
  afterAll(() => app.close());

  const admin = () => app.as('province.ecology.henan.system_admin');
  const someone = () => app.as('owner.gongyi.1.filer');
  const newYear = { date: '2027-01-01', kind: 'holiday', name: '元旦' };
  const makeUp = { date: '2027-01-03', kind: 'workday', name: '元旦' };

  it('everybody logged in reads a year that came with the release', async () => {
    const { body } = await someone().get('/api/v1/holidays/2026').expect(200);
    expect(body).toMatchObject({ year: 2026, source: expect.any(String) });
    expect(body.days).toContainEqual({ date: '2026-02-14', kind: 'workday', name: '春节' });
    await app.http.get('/api/v1/holidays/2026').expect(401);
  });

  it('a year that nobody entered is not an ordinary year but 404', async () => {
    const { body } = await someone().get('/api/v1/holidays/2028').expect(404);
    expect(body.code).toBe('HOLIDAY_YEAR_UNKNOWN');
    expect((await app.get(WorkCalendars).current()).missingYears('2026-12-31', '2028-01-01')).toEqual([2027, 2028]);
  });

  it('an entered year counts at once, and correcting it leaves what it was in the audit', async () => {
    const put = (days: object[]) =>
      admin().put('/api/v1/holidays/2027').send({ source: '国办发明电〔2026〕8号', days });
    await put([newYear]).expect(200);
    expect((await app.get(WorkCalendars).current()).isWorkingDay('2027-01-03')).toBe(false);
    await put([newYear, makeUp]).expect(200);
    const calendar = await app.get(WorkCalendars).current();
    expect(calendar.isWorkingDay('2027-01-03')).toBe(true);
    expect(calendar.missingYears('2027-01-01', '2027-12-31')).toEqual([]);
    const audit = await app.db.query<{ before: unknown[]; after: unknown[] }>(
      `select before, after from audit_entry where subject_type = 'holiday_year' order by seq`,
    );
    expect(audit.map(({ before, after }) => [before?.length, after.length])).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });

  it('only the system administrator enters holidays', async () => {
    await someone().put('/api/v1/holidays/2027').send({ source: 'x', days: [] }).expect(403);
  });

  it.each([
    ['a day of another year', { ...newYear, date: '2026-01-01' }, 'HOLIDAY_OTHER_YEAR'],
    ['a day that does not exist', { ...newYear, date: '2027-02-29' }, 'VALIDATION_FAILED'],
    ['a make-up day in mid-week', { ...makeUp, date: '2027-01-06' }, 'HOLIDAY_NOT_A_WEEKEND'],
    ['an unknown kind', { ...newYear, kind: 'party' }, 'VALIDATION_FAILED'],
    ['an unknown field', { ...newYear, working: true }, 'VALIDATION_FAILED'],
  ])('refuses %s', async (_, day, code) => {
    const { body } = await admin()
      .put('/api/v1/holidays/2027')
      .send({ source: 'x', days: [day] })
      .expect(400);
    expect(body.code).toBe(code);
  });

  it('refuses a day given twice and a year that is none', async () => {
    const twice = await admin()
      .put('/api/v1/holidays/2027')
      .send({ source: 'x', days: [newYear, newYear] })
      .expect(400);
    expect(twice.body.code).toBe('HOLIDAY_TWICE');
    await someone().get('/api/v1/holidays/20２7').expect(400);
    await someone().get('/api/v1/holidays/1899').expect(400);
  });
});
