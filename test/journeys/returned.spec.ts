import { draft, preview, submit, throughToLibrary, type Plan } from '../../tools/journey/application.js';
import { openApproval, returnIt } from '../../tools/journey/approvals.js';
import { testApp, type TestApp } from '../support/app.js';
import { getProject } from '../support/builders/project.js';
import { journeyOf } from '../support/journey.js';

const OWNER = 'owner.gongyi.1.filer';
const plan: Plan = { owner: OWNER, region: '410181', place: '巩义市', total: '6000000.00', days: 200 };

describe('the journey of a project that is returned and corrected', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await testApp();
  });
  afterAll(() => app.close());

  it('comes back from the city, goes on where it was returned, and reaches the library', async () => {
    const { journey } = await journeyOf(app);
    const drafted = await draft(journey, plan);
    await preview(journey, plan, drafted);
    const project = await submit(journey, plan, drafted);
    const id = await openApproval(journey, project.id, 'application');
    const decide = (who: string) => app.as(who).post(`/api/v1/approvals/${id}/decisions`);
    for (const place of ['county.ecology.gongyi.', 'county.finance.gongyi.finance_']) {
      const [first, second] = place.endsWith('_') ? ['officer', 'approver'] : ['reviewer', 'approver'];
      await decide(`${place}${first}`).send({ outcome: 'approve', opinion: '同意' }).expect(200);
      await decide(`${place}${second}`).send({ outcome: 'approve', opinion: '同意' }).expect(200);
    }
    // Monday 16 March, five working days.
    expect(await returnIt(journey, id, '请补充管网建设资金来源')).toBe('2026-03-23');
    expect(await getProject(app, project.id)).toMatchObject({ status: 'returned', returnedDueOn: '2026-03-23' });

    await app.drainOutbox();
    const { body: inbox } = await app.as(OWNER).get('/api/v1/messages').expect(200);
    expect(JSON.stringify(inbox.items)).toContain('请补充管网建设资金来源');

    const returned = await journey.project(OWNER, project.id);
    await journey.client.patch(OWNER, `/projects/${project.id}`, returned.version, { summary: '资金来源已补充' });
    await journey.client.post(OWNER, `/projects/${project.id}/actions/resubmit`, { comment: '已补充' });
    expect(await getProject(app, project.id)).toMatchObject({ status: 'under_review', returnedDueOn: null });
    expect(await throughToLibrary(journey, project)).toEqual(['city_lead', 'province_joint']);
  }, 60_000);
});
