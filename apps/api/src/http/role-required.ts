import { DomainError, hasRole, ROLE_NAMES, type Actor, type Role } from '#libs/kernel';

/** @throws ROLE_REQUIRED naming the roles, unless the actor holds one of them (an empty list asks for none) */
export function requireRole(actor: Actor, roles: readonly Role[]): void {
  if (roles.length === 0 || hasRole(actor, ...roles)) return;
  throw new DomainError(ROLE_REQUIRED, {
    zhRoles: roles.map((role) => ROLE_NAMES[role].zh).join('、'),
    enRoles: roles.map((role) => ROLE_NAMES[role].en).join(', '),
  });
}

const ROLE_REQUIRED = {
  code: 'ROLE_REQUIRED',
  kind: 'forbidden',
  zh: '您在当前单位没有此操作所需的角色（{zhRoles}）',
  en: 'You hold none of the roles needed for this in the organisation you act in ({enRoles})',
} as const;
