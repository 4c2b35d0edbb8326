import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { testDatabase, type TestDatabase } from '../support/database.js';
import { MATRIX, normal } from './matrix.js';

// Of the api as built, because the descriptions come from a plugin of the compiler. `npm test` builds first.
const MAIN = join(__dirname, '../../dist/apps/api/src/main.js');
const BUILT = existsSync(MAIN);
if (!BUILT) process.stderr.write('\n*** OpenAPI document NOT TESTED: dist is missing, run `npm run build` ***\n\n');

interface Schema {
  $ref?: string;
  type?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  description?: string;
  example?: unknown;
  examples?: unknown;
  allOf?: Schema[];
  oneOf?: Schema[];
}
interface Operation {
  operationId: string;
  summary?: string;
  description?: string;
  tags?: string[];
  security?: object[];
  parameters?: { name: string; in: string; schema?: Schema; description?: string; required?: boolean }[];
  requestBody?: { content: Record<string, { schema: Schema; example?: unknown; examples?: unknown }> };
  responses: Record<string, { $ref?: string; description?: string; content?: Record<string, { schema?: Schema }> }>;
  'x-permission'?: string | string[];
}
interface Document {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; responses: Record<string, object> };
}

(BUILT ? describe : describe.skip)('the OpenAPI document', () => {
  let db: TestDatabase;
  let api: ChildProcess;
  let document: Document;

  beforeAll(async () => {
    db = await testDatabase();
    const own = { DATABASE_URL: db.url, DATA_DIR: db.files, PORT: '0', HOST: '127.0.0.1', LOG_LEVEL: 'warn' };
    const env = { ...process.env, REDIS_URL: '', DEMO_CLOCK: 'true', ...own };
    api = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const [{ ready }] = (await once(api, 'message')) as [{ ready: string }];
    document = (await (await fetch(`${ready}/api/openapi.json`)).json()) as Document;
  });
  afterAll(async () => {
    api?.kill('SIGKILL');
    await db?.drop();
  });

  const operations = (): [route: string, operation: Operation][] =>
    Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]): [string, Operation] => [
        `${method.toUpperCase()} ${path}`,
        operation,
      ]),
    );
  /** The routes of which something is not so; the expectation is that there are none. */
  const without = (holds: (operation: Operation, route: string) => unknown): string[] =>
    operations().flatMap(([route, operation]) => (holds(operation, route) ? [] : [route]));
  const resolve = (schema: Schema): Schema =>
    schema.$ref ? document.components.schemas[schema.$ref.split('/').at(-1)!]! : schema;

  it('is OpenAPI 3.1 to the letter', async () => {
    expect(document.openapi).toBe('3.1.0');
    const verdict = await new Validator().validate(structuredClone(document) as unknown as Record<string, unknown>);
    expect(verdict.errors ?? []).toEqual([]);
    expect(verdict.valid).toBe(true);
  });

  it('has the routes of the matrix, and no others', () => {
    const routes = operations().map(([route]) => route.replace(/\{(\w+)\}/g, ':$1'));
    expect(routes.sort()).toEqual(Object.keys(MATRIX).sort());
    expect(routes.join('\n')).toMatchSnapshot();
  });

  it('says who may call each', () => {
    const said = operations().map(([route, it]) => [route.replace(/\{(\w+)\}/g, ':$1'), it['x-permission']]);
    for (const [route, permission] of said as [string, string | string[]][]) {
      const gate = normal(MATRIX[route]!);
      if (gate === 'public') expect([route, permission]).toEqual([route, expect.stringMatching(/^public: ./)]);
      else
        expect([route, Array.isArray(permission) ? [...permission].sort() : permission]).toEqual([
          route,
          typeof gate === 'string' ? gate : [...gate].sort(),
        ]);
    }
    expect(without((it) => String(it['x-permission']).startsWith('public') === !it.security)).toEqual([]);
  });

  it('each has a text, a tag, an id of its own, described parameters and answers', () => {
    expect(without(({ summary, description }) => (summary ?? description ?? '').length > 5)).toEqual([]);
    expect(without(({ tags }) => tags?.length)).toEqual([]);
    const ids = operations().map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const anonymous = operations().flatMap(([route, { parameters = [] }]) =>
      parameters.filter((p) => !p.description).map((p) => `${route} ${p.in} ${p.name}`),
    );
    expect(anonymous).toEqual([]);
    expect(without(({ responses }) => Object.entries(responses).every(([, r]) => r.$ref ?? r.description))).toEqual([]);
  });

  it('each names the problems that it may answer with', () => {
    const needed = ({ security }: Operation, route: string): string[] => [
      ...['400', '429', '500', '503'],
      ...(security ? ['401', '403'] : []),
      ...(route.includes('{') ? ['404'] : []),
      ...(security && !route.startsWith('GET') ? ['409', '422'] : []),
      ...(route.startsWith('PATCH') ? ['412', '428'] : []),
    ];
    expect(without((it, route) => needed(it, route).every((status) => status in it.responses))).toEqual([]);
    for (const response of Object.values(document.components.responses))
      expect(response).toMatchObject({
        content: { 'application/problem+json': { example: { code: expect.any(String) } } },
      });
  });

  it('each answer of a success has a schema', () => {
    const silent = /^(DELETE|GET \/metrics|GET \/api\/v1\/files\/\{id\})/;
    expect(
      without(({ responses }, route) => {
        const [, success] = Object.entries(responses).find(([status]) => status.startsWith('2')) ?? [];
        return silent.test(route) || Object.values(success?.content ?? {}).some((content) => content.schema);
      }),
    ).toEqual([]);
  });

  it('each body has an example, and every property a text', () => {
    const bare: string[] = [];
    const undescribed: string[] = [];
    for (const [route, { requestBody }] of operations()) {
      for (const { schema, ...content } of Object.values(requestBody?.content ?? {})) {
        const shown = resolve(schema);
        const exemplified = Object.values(shown.properties ?? {}).some((p) => p.example ?? p.examples ?? p.$ref);
        if (!(content.example ?? content.examples ?? shown.example ?? shown.examples ?? exemplified)) bare.push(route);
      }
    }
    for (const [name, { properties = {} }] of Object.entries(document.components.schemas))
      for (const [property, schema] of Object.entries(properties))
        if (!schema.description && !schema.$ref && !schema.allOf) undescribed.push(`${name}.${property}`);
    // A class in a file that the plugin does not read has none at all.
    const empty = Object.entries(document.components.schemas).filter(([, { type, properties }]) => {
      return type === 'object' && Object.keys(properties ?? {}).length === 0;
    });
    expect(empty.map(([name]) => name)).toEqual([]);
    expect(bare).toEqual([]);
    expect(undescribed).toEqual([]);
  });

  it('no two classes share a name: the document would show one of them for both', () => {
    const sources = join(__dirname, '../../apps/api/src');
    const names = readdirSync(sources, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(dto|responses)\.ts$/.test(path))
      .flatMap((path) => readFileSync(join(sources, path), 'utf8').match(/(?<=^export class )\w+/gm) ?? []);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });
});
