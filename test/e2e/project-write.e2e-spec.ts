import { testApp, type TestApp } from '../support/app.js';
import { aProject } from '../support/builders/project.js';

const PROJECTS = '/api/v1/projects';
const OWNER = 'owner.gongyi.1.filer';

describe('POST and PATCH /projects refuse bad input', () => {
  let app: TestApp;
  const body = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
    ...JSON.parse(JSON.stringify(aProject(app).ownedBy('gongyi').content())),
    ...more,
  });
  const create = (more: Record<string, unknown> = {}) => app.as(OWNER).post(PROJECTS).send(body(more));

  beforeAll(async () => {
    app = await testApp();
    await app.cast();
  });
  afterAll(() => app.close());

  it('accepts a complete draft and answers with money as text and the version as a number', async () => {
    const created = await create({ totalInvestment: '900719925474099.31', budget: [] }).expect(201);
    expect(created.body).toMatchObject({ status: 'draft', number: null, version: 1 });
    const read = await app.as(OWNER).get(`${PROJECTS}/${created.body.id}`).expect(200);
    expect(read.body.totalInvestment).toBe('900719925474099.31');
    expect(read.body.actions.find((a: { action: string }) => a.action === 'submit')).toMatchObject({ allowed: true });
  });

  it.each([
    ['a day that does not exist', { plannedStart: '2027-02-29' }, 'plannedStart', 'DAY_INVALID'],
    ['negative money', { totalInvestment: '-1.00' }, 'totalInvestment', 'AMOUNT_NEGATIVE'],
    ['three decimals', { totalInvestment: '1.005' }, 'totalInvestment', 'AMOUNT_TOO_PRECISE'],
    ['money as a number', { totalInvestment: 1 }, 'totalInvestment', 'AMOUNT_NOT_TEXT'],
    ['a control character', { name: '污水\u0007处理' }, 'name', 'TEXT_FORBIDDEN_CHARACTERS'],
    ['a zero-width character', { name: '污水\u200b处理' }, 'name', 'TEXT_FORBIDDEN_CHARACTERS'],
    ['a name that is too long', { name: '长'.repeat(101) }, 'name', 'TEXT_TOO_LONG'],
    ['a name that is missing', { name: undefined }, 'name', 'REQUIRED'],
    ['an unknown field', { colour: 'red' }, 'colour', 'UNKNOWN_FIELD'],
    ['full-width digits in a code', { projectCode: '２０２６-410181-77-01-000001' }, 'projectCode', 'CODE_FULL_WIDTH'],
    ['the wrong type', { budget: 'all' }, 'budget', 'LIST_EXPECTED'],
    [
      'an unknown source',
      { budget: [{ source: 'lottery', year: 2026, amount: '1.00' }] },
      'budget.0.source',
      'NOT_IN_LIST',
    ],
    ['null for what cannot be empty', { name: null }, 'name', 'REQUIRED'],
  ])('%s is a 400 that names the field', async (_, more, path, code) => {
    const { body: problem } = await create(more).expect(400);
    expect(problem).toMatchObject({ code: 'VALIDATION_FAILED', errors: [{ path, code }] });
  });

  it.each([
    ['a finish before the start', { plannedStart: '2026-06-02', plannedFinish: '2026-06-01' }, 'FINISH_BEFORE_START'],
    ['a project code of an unknown region', { projectCode: '2026-999999-77-01-000001' }, 'PROJECT_CODE_REGION_UNKNOWN'],
    ['a point outside the province', { sitePoint: { longitude: 116.4, latitude: 39.9 } }, 'POINT_OUTSIDE'],
    ['a field that the work does not have', { answers: { colour: 'red' } }, 'UNKNOWN_FIELD'],
  ])('%s is a 422 with its own code', async (_, more, code) => {
    const { body: problem } = await create(more).expect(422);
    expect(problem).toMatchObject({ code: 'PROJECT_INVALID', errors: [{ code }] });
  });

  it('a region out of the owner’s own is a 422; a number past 2⁵³ and broken JSON are 400', async () => {
    const { body: region } = await create({ regionCode: '410182' }).expect(422);
    expect(region.code).toBe('PROJECT_REGION_OUT_OF_SCOPE');
    const post = () => app.as(OWNER).post(PROJECTS).set('content-type', 'application/json');
    await post().send('{"answers":{"a":9007199254740993}}').expect(400);
    await post().send('{"name":').expect(400);
    await app.as(OWNER).post(PROJECTS).set('content-type', 'text/plain').send('x').expect(415);
  });

  it('only people of an owner create, and only with a session', async () => {
    await app.as('county.ecology.gongyi.reviewer').post(PROJECTS).send(body()).expect(403);
    await app.http.post(PROJECTS).send(body()).expect(401);
  });

  it('PATCH needs the version that was read: 428 without, 412 with an old one, 200 and a new one with it', async () => {
    const { id } = (await create().expect(201)).body as { id: string };
    const patch = () => app.as(OWNER).patch(`${PROJECTS}/${id}`);
    expect((await patch().send({ summary: '改' }).expect(428)).body.code).toBe('VERSION_REQUIRED');
    expect((await patch().set('if-match', '"1"').send({ summary: '改' }).expect(200)).body.version).toBe(2);
    expect((await patch().set('if-match', '"1"').send({ summary: '再改' }).expect(412)).body.code).toBe(
      'VERSION_CONFLICT',
    );
    await patch().set('if-match', '"2"').send({ siteAddress: null }).expect(200);
    const read = await app.as(OWNER).get(`${PROJECTS}/${id}`).expect(200);
    expect([read.body.summary, read.body.siteAddress, read.body.version]).toEqual(['改', null, 3]);
  });

  it('the same Idempotency-Key gives the same project; with another body it is refused', async () => {
    const sent = body();
    const post = (content: object) => app.as(OWNER).post(PROJECTS).set('idempotency-key', 'k-1').send(content);
    const [first, second] = await Promise.all([post(sent), post(sent)]);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body.id).toBe(first.body.id);
    const { body: problem } = await post({ ...sent, name: '另一个' }).expect(422);
    expect(problem.code).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('an action sent twice under one key is taken once; sent again without it, it is out of order', async () => {
    const project = await aProject(app).ownedBy('gongyi').draft();
    const submit = () => app.as(OWNER).post(`${PROJECTS}/${project.id}/actions/submit`);
    const both = await Promise.all(
      [1, 2].map(() => submit().set('idempotency-key', 'k-2').send({ acknowledgeDuplicates: true })),
    );
    expect(both.map((r) => [r.status, r.body.number])).toEqual(both.map(() => [200, both[0]!.body.number]));
    const { body: problem } = await submit().send({}).expect(409);
    expect(problem).toMatchObject({ code: 'ACTION_NOT_AVAILABLE' });
    expect(problem.detail).toContain('审核中');
  });

  it('an unknown action is 404, one taken elsewhere 422, one of another’s 403, ids of the wrong kind 400', async () => {
    const project = await aProject(app).ownedBy('gongyi').underReview();
    const act = (action: string, who = OWNER) =>
      app.as(who).post(`${PROJECTS}/${project.id}/actions/${action}`).send({});
    expect((await act('explode').expect(404)).body.code).toBe('PROJECT_ACTION_UNKNOWN');
    await act('approve').expect(403);
    await act('recall', 'county.ecology.gongyi.reviewer').expect(403);
    await act('recall', 'owner.gongyi.2.filer').expect(404);
    await app.as(OWNER).post(`${PROJECTS}/7/actions/recall`).send({}).expect(400);
  });
});
