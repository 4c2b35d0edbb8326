import {
  allow,
  deny,
  ensure,
  firstDenial,
  hasRole,
  type Actor,
  type Bilingual,
  type DepartmentKind,
  type Tier,
  type Verdict,
} from '#libs/kernel';
import {
  acceptanceLifecycle,
  acceptanceOperations,
  type AcceptanceAction,
  type AcceptanceOperation,
  type AcceptanceStatus,
} from './acceptance.lifecycle.js';

/** What a permission depends on; a project row satisfies it. */
export interface ProjectFacts {
  ownerOrganisationId: string;
  tier: Tier;
  regionCode: string;
  leadKind: DepartmentKind;
}

/** `member` is a seat in the group that was not given up; the service knows who sits there. */
export type Standing = 'owner' | 'lead' | 'convenor' | 'finance' | 'member';

/**
 * How the caller stands to an acceptance. The lead department is that of the project's own tier and place (§4); its approver
 * convenes the group and records what it concluded.
 */
export function standingsOf(actor: Actor, project: ProjectFacts, isMember = false): ReadonlySet<Standing> {
  const standings = new Set<Standing>();
  if (hasRole(actor, 'owner') && actor.organisationId === project.ownerOrganisationId) standings.add('owner');
  const itsPlace = actor.tier === project.tier && actor.regionCode === project.regionCode;
  if (itsPlace && actor.departmentKind === project.leadKind) {
    if (hasRole(actor, 'reviewer', 'approver')) standings.add('lead');
    if (hasRole(actor, 'approver')) standings.add('convenor');
  }
  if (itsPlace && actor.departmentKind === 'finance' && hasRole(actor, 'finance_approver')) standings.add('finance');
  if (isMember) standings.add('member');
  return standings;
}

const refusal: Readonly<Record<Standing, Verdict>> = {
  owner: deny('ACCEPTANCE_NOT_OWNER', '只有项目单位的填报人可以操作', "Only the owner's own people may do this"),
  lead: deny('ACCEPTANCE_NOT_LEAD', '只有牵头部门可以操作', 'Only the lead department may do this'),
  convenor: deny(
    'ACCEPTANCE_NOT_CONVENOR',
    '只有牵头部门负责人（验收组召集人）可以操作',
    "Only the lead department's approver, who convenes the group, may do this",
  ),
  finance: deny('ACCEPTANCE_NOT_FINANCE', '只有财政部门复核人可以操作', "Only finance's approver may do this"),
  member: deny('ACCEPTANCE_NOT_MEMBER', '只有验收组成员可以操作', 'Only a member of the group may do this'),
};

/** Has the caller one of the standings? Otherwise the refusal of the first. */
export function mayAs(standings: ReadonlySet<Standing>, ...by: readonly Standing[]): Verdict {
  return by.some((who) => standings.has(who)) ? allow() : refusal[by[0]!];
}

const wrongState = (status: AcceptanceStatus, what: Bilingual): Verdict => {
  const state = acceptanceLifecycle.states[status];
  return deny(
    'ACTION_NOT_AVAILABLE',
    `当前状态“${state.zh}”不能“${what.zh}”`,
    `Cannot ${what.en.toLowerCase()} while ${state.en.toLowerCase()}`,
  );
};

/** Person first, then state: who may never do it is not told about states. */
export const actionVerdict = (
  standings: ReadonlySet<Standing>,
  status: AcceptanceStatus,
  action: AcceptanceAction,
): Verdict =>
  firstDenial(
    mayAs(standings, ...(acceptanceLifecycle.actions[action].by as readonly Standing[])),
    acceptanceLifecycle.can(status, action) ? allow() : wrongState(status, acceptanceLifecycle.actions[action]),
  );

export function operationVerdict(
  standings: ReadonlySet<Standing>,
  status: AcceptanceStatus,
  operation: AcceptanceOperation,
): Verdict {
  const spec = acceptanceOperations[operation];
  const states: readonly AcceptanceStatus[] = spec.from;
  return firstDenial(mayAs(standings, ...spec.by), states.includes(status) ? allow() : wrongState(status, spec));
}

/** A refusal by person is 403, one by state 409 (api contract). */
export const insist = (verdict: Verdict): void =>
  ensure(verdict, !verdict.allowed && verdict.code === 'ACTION_NOT_AVAILABLE' ? 'conflict' : 'forbidden');

/** Who files which evaluation (§8): the owner, the lead department, finance. */
export const evaluationStanding = { self: 'owner', department: 'lead', finance: 'finance' } as const;
