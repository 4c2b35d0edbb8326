import {
  allow,
  deny,
  ensure,
  firstDenial,
  hasRole,
  type Actor,
  type DepartmentKind,
  type Tier,
  type Verdict,
} from '#libs/kernel';
import {
  projectLifecycle,
  projectOperations,
  type ProjectAction,
  type ProjectOperation,
  type ProjectStatus,
} from './project.lifecycle.js';

/** What a permission depends on; a whole project row satisfies it. */
export interface ProjectFacts {
  status: ProjectStatus;
  ownerOrganisationId: string;
  tier: Tier;
  regionCode: string;
  leadKind: DepartmentKind;
}

/** How the caller stands to a project. */
export type Standing = 'owner' | 'lead' | 'finance' | 'system';

export function standingsOf(actor: Actor, project: ProjectFacts): ReadonlySet<Standing> {
  const standings = new Set<Standing>();
  if (actor.scope.kind === 'system') return standings.add('system');
  if (hasRole(actor, 'owner') && actor.organisationId === project.ownerOrganisationId) standings.add('owner');
  // A department stands in its own place only: the city's department is not the lead of a county project (§4).
  const itsPlace = actor.tier === project.tier && actor.regionCode === project.regionCode;
  if (itsPlace && actor.departmentKind === project.leadKind && hasRole(actor, 'reviewer', 'approver')) {
    standings.add('lead');
  }
  if (itsPlace && actor.departmentKind === 'finance' && hasRole(actor, 'finance_officer', 'finance_approver')) {
    standings.add('finance');
  }
  return standings;
}

const notYours: Readonly<Record<string, Verdict>> = {
  owner: deny('PROJECT_NOT_OWNER', '只有项目单位的填报人可以操作', "Only the owner's own people may do this"),
  'owner,lead': deny(
    'PROJECT_NOT_OWNER_OR_LEAD',
    '只有项目单位或牵头部门可以操作',
    'Only the owner or the lead department may do this',
  ),
  'finance,lead': deny(
    'PROJECT_NOT_CLOSER',
    '只有财政部门和牵头部门可以操作',
    'Only the finance and the lead department may do this',
  ),
  acceptance_group: deny('PROJECT_BY_ACCEPTANCE', '由验收组作出结论', 'The acceptance group concludes this'),
  approval: deny('PROJECT_BY_APPROVAL', '由当前审批步骤决定', 'The current approval step decides this'),
  system: deny('PROJECT_BY_SYSTEM', '由系统按期办理', 'The system does this when the term is over'),
};

const PERSONAL: ReadonlySet<string> = new Set<Standing>(['owner', 'lead', 'finance']);

/** May this caller bring the action about, whatever the state? `approval` and `change` are outcomes, not people. */
export function mayTake(actor: Actor, project: ProjectFacts, action: ProjectAction): Verdict {
  const by = projectLifecycle.actions[action].by;
  const standings = standingsOf(actor, project);
  if (by.some((who) => standings.has(who as Standing))) return allow();
  const people = by.filter((who) => PERSONAL.has(who)).join(',');
  return notYours[people || by[0]!] ?? notYours['owner']!;
}

export function mayOperate(actor: Actor, project: ProjectFacts, operation: ProjectOperation): Verdict {
  const by: readonly string[] = projectOperations[operation].by;
  const standings = standingsOf(actor, project);
  return by.some((who) => standings.has(who as Standing)) ? allow() : (notYours[by.join(',')] ?? notYours['owner']!);
}

const wrongState = (status: ProjectStatus, what: { zh: string; en: string }): Verdict => {
  const state = projectLifecycle.states[status];
  return deny(
    'ACTION_NOT_AVAILABLE',
    `当前状态“${state.zh}”不能“${what.zh}”`,
    `Cannot ${what.en.toLowerCase()} while ${state.en.toLowerCase()}`,
  );
};

export const stateAllows = (status: ProjectStatus, action: ProjectAction): Verdict =>
  projectLifecycle.can(status, action) ? allow() : wrongState(status, projectLifecycle.actions[action]);

export const stateAllowsOperation = (status: ProjectStatus, operation: ProjectOperation): Verdict =>
  (projectOperations[operation].from as readonly ProjectStatus[]).includes(status)
    ? allow()
    : wrongState(status, projectOperations[operation]);

/** Person first, then state: who may never do it is not told about states. */
export const actionVerdict = (actor: Actor, project: ProjectFacts, action: ProjectAction): Verdict =>
  firstDenial(mayTake(actor, project, action), stateAllows(project.status, action));

export const operationVerdict = (actor: Actor, project: ProjectFacts, operation: ProjectOperation): Verdict =>
  firstDenial(mayOperate(actor, project, operation), stateAllowsOperation(project.status, operation));

/** Only people of an owner organisation file projects, and only for it (§1). */
export const mayCreate = (actor: Actor): Verdict =>
  hasRole(actor, 'owner') && actor.scope.kind === 'owner' ? allow() : notYours['owner']!;

/** A refusal by person is 403, one by state 409 (api contract). */
const insist = (verdict: Verdict): void =>
  ensure(verdict, !verdict.allowed && verdict.code === 'ACTION_NOT_AVAILABLE' ? 'conflict' : 'forbidden');

export const ensureAction = (...args: Parameters<typeof actionVerdict>): void => insist(actionVerdict(...args));
export const ensureOperation = (...args: Parameters<typeof operationVerdict>): void =>
  insist(operationVerdict(...args));
