import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ensure, firstDenial, type Actor, type CalendarDate, type Verdict, shanghaiDate } from '#libs/kernel';
import { Approvals, type DecisionInput, type StepDecision } from '#libs/approval';
import { Database, type Tx } from '#libs/platform';
import type { ProjectRow } from '#libs/project';
import * as sql from './disbursement.queries.js';
import { Disbursements, type DisbursementCorrection, type DisbursementRow } from './disbursement.service.js';
import { FundingErrors } from './funding.errors.js';
import { fundingEvent } from './funding.events.js';
import { disbursementLifecycle, type DisbursementAction } from './funding.lifecycle.js';
import { mayCheck, mayConfirmProgress, mayPrepare, mayRelease } from './funding.permissions.js';
import { found, refused } from './funding.refusals.js';
import { Ledger } from './ledger.service.js';

export interface DisbursementInput {
  opinion?: string | null;
  voucherNo?: string;
  paidOn?: CalendarDate;
  correction?: DisbursementCorrection;
}

/** Actions that are a decision of the approval engine, seen from the document. */
const DECISIONS: Partial<Record<DisbursementAction, DecisionInput['outcome']>> = {
  confirm_progress: 'approve',
  prepare: 'approve',
  release: 'approve',
  return: 'return',
  refuse: 'reject',
};

/**
 * From request to payment: the lead department confirms, the officer prepares (maker), the approver releases (checker). Every
 * step is a decision of the approval engine, so duties, desks and limits are its business; whichever URL the decision came by,
 * the document moves in the same transaction, and the release posts to the ledger.
 */
@Injectable()
export class Payments implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly approvals: Approvals,
    private readonly disbursements: Disbursements,
    private readonly ledger: Ledger,
  ) {}

  onModuleInit(): void {
    this.approvals.register({
      type: 'disbursement',
      approved: (tx, approval) => this.releaseIn(tx, approval.subject.id),
      returned: (tx, approval, info) => this.closeIn(tx, approval.subject.id, 'return', info.opinion),
      rejected: (tx, approval, info) => this.closeIn(tx, approval.subject.id, 'refuse', info.opinion),
      decided: (tx, approval, decision) => this.followIn(tx, approval.subject.id, decision),
    });
  }

  act(actor: Actor, id: string, action: string, input: DisbursementInput): Promise<DisbursementRow> {
    return this.database.run(actor, async (tx) => {
      if (!disbursementLifecycle.isAction(action)) throw FundingErrors.DISBURSEMENT_ACTION_UNKNOWN({ action });
      if (action === 'resubmit') return this.disbursements.resubmitIn(tx, id, input.correction ?? {});
      if (action === 'withdraw') return this.disbursements.withdrawIn(tx, id, input.opinion ?? null);
      const { project, row } = await this.disbursements.lockIn(tx, id);
      const outcome = DECISIONS[action];
      if (outcome) return this.decideIn(tx, project, row, action, outcome, input);
      return this.reverseIn(tx, project, row, action, input);
    });
  }

  private async decideIn(
    tx: Tx,
    project: ProjectRow,
    row: DisbursementRow,
    action: DisbursementAction,
    outcome: DecisionInput['outcome'],
    input: DisbursementInput,
  ): Promise<DisbursementRow> {
    ensure(mayDecide(tx.actor, project, row, action));
    disbursementLifecycle.next(row.status, action);
    if (action === 'release') await this.voucherIn(tx, row, input);
    const approval = await this.approvals.currentIn(tx, { type: 'disbursement', id: row.id });
    await this.approvals.decideIn(tx, found(approval).id, { outcome, opinion: input.opinion });
    return this.disbursements.getIn(tx, row.id);
  }

  /** The voucher is part of the release and stands on the row before the engine calls `approved`. */
  private async voucherIn(tx: Tx, row: DisbursementRow, { voucherNo, paidOn }: DisbursementInput): Promise<void> {
    if (!voucherNo || !paidOn) throw FundingErrors.DISBURSEMENT_NOT_PREPARED();
    if (paidOn > tx.today || paidOn < shanghaiDate(row.requestedAt)) throw FundingErrors.PAID_ON_INVALID();
    await tx.query(sql.setVoucher, [row.id, voucherNo, paidOn]).catch(refused);
  }

  /** A proposal or an intermediate decision: the document shows how far it has come. */
  private async followIn(tx: Tx, id: string, decision: StepDecision): Promise<void> {
    const { act, outcome, stepDone, nextStepKey } = decision;
    const { row } = await this.disbursements.lockIn(tx, id);
    if (outcome === 'return' && act === 'decide' && nextStepKey !== null) {
      if (row.status !== 'requested') await this.disbursements.moveIn(tx, row, 'send_back');
    } else if (outcome === 'approve' && act === 'decide' && stepDone && nextStepKey !== null) {
      if (row.status === 'requested') await this.disbursements.moveIn(tx, row, 'confirm_progress');
    } else if (outcome === 'approve' && act === 'propose' && row.status === 'progress_confirmed') {
      await this.disbursements.moveIn(tx, row, 'prepare');
    }
  }

  /** The last decision: pays. Everything is asked again under the locks, because days may have passed since the request. */
  private async releaseIn(tx: Tx, id: string): Promise<void> {
    const { project, row } = await this.disbursements.lockIn(tx, id);
    if (row.preparedBy === null || row.voucherNo === null || row.paidOn === null) {
      throw FundingErrors.DISBURSEMENT_NOT_PREPARED();
    }
    ensure(mayCheck(tx.actor, [row.requestedBy, row.preparedBy]));
    await this.disbursements.checkIn(tx, project, row, false);
    const paid = await this.disbursements.moveIn(tx, row, 'release');
    await this.ledger.postIn(tx, {
      poolId: paid.poolId,
      causeType: 'disbursement',
      causeId: id,
      occurredOn: row.paidOn,
      note: row.voucherNo,
      moves: [{ from: 'project_unpaid', to: 'project_paid', projectId: paid.projectId, amount: paid.amount }],
    });
    await tx.emit(fundingEvent.disbursementPaid, { disbursementId: id, projectId: paid.projectId });
  }

  private async closeIn(tx: Tx, id: string, action: 'return' | 'refuse', opinion: string): Promise<void> {
    const { row } = await this.disbursements.lockIn(tx, id);
    await this.disbursements.moveIn(tx, row, action, { opinion });
    const topic = action === 'return' ? fundingEvent.disbursementReturned : fundingEvent.disbursementRefused;
    await tx.emit(topic, { disbursementId: id, projectId: row.projectId, requestedBy: row.requestedBy, opinion });
  }

  /** A payment made by mistake: asked for by the officer, checked by another person, posted as a new entry. */
  private async reverseIn(
    tx: Tx,
    project: ProjectRow,
    row: DisbursementRow,
    action: DisbursementAction,
    input: DisbursementInput,
  ): Promise<DisbursementRow> {
    if (!['request_reversal', 'reverse', 'keep'].includes(action)) {
      throw FundingErrors.DISBURSEMENT_ACTION_UNKNOWN({ action });
    }
    if (action === 'request_reversal') ensure(mayPrepare(tx.actor, project));
    else ensure(firstDenial(mayRelease(tx.actor, project), mayCheck(tx.actor, [row.reversalRequestedBy])));
    const opinion = input.opinion ?? null;
    disbursementLifecycle.next(row.status, action);
    if (action === 'request_reversal' && !opinion) throw FundingErrors.REVERSAL_REASON_MISSING();
    const moved = await this.disbursements.moveIn(tx, row, action, { opinion });
    if (action !== 'reverse') return moved;
    const entry = found(await tx.one<{ id: string }>(sql.entryOf, [row.id]));
    await this.ledger.postIn(tx, {
      poolId: row.poolId,
      causeType: 'reversal',
      causeId: entry.id,
      reversalOf: entry.id,
      occurredOn: tx.today,
      note: row.reversalReason,
      moves: [{ from: 'project_paid', to: 'project_unpaid', projectId: row.projectId, amount: row.amount }],
    });
    await tx.emit(fundingEvent.disbursementReversed, { disbursementId: row.id, projectId: row.projectId });
    return moved;
  }
}

/** Who may take a step, told before the engine is asked: its answers speak of desks, these of the payment. */
function mayDecide(actor: Actor, project: ProjectRow, row: DisbursementRow, action: DisbursementAction): Verdict {
  if (action === 'prepare') return mayPrepare(actor, project);
  if (action === 'release') {
    return firstDenial(mayRelease(actor, project), mayCheck(actor, [row.requestedBy, row.preparedBy]));
  }
  const atFinance = row.status === 'progress_confirmed' || row.status === 'prepared';
  if (action === 'confirm_progress' || !atFinance) return mayConfirmProgress(actor, project);
  // Officer proposes to return or refuse, approver decides.
  return mayRelease(actor, project).allowed ? mayRelease(actor, project) : mayPrepare(actor, project);
}
