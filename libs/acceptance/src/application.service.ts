import { Injectable } from '@nestjs/common';
import { ensure, newId, type Actor } from '#libs/kernel';
import { Catalogue } from '#libs/plan';
import { Database, violates, type Tx } from '#libs/platform';
import { AcceptanceConditions, ProjectFiles, Projects, projectLifecycle, type ProjectRow } from '#libs/project';
import { AcceptanceErrors } from './acceptance.errors.js';
import { AcceptanceEvent } from './acceptance.events.js';
import { insist, mayAs, standingsOf } from './acceptance.permissions.js';
import * as sql from './acceptance.queries.js';
import type { AcceptanceRow, AcceptanceView } from './acceptance.rows.js';
import { checkSelfAnswers, type SelfAnswer } from './acceptance.rules.js';
import { AcceptanceNotices } from './notices.service.js';
import { AcceptanceRounds } from './rounds.service.js';

export interface AcceptanceApplication {
  /** What was built and what it brought, in the owner's words. */
  statement: string;
  asBuiltFileIds: string[];
  answers: SelfAnswer[];
}

/** The owner's application: self-check against the checklist, as-built documents and the outputs as reported (§8). */
@Injectable()
export class AcceptanceApplications {
  constructor(
    private readonly database: Database,
    private readonly projects: Projects,
    private readonly files: ProjectFiles,
    private readonly catalogue: Catalogue,
    private readonly conditions: AcceptanceConditions,
    private readonly rounds: AcceptanceRounds,
    private readonly notices: AcceptanceNotices,
  ) {}

  /** @throws ACTION_NOT_AVAILABLE, the first condition that is not met, ACCEPTANCE_INVALID, FILES_MISSING */
  apply(actor: Actor, projectId: string, input: AcceptanceApplication): Promise<AcceptanceView> {
    return this.database.run(actor, async (tx) => {
      const project = await this.projects.lockIn(tx, projectId);
      insist(mayAs(standingsOf(actor, project), 'owner'));
      projectLifecycle.next(project.status, 'apply_acceptance');
      ensure(await this.conditions.verdictIn(tx, project), 'rule');
      const checklist = this.catalogue.checklist(project.workCode);
      const errors = checkSelfAnswers(checklist, input.answers);
      if (errors.length > 0) throw AcceptanceErrors.ACCEPTANCE_INVALID({}, errors);
      await this.files.requireFilesIn(tx, project.id, input.asBuiltFileIds);
      const before = await tx.one<AcceptanceRow>(sql.lockOpenOf, [project.id]);
      if (before) await this.rounds.moveIn(tx, before, 'reapply');
      const acceptance = await this.openIn(tx, project, input);
      await this.projects.transitionIn(tx, project, 'apply_acceptance', { reason: input.statement });
      await tx.emit(AcceptanceEvent.applied, { acceptanceId: acceptance.id, projectId: project.id });
      await this.notices.toLeadIn(tx, project, ['reviewer', 'approver'], {
        text: { zh: '申请验收，请抽取验收组', en: 'acceptance was applied for; draw the group' },
        subject: { type: 'acceptance', id: acceptance.id },
        cause: 'applied',
      });
      return this.rounds.viewIn(tx, acceptance.id);
    });
  }

  private async openIn(tx: Tx, project: ProjectRow, input: AcceptanceApplication): Promise<AcceptanceRow> {
    const { statement, asBuiltFileIds, answers } = input;
    const id = newId();
    const acceptance = await tx
      .one<AcceptanceRow>(sql.insertAcceptance, [id, project.id, statement, asBuiltFileIds, tx.actor.personId, tx.now])
      .catch((error: unknown) => {
        if (violates(error, 'uq_acceptance_open')) throw AcceptanceErrors.ACCEPTANCE_OPEN();
        throw error;
      });
    const given = new Map(answers.map((answer) => [answer.key, answer]));
    const items = this.catalogue.checklist(project.workCode).map(({ key, zh, en }, index) => {
      const { answer, note = null } = given.get(key)!;
      return { key, seq: index + 1, titleZh: zh, titleEn: en, answer, note };
    });
    await tx.query(sql.insertItems, [id, project.id, JSON.stringify(items)]);
    await this.rounds.auditIn(tx, acceptance!, 'apply', undefined, { round: acceptance!.round, ...input });
    return acceptance!;
  }
}
