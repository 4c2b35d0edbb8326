import { newId, type CalendarDate } from '#libs/kernel';
import { ApprovalErrors } from './approval.errors.js';
import {
  approvalLifecycle,
  LIVE_STEPS,
  stepLifecycle,
  taskLifecycle,
  type ApprovalStatus,
  type StepStatus,
  type TaskStatus,
} from './approval.lifecycle.js';
import type { ApprovalState, StepState, TaskState } from './approval.state.js';
import type { DecisionInput, ResumeAt } from './approval.types.js';
import { returnTargets } from './return.rules.js';
import type { SeatedStep } from './route.rules.js';
import { stepVerdict } from './step.rules.js';

/** Working days after today; the holiday table stays outside of the rules. */
export type DueIn = (workingDays: number) => CalendarDate;

export interface NewStep extends Omit<StepState, 'dueOn' | 'tasks'> {
  tasks: Pick<TaskState, 'id' | 'organisationId' | 'kind' | 'persons'>[];
}

/** Everything that one move changes; written by one service method, so that no path forgets a part. */
export interface Move {
  status: ApprovalStatus;
  round: number;
  currentStepId: string | null;
  dueOn: CalendarDate | null;
  returnedStepKey: string | null;
  resumeAt: ResumeAt | null;
  finishReason: string | null;
  steps: { id: string; status: StepStatus; dueOn: CalendarDate | null }[];
  tasks: { id: string; status: TaskStatus; dueOn: CalendarDate | null; by: string | null }[];
  newSteps: NewStep[];
  cc: { stepId: string; organisationId: string }[];
  /** The step that this move opens. */
  opened: { id: string; key: string; title: string; titleEn: string; dueOn: CalendarDate; taskIds: string[] } | null;
  /** The step that this move ends, if it does. */
  stepDone: boolean;
}

const stay = (approval: ApprovalState): Move => ({
  status: approval.status,
  round: approval.round,
  currentStepId: approval.currentStepId,
  dueOn: approval.dueOn,
  returnedStepKey: null,
  resumeAt: null,
  finishReason: null,
  steps: [],
  tasks: [],
  newSteps: [],
  cc: [],
  opened: null,
  stepDone: false,
});

type Steps = { steps: readonly StepState[] };
const live = ({ steps }: Steps): StepState[] => steps.filter((step) => LIVE_STEPS.includes(step.status));

/** @throws APPROVAL_OPINION_REQUIRED, APPROVAL_RETURN_TARGET_INVALID, APPROVAL_RETURN_OPTIONS_UNUSED */
export function checkInput(approval: ApprovalState, step: StepState, input: DecisionInput): void {
  const returns = input.outcome === 'return';
  const target = input.returnTo ?? 'owner';
  if ((!returns && input.returnTo !== undefined) || (input.resumeAt !== undefined && (!returns || target !== 'owner')))
    throw ApprovalErrors.APPROVAL_RETURN_OPTIONS_UNUSED();
  if (input.outcome !== 'approve' && !input.opinion?.trim()) throw ApprovalErrors.APPROVAL_OPINION_REQUIRED();
  const targets = ['owner', ...returnTargets(approval, step).map((one) => one.key)];
  if (returns && !targets.includes(target))
    throw ApprovalErrors.APPROVAL_RETURN_TARGET_INVALID({ target, targets: targets.join(', ') });
}

/** A reviewer's proposal: the desk goes on to its approver, nothing else moves. */
export function propose(approval: ApprovalState, task: TaskState, by: string): Move {
  const status = taskLifecycle.next(task.status, 'propose');
  return { ...stay(approval), tasks: [{ id: task.id, status, dueOn: null, by }] };
}

/** A decision at a desk, and all that follows from it. */
export function decide(
  approval: ApprovalState,
  at: { step: StepState; task: TaskState; by: string },
  input: DecisionInput,
  dueIn: DueIn,
): Move {
  const { step, task, by } = at;
  const move = stay(approval);
  move.tasks.push({ id: task.id, status: taskLifecycle.next(task.status, input.outcome), dueOn: null, by });
  const others = step.tasks.filter((one) => one.id !== task.id);
  const voted = taskLifecycle.next(task.status, input.outcome);
  const verdict = stepVerdict(
    step,
    step.tasks.map((one) => (one.id === task.id ? voted : one.status)),
  );
  if (verdict === 'open') return { ...move, status: approvalLifecycle.next(approval.status, 'proceed') };
  move.stepDone = true;
  move.steps.push({ id: step.id, status: stepLifecycle.next(step.status, verdict), dueOn: null });
  closeTasks(move, others);
  if (verdict === 'approve') return advance(approval, move, step.seq, dueIn);
  if (verdict === 'reject') return finish(approval, move, 'reject', input.opinion ?? null, step.id);
  const target = input.returnTo ?? 'owner';
  if (target === 'owner') {
    return {
      ...move,
      status: approvalLifecycle.next(approval.status, 'return'),
      currentStepId: null,
      dueOn: dueIn(approval.route.correctionWorkingDays),
      returnedStepKey: step.key,
      resumeAt: input.resumeAt ?? 'here',
    };
  }
  const from = live(approval).find((one) => one.key === target)!;
  const again = live(approval).filter((one) => one.seq >= from.seq);
  const status = approvalLifecycle.next(approval.status, 'proceed');
  return { ...rerun(approval, move, again.map(runAgain), from.seq, dueIn, step.id), status };
}

/** The steps of a new approval, before anything is opened. */
export const newSteps = (planned: readonly SeatedStep[], round: number): NewStep[] =>
  planned.map((step) => ({
    id: newId(),
    seq: step.seq,
    key: step.key,
    round,
    title: step.title,
    titleEn: step.titleEn,
    tier: step.tier,
    regionCode: step.regionCode,
    mode: step.mode,
    quorum: step.quorum,
    persons: step.persons,
    cc: step.cc,
    limitDays: step.limitWorkingDays,
    reason: step.reason.zh,
    reasonEn: step.reason.en,
    status: step.skipped ? stepLifecycle.next('planned', 'skip') : stepLifecycle.initial,
    tasks: step.skipped
      ? []
      : step.desks.map((desk) => ({
          id: newId(),
          organisationId: desk.organisationId!,
          kind: desk.kind,
          persons: step.persons,
        })),
  }));

const runAgain = (step: StepState): NewStep => ({
  ...step,
  id: newId(),
  status: step.status === 'skipped' ? 'skipped' : stepLifecycle.initial,
  tasks: step.tasks.map(({ organisationId, kind, persons }) => ({ id: newId(), organisationId, kind, persons })),
});

/** The first move of a new approval. */
export function begin(approval: ApprovalState, dueIn: DueIn): Move {
  return advance(approval, stay(approval), 0, dueIn);
}

/**
 * After a correction: at the step that returned it, if the new facts lead through the same desks up to there; otherwise from
 * the first step, because what was approved was another route.
 */
export function resubmit(approval: ApprovalState, planned: readonly SeatedStep[], dueIn: DueIn): Move {
  const steps = newSteps(planned, approval.round + 1);
  const kept = live(approval);
  const at = steps.find((step) => step.key === approval.returnedStepKey);
  const same = (step: NewStep): boolean => kept.some((one) => one.seq === step.seq && sameDesks(one, step));
  const resumes =
    approval.resumeAt === 'here' && at !== undefined && steps.filter((step) => step.seq < at.seq).every(same);
  const from = resumes ? at.seq : 1;
  const status = approvalLifecycle.next(approval.status, 'resubmit');
  return { ...rerun(approval, stay(approval), steps, from, dueIn, null), status };
}

const sameDesks = (old: StepState, step: NewStep): boolean => {
  const desks = (one: { tasks: readonly { organisationId: string }[] }) =>
    one.tasks.map((task) => task.organisationId).sort();
  return old.key === step.key && desks(old).join() === desks(step).join();
};

export function recall(approval: ApprovalState): Move {
  const status = approvalLifecycle.next(approval.status, 'recall');
  if (approval.decisions > 0) throw ApprovalErrors.APPROVAL_DECIDED_ALREADY();
  return { ...finish(approval, stay(approval), 'recall', null, null), status };
}

export const cancel = (approval: ApprovalState, reason: string): Move =>
  finish(approval, stay(approval), 'cancel', reason, null);

/** Ends what still counts from a step on, and puts new runs of it in place, in a new round. */
function rerun(
  approval: ApprovalState,
  move: Move,
  steps: readonly NewStep[],
  fromSeq: number,
  dueIn: DueIn,
  endedStepId: string | null,
): Move {
  const round = approval.round + 1;
  const added = steps.filter((step) => step.seq >= fromSeq).map((step) => ({ ...step, round }));
  const ended = live(approval).filter((one) => one.seq >= fromSeq && one.id !== endedStepId);
  for (const step of ended) {
    const action = stepLifecycle.can(step.status, 'close') ? 'close' : 'supersede';
    move.steps.push({ id: step.id, status: stepLifecycle.next(step.status, action), dueOn: null });
    closeTasks(move, step.tasks);
  }
  const kept = approval.steps.filter((one) => one.seq < fromSeq);
  const future: ApprovalState = {
    ...approval,
    round,
    steps: [...kept, ...added.map(asState)],
  };
  return { ...advance(future, { ...move, newSteps: added }, fromSeq - 1, dueIn), round };
}

/** A step that was only just planned, as the rules see it. */
export const asState = (step: NewStep): StepState => ({
  ...step,
  dueOn: null,
  tasks: step.tasks.map((task) => ({ ...task, status: taskLifecycle.initial, proposedBy: null, decidedBy: null })),
});

/** Opens the next step after `seq`; copies go out on the way. Without a next one the approval has passed. */
function advance(approval: ApprovalState, move: Move, seq: number, dueIn: DueIn): Move {
  const ahead = live(approval).filter((one) => one.seq > seq && one.status === 'planned');
  for (const step of ahead.sort((a, b) => a.seq - b.seq)) {
    if (step.cc) {
      move.steps.push({ id: step.id, status: stepLifecycle.next(step.status, 'copy'), dueOn: null });
      move.cc.push(...step.tasks.map((task) => ({ stepId: step.id, organisationId: task.organisationId })));
      closeTasks(move, step.tasks);
      continue;
    }
    const dueOn = dueIn(step.limitDays ?? 0);
    move.steps.push({ id: step.id, status: stepLifecycle.next(step.status, 'open'), dueOn });
    for (const task of step.tasks)
      move.tasks.push({ id: task.id, status: taskLifecycle.next(task.status, 'open'), dueOn, by: null });
    const { id, key, title, titleEn } = step;
    const opened = { id, key, title, titleEn, dueOn, taskIds: step.tasks.map((task) => task.id) };
    return { ...move, opened, currentStepId: step.id, dueOn };
  }
  return finish(approval, move, 'approve', null, null);
}

function finish(
  approval: ApprovalState,
  move: Move,
  action: 'approve' | 'reject' | 'recall' | 'cancel',
  reason: string | null,
  endedStepId: string | null,
): Move {
  if (action !== 'approve') {
    for (const step of live(approval)) {
      if (step.id === endedStepId || !stepLifecycle.can(step.status, 'close')) continue;
      move.steps.push({ id: step.id, status: stepLifecycle.next(step.status, 'close'), dueOn: null });
      closeTasks(move, step.tasks);
    }
  }
  const status = approvalLifecycle.next(approval.status, action);
  return { ...move, status, currentStepId: null, dueOn: null, finishReason: reason };
}

function closeTasks(move: Move, tasks: readonly TaskState[]): void {
  for (const task of tasks)
    if (taskLifecycle.can(task.status, 'close'))
      move.tasks.push({ id: task.id, status: taskLifecycle.next(task.status, 'close'), dueOn: null, by: null });
}
