import { Injectable } from '@nestjs/common';
import { ensure, isSystem, KernelErrors, newId, type Actor } from '#libs/kernel';
import { Database, violates, WorkCalendars, type Reader, type Tx } from '#libs/platform';
import { ApprovalErrors } from './approval.errors.js';
import { approvalLifecycle } from './approval.lifecycle.js';
import { ApprovalMoves, refOf } from './approval.moves.service.js';
import { standingOf } from './approval.permissions.js';
import * as sql from './approval.queries.js';
import * as rules from './approval.rules.js';
import type { ApprovalState } from './approval.state.js';
import type {
  CurrentApproval,
  DecisionAnswer,
  DecisionInput,
  OpenApproval,
  OutcomeHandler,
  RouteFacts,
  StepDecision,
  Subject,
  SubjectType,
} from './approval.types.js';
import type { SeatedStep } from './route.rules.js';
import { ApprovalRoutes } from './routes.service.js';

/** The one approval engine (§4). It knows a subject only as {type, id}; whoever owns the subject registers a handler. */
@Injectable()
export class Approvals {
  private readonly handlers = new Map<SubjectType, OutcomeHandler>();

  constructor(
    private readonly database: Database,
    private readonly moves: ApprovalMoves,
    private readonly routes: ApprovalRoutes,
    private readonly calendars: WorkCalendars,
  ) {}

  register(handler: OutcomeHandler): void {
    if (this.handlers.has(handler.type)) throw new Error(`the outcome of ${handler.type} is handled twice`);
    this.handlers.set(handler.type, handler);
  }

  /**
   * Begins an approval; one that was returned to the owner goes on instead.
   * @throws APPROVAL_DESK_EMPTY naming the desk, APPROVAL_ROUTE_MISSING, APPROVAL_ALREADY_OPEN
   */
  async openIn(tx: Tx, input: OpenApproval): Promise<{ id: string }> {
    const { subject, facts } = input;
    const dueIn = await this.dueIn(tx);
    const open = await this.moves.lockOpenIn(tx, subject);
    if (open?.status === 'returned') {
      await this.resumeIn(tx, open, facts);
      return { id: open.id };
    }
    if (open) throw ApprovalErrors.APPROVAL_ALREADY_OPEN();
    const plan = await this.routes.planIn(tx, subject.type, facts);
    const steps = rules.newSteps(plan.steps, 1);
    const approval = draftOf(input, plan.routeId, steps);
    const move = rules.begin(approval, dueIn);
    const inserted = tx.query(sql.insertApproval, [
      approval.id,
      subject.type,
      subject.id,
      input.projectId,
      input.title,
      approval.status,
      plan.routeId,
      facts.tier,
      facts.regionCode,
      facts.cityCode,
      facts.countyCode,
      input.ownerOrganisationId,
      facts.leadKind,
      input.filedBy,
      tx.now,
      move.currentStepId,
      move.dueOn,
    ]);
    const planned = { steps: steps.map(({ key, status, reason }) => ({ key, status, reason })) };
    await Promise.all([
      inserted,
      tx.query(sql.insertSteps, [approval.id, JSON.stringify(steps)]),
      this.moves.writeIn(tx, approval, move, { action: 'open', details: planned }),
    ]).catch((error: unknown) => {
      if (violates(error, 'uq_approval_open')) throw ApprovalErrors.APPROVAL_ALREADY_OPEN();
      throw error;
    });
    return { id: approval.id };
  }

  /** Back to the step that returned it or to the start, as the returner chose. @throws APPROVAL_NOT_OPEN, ACTION_NOT_AVAILABLE */
  async resubmitIn(tx: Tx, subject: Subject, facts: RouteFacts): Promise<void> {
    await this.resumeIn(tx, await this.requireOpenIn(tx, subject), facts);
  }

  /** By the filer, while no desk has decided. @throws APPROVAL_NOT_OPEN, APPROVAL_DECIDED_ALREADY, ACTION_NOT_AVAILABLE */
  async recallIn(tx: Tx, subject: Subject): Promise<void> {
    const approval = await this.requireOpenIn(tx, subject);
    const move = rules.recall(approval);
    await this.moves.writeIn(tx, approval, move, { action: 'recall' });
    await this.handlers.get(subject.type)?.recalled?.(tx, refOf(approval, move));
  }

  /** Ends what is open, because the subject is gone. False when nothing was open, so there was nothing to end. */
  async cancelIn(tx: Tx, subject: Subject, reason: string): Promise<boolean> {
    const approval = await this.moves.lockOpenIn(tx, subject);
    if (!approval) return false;
    await this.moves.writeIn(tx, approval, rules.cancel(approval, reason), { action: 'cancel', reason });
    return true;
  }

  currentIn(r: Reader, subject: Subject): Promise<CurrentApproval | undefined> {
    return r.one<CurrentApproval>(sql.current, [subject.type, subject.id]);
  }

  /** Which steps would come, which would be skipped, and why. A desk that nobody sits at has no organisation. */
  async preview(r: Reader, type: SubjectType, facts: RouteFacts): Promise<SeatedStep[]> {
    return (await this.routes.preview(r, type, facts)).steps;
  }

  /**
   * One person's proposal or decision. Everything, with the subject's own change, in one transaction: a handler that throws
   * leaves the decision untaken.
   * @throws APPROVAL_NOT_FOUND, the refusals of approval.permissions.ts (403, 409), those of checkInput (422)
   */
  decide(actor: Actor, id: string, input: DecisionInput): Promise<DecisionAnswer> {
    return this.database.run(actor, (tx) => this.decideIn(tx, id, input));
  }

  /** The same in a transaction of the subject (a payment is released and decided in one). */
  async decideIn(tx: Tx, id: string, input: DecisionInput): Promise<DecisionAnswer> {
    const approval = await this.moves.lockIn(tx, id);
    const standing = standingOf(tx.actor, approval);
    if (!('act' in standing)) {
      ensure(standing.verdict, standing.kind);
      throw KernelErrors.LOST_RACE();
    }
    const { act, step, task } = standing;
    rules.checkInput(approval, step, input);
    const dueIn = await this.dueIn(tx);
    const by = tx.actor.personId;
    const move =
      act === 'propose' ? rules.propose(approval, task, by) : rules.decide(approval, { step, task, by }, input, dueIn);
    const { outcome, returnTo } = input;
    const recorded = this.moves.recordIn(tx, approval, standing, input);
    const written = this.moves.writeIn(tx, approval, move, {
      action: act === 'propose' ? 'propose' : outcome,
      details: { desk: task.organisationId, at: step.key, outcome, returnTo },
      // What single reviewers wrote stays with the decision, where approval.permissions.ts guards who reads it.
      reason: act === 'decide' && outcome !== 'approve' ? input.opinion : null,
    });
    // Both were sent already; the first that failed says why.
    const [, version] = await Promise.all([recorded, written]);
    const { opened, stepDone, status, round } = move;
    await this.tellIn(tx, approval, input, move, {
      stepKey: step.key,
      organisationId: task.organisationId,
      act,
      outcome,
      stepDone,
      nextStepKey: opened?.key ?? null,
    });
    const at = opened ?? (status === 'pending' ? step : null);
    return {
      id,
      status,
      act,
      outcome,
      round,
      version,
      currentStep: at && { key: at.key, title: at.title, titleEn: at.titleEn, dueOn: at.dueOn! },
      correctionDueOn: status === 'returned' ? move.dueOn : null,
    };
  }

  private async tellIn(
    tx: Tx,
    approval: ApprovalState,
    input: DecisionInput,
    move: rules.Move,
    decision: StepDecision,
  ): Promise<void> {
    const handler = this.handlers.get(approval.subject.type);
    if (!handler) return;
    const ref = refOf(approval, move);
    const opinion = input.opinion ?? '';
    await handler.decided?.(tx, ref, decision);
    if (move.status === 'approved') await handler.approved(tx, ref);
    if (move.status === 'returned') await handler.returned(tx, ref, { opinion, correctionDue: move.dueOn! });
    if (move.status === 'rejected') await handler.rejected(tx, ref, { opinion });
  }

  private async resumeIn(tx: Tx, approval: ApprovalState, facts: RouteFacts): Promise<void> {
    const dueIn = await this.dueIn(tx);
    const planned = await this.routes.replanIn(tx, approval.subject.type, approval.route, facts);
    const move = rules.resubmit(approval, planned, dueIn);
    const details = { from: move.opened?.key };
    const filer = isSystem(tx.actor) ? null : tx.actor.personId;
    await this.moves.writeIn(tx, approval, move, { action: 'resubmit', details, filer });
  }

  private async requireOpenIn(tx: Tx, subject: Subject): Promise<ApprovalState> {
    const approval = await this.moves.lockOpenIn(tx, subject);
    if (!approval) throw ApprovalErrors.APPROVAL_NOT_OPEN();
    return approval;
  }

  private async dueIn(tx: Tx): Promise<rules.DueIn> {
    const calendar = await this.calendars.current(tx);
    return (workingDays) => calendar.addWorkingDays(tx.today, workingDays);
  }
}

const draftOf = (input: OpenApproval, routeId: string, steps: readonly rules.NewStep[]): ApprovalState => ({
  id: newId(),
  subject: input.subject,
  projectId: input.projectId,
  title: input.title,
  status: approvalLifecycle.initial,
  round: 1,
  routeId,
  route: { correctionWorkingDays: 0, limits: { province: 0, city: 0, county: 0, finance: 0 }, rules: [] },
  ownerOrganisationId: input.ownerOrganisationId,
  filedBy: input.filedBy,
  filers: [input.filedBy],
  currentStepId: null,
  dueOn: null,
  returnedStepKey: null,
  resumeAt: null,
  version: 1,
  decisions: 0,
  decidedHere: false,
  steps: steps.map(rules.asState),
});
