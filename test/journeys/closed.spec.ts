import { SYSTEM_ACTOR } from '#libs/kernel';
import { Audit } from '#libs/platform';
import { gongyi } from '../../tools/journey/story-gongyi.js';
import { testApp, type TestApp } from '../support/app.js';
import { getProject } from '../support/builders/project.js';
import { journeyOf } from '../support/journey.js';

describe('the journey of a project of 巩义', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await testApp();
  });
  afterAll(() => app.close());

  it('goes from draft to closed over HTTP, and can be told twice on the same database', async () => {
    for (const times of [1, 2]) {
      const { journey, lines } = await journeyOf(app);
      const told = await gongyi(journey).catch((error: unknown) => {
        throw new Error(`${lines.join('\n')}\n✗ ${(error as Error).message}`, { cause: error });
      });
      expect([times, (await getProject(app, told.projectId)).status]).toEqual([times, 'closed']);
      expect(journey.checks).toBeGreaterThan(100);
    }
    await app.drainOutbox();
    const dead = await app.db.query('select topic, last_error from outbox where dead_at is not null');
    expect(dead).toEqual([]);
    expect((await app.get(Audit).verify(SYSTEM_ACTOR)).faults).toEqual([]);
  }, 240_000);
});
