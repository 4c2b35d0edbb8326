import { testApp, type TestApp } from '../support/app.js';

interface Node {
  code: string;
  cityCode: string | null;
  children: Node[];
}

describe('Places', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await testApp();
    await app.cast();
  });
  afterAll(() => app?.close());

  const get = (path: string) => app.as('owner.gongyi.1.filer').get(`/api/v1${path}`);

  it('the tree has 175 regions, 18 plan units below the province, 济源 among them without a city', async () => {
    const { body } = await get('/regions').expect(200);
    const [province] = body.items as [Node];
    const count = (node: Node): number => 1 + node.children.reduce((sum, child) => sum + count(child), 0);
    expect(count(province)).toBe(175);
    expect(province.children).toHaveLength(18);
    expect(province.children.find(({ code }) => code === '419001')).toMatchObject({ cityCode: null, children: [] });
    const [{ n }] = (await app.db.query<{ n: number }>('select count(*)::int as n from region')) as [{ n: number }];
    expect(n).toBe(175);
  });

  it('below one region', async () => {
    const { body } = await get('/regions?parent=410100').expect(200);
    expect(body.items).toContainEqual(expect.objectContaining({ code: '410181', nameZh: '巩义市' }));
    await get('/regions?parent=999999').expect(422);
    await get('/regions?parent=４１０１００').expect(400);
    await app.http.get('/api/v1/regions').expect(401);
  });

  it('the directory is filtered, and read page by page', async () => {
    const { body: first } = await get('/organisations?region=410100&limit=30').expect(200);
    expect(first.items).toHaveLength(30);
    const { body: second } = await get(`/organisations?region=410100&limit=30&cursor=${first.nextCursor}`).expect(200);
    const codes = [...first.items, ...second.items].map((item: { code: string }) => item.code);
    expect(new Set(codes).size).toBe(33);
    expect(second.nextCursor).toBeNull();
    const { body } = await get('/organisations?departmentKind=ecology&tier=county').expect(200);
    expect(body.items.map((item: { regionCode: string }) => item.regionCode).sort()).toEqual(['410181', '419001']);
    await get('/organisations?departmentKind=magic').expect(400);
    await get('/organisations?region=999999').expect(422);
    const { body: percent } = await get('/organisations?q=%25').expect(200);
    expect(percent.items).toEqual([]);
  });

  it('a cursor of another list is refused', async () => {
    const cursor = Buffer.from(JSON.stringify(['projects', 'x'])).toString('base64url');
    expect((await get(`/organisations?cursor=${cursor}`).expect(400)).body.code).toBe('CURSOR_INVALID');
    await get('/organisations?cursor=abc').expect(400);
  });
});
