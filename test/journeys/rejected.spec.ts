import { draft, submit, throughToLibrary, type Plan } from '../../tools/journey/application.js';
import { openApproval, rejectIt } from '../../tools/journey/approvals.js';
import { testApp, type TestApp } from '../support/app.js';
import { getProject } from '../support/builders/project.js';
import { journeyOf } from '../support/journey.js';

const OWNER = 'owner.gongyi.1.filer';
const plan: Plan = { owner: OWNER, region: '410181', place: '巩义市', total: '6000000.00', days: 200 };

describe('the journey of a project that is rejected and copied', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await testApp();
  });
  afterAll(() => app.close());

  it('ends for good; a copy keeps content and documents, and goes its own way to the library', async () => {
    const { journey } = await journeyOf(app);
    const project = await submit(journey, plan, await draft(journey, plan));
    await rejectIt(journey, await openApproval(journey, project.id, 'application'), '不符合流域规划');
    await journey.inState(OWNER, project.id, 'rejected');
    for (const action of ['submit', 'resubmit', 'recall', 'withdraw', 'start']) {
      const { body } = await app
        .as(OWNER)
        .post(`/api/v1/projects/${project.id}/actions/${action}`)
        .send({})
        .expect(409);
      expect(body.code).toBe('ACTION_NOT_AVAILABLE');
    }

    const copy = await journey.client.post<{ id: string }>(OWNER, `/projects/${project.id}/actions/copy`);
    const before = await getProject(app, project.id);
    const after = await getProject(app, copy.id);
    expect(after).toMatchObject({ status: 'draft', number: null, copiedFrom: project.id, answers: before.answers });
    const { body: detail } = await app.as(OWNER).get(`/api/v1/projects/${copy.id}`).expect(200);
    expect(detail.budget).toEqual([{ source: 'central', year: 2026, amount: '6000000.00' }]);

    const projectCode = `2026-410181-77-02-${journey.run}`;
    await journey.client.patch(OWNER, `/projects/${copy.id}`, after.version, { projectCode, need: '已按流域规划调整' });
    // The documents are copied as well, so the copy is complete.
    const { body: documents } = await app.as(OWNER).get(`/api/v1/projects/${copy.id}/files`).expect(200);
    const kinds = documents.items.map((file: { kind: string }) => file.kind).sort();
    expect(kinds).toEqual(['eia', 'feasibility', 'funding_proof', 'land']);
    const submitted = await submit(journey, plan, await journey.project(OWNER, copy.id));
    expect(submitted.number).not.toBe(project.number);
    await throughToLibrary(journey, submitted);
    expect((await getProject(app, project.id)).status).toBe('rejected');
  }, 60_000);
});
