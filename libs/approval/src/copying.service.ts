import { Injectable } from '@nestjs/common';
import { ensure, type Actor } from '#libs/kernel';
import { Database } from '#libs/platform';
import { ApprovalErrors } from './approval.errors.js';
import { APPROVAL_COPIED, type ApprovalCopied } from './approval.events.js';
import { ApprovalMoves } from './approval.moves.service.js';
import { mayCopy } from './approval.permissions.js';
import * as sql from './copying.queries.js';

/** 抄送: departments are told without being asked, and each person there marks it as read. */
@Injectable()
export class ApprovalCopying {
  constructor(
    private readonly database: Database,
    private readonly moves: ApprovalMoves,
  ) {}

  /**
   * By the filer or a department that has a desk here. Departments that were copied at this step before are left as they are.
   * @returns those that were added
   * @throws APPROVAL_NOT_FOUND, APPROVAL_COPY_NOT_YOURS, APPROVAL_COPY_UNSEEN when one of them may not see it: then none is copied
   */
  copy(
    actor: Actor,
    id: string,
    { organisationIds, note }: { organisationIds: readonly string[]; note: string | null },
  ): Promise<{ organisationIds: string[] }> {
    return this.database.run(actor, async (tx) => {
      const approval = await this.moves.lockIn(tx, id);
      ensure(mayCopy(actor, approval));
      const stepId = approval.currentStepId ?? approval.steps.at(-1)!.id;
      const params = [id, stepId, organisationIds, actor.personId, note, tx.now];
      const row = await tx.one<{ seen: number; copied: string[] }>(sql.copyByHand, params);
      if (row!.seen < organisationIds.length) throw ApprovalErrors.APPROVAL_COPY_UNSEEN();
      const { copied } = row!;
      if (copied.length === 0) return { organisationIds: copied };
      const { projectId } = approval;
      const after = { organisationIds: copied };
      await tx.audit({ subjectType: 'approval', subjectId: id, projectId, action: 'cc', after, reason: note });
      const event: ApprovalCopied = { approvalId: id, organisationIds: copied, note };
      await tx.emit(APPROVAL_COPIED, event);
      return { organisationIds: copied };
    });
  }

  /** Marks what was copied to the caller's department as read by the caller. @throws APPROVAL_NOT_FOUND when nothing was */
  markRead(actor: Actor, id: string): Promise<{ readAt: Date }> {
    return this.database.run(actor, async (tx) => {
      const params = [id, actor.personId, actor.organisationId, tx.now];
      const row = await tx.one<{ readAt: Date }>(sql.markRead, params);
      if (!row) throw ApprovalErrors.APPROVAL_NOT_FOUND();
      return row;
    });
  }
}
