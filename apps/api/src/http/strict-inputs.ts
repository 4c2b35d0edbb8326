import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { KernelErrors } from '#libs/kernel';
import { HttpErrors } from './http.errors.js';
import type { MilepostRequest } from './request.js';
import { FAULTS } from './validation.messages.js';

interface Takes {
  query: boolean;
  body: boolean;
  /** The handler has the request itself, so it may read a multipart stream from it. */
  stream: boolean;
}

const known = new WeakMap<object, Takes>();

/**
 * A route that declares no query or no body takes none: otherwise `?limt=10` or a misspelled field would be ignored in
 * silence there, while the validation pipe refuses them everywhere else.
 */
export function refuseUndeclaredInputs(request: MilepostRequest, controller: object, handler: { name: string }): void {
  const takes = takesOf(controller, handler);
  const { query, body } = request;
  if (!takes.query && query) refuse(Object.keys(query));
  // A multipart body is streamed by the handler itself; where none does that, all of it would be dropped in silence.
  if (!takes.stream && request.isMultipart()) throw HttpErrors.CONTENT_TYPE_UNSUPPORTED();
  if (!takes.body && body !== null && typeof body === 'object') refuse(Object.keys(body));
}

function takesOf(controller: object, handler: { name: string }): Takes {
  let takes = known.get(handler);
  if (!takes) {
    const args = Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, handler.name) as object | undefined;
    const types = new Set(Object.keys(args ?? {}).map((key) => Number(key.split(':')[0])));
    takes = {
      query: types.has(RouteParamtypes.QUERY),
      body: types.has(RouteParamtypes.BODY),
      stream: types.has(RouteParamtypes.REQUEST) && !types.has(RouteParamtypes.BODY),
    };
    known.set(handler, takes);
  }
  return takes;
}

function refuse(names: readonly string[]): void {
  if (names.length === 0) return;
  const details = names.map((path) => ({ path, code: 'UNKNOWN_FIELD', message: FAULTS.UNKNOWN_FIELD }));
  throw KernelErrors.VALIDATION_FAILED({}, details);
}
