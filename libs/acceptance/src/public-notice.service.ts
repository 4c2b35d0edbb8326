import { Injectable } from '@nestjs/common';
import type { Actor, CalendarDate } from '#libs/kernel';
import { Database, WorkCalendars } from '#libs/platform';
import { AcceptanceErrors } from './acceptance.errors.js';
import { AcceptanceEvent } from './acceptance.events.js';
import { actionVerdict, insist } from './acceptance.permissions.js';
import { AcceptancePolicies } from './acceptance.policy.js';
import * as sql from './acceptance.queries.js';
import type { AcceptanceView } from './acceptance.rows.js';
import { noticeTerm } from './acceptance.rules.js';
import { AcceptanceRounds } from './rounds.service.js';

/** Between a conclusion to pass and the pass the public is heard (§8). */
@Injectable()
export class PublicNotices {
  constructor(
    private readonly database: Database,
    private readonly rounds: AcceptanceRounds,
    private readonly calendars: WorkCalendars,
    private readonly policies: AcceptancePolicies,
  ) {}

  /** 公示: ten working days after the first day; the whole last day belongs to the public. */
  async publish(actor: Actor, id: string, input: { startsOn?: CalendarDate; medium: string }): Promise<AcceptanceView> {
    // Before the transaction: it may need a connection of its own.
    const calendar = await this.calendars.current();
    return this.database.run(actor, async (tx) => {
      const { acceptance, project, standings } = await this.rounds.lockIn(tx, id);
      insist(actionVerdict(standings, acceptance.status, 'publish_notice'));
      const startsOn = input.startsOn ?? tx.today;
      if (startsOn < tx.today) throw AcceptanceErrors.ACCEPTANCE_NOTICE_IN_PAST();
      const workingDays = await this.policies.valueIn(tx, 'acceptance.notice_working_days');
      const { endsOn, missingYears } = noticeTerm(calendar, startsOn, workingDays);
      const complete = missingYears.length === 0;
      const params = [id, project.id, startsOn, endsOn, workingDays, input.medium, complete, actor.personId, tx.now];
      await tx.query(sql.insertNotice, params);
      await this.rounds.moveIn(tx, acceptance, 'publish_notice');
      const after = { startsOn, endsOn, medium: input.medium, missingYears };
      await this.rounds.auditIn(tx, acceptance, 'notice', undefined, after);
      await tx.emit(AcceptanceEvent.noticePublished, { acceptanceId: id, projectId: project.id, startsOn, endsOn });
      return this.rounds.viewIn(tx, id);
    });
  }
}
