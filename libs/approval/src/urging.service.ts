import { Injectable } from '@nestjs/common';
import { addDays, ensure, newId, type Actor, type CalendarDate } from '#libs/kernel';
import { Database, violates, WorkCalendars, type Tx } from '#libs/platform';
import { ApprovalErrors } from './approval.errors.js';
import { STEP_URGED, type StepUrged } from './approval.events.js';
import { approvalLifecycle } from './approval.lifecycle.js';
import { ApprovalMoves } from './approval.moves.service.js';
import { mayUrge } from './approval.permissions.js';
import * as sql from './approval.queries.js';

export interface UrgeAnswer {
  id: string;
  stepKey: string;
  /** The working day that it counts for: on a holiday, the next one. */
  on: CalendarDate;
}

/** 催办: whoever waits asks the open desks to hurry, at most once a working day for each step (§4). */
@Injectable()
export class ApprovalUrging {
  constructor(
    private readonly database: Database,
    private readonly moves: ApprovalMoves,
    private readonly calendars: WorkCalendars,
  ) {}

  /** @throws APPROVAL_NOT_FOUND, APPROVAL_URGE_NOT_YOURS, ACTION_NOT_AVAILABLE, APPROVAL_URGED_ALREADY */
  urge(actor: Actor, id: string, note: string | null): Promise<UrgeAnswer> {
    return this.database.run(actor, async (tx) => {
      const approval = await this.moves.lockIn(tx, id);
      ensure(mayUrge(actor, approval));
      approvalLifecycle.next(approval.status, 'urge');
      const step = approval.steps.find((one) => one.id === approval.currentStepId)!;
      const on = await this.countsFor(tx);
      const urge = { id: newId(), stepKey: step.key, on };
      const { personId, organisationId } = actor;
      const row = [urge.id, id, step.id, on, personId, organisationId, note, tx.now];
      await tx.query(sql.insertUrge, row).catch((error: unknown) => {
        if (violates(error, 'uq_approval_urge_day')) throw ApprovalErrors.APPROVAL_URGED_ALREADY({ day: on });
        throw error;
      });
      const { projectId } = approval;
      const after = { step: step.key, on };
      await tx.audit({ subjectType: 'approval', subjectId: id, projectId, action: 'urge', after, reason: note });
      const event: StepUrged = { urgeId: urge.id, approvalId: id, stepId: step.id, note };
      await tx.emit(STEP_URGED, event);
      return urge;
    });
  }

  private async countsFor(tx: Tx): Promise<CalendarDate> {
    const calendar = await this.calendars.current(tx);
    return calendar.addWorkingDays(addDays(tx.today, -1), 1);
  }
}
