import { Injectable } from '@nestjs/common';
import { ensure, type Actor } from '#libs/kernel';
import { Database } from '#libs/platform';
import { PassConditions, ProjectOutputs, Projects } from '#libs/project';
import { AcceptanceErrors } from './acceptance.errors.js';
import { AcceptanceEvent } from './acceptance.events.js';
import { actionVerdict, insist } from './acceptance.permissions.js';
import * as sql from './acceptance.queries.js';
import type { AcceptanceView, NoticeRow } from './acceptance.rows.js';
import { checkConfirmed, isNoticeOver, type ConfirmedOutput } from './acceptance.rules.js';
import { AcceptanceNotices } from './notices.service.js';
import { AcceptanceRounds } from './rounds.service.js';

/** The end of a successful round: the outputs are confirmed and the project is completed (§8). */
@Injectable()
export class AcceptancePassing {
  constructor(
    private readonly database: Database,
    private readonly projects: Projects,
    private readonly outputs: ProjectOutputs,
    private readonly rounds: AcceptanceRounds,
    private readonly passConditions: PassConditions,
    private readonly notices: AcceptanceNotices,
  ) {}

  /** The notice is over: outputs are confirmed, here and only here, and the project is completed. */
  pass(
    actor: Actor,
    id: string,
    input: { outputs: ConfirmedOutput[]; comment?: string | null },
  ): Promise<AcceptanceView> {
    return this.database.run(actor, async (tx) => {
      const { acceptance, project, standings } = await this.rounds.lockIn(tx, id);
      insist(actionVerdict(standings, acceptance.status, 'pass'));
      const notice = await tx.one<NoticeRow>(sql.getNotice, [id]);
      if (!notice || !isNoticeOver(notice.endsOn, tx.today)) {
        throw AcceptanceErrors.ACCEPTANCE_NOTICE_NOT_OVER({ endsOn: notice?.endsOn ?? '' });
      }
      ensure(await this.passConditions.verdictIn(tx, project), 'rule');
      const outputs = await this.outputs.listIn(tx, project.id);
      const errors = checkConfirmed(outputs, input.outputs);
      if (errors.length > 0) throw AcceptanceErrors.ACCEPTANCE_INVALID({}, errors);
      await this.outputs.confirmIn(tx, project.id, input.outputs);
      const reason = input.comment ?? acceptance.opinion;
      await this.rounds.moveIn(tx, acceptance, 'pass', sql.passed, [actor.personId, tx.today], reason);
      await this.projects.transitionIn(tx, project, 'pass', { reason });
      await tx.emit(AcceptanceEvent.passed, { acceptanceId: id, projectId: project.id, outputs: input.outputs });
      await this.notices.toOwnerIn(tx, project, {
        text: {
          zh: '验收合格，请在三个月内编报竣工决算',
          en: 'acceptance passed; final accounts are due in three months',
        },
        subject: { type: 'acceptance', id },
        cause: 'passed',
      });
      return this.rounds.viewIn(tx, id);
    });
  }
}
