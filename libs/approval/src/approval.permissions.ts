import { allow, deny, firstDenial, hasRole, type Actor, type Role, type Verdict } from '#libs/kernel';
import { approvalLifecycle, taskLifecycle } from './approval.lifecycle.js';
import type { ApprovalState, StepState, TaskState } from './approval.state.js';
import type { DecisionInput } from './approval.types.js';

/** Who proposes and who decides at a desk; the finance department has roles of its own (§1). */
export function deskRoles(kind: string): { propose: Role; decide: Role } {
  return kind === 'finance'
    ? { propose: 'finance_officer', decide: 'finance_approver' }
    : { propose: 'reviewer', decide: 'approver' };
}

/** What this caller could do at a desk, or why nothing. `kind` is how a refusal is answered: 403 or 409. */
export type Standing =
  | { verdict: { allowed: true }; act: 'propose' | 'decide'; step: StepState; task: TaskState }
  | { verdict: Extract<Verdict, { allowed: false }>; kind: 'forbidden' | 'conflict' };

type Asked = Pick<ApprovalState, 'status' | 'currentStepId' | 'filers' | 'decidedHere' | 'steps'>;

/** Desk, role, turn, then the separation of duties (§4, fixed): filer, proposer and decider differ; one decision per round. */
export function standingOf(actor: Actor, approval: Asked): Standing {
  const step = approval.steps.find((one) => one.id === approval.currentStepId);
  const task = step?.tasks.find((one) => one.organisationId === actor.organisationId);
  const anywhere = task ?? deskIn(approval.steps, actor);
  if (!anywhere) return refuse('forbidden', NOT_YOUR_DESK);
  const roles = deskRoles(anywhere.kind);
  if (!hasRole(actor, roles.propose, roles.decide)) return refuse('forbidden', ROLE_MISSING);
  if (!step) {
    const state = approvalLifecycle.states[approval.status];
    return refuse(
      'conflict',
      notNow(`审批已处于“${state.zh}”状态`, `The approval is already ${state.en.toLowerCase()}`),
    );
  }
  if (!task) return refuse('conflict', NOT_YOUR_TURN);
  if (task.status !== 'open' && task.status !== 'proposed') {
    const state = taskLifecycle.states[task.status];
    return refuse(
      'conflict',
      notNow(`本单位已办理：${state.zh}`, `Your department has acted: ${state.en.toLowerCase()}`),
    );
  }
  const act = actAt(actor, task);
  if (typeof act !== 'string') return refuse('conflict', act);
  const verdict = firstDenial(
    approval.filers.includes(actor.personId) ? OWN_FILING : allow(),
    act === 'decide' && task.proposedBy === actor.personId ? OWN_PROPOSAL : allow(),
    act === 'decide' && approval.decidedHere ? TWICE : allow(),
  );
  return verdict.allowed ? { verdict, act, step, task } : refuse('forbidden', verdict);
}

function actAt(actor: Actor, task: TaskState): 'propose' | 'decide' | Denial {
  const roles = deskRoles(task.kind);
  // §4: a department may switch to one person for milestone reports; the route says so.
  if (task.persons === 1) return 'decide';
  if (task.status === 'open') return hasRole(actor, roles.propose) ? 'propose' : NOT_PROPOSED;
  return hasRole(actor, roles.decide) ? 'decide' : PROPOSED_ALREADY;
}

const deskIn = (steps: readonly StepState[], actor: Actor): TaskState | undefined =>
  steps.flatMap((step) => step.tasks).find((task) => task.organisationId === actor.organisationId);

type Denial = Extract<Verdict, { allowed: false }>;
const denial = (code: string, zh: string, en: string): Denial => deny(code, zh, en) as Denial;
const refuse = (kind: 'forbidden' | 'conflict', verdict: Denial): Standing => ({ kind, verdict });
/** The code that the loser of a race gets; the text says what stands now. */
const notNow = (zh: string, en: string): Denial => denial('ACTION_NOT_AVAILABLE', zh, en);

const NOT_YOUR_DESK = denial('APPROVAL_NOT_YOUR_DESK', '本单位不是审批部门', 'Your department has no desk here');
const ROLE_MISSING = denial('APPROVAL_ROLE_MISSING', '需要经办或负责人角色', 'You are neither reviewer nor approver');
const NOT_YOUR_TURN = notNow('现在不由本单位办理', 'It is not the turn of your department');
const NOT_PROPOSED = denial('APPROVAL_NOT_PROPOSED', '经办人尚未提出意见', 'The reviewer has not proposed yet');
const PROPOSED_ALREADY = notNow('经办意见已提出，待负责人审定', 'Proposed already; the approver decides');
const OWN_FILING = denial('APPROVAL_OWN_FILING', '不能审批本人申报的事项', 'Nobody decides on what they filed');
const OWN_PROPOSAL = denial(
  'APPROVAL_OWN_PROPOSAL',
  '经办人不能审定本人提出的意见',
  'The proposer cannot decide on the own proposal',
);
const TWICE = denial('APPROVAL_TWICE_IN_ROUND', '同一人一轮只能决定一次', 'Nobody decides twice in one round');

/** Those who wait may urge: the owner, the filer, and desks that have passed it on. */
export function mayUrge(
  actor: Actor,
  approval: Pick<ApprovalState, 'ownerOrganisationId' | 'filers' | 'steps'>,
): Verdict {
  const passedOn = approval.steps.some(
    (step) => step.status === 'approved' && step.tasks.some((task) => task.organisationId === actor.organisationId),
  );
  const waits = actor.organisationId === approval.ownerOrganisationId || approval.filers.includes(actor.personId);
  return waits || passedOn ? allow() : URGE_NOT_YOURS;
}

const URGE_NOT_YOURS = denial(
  'APPROVAL_URGE_NOT_YOURS',
  '只有申报单位和已办理的部门可以催办',
  'Only the owner and departments that have passed it on may urge',
);

/** Copies go out from those whose matter it is: the owner, the filer, and every department with a desk in it. */
export function mayCopy(
  actor: Actor,
  approval: Pick<ApprovalState, 'ownerOrganisationId' | 'filers' | 'steps'>,
): Verdict {
  const files = actor.organisationId === approval.ownerOrganisationId || approval.filers.includes(actor.personId);
  return files || deskIn(approval.steps, actor) ? allow() : COPY_NOT_YOURS;
}

const COPY_NOT_YOURS = denial(
  'APPROVAL_COPY_NOT_YOURS',
  '只有申报单位和审批部门可以抄送',
  'Only the owner and departments with a desk may copy it to others',
);

/** A recorded decision, as far as seeing its opinion depends on it. */
interface RecordedDecision {
  act: 'propose' | 'decide';
  outcome: DecisionInput['outcome'];
}

/**
 * Owners learn what was decided and why something came back; what single reviewers wrote on the way stays inside the
 * departments until the approval is over, and proposals for good.
 */
export function seesOpinion(actor: Actor, decision: RecordedDecision, isFinished: boolean): boolean {
  if (actor.scope.kind !== 'owner') return true;
  return decision.act === 'decide' && (decision.outcome !== 'approve' || isFinished);
}

export const seesDecision = (actor: Actor, decision: RecordedDecision): boolean =>
  actor.scope.kind !== 'owner' || decision.act === 'decide';
