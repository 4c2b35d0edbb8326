import { testApp, type TestApp } from '../support/app.js';

interface Item {
  code: string;
  [name: string]: unknown;
}

describe('reading the plan', () => {
  let app: TestApp;
  const who = 'owner.gongyi.1.filer';
  const get = (path: string) => app.as(who).get(`/api/v1/${path}`);
  const items = async (path: string): Promise<Item[]> => {
    const answer = await get(path).expect(200);
    const body = answer.body as { items: Item[]; nextCursor: null };
    expect(body.nextCursor).toBeNull();
    return body.items;
  };

  beforeAll(async () => {
    app = await testApp();
    await app.cast();
  });
  afterAll(() => app.close());

  it('needs a login', async () => {
    await app.http.get('/api/v1/plans').expect(401);
    await app.http.get('/api/v1/categories/04/configuration').expect(401);
  });

  it('shows both plans and which one new projects belong to', async () => {
    const { body } = await get('plans').expect(200);
    expect(body).toMatchObject({
      currentPlanCode: 'HN-ECO-15FYP',
      items: [
        {
          code: 'HN-ECO-14FYP',
          provisional: false,
          categories: 10,
          works: 37,
          targets: 78,
          indicators: 25,
          deadlines: 123,
        },
        {
          code: 'HN-ECO-15FYP',
          provisional: true,
          carriedOverFrom: 'HN-ECO-14FYP',
          works: 37,
          targets: 0,
          indicators: 0,
        },
      ],
    });
    expect(body.items[0]).toMatchObject({ issuedOn: '2021-12-31', documentNo: '豫政〔2021〕44号' });
  });

  it('lists categories, works, targets, indicators, deadlines and actions in full', async () => {
    const plan = 'plans/HN-ECO-14FYP';
    expect(await items(`${plan}/categories`)).toHaveLength(10);
    expect(await items(`${plan}/works`)).toHaveLength(37);
    expect(await items(`${plan}/targets`)).toHaveLength(78);
    expect(await items(`${plan}/indicators`)).toHaveLength(25);
    expect(await items(`${plan}/deadlines`)).toHaveLength(123);
    expect(await items(`${plan}/actions`)).toHaveLength(33);
  });

  it('says which works the source of the plan lost', async () => {
    const { body } = await get('plans/HN-ECO-14FYP/works').expect(200);
    const lost = (body.gaps as { ref: string; kind: string }[]).filter((gap) => gap.kind === 'missing-item');
    expect(lost.map((gap) => gap.ref)).toEqual(['05-1', '06-2']);
  });

  it('filters by category, work and year', async () => {
    const targets = await items('plans/HN-ECO-14FYP/targets?work=08-4');
    expect(targets.map((target) => [target.code, target.value])).toEqual([
      ['08-4.1', 150],
      ['08-4.2', 3000],
      ['08-4.3', null],
      ['08-4.4', null],
    ]);
    expect(await items('plans/HN-ECO-14FYP/works?category=04')).toHaveLength(5);
    const due = await items('plans/HN-ECO-14FYP/deadlines?work=01-2&dueYear=2022');
    expect(due.map((deadline) => deadline.code)).toEqual(['D009']);
  });

  it('keeps numbers, printed words and judgement of an indicator apart', async () => {
    const indicators = await items('plans/HN-ECO-14FYP/indicators');
    const byNumber = (no: number) => indicators.find((indicator) => indicator.no === no);
    expect(byNumber(1)).toMatchObject({ baselineValue: 52, targetValue: 42.5, comparator: '<=', direction: 'down' });
    expect(byNumber(4)).toMatchObject({ targetValue: null, targetText: '基本消除', qualitative: true });
    expect(byNumber(11)).toMatchObject({ targetValue: 292.47, comparator: '<=', cap: true });
    expect(byNumber(20)).toMatchObject({ baselineValue: null, baselineText: '<1.5', targetText: '<1.3' });
  });

  it('gives the configuration of a category, work by work', async () => {
    const { body } = await get('categories/04/configuration').expect(200);
    expect(body).toMatchObject({
      code: '04',
      lead: 'ecology',
      coSign: ['water', 'housing'],
      indicators: [3, 4, 6, 16, 17],
    });
    const work = body.works.find((one: Item) => one.code === '04-2');
    expect(work.schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      additionalProperties: false,
      properties: { codReduction: { type: 'number', title: '化学需氧量减排量', 'x-en': 'COD cut', 'x-unit': '吨/年' } },
    });
    expect(work.schema.properties).not.toHaveProperty('outfallsRemediated');
    expect(work.milestones.reduce((sum: number, item: { weight: number }) => sum + item.weight, 0)).toBe(100);
    expect(
      work.documents.filter((document: { required: boolean }) => document.required).map((d: { key: string }) => d.key),
    ).toEqual(['feasibility', 'eia', 'land', 'funding_proof']);
    expect(work.checklist.length).toBeGreaterThanOrEqual(8);
    expect(work.outputs[0]).toMatchObject({
      metric: 'cod_reduction',
      feeds: [{ indicator: 16, how: 'sum', factor: '0.0001' }, {}, {}],
    });
    const lake = body.works.find((one: Item) => one.code === '04-4');
    expect(lake).toMatchObject({ leadKind: 'water', coSignKinds: ['housing'] });
  });

  it.each([
    ['plans/HN-ECO-99FYP/works', 404, 'PLAN_NOT_FOUND'],
    ['plans/HN-ECO-99FYP/indicators', 404, 'PLAN_NOT_FOUND'],
    ['categories/11/configuration', 404, 'CATEGORY_NOT_FOUND'],
    ['plans/HN-ECO-14FYP/works?colour=red', 400, 'VALIDATION_FAILED'],
    ['plans/HN-ECO-14FYP/works?category=4', 400, 'VALIDATION_FAILED'],
    ['plans/HN-ECO-14FYP/works?category=%EF%BC%90%EF%BC%94', 400, 'VALIDATION_FAILED'],
    ['plans/HN-ECO-14FYP/deadlines?dueYear=soon', 400, 'VALIDATION_FAILED'],
  ])('GET %s is %d %s', async (path, status, code) => {
    const answer = await get(path).expect(status);
    expect(answer.body.code).toBe(code);
  });
});
