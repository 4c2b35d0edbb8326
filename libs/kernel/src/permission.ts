import { DomainError, type ErrorParams } from './errors.js';
import type { Bilingual } from './text.js';

export const ROLES = [
  'owner',
  'reviewer',
  'approver',
  'finance_officer',
  'finance_approver',
  'expert',
  'supervisor',
  'auditor',
  'system_admin',
  'security_admin',
  'audit_admin',
] as const;
export type Role = (typeof ROLES)[number];

export const ROLE_NAMES: Readonly<Record<Role, Bilingual>> = {
  owner: { zh: '项目单位填报', en: 'owner' },
  reviewer: { zh: '经办', en: 'reviewer' },
  approver: { zh: '负责人', en: 'approver' },
  finance_officer: { zh: '财政经办', en: 'finance officer' },
  finance_approver: { zh: '财政复核', en: 'finance approver' },
  expert: { zh: '评审专家', en: 'expert' },
  supervisor: { zh: '督办', en: 'supervisor' },
  auditor: { zh: '审计', en: 'auditor' },
  system_admin: { zh: '系统管理员', en: 'system administrator' },
  security_admin: { zh: '安全管理员', en: 'security administrator' },
  audit_admin: { zh: '审计管理员', en: 'audit administrator' },
};

export const TIERS = ['province', 'city', 'county'] as const;
export type Tier = (typeof TIERS)[number];

export const DEPARTMENT_KINDS = [
  'ecology',
  'finance',
  'development_reform',
  'industry',
  'housing',
  'transport',
  'water',
  'agriculture',
  'forestry',
  'natural_resources',
  'emergency',
  'health',
  'culture_tourism',
  'commerce',
  'science',
] as const;
export type DepartmentKind = (typeof DEPARTMENT_KINDS)[number];

export const FUND_SOURCES = ['central', 'province', 'city', 'county', 'special_bond', 'loan', 'social', 'own'] as const;
export type FundSource = (typeof FUND_SOURCES)[number];

/** What a person can see: a region and all below it, or the projects of one owner organisation (rule book §1). */
export interface Scope {
  kind: 'system' | 'province' | 'city' | 'county' | 'owner' | 'none';
  /** Region code, or the id of the owner organisation; empty for `system` and `none`. */
  code: string;
}

/** The form in which the database session carries the scope for row-level security. */
export const scopeKey = (scope: Scope): string => (scope.code === '' ? scope.kind : `${scope.kind}:${scope.code}`);

/** Who is asking: one person acting in one organisation. Roles are those held in that organisation only. */
export interface Actor {
  personId: string;
  personName: string;
  organisationId: string;
  organisationName: string;
  departmentKind: DepartmentKind | null;
  tier: Tier;
  regionCode: string;
  roles: readonly Role[];
  scope: Scope;
  requestId: string;
  idempotency?: { key: string; hash: string };
}

export const SYSTEM_PERSON_ID = '00000000-0000-7000-8000-000000000000';

/** Sweeps and message handlers act as the system; it holds no role, so no decision of a person can be taken by it. */
export const SYSTEM_ACTOR: Actor = Object.freeze({
  personId: SYSTEM_PERSON_ID,
  personName: '系统',
  organisationId: SYSTEM_PERSON_ID,
  organisationName: '系统',
  departmentKind: null,
  tier: 'province',
  regionCode: '410000',
  roles: Object.freeze([]),
  scope: Object.freeze({ kind: 'system', code: '' }),
  requestId: 'system',
});

export const isSystem = (actor: Actor): boolean => actor.scope.kind === 'system';

/** Where something lies. `cityCode` is null for the province itself and for 济源, which has no city above it (§1). */
export interface Place {
  tier: Tier;
  regionCode: string;
  cityCode: string | null;
  countyCode: string | null;
  ownerOrganisationId?: string | null;
}

/** The scope rule of §1, in TypeScript; `scope_sees()` in migration 1790000001000 is the same rule in SQL. */
export function sees(scope: Scope, place: Place): boolean {
  switch (scope.kind) {
    case 'system':
    case 'province':
      return true;
    case 'city':
      return place.cityCode === scope.code;
    case 'county':
      return place.countyCode === scope.code;
    case 'owner':
      return place.ownerOrganisationId === scope.code;
    case 'none':
      return false;
  }
}

/** An answer to "may this be done?" that always carries its reason. */
export type Verdict = { allowed: true } | { allowed: false; code: string; reason: Bilingual };

const ALLOWED: Verdict = Object.freeze({ allowed: true });

export const allow = (): Verdict => ALLOWED;
export const deny = (code: string, zh: string, en: string): Verdict => ({ allowed: false, code, reason: { zh, en } });

/** The first refusal in the order given, or allowed. Order the cheap and the telling ones first. */
export const firstDenial = (...verdicts: readonly Verdict[]): Verdict => verdicts.find((v) => !v.allowed) ?? ALLOWED;

/** Turns a refusal into the error that carries its code and reason. @throws DomainError of kind `forbidden` (or as given) */
export function ensure(
  verdict: Verdict,
  kind: 'forbidden' | 'conflict' | 'rule' = 'forbidden',
  params: ErrorParams = {},
): void {
  if (!verdict.allowed) throw new DomainError({ code: verdict.code, kind, ...verdict.reason }, params);
}

export const hasRole = (actor: Actor, ...roles: readonly Role[]): boolean => actor.roles.some((r) => roles.includes(r));
