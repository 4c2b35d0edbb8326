import {
  allow,
  deny,
  hasRole,
  type Actor,
  type DepartmentKind,
  type ErrorFactory,
  type Role,
  type Tier,
  type Verdict,
} from '#libs/kernel';
import { FundingErrors } from './funding.errors.js';

/** A department acts in its own place only; what lies below it only sees (§1, §4). */
interface At {
  tier: Tier;
  regionCode: string;
}

const here = (actor: Actor, place: At): boolean => actor.tier === place.tier && actor.regionCode === place.regionCode;

const no = (error: ErrorFactory, params = {}): Verdict => {
  const refusal = error(params);
  return deny(refusal.code, refusal.text('zh-CN'), refusal.text('en'));
};

const FINANCE_ROLES: Partial<Record<Role, { zh: string; en: string }>> = {
  finance_officer: { zh: '经办人', en: 'finance officer' },
  finance_approver: { zh: '复核人', en: 'finance approver' },
};

const mayAsFinance = (actor: Actor, place: At, role: Role, ...others: Role[]): Verdict =>
  actor.departmentKind === 'finance' && here(actor, place) && hasRole(actor, role, ...others)
    ? allow()
    : no(FundingErrors.NOT_FINANCE, { roleZh: FINANCE_ROLES[role]!.zh, role: FINANCE_ROLES[role]!.en });

/** A pool is recorded by the finance department that holds it, so its place is always the recorder's own. */
export const mayRecordPool = (actor: Actor): Verdict => mayAsFinance(actor, actor, 'finance_officer');
export const mayFileAllocation = (actor: Actor, pool: At): Verdict =>
  mayAsFinance(actor, pool, 'finance_officer', 'reviewer');
export const mayReturnMoney = (actor: Actor, project: At): Verdict => mayAsFinance(actor, project, 'finance_officer');
export const mayPrepare = (actor: Actor, project: At): Verdict => mayAsFinance(actor, project, 'finance_officer');
export const mayRelease = (actor: Actor, project: At): Verdict => mayAsFinance(actor, project, 'finance_approver');

export const mayActAsOwner = (actor: Actor, project: { ownerOrganisationId: string }): Verdict =>
  hasRole(actor, 'owner') && actor.organisationId === project.ownerOrganisationId
    ? allow()
    : no(FundingErrors.NOT_OWNER);

export const mayConfirmProgress = (actor: Actor, project: At & { leadKind: DepartmentKind }): Verdict =>
  actor.departmentKind === project.leadKind && here(actor, project) && hasRole(actor, 'reviewer', 'approver')
    ? allow()
    : no(FundingErrors.NOT_LEAD);

/** §4, fixed: payment maker ≠ checker, nobody decides on what they filed. */
export const mayCheck = (actor: Actor, made: readonly (string | null)[]): Verdict =>
  made.includes(actor.personId) ? no(FundingErrors.MAKER_IS_CHECKER) : allow();
