import { testApp, type TestApp } from '../support/app.js';
import { aProject } from '../support/builders/project.js';

const PROJECTS = '/api/v1/projects';
const OWNER = 'owner.gongyi.1.filer';

describe('GET /projects shows what lies in the caller’s scope', () => {
  let app: TestApp;
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    app = await testApp();
    await app.cast();
    ids.draft = (await aProject(app).ownedBy('gongyi').named('巩义草稿项目').draft()).id;
    ids.gongyi = (
      await aProject(app).ownedBy('gongyi').named('回郭镇污水处理厂').costing('5000000.00').underReview()
    ).id;
    ids.jiyuan = (await aProject(app).ownedBy('jiyuan').named('济源湿地公园').fundedBy('own').underReview()).id;
    ids.zhengzhou = (await aProject(app).ownedBy('zhengzhou').named('郑州河道治理').fundedBy('city').underReview()).id;
  });
  afterAll(() => app.close());

  const list = async (who: string, query = '') => {
    const { body } = await app.as(who).get(`${PROJECTS}${query}`).expect(200);
    return body as { items: Record<string, unknown>[]; nextCursor: string | null };
  };
  const found = async (who: string, query = '') => (await list(who, query)).items.map((item) => item.id).sort();
  const only = (...names: string[]) => names.map((name) => ids[name]).sort();

  it.each([
    [OWNER, ['draft', 'gongyi']],
    ['owner.gongyi.2.filer', []],
    ['county.ecology.gongyi.reviewer', ['gongyi']],
    ['county.water.gongyi.reviewer', ['gongyi']],
    ['county.ecology.jiyuan.reviewer', ['jiyuan']],
    ['city.ecology.zhengzhou.reviewer', ['gongyi', 'zhengzhou']],
    ['province.ecology.henan.reviewer', ['gongyi', 'jiyuan', 'zhengzhou']],
  ])('%s sees %j', async (who, names) => expect(await found(who)).toEqual(only(...names)));

  it('what one may not see is 404, for every way to ask', async () => {
    const stranger = app.as('county.ecology.jiyuan.reviewer');
    for (const id of [ids.gongyi, ids.draft]) {
      for (const path of ['', '/history', '/route-preview', '/files', '/changes']) {
        expect((await stranger.get(`${PROJECTS}/${id}${path}`).expect(404)).body.code).toBe('PROJECT_NOT_FOUND');
      }
    }
    await app.as('county.ecology.gongyi.reviewer').get(`${PROJECTS}/${ids.draft}`).expect(404);
  });

  const province = 'province.ecology.henan.reviewer';
  it.each([
    ['?region=410100', ['gongyi', 'zhengzhou']],
    ['?region=410181', ['gongyi']],
    ['?region=410000', ['gongyi', 'jiyuan', 'zhengzhou']],
    ['?tier=city', ['zhengzhou']],
    ['?fundSource=own', ['jiyuan']],
    ['?status=under_review&status=returned', ['gongyi', 'jiyuan', 'zhengzhou']],
    ['?status=closed', []],
    ['?category=04&work=04-2', ['gongyi', 'jiyuan', 'zhengzhou']],
    ['?q=污水', ['gongyi']],
    ['?q=湿', ['jiyuan']],
    ['?q=污%25', []],
    ['?q=HN-04-2-419001', ['jiyuan']],
    ['?dueBefore=2020-01-01', []],
    ['?plan=HN-ECO-15FYP', ['gongyi', 'jiyuan', 'zhengzhou']],
  ])('%s finds %j', async (query, names) => expect(await found(province, query)).toEqual(only(...names)));

  it.each(['updated', 'plannedFinish', 'number', 'name', 'investment'])(
    'sorts by %s and pages without loss',
    async (sort) => {
      for (const order of [sort, `-${sort}`]) {
        const whole = (await list(province, `?sort=${order}`)).items.map((item) => item.id);
        const paged: unknown[] = [];
        let cursor: string | null = null;
        do {
          const next: string = cursor ? `&cursor=${cursor}` : '';
          const page = await list(province, `?sort=${order}&limit=1${next}`);
          paged.push(...page.items.map((item) => item.id));
          cursor = page.nextCursor;
        } while (cursor);
        expect(paged).toEqual(whole);
        expect(whole).toHaveLength(3);
      }
    },
  );

  it('refuses an unknown parameter, an unknown sort, a cursor of another list and a forged one', async () => {
    const get = (query: string) => app.as(province).get(`${PROJECTS}${query}`);
    await get('?colour=red').expect(400);
    await get('?sort=colour').expect(400);
    await get('?limit=201').expect(400);
    const { body } = await get('?region=999999').expect(400);
    expect(body.errors).toEqual([{ path: 'region', code: 'REGION_UNKNOWN', message: '没有这个行政区划' }]);
    const { nextCursor } = await list(province, '?limit=1&sort=name');
    expect((await get(`?sort=number&cursor=${nextCursor}`).expect(400)).body.code).toBe('CURSOR_INVALID');
    const forged = Buffer.from(JSON.stringify(['projects:name', 'x', 'not an id'])).toString('base64url');
    expect((await get(`?sort=name&cursor=${forged}`).expect(400)).body.code).toBe('CURSOR_INVALID');
  });

  it('answers in the language asked for', async () => {
    const { body: zh } = await app.as(OWNER).get(`${PROJECTS}/${ids.gongyi}`).expect(200);
    const { body: en } = await app.as(OWNER).get(`${PROJECTS}/${ids.gongyi}`).set('accept-language', 'en').expect(200);
    expect([zh.statusName, en.statusName]).toEqual(['审核中', 'Under review']);
    const reason = (body: { actions: { action: string; reason: string }[] }) =>
      body.actions.find((a) => a.action === 'start')!.reason;
    expect([reason(zh), reason(en)]).toEqual(['当前状态“审核中”不能“开工”', 'Cannot start while under review']);
  });

  it('tells who did what, page by page', async () => {
    const { body } = await app.as(OWNER).get(`${PROJECTS}/${ids.gongyi}/history?limit=1`).expect(200);
    expect(body.items).toHaveLength(1);
    const all: string[] = body.items.map((item: { action: string }) => item.action);
    for (let cursor = body.nextCursor; cursor;) {
      const page = await app.as(OWNER).get(`${PROJECTS}/${ids.gongyi}/history?limit=1&cursor=${cursor}`).expect(200);
      all.push(...page.body.items.map((item: { action: string }) => item.action));
      cursor = page.body.nextCursor;
    }
    expect(all).toContain('submit');
    expect(all).toContain('create');
    const whole = await app.as(OWNER).get(`${PROJECTS}/${ids.gongyi}/history`).expect(200);
    expect(all).toEqual(whole.body.items.map((item: { action: string }) => item.action));
  });

  it('previews the route and skips the city for 济源', async () => {
    const { body } = await app.as('owner.jiyuan.1.filer').get(`${PROJECTS}/${ids.jiyuan}/route-preview`).expect(200);
    expect(body.steps.length).toBeGreaterThan(0);
    expect(
      body.steps.some((step: { skipped?: unknown; status?: string }) => step.skipped || step.status === 'skipped'),
    ).toBe(true);
  });
});
