import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiExtension, ApiSecurity } from '@nestjs/swagger';
import type { Role } from '#libs/kernel';

/** What a route declares about who may call it. A route that declares nothing stops the start (route-check.ts). */
export type Access = { public: string } | { roles: readonly Role[] };

const ACCESS = Symbol('access');

/**
 * Who may call: a person who holds one of the roles in the organisation they act in, or anybody logged in. What they may
 * see and do beyond that is the service's business (x.permissions.ts).
 */
export function Require(
  ...who: readonly ['authenticated'] | readonly [Role, ...Role[]]
): MethodDecorator & ClassDecorator {
  const roles = who[0] === 'authenticated' ? [] : (who as readonly Role[]);
  return applyDecorators(
    SetMetadata(ACCESS, { roles } satisfies Access),
    ApiSecurity('session'),
    ApiExtension('x-permission', roles.length === 0 ? 'authenticated' : [...roles]),
  );
}

/** Without login; the reason is part of the API document. */
export function Public(reason: string): MethodDecorator & ClassDecorator {
  return applyDecorators(
    SetMetadata(ACCESS, { public: reason } satisfies Access),
    ApiExtension('x-permission', `public: ${reason}`),
  );
}

/** The method's own declaration before that of its class. */
export const accessOf = (handler: object, controller: object): Access | undefined =>
  (Reflect.getMetadata(ACCESS, handler) ?? Reflect.getMetadata(ACCESS, controller)) as Access | undefined;
