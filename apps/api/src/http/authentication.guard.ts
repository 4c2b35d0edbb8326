import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { KernelErrors } from '#libs/kernel';
import { Sessions } from '#libs/identity';
import { setLogPerson } from '#libs/platform';
import { accessOf } from './access.js';
import { idempotencyOf, type MilepostRequest } from './request.js';
import { requireRole } from './role-required.js';
import { sessionOf } from './session.js';
import { refuseUndeclaredInputs } from './strict-inputs.js';

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
    const found = await sessionOf(this.sessions, request);
    if (!found) throw KernelErrors.NOT_AUTHENTICATED();
    const { actor, sessionId } = found;
    requireRole(actor, access.roles);
    refuseUndeclaredInputs(request, controller, handler);
    setLogPerson(actor.personId);
    const idempotency = idempotencyOf(request);
    request.actor = idempotency ? { ...actor, idempotency } : actor;
    request.sessionId = sessionId;
    return true;
  }
}
