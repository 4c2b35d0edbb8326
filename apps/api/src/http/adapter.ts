import type { IncomingMessage } from 'node:http';
import { Logger } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { newId } from '#libs/kernel';
import { sendProblem } from './error.filter.js';

/** A request id that comes in is kept, so that a proxy's log and ours can be put side by side. */
const REQUEST_ID = /^[\w-]{8,64}$/;

/** Unique over processes and restarts, and far cheaper than a random id for each request. */
const RUN = newId().slice(-12);
let requests = 0;

export const BODY_LIMIT = 1024 * 1024;

/** Fastify as the API wants it; configureHttp() does the rest once the application is made. */
export function createAdapter({ trustProxy = false }: { trustProxy?: boolean | string[] } = {}): FastifyAdapter {
  const logger = new Logger('http');
  return new MilepostAdapter({
    trustProxy,
    bodyLimit: BODY_LIMIT,
    // An upload of 100 MB over a slow line may take long, a request that never ends may not stay.
    requestTimeout: 15 * 60_000,
    genReqId: ({ headers }: IncomingMessage) => {
      const given = headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given)
        ? given
        : `${RUN}-${(requests += 1).toString(36).padStart(4, '0')}`;
    },
    // A URL that cannot be decoded, refused by the router before any of our code.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(request, reply, error, logger),
    // No Nest middleware is used, so the layer for it stays out of every request.
    skipMiddie: true,
  });
}

class MilepostAdapter extends FastifyAdapter {
  /** configureHttp() brings the only parser there is; Nest's own would accept forms as well. */
  override registerParserMiddleware(): void {}
}
