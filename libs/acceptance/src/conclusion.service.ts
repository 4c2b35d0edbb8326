import { Injectable } from '@nestjs/common';
import type { Actor } from '#libs/kernel';
import { Database, type Tx } from '#libs/platform';
import { Projects } from '#libs/project';
import { AcceptanceErrors } from './acceptance.errors.js';
import { AcceptanceEvent } from './acceptance.events.js';
import { actionVerdict, insist } from './acceptance.permissions.js';
import * as sql from './acceptance.queries.js';
import type { AcceptanceRow, AcceptanceView, ItemRow } from './acceptance.rows.js';
import { conclude, type NewRectification, type Vote } from './acceptance.rules.js';
import { AcceptanceNotices, type Notice } from './notices.service.js';
import { Rectifications } from './rectification.service.js';
import { AcceptanceRounds, seated, type OpenRound } from './rounds.service.js';

export interface Conclusion {
  /** What the convenor reads from the votes; a reading that differs from the majority is refused. */
  conclusion?: Vote;
  opinion: string;
  /** What must be put right by when, if that is the conclusion. */
  items?: NewRectification[];
}

const TOLD: Readonly<Record<Vote, Notice['text']>> = {
  pass: { zh: '验收结论：通过，待公示', en: 'acceptance concluded: pass, public notice follows' },
  rectify: { zh: '验收结论：限期整改', en: 'acceptance concluded: rectification required' },
  fail: { zh: '验收结论：不通过，须重新编制里程碑计划', en: 'acceptance failed; a new milestone plan is needed' },
};

/** From the votes to what follows from them: the conclusion of the majority, recorded by the convenor (§8). */
@Injectable()
export class AcceptanceConclusions {
  constructor(
    private readonly database: Database,
    private readonly projects: Projects,
    private readonly rounds: AcceptanceRounds,
    private readonly rectifications: Rectifications,
    private readonly notices: AcceptanceNotices,
  ) {}

  /** The convenor records what the majority voted. @throws ACCEPTANCE_VOTES_MISSING, ACCEPTANCE_CONCLUSION_DIFFERS */
  conclude(actor: Actor, id: string, input: Conclusion): Promise<AcceptanceView> {
    return this.database.run(actor, async (tx) => {
      const round = await this.rounds.lockIn(tx, id);
      const { acceptance, project, standings } = round;
      insist(actionVerdict(standings, acceptance.status, 'conclude_pass'));
      const conclusion = await this.majorityIn(tx, round);
      if (input.conclusion && input.conclusion !== conclusion) {
        throw AcceptanceErrors.ACCEPTANCE_CONCLUSION_DIFFERS({ majority: conclusion });
      }
      const { opinion, items = [] } = input;
      const params = [conclusion, opinion, actor.personId, tx.now];
      await this.rounds.moveIn(tx, acceptance, `conclude_${conclusion}`, sql.concluded, params, opinion);
      if (conclusion === 'rectify') {
        await this.rectifications.requireIn(tx, acceptance, items);
        await this.projects.transitionIn(tx, project, 'require_rectification', { reason: opinion });
      }
      if (conclusion === 'fail') await this.projects.transitionIn(tx, project, 'fail', { reason: opinion });
      await tx.emit(AcceptanceEvent.concluded, { acceptanceId: id, projectId: project.id, conclusion });
      await this.notices.toOwnerIn(tx, project, {
        text: TOLD[conclusion],
        subject: about(acceptance),
        cause: 'concluded',
      });
      return this.rounds.viewIn(tx, id);
    });
  }

  /** An objection from the public that holds good turns the pass into rectification. */
  upholdObjection(
    actor: Actor,
    id: string,
    { opinion, items }: { opinion: string; items: NewRectification[] },
  ): Promise<AcceptanceView> {
    return this.database.run(actor, async (tx) => {
      const { acceptance, project, standings } = await this.rounds.lockIn(tx, id);
      insist(actionVerdict(standings, acceptance.status, 'uphold_objection'));
      await this.rounds.moveIn(tx, acceptance, 'uphold_objection', sql.moveAcceptance, [], opinion);
      await this.rectifications.requireIn(tx, acceptance, items);
      await this.projects.transitionIn(tx, project, 'require_rectification', { reason: opinion });
      await tx.emit(AcceptanceEvent.objectionUpheld, { acceptanceId: id, projectId: project.id });
      await this.notices.toOwnerIn(tx, project, { text: TOLD.rectify, subject: about(acceptance), cause: 'objection' });
      return this.rounds.viewIn(tx, id);
    });
  }

  private async majorityIn(tx: Tx, { acceptance, members }: OpenRound): Promise<Vote> {
    const items = await tx.query<ItemRow>(sql.listItems, [acceptance.id]);
    const open = items.filter((item) => item.finding === null).length;
    if (open > 0) throw AcceptanceErrors.ACCEPTANCE_ITEMS_OPEN({ count: open });
    const votes = seated(members).map((member) => member.vote);
    const missing = votes.filter((vote) => vote === null).length;
    if (missing > 0) throw AcceptanceErrors.ACCEPTANCE_VOTES_MISSING({ count: missing });
    return conclude(votes as Vote[]);
  }
}

const about = (acceptance: AcceptanceRow): Notice['subject'] => ({ type: 'acceptance', id: acceptance.id });
