import { newId } from '#libs/kernel';
import { Approvals } from '#libs/approval';
import { Database } from '#libs/platform';
import { testApp, type TestApp } from '../support/app.js';
import { GONGYI } from '../support/approval-office.js';

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
  await app.cast();
});
afterAll(() => app.close());

const REVIEWER = 'county.ecology.gongyi.reviewer';
const APPROVER = 'county.ecology.gongyi.approver';

/** A target decomposition: a subject that no lib of this release listens to. */
async function filed(): Promise<string> {
  const owner = await app.actor('owner.gongyi.1.filer');
  const { id } = await app.get(Database).run(owner, (tx) =>
    app.get(Approvals).openIn(tx, {
      subject: { type: 'target_decomposition', id: newId() },
      projectId: null,
      title: '巩义市 2026 年指标分解',
      ownerOrganisationId: owner.organisationId,
      filedBy: owner.personId,
      facts: GONGYI,
    }),
  );
  return id;
}
const decide = (username: string, id: string, body: object) =>
  app.as(username).post(`/api/v1/approvals/${id}/decisions`).send(body);

it('a reviewer proposes, an approver decides, and everybody reads the story', async () => {
  const id = await filed();
  const todo = await app.as(REVIEWER).get('/api/v1/approvals?box=todo').expect(200);
  expect(todo.body.items.map((item: { id: string }) => item.id)).toContain(id);
  const proposal = await decide(REVIEWER, id, { outcome: 'approve', opinion: '数据齐全' }).expect(200);
  expect(proposal.body).toMatchObject({ act: 'propose', status: 'pending', currentStep: { key: 'lead' } });
  const decision = await decide(APPROVER, id, { outcome: 'approve' }).expect(200);
  expect(decision.body).toMatchObject({ act: 'decide', status: 'approved', currentStep: null });
  const story = await app.as('city.ecology.zhengzhou.reviewer').get(`/api/v1/approvals/${id}`).expect(200);
  expect(story.body).toMatchObject({ status: 'approved', steps: [{ key: 'lead', status: 'approved' }] });
  expect(story.body.actions[0]).toMatchObject({ allowed: false, code: 'APPROVAL_NOT_YOUR_DESK' });
  const counts = await app.as(APPROVER).get('/api/v1/approvals/counts').expect(200);
  expect(counts.body).toMatchObject({ done: 1, cc: 0 });
});

it.each([
  ['nobody logged in', 401, async (id: string) => app.http.post(`/api/v1/approvals/${id}/decisions`).send({})],
  ['an owner', 403, async (id: string) => decide('owner.gongyi.1.filer', id, { outcome: 'approve' })],
  ['another county', 404, async (id: string) => decide('county.ecology.jiyuan.reviewer', id, { outcome: 'approve' })],
  ['an approver before the reviewer', 409, async (id: string) => decide(APPROVER, id, { outcome: 'approve' })],
  ['a return without opinion', 422, async (id: string) => decide(REVIEWER, id, { outcome: 'return' })],
  ['an outcome that does not exist', 400, async (id: string) => decide(REVIEWER, id, { outcome: 'maybe' })],
  ['an unknown field', 400, async (id: string) => decide(REVIEWER, id, { outcome: 'approve', force: true })],
  [
    'a zero-width character',
    400,
    async (id: string) => decide(REVIEWER, id, { outcome: 'approve', opinion: 'a\u200bb' }),
  ],
  ['an id that is none', 400, async () => decide(REVIEWER, '1', { outcome: 'approve' })],
])('%s gets %i', async (_name, status, ask) => {
  const id = await filed();
  const answer = await ask(id);
  expect([answer.status, answer.headers['content-type']]).toEqual([
    status,
    expect.stringContaining('application/problem+json'),
  ]);
  expect(answer.body.code).toMatch(/^[A-Z_]+$/);
});

it('two approvers at once: one 200, one 409', async () => {
  const id = await filed();
  await decide(REVIEWER, id, { outcome: 'approve' }).expect(200);
  const answers = await Promise.all(
    [APPROVER, `${APPROVER}2`].map((username) => decide(username, id, { outcome: 'approve' })),
  );
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
});

it('a repeated request gives the first answer again, the key with another body 422', async () => {
  const id = await filed();
  const send = (body: object) => decide(REVIEWER, id, body).set('idempotency-key', `key-${id}`);
  const first = await send({ outcome: 'approve' }).expect(200);
  expect((await send({ outcome: 'approve' }).expect(200)).body).toEqual(first.body);
  expect((await send({ outcome: 'reject', opinion: '不行' }).expect(422)).body.code).toBe('IDEMPOTENCY_KEY_REUSED');
});

it('lists the routes in force, and refuses a parameter that is not declared', async () => {
  const routes = await app.as(REVIEWER).get('/api/v1/approval-routes?subjectType=application').expect(200);
  expect(routes.body.items).toHaveLength(1);
  expect(routes.body.items[0]).toMatchObject({ subjectType: 'application', version: 1 });
  await app.as(REVIEWER).get('/api/v1/approvals?colour=red').expect(400);
  await app.as(REVIEWER).get('/api/v1/approvals?box=nonsense').expect(400);
});
