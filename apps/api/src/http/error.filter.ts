import { Catch, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { explain, languageOf, toProblem } from './problem.js';

/** The one place where an error becomes HTTP. What nobody foresaw is logged in full and answered without a word of it. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendProblem(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), thrown, this.logger);
  }
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, thrown: unknown, logger: Logger): void {
  const error = explain(thrown);
  if (!error) {
    const cause = thrown instanceof Error ? thrown : new Error(String(thrown));
    logger.error(cause, { requestId: request.id, method: request.method, route: request.routeOptions?.url });
  }
  // A download that fails half-way has sent its headers: cutting the connection is the only honest answer left.
  if (reply.sent || reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  const language = languageOf(request.headers['accept-language']);
  const problem = toProblem(error, language, request.url, request.id);
  const retryAfter = error?.params['retryAfter'] ?? (problem.status === 503 ? 5 : undefined);
  if (retryAfter !== undefined) void reply.header('retry-after', String(retryAfter));
  if (problem.status === 401) void reply.header('www-authenticate', 'Bearer');
  void reply
    .status(problem.status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .header('content-language', language)
    .header('vary', 'Accept-Language')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(problem));
}
