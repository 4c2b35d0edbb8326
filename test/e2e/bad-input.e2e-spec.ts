import { encodeCursor } from '#libs/platform';
import { FixedClock, newId, ROLES } from '#libs/kernel';
import { ProjectActions } from '#libs/project';
import { MATRIX, ONE_OF_EACH, passes } from '../contract/matrix.js';
import { testApp, type Caller, type TestApp } from '../support/app.js';
import { aProject } from '../support/builders/project.js';

/*
 * The list of bad input that must be refused, and where each item has its test. What every route must refuse alike is asked
 * of every route here; what has a file of its own is not repeated.
 *
 * wrong type, missing, too long, null ....... http-input, project-write
 * unknown field ............................. here (every route that takes a body), http-input
 * control and zero-width characters ......... http-input, project-write
 * full-width digits in codes ................ http-input, project-write
 * negative or three-decimal money ........... http-input, project-write
 * numbers past 2⁵³ .......................... here (every route that takes a body), http-input
 * finish before start ....................... project-write; here (milestone plan)
 * 2027-02-29 ................................ http-input, project-write; here (milestone plan)
 * weights that sum to 99.99 ................. here
 * a region or organisation out of scope ..... here, project-write, project-read, integration/project-fences
 * ids of the wrong kind ..................... here (every route with an id)
 * malformed JSON ............................ here (every route that takes a body), http-input
 * 20 MB of JSON ............................. http-input
 * wrong content type ........................ here (every route that takes a body), http-input
 * unknown query parameter ................... here (every route)
 * cursor of another list .................... here (every list), project-read, places-list
 * stale If-Match ............................ here (every PATCH needs one), project-write
 * double submit ............................. here, project-write, approvals-decide, project-files
 * an action out of order .................... here (every action of a draft)
 * a file that is not its extension .......... project-files, integration/platform-files
 * database gone (503, no restart) ........... health-ready
 * Redis gone ................................ integration/platform-queue
 * midnight in Shanghai, 31 December ......... here, libs/kernel/calendar, libs/plan/catalogue, libs/milestone
 * a sweep killed half-way ................... integration/reminder-sweep
 */

type Method = keyof Caller;
const OWNER = 'owner.gongyi.1.filer';
const PROJECTS = '/api/v1/projects';

const routes = Object.entries(MATRIX)
  .filter(([route, gate]) => gate !== 'public' && !route.includes('/admin/clock'))
  .map(([route, gate]) => {
    const [verb = '', path = ''] = route.split(' ');
    const role = ROLES.find((candidate) => passes(gate, candidate))!;
    return { route, method: verb.toLowerCase() as Method, path, who: ONE_OF_EACH[role] };
  });
const VALUES: Record<string, string> = { id: newId(), year: '2026', code: 'NONE', action: 'submit' };
const filled = (path: string, values = VALUES): string => path.replace(/:(\w+)/g, (_, name: string) => values[name]!);

/** Without a body: logging out, deleting, and actions of which the path says all. */
const BODILESS = /^DELETE|requeue$|baseline\/actions\/submit$|draw-group$|final-accounts\/actions\/submit$/;
const withBody = routes.filter(({ route, method }) => method !== 'get' && !BODILESS.test(route));
const jsonBody = withBody.filter(({ route }) => !route.endsWith('/files'));

describe('bad input', () => {
  let app: TestApp;
  const clock = new FixedClock('2026-03-16T02:00:00Z');
  beforeAll(async () => {
    app = await testApp({ clock });
    await app.cast();
  });
  afterAll(() => app?.close());

  /** Status and code of each route's answer, for one request made of all of them. */
  async function answers(of: typeof routes, send: (route: (typeof routes)[number]) => Promise<Answer>) {
    const found: Record<string, string> = {};
    for (const route of of) {
      const { status, body } = await send(route);
      found[route.route] = `${status} ${(body as { code?: string }).code}`;
    }
    return found;
  }
  type Answer = { status: number; body: unknown };
  const all = (of: typeof routes, answer: unknown) => Object.fromEntries(of.map(({ route }) => [route, answer]));
  const call = ({ method, path, who }: (typeof routes)[number], values = VALUES) =>
    app.as(who)[method](filled(path, values)).set('if-match', '"1"');
  const sendText = (route: (typeof routes)[number], type: string, text: string) =>
    call(route)
      .set('content-type', type)
      .serialize((body: unknown) => body as string)
      .send(text);

  it('unknown query parameter: every route', async () => {
    const asked = routes.filter(({ route }) => !route.endsWith('/sessions/current'));
    const got = await answers(asked, (route) => call({ ...route, path: `${route.path}?nonsense=1` }).send(undefined));
    expect(got).toEqual(all(asked, '400 VALIDATION_FAILED'));
  });

  it('unknown field: every route that takes a body', async () => {
    const got = await answers(jsonBody, (route) => call(route).send({ nonsense: 1 }));
    expect(got).toEqual(all(jsonBody, '400 VALIDATION_FAILED'));
  });

  it('malformed JSON: every route that takes a body', async () => {
    const got = await answers(jsonBody, (route) => sendText(route, 'application/json', '{"name":'));
    expect(got).toEqual(all(jsonBody, '400 JSON_MALFORMED'));
  });

  it('numbers past 2⁵³: every route that takes a body', async () => {
    const got = await answers(jsonBody, (route) => sendText(route, 'application/json', '{"amount":9007199254740993}'));
    expect(got).toEqual(all(jsonBody, '400 NUMBER_UNSAFE'));
  });

  it('wrong content type: every route that takes a body', async () => {
    const got = await answers(withBody, (route) => sendText(route, 'text/plain', 'name=x'));
    expect(got).toEqual(all(withBody, '415 CONTENT_TYPE_UNSUPPORTED'));
  });

  it('a form where JSON belongs is refused, not dropped in silence: every route that takes JSON', async () => {
    const form = '--b\r\ncontent-disposition: form-data; name="comment"\r\n\r\nx\r\n--b--\r\n';
    const got = await answers(jsonBody, (route) => sendText(route, 'multipart/form-data; boundary=b', form));
    expect(got).toEqual(all(jsonBody, '415 CONTENT_TYPE_UNSUPPORTED'));
  });

  it('ids of the wrong kind: every route with an id', async () => {
    const asked = routes.filter(({ path }) => path.includes(':id'));
    const body = (route: (typeof routes)[number]) => (route.method === 'get' ? undefined : {});
    for (const id of ['7', 'null', '01936a3e5c1a7d2e9b3f2a1c4d5e6f72', "'%20or%201=1"]) {
      const got = await answers(asked, (route) => call(route, { ...VALUES, id }).send(body(route)));
      const refused = asked.map(({ route }) => [route, expect.stringMatching(/^(400|415) /)]);
      expect(got).toEqual(Object.fromEntries(refused));
    }
  });

  it('the id of a thing of another kind is not found', async () => {
    const project = await aProject(app).ownedBy('gongyi').underReview();
    const others = ['approvals', 'changes', 'acceptances', 'disbursements', 'fund-pools', 'allocations', 'files'];
    for (const other of others) {
      const { status } = await app.as('province.finance.henan.finance_officer').get(`/api/v1/${other}/${project.id}`);
      expect([other, status]).toEqual([other, 404]);
    }
  });

  it('cursor of another list: every list', async () => {
    const lists = routes.filter(({ method, path }) => method === 'get' && !path.includes(':'));
    const cursor = encodeCursor('another-list', ['2026-03-16T02:00:00.000Z', newId()]);
    const got = await answers(lists, (route) => call({ ...route, path: `${route.path}?cursor=${cursor}` }));
    // What is no list refuses the parameter itself.
    expect(new Set(Object.values(got))).toEqual(new Set(['400 CURSOR_INVALID', '400 VALIDATION_FAILED']));
    const paged = Object.keys(got).filter((route) => got[route] === '400 CURSOR_INVALID');
    expect(paged).toEqual(
      expect.arrayContaining(
        ['projects', 'approvals', 'organisations', 'messages', 'reminders', 'fund-pools', 'allocations'].map(
          (list) => `GET /api/v1/${list}`,
        ),
      ),
    );
  });

  it('stale If-Match: 412, and 428 without one', async () => {
    const project = await aProject(app).ownedBy('gongyi').draft();
    const patch = () => app.as(OWNER).patch(`${PROJECTS}/${project.id}`).send({ summary: '改' });
    expect((await patch().expect(428)).body.code).toBe('VERSION_REQUIRED');
    const stale = await patch().set('if-match', '"99"').expect(412);
    expect(stale.body.code).toBe('VERSION_CONFLICT');
    for (const malformed of ['3', '"x"', '*', '"-1"']) await patch().set('if-match', malformed).expect(400);
    const submit = app.as(OWNER).post(`${PROJECTS}/${project.id}/actions/submit`);
    await submit.set('if-match', '"99"').send({ acknowledgeDuplicates: true }).expect(412);
  });

  it('double submit: at once without a key, one is taken and the other is told so', async () => {
    const project = await aProject(app).ownedBy('gongyi').draft();
    const submit = () =>
      app.as(OWNER).post(`${PROJECTS}/${project.id}/actions/submit`).send({ acknowledgeDuplicates: true });
    const both = await Promise.all([submit(), submit(), submit(), submit()]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    const opened = await app.db.query(`select id from approval where subject_id = $1`, [project.id]);
    expect(opened).toHaveLength(1);
    const history = await app.as(OWNER).get(`${PROJECTS}/${project.id}/history`).expect(200);
    const submitted = (history.body.items as { action: string }[]).filter(({ action }) => action === 'submit');
    expect(submitted).toHaveLength(1);
  });

  it('an action out of order: every action that a draft does not offer leaves it as it was', async () => {
    const project = await aProject(app).ownedBy('gongyi').draft();
    const read = () => app.as(OWNER).get(`${PROJECTS}/${project.id}`).expect(200);
    const { body: before } = await read();
    const offered = before.actions as { action: string; allowed: boolean; reason?: unknown }[];
    const refused = offered.filter(({ allowed }) => !allowed);
    expect(refused.length).toBeGreaterThan(5);
    for (const { action, reason } of refused) {
      expect([action, reason]).toEqual([action, expect.anything()]);
      const { status } = await app
        .as(OWNER)
        .post(`${PROJECTS}/${project.id}/actions/${action}`)
        .send({ comment: '试' });
      expect([action, [403, 404, 409, 422].includes(status)]).toEqual([action, true]);
    }
    expect((await read()).body).toEqual(before);
  });

  describe('milestone plan', () => {
    const item = (name: string, weightBp: number, plannedStart = '2026-06-01', plannedFinish = '2026-12-31') => ({
      name,
      weightBp,
      plannedStart,
      plannedFinish,
      deliverables: '记录',
    });
    let path: string;
    beforeAll(async () => {
      path = `${PROJECTS}/${(await aProject(app).ownedBy('gongyi').reserved()).id}/baseline`;
    });
    const put = (...items: object[]) => app.as(OWNER).put(path).send({ items });

    it('finish before start', async () => {
      const { body } = await put(item('甲', 10_000, '2026-06-02', '2026-06-01')).expect(422);
      expect(body.errors[0].path).toMatch(/^items\.0\./);
    });

    it('2027-02-29', async () => {
      const { body } = await put(item('甲', 10_000, '2026-06-01', '2027-02-29')).expect(400);
      expect(body.errors).toEqual([expect.objectContaining({ path: 'items.0.plannedFinish', code: 'DAY_INVALID' })]);
    });

    it('weights that sum to 99.99', async () => {
      const { body } = await put(item('甲', 4000), item('乙', 5999, '2026-07-01')).expect(422);
      expect(body.errors).toContainEqual(expect.objectContaining({ code: 'WEIGHTS_NOT_100' }));
      await put(item('甲', 4000.5), item('乙', 5999.5, '2026-07-01')).expect(400);
      await put(item('甲', 4000), item('乙', 6000, '2026-07-01', '2027-01-31')).expect(200);
    });
  });

  it('a region or organisation out of scope', async () => {
    const project = await aProject(app).ownedBy('gongyi').underReview();
    const elsewhere = 'county.ecology.jiyuan.reviewer';
    await app.as(elsewhere).get(`${PROJECTS}/${project.id}`).expect(404);
    const { body } = await app.as(elsewhere).get(`${PROJECTS}?region=410181`).expect(200);
    expect(body.items).toEqual([]);
    const { body: theirs } = await app.as('owner.gongyi.2.filer').get(PROJECTS).expect(200);
    expect(theirs.items).toEqual([]);
    // To act for an organisation that one does not belong to.
    const cast = await app.cast();
    const organisationId = cast.organisation('county.ecology.jiyuan').id;
    const login = { username: OWNER, password: 'Milepost-test-2026', organisationId };
    const { status } = await app.http.post('/api/v1/sessions').send(login);
    expect([401, 422]).toContain(status);
  });

  describe('clock', () => {
    /** Submitted at that instant: the year of the number is that of Shanghai. */
    const submittedAt = async (instant: string) => {
      const builder = aProject(app).ownedBy('gongyi');
      const { id } = await builder.draft();
      clock.set(instant);
      await app.get(ProjectActions).take(await builder.actor(), id, 'submit', { acknowledgeDuplicates: true });
      const { body } = await app.as(OWNER).get(`${PROJECTS}/${id}`).expect(200);
      return body.number as string;
    };

    it('across 31 December: the year of Shanghai, and the sequence begins anew', async () => {
      expect(await submittedAt('2026-12-31T15:59:59.999Z')).toMatch(/^HN-04-2-410181-2026-\d{4}$/);
      expect(await submittedAt('2026-12-31T16:00:00.000Z')).toBe('HN-04-2-410181-2027-0001');
    });

    it('across midnight in Shanghai: money was received today, and not tomorrow', async () => {
      const receive = (receivedOn: string) =>
        app
          .as('county.finance.gongyi.finance_officer')
          .post('/api/v1/fund-pools')
          .send({
            fiscalYear: 2027,
            source: 'county',
            fundName: '水污染防治资金',
            documentNo: `巩财〔2027〕${receivedOn.slice(-2)}号`,
            receivedOn,
            total: '1.00',
          });
      clock.set('2027-01-05T15:59:59.999Z');
      await receive('2027-01-06').expect(422);
      clock.set('2027-01-05T16:00:00.000Z');
      await receive('2027-01-06').expect(201);
    });
  });
});
