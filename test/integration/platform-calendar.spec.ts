import { SYSTEM_ACTOR } from '#libs/kernel';
import { Database, WorkCalendars } from '#libs/platform';
import { testApp, type TestApp } from '../support/app.js';

describe('the working-day calendar', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await testApp({ environment: { DATABASE_POOL: '4' } });
  });
  afterAll(() => app.close());

  it('is read by many transactions at once without any of them waiting for another connection', async () => {
    const [database, calendars] = [app.get(Database), app.get(WorkCalendars)];
    calendars.forget();
    const lists = Array.from({ length: 8 }, () => calendars.current());
    const transactions = Array.from({ length: 32 }, () =>
      database.run(SYSTEM_ACTOR, async (tx) => {
        await tx.query('select pg_sleep(0.01)');
        return (await calendars.current(tx)).isWorkingDay('2026-02-14');
      }),
    );
    expect(new Set(await Promise.all(transactions))).toEqual(new Set([true]));
    await Promise.all(lists);
  });
});
