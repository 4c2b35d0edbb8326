import pg from 'pg';
import type { Actor } from '#libs/kernel';
import type { Reader } from '#libs/platform';
import { ProjectListExtensions } from '#libs/project';
import { listProjects, SORTS, type ProjectFilter, type SortKey } from '../../libs/project/src/project.list.queries.js';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { insertManyProjects } from '../support/many-projects.js';

const PROJECTS = 100_000;

interface Node {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows': number;
  'Rows Removed by Filter'?: number;
  Plans?: Node[];
}

/** §list rules of the architecture: indexed, keyset, and no sequential scan at 10⁵ rows, with row-level security on. */
describe(`the list of projects over ${PROJECTS} of them`, () => {
  let db: TestDatabase;
  let app: pg.Client;
  let owner: string;

  beforeAll(async () => {
    db = await testDatabase();
    await insertManyProjects(db, PROJECTS);
    owner = (await db.query<{ id: string }>(`select id from organisation where code = 'mass.410181'`))[0]!.id;
    app = new pg.Client({ connectionString: db.url });
    await app.connect();
  }, 180_000);
  afterAll(async () => {
    await app.end();
    await db.drop();
  });

  async function explain(scope: Actor['scope'], filter: ProjectFilter, key: SortKey, after?: [unknown, unknown]) {
    const reader = { actor: { scope }, today: '2026-03-16' } as unknown as Reader;
    const page = { key, descending: true, limit: 51, ...(after ? { after } : {}) };
    const { sql, params } = listProjects(reader, filter, page, new ProjectListExtensions());
    await app.query(`select set_config('app.scope', $1, false)`, [`${scope.kind}:${scope.code}`]);
    const { rows } = await app.query(`explain (analyze, format json) ${sql}`, params);
    const [{ Plan: plan, 'Execution Time': ms }] = rows[0]['QUERY PLAN'] as [{ Plan: Node; 'Execution Time': number }];
    return { nodes: flatten(plan), ms };
  }
  const flatten = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(flatten)];

  const province = { kind: 'province', code: '410000' } as const;
  const city = { kind: 'city', code: '410100' } as const;
  const county = { kind: 'county', code: '410181' } as const;
  const ownOnes = () => ({ kind: 'owner', code: owner }) as const;
  const sorts = Object.keys(SORTS) as SortKey[];
  const cases: [string, () => Actor['scope'], ProjectFilter, SortKey][] = [
    ...sorts.map((key): [string, () => Actor['scope'], ProjectFilter, SortKey] => [
      `province by ${key}`,
      () => province,
      {},
      key,
    ]),
    ['city by updated', () => city, {}, 'updated'],
    ['city, implementing, by finish', () => city, { status: ['implementing'] }, 'plannedFinish'],
    ['county by updated', () => county, {}, 'updated'],
    ['county by name', () => county, {}, 'name'],
    ['owner by updated', ownOnes, {}, 'updated'],
    ['owner by finish', ownOnes, {}, 'plannedFinish'],
    ['province, one status', () => province, { status: ['returned'] }, 'updated'],
    ['province, a work', () => province, { work: '04-2' }, 'updated'],
    ['province, a county', () => province, { region: { column: 'county_code', code: '410181' } }, 'updated'],
    ['province, a source', () => province, { fundSource: 'central' }, 'updated'],
    ['province, words', () => province, { q: '湿地' }, 'updated'],
    ['province, one number', () => province, { q: 'hn-mass-77777' }, 'updated'],
    ['city, words', () => city, { q: '巩义' }, 'updated'],
  ];

  it.each(cases)('%s reads an index', async (_, scope, filter, key) => {
    const { nodes, ms } = await explain(scope(), filter, key);
    const scans = nodes.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name']);
    expect(scans.filter((name) => name?.startsWith('project'))).toEqual([]);
    expect(ms).toBeLessThan(500);
  });

  it.each(sorts)('a page far down by %s costs what the first one costs', async (key) => {
    const value = {
      updated: '2026-02-01T00:00:00Z',
      plannedFinish: '2027-01-01',
      number: 'HN-MASS-5',
      name: '新',
      investment: '100000000',
    };
    const { nodes } = await explain(province, {}, key, [value[key], 'ffffffff-ffff-7fff-bfff-ffffffffffff']);
    const read = nodes.filter((node) => node['Relation Name'] === 'project');
    expect(read.map((node) => node['Node Type'])).toEqual(['Index Scan']);
    expect(read[0]!['Rows Removed by Filter'] ?? 0).toBeLessThan(100);
  });
});
