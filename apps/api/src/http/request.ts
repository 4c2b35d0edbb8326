import { createHash } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { KernelErrors, type Actor, type DomainError } from '#libs/kernel';
import { HttpErrors } from './http.errors.js';

/** A request as it is after the guard. */
export interface MilepostRequest extends FastifyRequest {
  actor?: Actor;
  sessionId?: string;
  /** Kept by the JSON parser only when the request carries an Idempotency-Key. */
  rawBody?: Buffer;
}

const requestOf = (context: ExecutionContext): MilepostRequest => context.switchToHttp().getRequest<MilepostRequest>();

/** Who is asking. On a public route nobody is: use it only under `@Require`. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const { actor } = requestOf(context);
  if (!actor) throw KernelErrors.NOT_AUTHENTICATED();
  return actor;
});

/** The session that the request came with. */
export const CurrentSession = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const { sessionId } = requestOf(context);
  if (!sessionId) throw KernelErrors.NOT_AUTHENTICATED();
  return sessionId;
});

const VERSION = /^(?:W\/)?"(\d{1,9})"$/;

/** `"3"` → 3. Proxies that compress turn it into the weak form `W/"3"`, which means the same version. @throws DomainError */
export function parseVersion(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const match = VERSION.exec(header.trim());
  if (!match) throw HttpErrors.IF_MATCH_MALFORMED();
  return Number(match[1]);
}

/** `@ExpectedVersion() version: number`: from If-Match; 428 without it, 400 when malformed. The service compares (412). */
export const ExpectedVersion = createParamDecorator((_: unknown, context: ExecutionContext): number => {
  const version = parseVersion(requestOf(context).headers['if-match']);
  if (version === undefined) throw KernelErrors.VERSION_REQUIRED();
  return version;
});

/** `@OptionalVersion() version?: number`: where If-Match is honoured but not demanded (POST of an action). */
export const OptionalVersion = createParamDecorator((_: unknown, context: ExecutionContext): number | undefined =>
  parseVersion(requestOf(context).headers['if-match']),
);

const KEY = /^[\x21-\x7e]{1,128}$/;

/** Key and digest of what was asked, on POST only; the service layer keeps the answer for 24 hours under them. */
export function idempotencyOf(request: MilepostRequest): Actor['idempotency'] {
  const key = request.headers['idempotency-key'];
  if (key === undefined || request.method !== 'POST') return undefined;
  if (typeof key !== 'string' || !KEY.test(key)) throw HttpErrors.IDEMPOTENCY_KEY_MALFORMED() satisfies DomainError;
  const hash = createHash('sha256').update(`${request.method} ${request.url}\n`);
  if (request.rawBody) hash.update(request.rawBody);
  return { key, hash: hash.digest('hex') };
}

/**
 * For uploads: the body is streamed and not hashed, so the controller adds what it learned on the way (the digest of the
 * file), or the same key with another file would look like a repetition.
 */
export function withContentHash(actor: Actor, contentHash: string): Actor {
  if (!actor.idempotency) return actor;
  const hash = createHash('sha256').update(actor.idempotency.hash).update(contentHash).digest('hex');
  return { ...actor, idempotency: { ...actor.idempotency, hash } };
}
