import { jiyuan } from '../../tools/journey/story-jiyuan.js';
import { testApp, type TestApp } from '../support/app.js';
import { getProject } from '../support/builders/project.js';
import { journeyOf } from '../support/journey.js';

describe('the journey of a project of 济源', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await testApp();
  });
  afterAll(() => app.close());

  it('skips the city, says why, and reaches the library', async () => {
    const { journey, lines } = await journeyOf(app);
    const told = await jiyuan(journey).catch((error: unknown) => {
      throw new Error(`${lines.join('\n')}\n✗ ${(error as Error).message}`, { cause: error });
    });
    expect(await getProject(app, told.projectId)).toMatchObject({ status: 'reserved', cityCode: null });
    expect(lines.join('\n')).toMatch(/skipped: City lead/);
    const steps = await app.db.query<{ key: string; status: string }>(
      `select s.key, s.status from approval_step s join approval a on a.id = s.approval_id
       where a.subject_id = $1 order by s.seq`,
      [told.projectId],
    );
    expect(steps.map(({ key, status }) => `${key} ${status}`)).toEqual([
      'county_lead approved',
      'county_finance approved',
      'city_lead skipped',
      'province_joint approved',
    ]);
  }, 60_000);
});
