import { newId } from '#libs/kernel';
import { Approvals } from '#libs/approval';
import { Database } from '#libs/platform';
import { testApp, type TestApp } from '../support/app.js';
import { GONGYI } from '../support/approval-office.js';
import type { Cast } from '../support/cast.js';

const reviewer = 'county.ecology.gongyi.reviewer';
const told = 'county.water.gongyi.reviewer';

let app: TestApp;
let cast: Cast;
beforeAll(async () => {
  app = await testApp();
  cast = await app.cast();
});
afterAll(() => app.close());

async function file(): Promise<string> {
  const filer = await app.actor('owner.gongyi.1.filer');
  const open = {
    subject: { type: 'target_decomposition' as const, id: newId() },
    projectId: null,
    title: '抄送的事项',
    ownerOrganisationId: filer.organisationId,
    filedBy: filer.personId,
    facts: GONGYI,
  };
  return (await app.get(Database).run(filer, (tx) => app.get(Approvals).openIn(tx, open))).id;
}
const idOf = (code: string): string => cast.organisation(code).id;
const copy = async (who: string, id: string, body: object) => {
  const { status, body: answer } = await app.as(who).post(`/api/v1/approvals/${id}/actions/cc`).send(body);
  return { status, ...(answer as { code?: string; organisationIds?: string[] }) };
};
const boxOf = async (who: string) => {
  const { body } = await app.as(who).get('/api/v1/approvals?box=cc&limit=200');
  return (body as { items: { id: string; readAt: string | null }[] }).items;
};
const counts = async (who: string) =>
  (await app.as(who).get('/api/v1/approvals/counts')).body as { cc: number; ccUnread: number };

it('a desk copies departments, once each; each person there reads it for himself', async () => {
  const id = await file();
  const organisationIds = [idOf('county.water.gongyi'), idOf('province.finance.henan')];
  expect(await copy(reviewer, id, { organisationIds, note: '供参考' })).toMatchObject({ status: 200 });
  expect(await copy(reviewer, id, { organisationIds })).toMatchObject({ status: 200, organisationIds: [] });
  expect((await boxOf(told)).find((item) => item.id === id)).toMatchObject({ readAt: null });
  const before = await counts(told);
  const read = await app.as(told).post(`/api/v1/approvals/${id}/actions/read`).send({});
  expect(read.status).toBe(200);
  app.clock.advance({ minutes: 5 });
  expect((await app.as(told).post(`/api/v1/approvals/${id}/actions/read`).send({})).body).toEqual(read.body);
  expect(await counts(told)).toMatchObject({ cc: before.cc, ccUnread: before.ccUnread - 1 });
  expect((await boxOf(`${told}2`)).find((item) => item.id === id)).toMatchObject({ readAt: null });
  const audit = await app.db.query(`select reason from audit_entry where subject_id::text = $1 and action = 'cc'`, [
    id,
  ]);
  expect(audit).toEqual([{ reason: '供参考' }]);
  await app.drainOutbox();
  const { body } = await app.as(told).get('/api/v1/messages?limit=200');
  const titles = (body as { items: { titleZh: string; bodyZh: string }[] }).items.map(
    (m) => `${m.titleZh} ${m.bodyZh}`,
  );
  expect(titles).toContain('抄送：抄送的事项 供参考');
});

it('who may not see it is not told, and then nobody is', async () => {
  const id = await file();
  const organisationIds = [idOf('county.water.gongyi'), idOf('county.water.jiyuan')];
  expect(await copy(reviewer, id, { organisationIds })).toMatchObject({ status: 422, code: 'APPROVAL_COPY_UNSEEN' });
  expect((await boxOf(told)).some((item) => item.id === id)).toBe(false);
  expect(await copy(reviewer, id, { organisationIds: [newId()] })).toMatchObject({ code: 'APPROVAL_COPY_UNSEEN' });
});

it('is for the filer and the desks; a stranger is refused, and what one does not see is not there', async () => {
  const id = await file();
  const organisationIds = [idOf('county.water.gongyi')];
  expect(await copy('county.health.gongyi.reviewer', id, { organisationIds })).toMatchObject({
    status: 403,
    code: 'APPROVAL_COPY_NOT_YOURS',
  });
  expect((await copy('county.water.jiyuan.reviewer', id, { organisationIds })).status).toBe(404);
  expect((await copy('owner.gongyi.1.filer', id, { organisationIds })).status).toBe(200);
  const stranger = await app.as('county.health.gongyi.reviewer').post(`/api/v1/approvals/${id}/actions/read`).send({});
  expect(stranger.status).toBe(404);
});

it.each([
  [{ organisationIds: [] }],
  [{}],
  [{ organisationIds: ['x'] }],
  [{ organisationIds: [newId()], note: 'a'.repeat(501) }],
])('bad input is refused: %j', async (body) => expect((await copy(reviewer, await file(), body)).status).toBe(400));

it('the story says where the open step may send back to, and why not elsewhere', async () => {
  const filer = await app.actor('owner.gongyi.1.filer');
  const open = {
    subject: { type: 'allocation' as const, id: newId() },
    projectId: null,
    title: '退回',
    ownerOrganisationId: filer.organisationId,
    filedBy: filer.personId,
    facts: { ...GONGYI, totalInvestment: 1n },
  };
  const { id } = await app.get(Database).run(filer, (tx) => app.get(Approvals).openIn(tx, open));
  const { body } = await app.as('county.finance.gongyi.finance_officer').get(`/api/v1/approvals/${id}`);
  const { steps, returnable } = body as {
    steps: { key: string; status: string }[];
    returnable: { key: string; allowed: boolean; reason: { zh: string } | null }[];
  };
  expect(returnable.map(({ key }) => key)).toEqual(steps.map(({ key }) => key));
  for (const choice of returnable) expect(choice.allowed).toBe(choice.reason === null);
  expect(returnable.find((_, at) => steps[at]!.status === 'open')).toMatchObject({ reason: { zh: '即当前步骤' } });
});
