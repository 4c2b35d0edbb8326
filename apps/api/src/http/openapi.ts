import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { SESSION_COOKIE } from './cookie.js';
import { toProblem } from './problem.js';
import { HttpErrors } from './http.errors.js';
import words from './openapi.words.json' with { type: 'json' };
import { KernelErrors, type DomainError } from '#libs/kernel';

/** Responses that any operation may give, by status, each with an example of its problem. */
const PROBLEMS: Readonly<Record<number, readonly [name: string, description: string, example?: () => DomainError]>> = {
  400: ['BadRequest', 'The request is not well-formed; `errors` names each wrong field', wrongField],
  401: ['NotLoggedIn', 'No session, or one that has ended', KernelErrors.NOT_AUTHENTICATED],
  403: ['NotAllowed', 'Visible, but this caller may not do it', () => KernelErrors.NOT_ALLOWED({ reason: '…' })],
  404: ['NotFound', 'Not there, or not visible to this caller', KernelErrors.NOT_FOUND],
  409: ['Conflict', 'Not possible in this state, or somebody else was first', KernelErrors.LOST_RACE],
  412: ['Stale', 'Changed since the version given in If-Match', KernelErrors.VERSION_CONFLICT],
  413: ['TooLarge', 'More than is accepted', HttpErrors.BODY_TOO_LARGE],
  415: ['UnsupportedType', 'A content type that is not accepted', HttpErrors.CONTENT_TYPE_UNSUPPORTED],
  422: ['AgainstARule', 'Well-formed, but against a rule', KernelErrors.IDEMPOTENCY_KEY_REUSED],
  428: ['VersionRequired', 'If-Match is missing', KernelErrors.VERSION_REQUIRED],
  429: ['TooMany', 'Too many requests; see Retry-After', () => HttpErrors.RATE_LIMITED({ retryAfter: 12 })],
  500: ['Internal', 'An error of ours, logged under the request id'],
  503: ['Unavailable', 'The database or another part is away; see Retry-After', KernelErrors.SERVICE_UNAVAILABLE],
};

function wrongField(): DomainError {
  const message = { zh: '必填', en: 'Required' };
  return KernelErrors.VALIDATION_FAILED({}, [{ path: 'name', code: 'REQUIRED', message }]);
}

/** OpenAPI 3.1 at /api/openapi.json, UI at /api/docs. Built at the first request: nobody pays for it at start. */
export function setUpDocs(app: NestFastifyApplication): void {
  SwaggerModule.setup('api/docs', app, () => buildDocument(app), {
    raw: ['json'],
    jsonDocumentUrl: 'api/openapi.json',
    customSiteTitle: 'Milepost API',
    swaggerOptions: { persistAuthorization: false, displayRequestDuration: true },
  });
}

function buildDocument(app: NestFastifyApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Milepost 里程')
    .setDescription(
      'Management of major public projects. Money: decimal strings of yuan. Days: `YYYY-MM-DD`, Asia/Shanghai. ' +
        'Errors: RFC 9457 with a stable `code`; texts in zh-CN or en by Accept-Language.',
    )
    .setVersion('1')
    .addSecurity('session', { type: 'http', scheme: 'bearer', description: 'The token of POST /sessions' })
    .addSecurity('cookie', { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE })
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
  addProblems(document);
  explainNames(document);
  return document;
}

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Parameter = NonNullable<Operation['parameters']>[number];

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

const header = (name: string, description: string, required: boolean, example: string): Parameter => ({
  name,
  in: 'header',
  description,
  required,
  schema: { type: 'string', example },
});

const IDEMPOTENCY_KEY = header('Idempotency-Key', 'Same key and body: same answer, for 24 hours', false, 'b7e1c2');
const IF_MATCH = (required: boolean): Parameter => header('If-Match', 'The version last seen', required, '"3"');

function addProblems(document: OpenAPIObject): void {
  const components = (document.components ??= {});
  components.schemas = { ...components.schemas, Problem: PROBLEM_SCHEMA };
  components.responses = Object.fromEntries(
    Object.entries(PROBLEMS).map(([status, [name, description, example]]) => {
      const problem = toProblem(example?.(), 'en', '/api/v1/projects', '01970000-0000-7000-8000-000000000000');
      const content = {
        'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' }, example: problem },
      };
      return [name, { description: `${status}: ${description}`, content }];
    }),
  );
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation) describe(operation, method, path);
    }
  }
}

/** What a property or parameter of a name means wherever it has no comment of its own: one word, one meaning in the API. */
const WORDS: Readonly<Record<string, string>> = words;

/** The comment of a DTO stays. A contract test fails for a name that nobody explained. */
function explainNames(document: OpenAPIObject): void {
  for (const schema of Object.values(document.components?.schemas ?? {})) {
    if ('$ref' in schema) continue;
    for (const [name, property] of Object.entries(schema.properties ?? {}))
      if (!('$ref' in property) && !property.allOf) property.description ??= WORDS[name];
  }
  for (const item of Object.values(document.paths))
    for (const method of METHODS)
      for (const parameter of item[method]?.parameters ?? [])
        if ('name' in parameter) parameter.description ??= WORDS[parameter.name];
}

function describe(operation: Operation, method: (typeof METHODS)[number], path: string): void {
  for (const response of Object.values(operation.responses))
    if (response && 'description' in response && response.description === '') response.description = 'Done';
  const isPublic = !operation.security;
  const writes = method !== 'get';
  const parameters = (operation.parameters ??= []);
  if (method === 'post') parameters.push(IDEMPOTENCY_KEY);
  if (method === 'patch' || method === 'put') parameters.push(IF_MATCH(method === 'patch'));
  const statuses = [400, 429, 500, 503];
  if (!isPublic) statuses.push(401, 403);
  if (path.includes('{')) statuses.push(404);
  if (writes && !isPublic) statuses.push(409, 412, 422);
  if (writes && method !== 'delete') statuses.push(413, 415);
  if (method === 'patch') statuses.push(428);
  for (const code of statuses) operation.responses[code] ??= { $ref: `#/components/responses/${PROBLEMS[code]![0]}` };
}

const PROBLEM_SCHEMA = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code', 'instance'],
  properties: {
    type: { type: 'string', example: 'urn:milepost:problem:validation-failed' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', description: 'Stable; never translated', example: 'VALIDATION_FAILED' },
    instance: { type: 'string', description: 'The path that was asked for' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'code', 'message'],
        properties: { path: { type: 'string' }, code: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
};
