import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ensure, type Actor } from '#libs/kernel';
import { Returns } from '#libs/funding';
import { Database, violates, type Reader, type Tx } from '#libs/platform';
import { ActionHandlers, CloseConditions, Projects, projectLifecycle, type ProjectRow } from '#libs/project';
import { AcceptanceErrors } from './acceptance.errors.js';
import { AcceptanceEvent } from './acceptance.events.js';
import { insist, mayAs, standingsOf } from './acceptance.permissions.js';
import * as sql from './closing.queries.js';
import { AcceptanceNotices } from './notices.service.js';

export type ClosingSide = 'finance' | 'lead';

export interface CloseConfirmation {
  side: ClosingSide;
  personId: string;
  personName: string;
  confirmedAt: Date;
  comment: string | null;
}

/**
 * A project is closed by two (§3): the lead department's approver and finance's approver, in either order, two persons.
 * Each confirms under the same conditions; the second confirmation returns the balance to its pools and closes.
 */
@Injectable()
export class ProjectClosing implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly projects: Projects,
    private readonly handlers: ActionHandlers,
    private readonly conditions: CloseConditions,
    private readonly returns: Returns,
    private readonly notices: AcceptanceNotices,
  ) {}

  onModuleInit(): void {
    this.handlers.register({
      action: 'close',
      run: (tx, project, input) => this.confirmIn(tx, project, input.reason ?? null),
    });
  }

  /** Who has confirmed already. */
  confirmations(actor: Actor, projectId: string): Promise<{ items: CloseConfirmation[] }> {
    return this.database.read(actor, async (r) => {
      await this.projects.getIn(r, projectId);
      return { items: await this.listIn(r, projectId) };
    });
  }

  /** @throws the first condition that is not met, CLOSE_CONFIRMED, CLOSE_SAME_PERSON */
  private async confirmIn(tx: Tx, project: ProjectRow, comment: string | null): Promise<void> {
    const side = sideOf(tx.actor, project);
    projectLifecycle.next(project.status, 'close');
    ensure(await this.conditions.verdictIn(tx, project), 'rule');
    const before = await this.listIn(tx, project.id);
    if (before.some((confirmation) => confirmation.side === side)) throw AcceptanceErrors.CLOSE_CONFIRMED();
    const { personId, organisationId } = tx.actor;
    await tx
      .query(sql.insertConfirmation, [project.id, side, personId, organisationId, comment, tx.now])
      .catch((error: unknown) => {
        if (violates(error, 'uq_close_confirmation_person')) throw AcceptanceErrors.CLOSE_SAME_PERSON();
        throw error;
      });
    const subject = { subjectType: 'project', subjectId: project.id, projectId: project.id };
    await tx.audit({ ...subject, action: 'confirm_close', after: { side }, reason: comment });
    await tx.emit(AcceptanceEvent.closeConfirmed, { projectId: project.id, side });
    if (before.length > 0) await this.closeIn(tx, project, comment);
    else await this.askOtherIn(tx, project, side);
  }

  private async closeIn(tx: Tx, project: ProjectRow, reason: string | null): Promise<void> {
    await this.returns.returnBalanceIn(tx, project);
    await this.projects.transitionIn(tx, project, 'close', { reason });
  }

  private askOtherIn(tx: Tx, project: ProjectRow, side: ClosingSide): Promise<void> {
    const notice = {
      text: { zh: '对方已确认结项，请确认', en: 'the other side confirmed the closing; confirm it' },
      subject: { type: 'project', id: project.id },
      cause: 'close',
    };
    return side === 'lead'
      ? this.notices.toFinanceIn(tx, project, notice)
      : this.notices.toLeadIn(tx, project, ['approver'], notice);
  }

  private listIn(r: Reader | Tx, projectId: string): Promise<CloseConfirmation[]> {
    return r.query<CloseConfirmation>(sql.listConfirmations, [projectId]);
  }
}

function sideOf(actor: Actor, project: ProjectRow): ClosingSide {
  const standings = standingsOf(actor, project);
  insist(mayAs(standings, 'convenor', 'finance'));
  return standings.has('finance') ? 'finance' : 'lead';
}
