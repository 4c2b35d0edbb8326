import { Injectable } from '@nestjs/common';
import { KernelErrors, newId } from '#libs/kernel';
import { violates, type Tx } from '#libs/platform';
import { ApprovalErrors } from './approval.errors.js';
import { APPROVAL_FINISHED, STEP_OPENED, type ApprovalFinished, type StepOpened } from './approval.events.js';
import { approvalLifecycle } from './approval.lifecycle.js';
import * as sql from './approval.queries.js';
import type { Move } from './approval.rules.js';
import type { ApprovalState, StepState, TaskState } from './approval.state.js';
import type { ApprovalRef, DecisionInput, Subject } from './approval.types.js';

/** What is written down about a move, beside the move itself. */
interface Trace {
  action: string;
  reason?: string | null;
  details?: Readonly<Record<string, unknown>>;
  /** A person who files it again; from now on they do not decide on it either. */
  filer?: string | null;
}

/** Locks an approval and writes its moves: state, audit and outbox, pipelined, so that a decision takes few round trips. */
@Injectable()
export class ApprovalMoves {
  /** @throws APPROVAL_NOT_FOUND when it does not exist or the caller does not see it */
  async lockIn(tx: Tx, id: string): Promise<ApprovalState> {
    const row = await tx.one<{ state: ApprovalState | null }>(sql.lock, [id, tx.actor.personId]);
    if (!row?.state) throw ApprovalErrors.APPROVAL_NOT_FOUND();
    return row.state;
  }

  async lockOpenIn(tx: Tx, { type, id }: Subject): Promise<ApprovalState | undefined> {
    const row = await tx.one<{ state: ApprovalState | null }>(sql.lockOpen, [type, id, tx.actor.personId]);
    return row?.state && !approvalLifecycle.isFinal(row.state.status) ? row.state : undefined;
  }

  /** Sent, not awaited: the caller awaits it together with the move that follows from it. */
  async recordIn(
    tx: Tx,
    approval: ApprovalState,
    at: { act: 'propose' | 'decide'; step: StepState; task: TaskState },
    input: DecisionInput,
  ): Promise<void> {
    const returnTo = input.outcome === 'return' ? (input.returnTo ?? 'owner') : null;
    const params = [
      newId(),
      approval.id,
      at.step.id,
      at.task.id,
      approval.round,
      at.act,
      input.outcome,
      input.opinion?.trim() || null,
      returnTo,
      returnTo === 'owner' ? (input.resumeAt ?? 'here') : null,
      tx.actor.personId,
      tx.actor.organisationId,
      approval.filers,
      at.task.proposedBy,
      tx.now,
    ];
    await tx.query(sql.insertDecision, params).catch((error: unknown) => {
      // The rules refused it before, under the lock; what gets here came by another road.
      if (violates(error, 'uq_approval_decision_round')) throw ApprovalErrors.APPROVAL_DUTIES_SEPARATE();
      throw error;
    });
  }

  /** All statements go out at once. @returns the new version @throws LOST_RACE */
  async writeIn(tx: Tx, approval: ApprovalState, move: Move, trace: Trace): Promise<number> {
    const [ends, opens] = split(move);
    const sent: Promise<unknown>[] = [];
    const closes = opens.steps.length > 0 && ends.steps.length + ends.tasks.length > 0;
    if (closes) sent.push(tx.query(sql.endSteps, [json(ends.steps), json(ends.tasks), tx.now]));
    if (move.newSteps.length > 0) sent.push(tx.query(sql.insertSteps, [approval.id, json(move.newSteps)]));
    if (move.cc.length > 0) {
      const copies = move.cc.map((copy) => ({ id: newId(), ...copy }));
      sent.push(tx.query(sql.insertCopies, [approval.id, json(copies), tx.now]));
    }
    const last = closes ? opens : { steps: [...ends.steps, ...opens.steps], tasks: [...ends.tasks, ...opens.tasks] };
    const applied = tx.one<{ version: number }>(sql.applyMove, [
      json(last.steps),
      json(last.tasks),
      tx.now,
      approval.id,
      approval.version,
      move.status,
      move.round,
      move.currentStepId,
      move.dueOn,
      move.returnedStepKey,
      move.resumeAt,
      move.finishReason,
      trace.filer ?? null,
      approvalLifecycle.isFinal(move.status),
    ]);
    void tx.audit({
      subjectType: 'approval',
      subjectId: approval.id,
      projectId: approval.projectId,
      action: trace.action,
      before: { status: approval.status, round: approval.round, step: keyOf(approval) },
      after: { status: move.status, round: move.round, step: move.opened?.key, ...trace.details },
      reason: trace.reason ?? null,
    });
    this.emitIn(tx, approval, move);
    await Promise.all([...sent, applied]);
    const row = await applied;
    if (!row) throw KernelErrors.LOST_RACE();
    return row.version;
  }

  private emitIn(tx: Tx, approval: ApprovalState, move: Move): void {
    const { subject, projectId, title, filedBy } = approval;
    if (move.opened) {
      const { id: stepId, key: stepKey, taskIds, dueOn } = move.opened;
      const payload: StepOpened = { approvalId: approval.id, stepId, stepKey, taskIds, subject, projectId, dueOn };
      void tx.emit(STEP_OPENED, payload);
    }
    if (!approvalLifecycle.isFinal(move.status)) return;
    const outcome = move.status as ApprovalFinished['outcome'];
    const reason = move.finishReason;
    const payload: ApprovalFinished = { approvalId: approval.id, subject, projectId, title, outcome, filedBy, reason };
    void tx.emit(APPROVAL_FINISHED, payload);
  }
}

export const refOf = (approval: ApprovalState, move: Move): ApprovalRef => ({
  id: approval.id,
  subject: approval.subject,
  projectId: approval.projectId,
  title: approval.title,
  filedBy: approval.filedBy,
  round: move.round,
});

interface Changes {
  steps: Move['steps'];
  tasks: Move['tasks'];
}

/** What ends and what opens: the database allows one open step, so the old one has to be closed by an earlier statement. */
function split(move: Move): [ends: Changes, opens: Changes] {
  const opens = (change: { status: string }): boolean => change.status === 'open';
  const pick = (keep: boolean): Changes => ({
    steps: move.steps.filter((step) => opens(step) === keep),
    tasks: move.tasks.filter((task) => opens(task) === keep),
  });
  return [pick(false), pick(true)];
}

const keyOf = (approval: ApprovalState): string | undefined =>
  approval.steps.find((step) => step.id === approval.currentStepId)?.key;

const json = (value: unknown): string => JSON.stringify(value);
