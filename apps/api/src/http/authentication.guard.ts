import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { DomainError, hasRole, KernelErrors, ROLE_NAMES } from '#libs/kernel';
import { Sessions } from '#libs/identity';
import { setLogPerson } from '#libs/platform';
import { accessOf } from './access.js';
import { SESSION_COOKIE } from './cookie.js';
import { HttpErrors } from './http.errors.js';
import { idempotencyOf, type MilepostRequest } from './request.js';
import { refuseUndeclaredInputs } from './strict-inputs.js';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Fails closed: without a declaration nobody comes in, whatever the start-up check may have missed. */
@Injectable()
export class AuthenticationGuard implements CanActivate {
  constructor(private readonly sessions: Sessions) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const handler = context.getHandler();
    const controller = context.getClass();
    const access = accessOf(handler, controller);
    if (!access) throw KernelErrors.NOT_ALLOWED({ reason: 'the route declares no permission' });
    const request = context.switchToHttp().getRequest<MilepostRequest>();
    if ('public' in access) {
      refuseUndeclaredInputs(request, controller, handler);
      return true;
    }
    const found = await this.authenticate(request);
    if (!found) throw KernelErrors.NOT_AUTHENTICATED();
    const { actor, sessionId } = found;
    if (access.roles.length > 0 && !hasRole(actor, ...access.roles))
      throw new DomainError(ROLE_REQUIRED, {
        zhRoles: access.roles.map((role) => ROLE_NAMES[role].zh).join('、'),
        enRoles: access.roles.map((role) => ROLE_NAMES[role].en).join(', '),
      });
    refuseUndeclaredInputs(request, controller, handler);
    setLogPerson(actor.personId);
    const idempotency = idempotencyOf(request);
    request.actor = idempotency ? { ...actor, idempotency } : actor;
    request.sessionId = sessionId;
    return true;
  }

  private authenticate(request: MilepostRequest): ReturnType<Sessions['resolve']> {
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      const token = /^Bearer ([\w-]{43})$/i.exec(authorization)?.[1];
      return token ? this.sessions.resolve(token, request.id) : Promise.resolve(undefined);
    }
    const cookie = request.cookies[SESSION_COOKIE];
    if (!cookie) return Promise.resolve(undefined);
    if (!SAFE.has(request.method) && !isSameOrigin(request)) throw HttpErrors.CROSS_SITE_WRITE();
    return this.sessions.resolve(cookie, request.id);
  }
}

const ROLE_REQUIRED = {
  code: 'ROLE_REQUIRED',
  kind: 'forbidden',
  zh: '您在当前单位没有此操作所需的角色（{zhRoles}）',
  en: 'You hold none of the roles needed for this in the organisation you act in ({enRoles})',
} as const;

/**
 * The browser sends a cookie by itself, so a write by cookie must prove that the console's own page sent it. SameSite does
 * that for sites; this does it for origins, subdomains included.
 */
function isSameOrigin(request: MilepostRequest): boolean {
  const fetchSite = request.headers['sec-fetch-site'];
  if (fetchSite !== undefined) return fetchSite === 'same-origin';
  return request.headers.origin === `${request.protocol}://${request.host}`;
}
