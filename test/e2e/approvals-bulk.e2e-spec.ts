import { newId } from '#libs/kernel';
import { Approvals } from '#libs/approval';
import { Database } from '#libs/platform';
import { testApp, type TestApp } from '../support/app.js';
import { GONGYI } from '../support/approval-office.js';

const PATH = '/api/v1/approvals/bulk-decisions';
const reviewer = 'county.ecology.gongyi.reviewer';
const approver = 'county.ecology.gongyi.approver';

let app: TestApp;
beforeAll(async () => {
  app = await testApp();
  await app.cast();
});
afterAll(() => app.close());

/** Approvals of no project: what is decided here is how the engine answers, and no outcome handler is reached. */
async function file(count: number): Promise<string[]> {
  const filer = await app.actor('owner.gongyi.1.filer');
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const open = {
      subject: { type: 'target_decomposition' as const, id: newId() },
      projectId: null,
      title: `第${n + 1}项`,
      ownerOrganisationId: filer.organisationId,
      filedBy: filer.personId,
      facts: GONGYI,
    };
    ids.push((await app.get(Database).run(filer, (tx) => app.get(Approvals).openIn(tx, open))).id);
  }
  return ids;
}

interface Answer {
  id: string;
  done: number;
  refused: number;
  items: { id: string; result: string; code: string | null; answer: { status: string } | null; reason: unknown }[];
}
const send = async (who: string, body: object, key?: string) => {
  const request = app.as(who).post(PATH).send(body);
  const answer = await (key ? request.set('idempotency-key', key) : request);
  return { status: answer.status, body: answer.body as Answer & { code?: string } };
};

describe('one decision on many items', () => {
  it('judges each by itself: what may be decided is, what may not says why, and nothing stops the rest', async () => {
    const [ready, notProposed, gone] = [await file(3), await file(2), newId()];
    expect((await send(reviewer, { ids: ready, outcome: 'approve' })).body).toMatchObject({ done: 3, refused: 0 });
    const { status, body } = await send(approver, {
      ids: [gone, ready[0], notProposed[0], ready[1], notProposed[1], ready[2]],
      outcome: 'approve',
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ done: 3, refused: 3 });
    expect(body.items.map(({ result, code }) => code ?? result)).toEqual([
      'APPROVAL_NOT_FOUND',
      'done',
      'APPROVAL_NOT_PROPOSED',
      'done',
      'APPROVAL_NOT_PROPOSED',
      'done',
    ]);
    expect(body.items[2]!.reason).toEqual({ zh: '经办人尚未提出意见', en: 'The reviewer has not proposed yet' });
  });

  it('never skips an opinion that is required', async () => {
    const ids = await file(2);
    const { body } = await send(reviewer, { ids, outcome: 'return' });
    expect(body.items.map(({ code }) => code)).toEqual(['APPROVAL_OPINION_REQUIRED', 'APPROVAL_OPINION_REQUIRED']);
    expect((await send(reviewer, { ids, outcome: 'return', opinion: '缺附件' })).body.done).toBe(2);
  });

  it('sent twice with one key decides once and gives the same answer; with another body it is refused untouched', async () => {
    const [ids, others] = [await file(3), await file(1)];
    const key = `bulk-${newId()}`;
    const first = await send(reviewer, { ids, outcome: 'approve' }, key);
    expect(await send(reviewer, { ids, outcome: 'approve' }, key)).toEqual(first);
    const other = await send(reviewer, { ids: others, outcome: 'approve' }, key);
    expect([other.status, other.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    const rows = await app.db.query(`select 1 from approval_decision where approval_id = any ($1)`, [
      [...ids, ...others],
    ]);
    expect(rows).toHaveLength(3);
  });

  it('two of them at once over the same items decide each once', async () => {
    const ids = await file(12);
    const both = await Promise.all([
      send(reviewer, { ids, outcome: 'approve' }),
      send(`${reviewer}2`, { ids: [...ids].reverse(), outcome: 'approve' }),
    ]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(both[0].body.done + both[1].body.done).toBe(12);
  });

  it('a hundred fit', async () => {
    const ids = await file(100);
    expect((await send(reviewer, { ids, outcome: 'approve' })).body).toMatchObject({ done: 100, refused: 0 });
  }, 60_000);

  it.each([
    ['no item', { ids: [], outcome: 'approve' }],
    ['a hundred and one', { ids: Array.from({ length: 101 }, () => newId()), outcome: 'approve' }],
    ['one item twice', { ids: Array(2).fill('01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f70'), outcome: 'approve' }],
    ['what is no id', { ids: ['1'], outcome: 'approve' }],
    ['an unknown outcome', { ids: ['01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f70'], outcome: 'agree' }],
    ['an unknown field', { ids: ['01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f70'], outcome: 'approve', force: true }],
  ])('%s is refused as a whole', async (_what, body) => expect((await send(approver, body)).status).toBe(400));

  it('is not for owners', async () =>
    expect((await send('owner.gongyi.1.filer', { ids: await file(1), outcome: 'approve' })).status).toBe(403));
});

it('urging reaches the people at the open desk, by HTTP and by inbox', async () => {
  const [id] = await file(1);
  await app.drainOutbox();
  const urged = await app
    .as('owner.gongyi.1.filer')
    .post(`/api/v1/approvals/${id}/actions/urge`)
    .send({ note: '请尽快' });
  expect(urged.status).toBe(200);
  const again = await app.as('owner.gongyi.1.filer').post(`/api/v1/approvals/${id}/actions/urge`).send({});
  expect([again.status, (again.body as { code: string }).code]).toEqual([409, 'APPROVAL_URGED_ALREADY']);
  await app.drainOutbox();
  const inbox = await app.as(reviewer).get('/api/v1/messages?limit=200');
  const { items } = inbox.body as { items: { titleZh: string; bodyZh: string }[] };
  expect(items.filter(({ titleZh }) => titleZh.startsWith('催办'))).toMatchObject([
    { titleZh: '催办：第1项', bodyZh: '请尽快（本级牵头部门审核，请于 2026-03-23 前办理）' },
  ]);
  const story = await app.as(approver).get(`/api/v1/approvals/${id}`);
  const steps = (story.body as { steps: { urges: unknown[] }[] }).steps;
  expect(steps.flatMap(({ urges }) => urges)).toMatchObject([{ personName: 'owner.gongyi.1.filer', note: '请尽快' }]);
});
