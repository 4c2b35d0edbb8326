import { RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { newId, ROLES, type Role } from '#libs/kernel';
import { accessOf, type Access } from '../../apps/api/src/http/access.js';
import { testApp, type Caller, type TestApp } from '../support/app.js';
import { MATRIX, normal, ONE_OF_EACH, passes, type Gate } from './matrix.js';

/** Outside the prefix: the process supervisor, the load balancer and Prometheus know nothing of versions of an API. */
const UNVERSIONED = /^\/(health|metrics)/;

const gateOf = (access: Access | undefined): Gate | undefined => {
  if (!access) return undefined;
  if ('public' in access) return 'public';
  return access.roles.length === 0 ? 'authenticated' : normal(access.roles);
};

/** Every route of the running application with what it declares. */
function declaredRoutes(app: TestApp): Map<string, Gate | undefined> {
  const [discovery, scanner] = [app.get(DiscoveryService), app.get(MetadataScanner)];
  const routes = new Map<string, Gate | undefined>();
  for (const { metatype } of discovery.getControllers()) {
    if (!metatype) continue;
    const prototype = metatype.prototype as Record<string, object>;
    for (const name of scanner.getAllMethodNames(prototype)) {
      const handler = prototype[name]!;
      const method = Reflect.getMetadata(METHOD_METADATA, handler) as RequestMethod | undefined;
      if (method === undefined) continue;
      const parts = [metatype, handler].flatMap((it) => String(Reflect.getMetadata(PATH_METADATA, it)).split('/'));
      const path = `/${parts.filter(Boolean).join('/')}`;
      const route = `${RequestMethod[method]} ${UNVERSIONED.test(path) ? '' : '/api/v1'}${path}`;
      if (routes.has(route)) throw new Error(`${route} is declared twice`);
      routes.set(route, gateOf(accessOf(handler, metatype)));
    }
  }
  return routes;
}

const VALUES: Readonly<Record<string, () => string>> = {
  id: newId,
  year: () => '2026',
  code: () => 'NONE',
  action: () => 'submit',
  rule: () => 'default',
};
const filled = (path: string): string => path.replace(/:(\w+)/g, (_, name: string) => VALUES[name]!());

const split = (route: string): [method: keyof Caller, path: string] => {
  const [method = '', path = ''] = route.split(' ');
  return [method.toLowerCase() as keyof Caller, path];
};

describe('endpoint × role', () => {
  let app: TestApp;
  beforeAll(async () => {
    // The clock of a demonstration is a route only where it is asked for.
    app = await testApp({ environment: { DEMO_CLOCK: 'true' } });
    await app.cast();
  });
  afterAll(() => app?.close());

  it('every route has a row that says the same, and every row has a route', () => {
    const declared = Object.fromEntries(declaredRoutes(app));
    const written = Object.fromEntries(Object.entries(MATRIX).map(([route, gate]) => [route, normal(gate)]));
    expect(declared).toEqual(written);
  });

  // Logging out ends the session that the other calls need.
  const LOGOUT = 'DELETE /api/v1/sessions/current';
  const routes = [...Object.keys(MATRIX).filter((route) => route !== LOGOUT), LOGOUT];

  it.each(routes)('%s', async (route) => {
    const [method, path] = split(route);
    const gate = MATRIX[route]!;
    const anonymous = await app.http[method](filled(path)).send(method === 'get' ? undefined : {});
    if (gate === 'public') expect(anonymous.body.code).not.toBe('NOT_AUTHENTICATED');
    else expect([anonymous.status, anonymous.body.code]).toEqual([401, 'NOT_AUTHENTICATED']);

    const answers: Record<string, string> = {};
    for (const role of ROLES) answers[role] = await answerTo(role, method, filled(path));
    const expected = ROLES.map((role) => [
      role,
      passes(gate, role) ? expect.stringMatching(PASSED) : '403 ROLE_REQUIRED',
    ]);
    expect(answers).toEqual(Object.fromEntries(expected));
  });

  /** Status and code; what the caller may do with this one thing, the service says with a code of its own. */
  async function answerTo(role: Role, method: keyof Caller, path: string): Promise<string> {
    const answer = await app
      .as(ONE_OF_EACH[role])
      [method](path)
      .send(method === 'get' ? undefined : {});
    return `${answer.status} ${String((answer.body as { code?: string } | undefined)?.code ?? '')}`.trim();
  }
});

/** Through the gate: neither its refusals, nor an error of ours. 401 is what a wrong login or metrics token gets. */
const PASSED = /^(?!403 ROLE_REQUIRED|401 NOT_AUTHENTICATED|403 NOT_ALLOWED|5\d\d)\d{3}/;
