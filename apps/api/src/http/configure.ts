import cookie from '@fastify/cookie';
import multipart from '@fastify/multipart';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppConfig, withLogContext } from '#libs/platform';
import { BODY_LIMIT } from './adapter.js';
import { ErrorFilter } from './error.filter.js';
import { HttpErrors } from './http.errors.js';
import { Metrics } from './metrics.js';
import { parseJson } from './json-body.js';
import { mountQueueBoard } from './queue-board.js';
import { setUpDocs } from './openapi.js';
import { RateLimit } from './rate-limit.js';
import type { MilepostRequest } from './request.js';
import { SECURITY_HEADERS, STRICT_TRANSPORT } from './security-headers.js';
import { validationPipe } from './validation.pipe.js';

export const PREFIX = 'api/v1';

/** Instead of what the configuration says. */
export type HttpOptions = Partial<Pick<AppConfig, 'requestsPerMinute' | 'loginsPerMinute'>>;

/** 100 MB for a file (§9); the number and size of the other parts are kept small. */
const MULTIPART = { fileSize: 100 * 1024 * 1024, files: 20, fields: 20, fieldSize: 16_384, parts: 40 };

/** Everything between the socket and the controllers, for main.ts and for the tests alike. Call before `app.init()`. */
export async function configureHttp(app: NestFastifyApplication, options: HttpOptions = {}): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  app.setGlobalPrefix(PREFIX, { exclude: ['health/live', 'health/ready', 'metrics'] });
  app.useGlobalFilters(new ErrorFilter());
  app.useGlobalPipes(validationPipe());

  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.headers(SECURITY_HEADERS).header('x-request-id', request.id);
    if (request.protocol === 'https') void reply.header('strict-transport-security', STRICT_TRANSPORT);
    if (request.url.startsWith('/api/v1')) void reply.header('cache-control', 'no-store');
    withLogContext({ requestId: request.id }, done);
  });
  const metrics = app.get(Metrics);
  fastify.addHook('onResponse', (request, reply, done) => {
    metrics.observe(request, reply);
    done();
  });
  limitRates(fastify, { ...limitsOf(app.get(AppConfig)), ...options });
  fastify.addHook('preSerialization', (_request, reply, payload: unknown, done) => {
    tagVersion(reply, payload);
    done(null, payload);
  });

  // Only JSON comes in, through our own stricter parser; uploads are read by the handler that expects them.
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT },
    (request: MilepostRequest, body: Buffer, done: (error: Error | null, body?: unknown) => void) => {
      try {
        if (request.headers['idempotency-key'] !== undefined) request.rawBody = body;
        done(null, parseJson(body));
      } catch (error) {
        done(error as Error);
      }
    },
  );
  await app.register(cookie);
  await app.register(multipart, { limits: MULTIPART });
  setUpDocs(app);
  await mountQueueBoard(app, `/${PREFIX}/admin/queues`);
}

type Fastify = ReturnType<ReturnType<NestFastifyApplication['getHttpAdapter']>['getInstance']>;

const limitsOf = ({ requestsPerMinute, loginsPerMinute }: AppConfig) => ({ requestsPerMinute, loginsPerMinute });

function limitRates(fastify: Fastify, { requestsPerMinute, loginsPerMinute }: Required<HttpOptions>): void {
  const all = requestsPerMinute > 0 ? new RateLimit(requestsPerMinute) : undefined;
  // Each login costs 19 MiB and some 20 ms of a core by design: the cheapest way to wear the server out.
  const logins = loginsPerMinute > 0 ? new RateLimit(loginsPerMinute) : undefined;
  if (!all && !logins) return;
  const isLogin = (request: FastifyRequest): boolean =>
    request.method === 'POST' && request.url.split('?', 1)[0] === `/${PREFIX}/sessions`;
  fastify.addHook('onRequest', (request, _reply, done) => {
    const now = performance.now();
    const wait = (isLogin(request) && logins?.hit(request.ip, now)) || all?.hit(request.ip, now) || 0;
    done(wait > 0 ? HttpErrors.RATE_LIMITED({ retryAfter: wait }) : undefined);
  });
}

/** The version of a single resource is also its ETag, ready to be sent back in If-Match. */
function tagVersion(reply: FastifyReply, payload: unknown): void {
  const version = (payload as { version?: unknown } | null)?.version;
  if (typeof version === 'number' && reply.statusCode < 300) void reply.header('etag', `"${version}"`);
}
