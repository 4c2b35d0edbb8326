import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { type Actor } from '#libs/kernel';
import { Database, violates, type Tx } from '#libs/platform';
import type { ProjectRow } from '#libs/project';
import { AcceptanceErrors } from './acceptance.errors.js';
import { AcceptanceEvent } from './acceptance.events.js';
import type { AcceptanceOperation } from './acceptance.lifecycle.js';
import { actionVerdict, insist, operationVerdict } from './acceptance.permissions.js';
import * as sql from './acceptance.queries.js';
import type { AcceptanceRow, AcceptanceView, ItemRow, MemberRow } from './acceptance.rows.js';
import type { Finding, Vote } from './acceptance.rules.js';
import { drawOrder, isGroupSize, type Expert } from './draw.rules.js';
import { AcceptanceNotices } from './notices.service.js';
import { AcceptanceRounds, type OpenRound } from './rounds.service.js';

/** The group at work (§8): drawn at random, declared free of conflict, item by item, one vote each. */
@Injectable()
export class AcceptanceGroups {
  constructor(
    private readonly database: Database,
    private readonly rounds: AcceptanceRounds,
    private readonly notices: AcceptanceNotices,
  ) {}

  /** @throws ACCEPTANCE_GROUP_SIZE, ACCEPTANCE_POOL_TOO_SMALL */
  draw(actor: Actor, id: string, { size }: { size: number }): Promise<AcceptanceView> {
    return this.database.run(actor, async (tx) => {
      const { acceptance, project, standings } = await this.rounds.lockIn(tx, id);
      insist(actionVerdict(standings, acceptance.status, 'draw_group'));
      if (!isGroupSize(size)) throw AcceptanceErrors.ACCEPTANCE_GROUP_SIZE();
      const pool = await poolIn(tx, project);
      if (pool.length < size) {
        throw AcceptanceErrors.ACCEPTANCE_POOL_TOO_SMALL({ available: pool.length, needed: size });
      }
      // The seed comes from the system's entropy and is kept with the pool: the draw can be done again and compared.
      const seed = randomBytes(32).toString('hex');
      const group = drawOrder(seed, pool).slice(0, size);
      const params = [seed, JSON.stringify(pool), actor.personId, tx.now];
      await this.rounds.moveIn(tx, acceptance, 'draw_group', sql.drawn, params);
      await this.seatIn(tx, acceptance, group, 1);
      await this.rounds.auditIn(tx, acceptance, 'seat_group', undefined, { seed, pool: pool.length, group });
      await tx.emit(AcceptanceEvent.groupDrawn, { acceptanceId: id, projectId: project.id, seed });
      await this.inviteIn(tx, project, acceptance, group);
      return this.rounds.viewIn(tx, id);
    });
  }

  /** Every member declares before anything else. Who has a conflict gives up the seat to the next one drawn. */
  declare(actor: Actor, id: string, input: { conflict: boolean; reason?: string | null }): Promise<AcceptanceView> {
    return this.database.run(actor, async (tx) => {
      const { acceptance, project, members } = await this.openFor(tx, id, 'declare_conflict');
      const reason = input.reason ?? null;
      if (input.conflict && reason === null) throw AcceptanceErrors.ACCEPTANCE_CONFLICT_REASON();
      const declaration = input.conflict ? 'conflict' : 'none';
      const [declared] = await tx.query(sql.declare, [id, actor.personId, declaration, reason, tx.now]);
      if (!declared) throw AcceptanceErrors.ACCEPTANCE_DECLARED();
      if (input.conflict) {
        const next = await this.nextIn(tx, acceptance, project, members);
        await this.seatIn(tx, acceptance, [next], members.length + 1);
        await this.rounds.auditIn(tx, acceptance, 'replace_member', { personId: actor.personId }, next, reason);
        await this.inviteIn(tx, project, acceptance, [next]);
      }
      await this.rounds.auditIn(tx, acceptance, 'declare_conflict', undefined, { declaration }, reason);
      await tx.emit(AcceptanceEvent.conflictDeclared, { acceptanceId: id, personId: actor.personId, declaration });
      return this.rounds.viewIn(tx, id);
    });
  }

  /** Any member records what the group found; it may be corrected until the first vote. */
  answerItem(
    actor: Actor,
    id: string,
    { key, finding, note = null }: { key: string; finding: Finding; note?: string | null },
  ): Promise<AcceptanceView> {
    return this.database.run(actor, async (tx) => {
      const { acceptance, members } = await this.openFor(tx, id, 'answer_item');
      requireDeclared(members, actor);
      if (members.some((member) => member.vote !== null)) throw AcceptanceErrors.ACCEPTANCE_VOTING_BEGUN();
      if (finding !== 'met' && !note) throw AcceptanceErrors.ACCEPTANCE_NOTE_MISSING();
      const [answered] = await tx.query(sql.answerItem, [id, key, finding, note, actor.personId, tx.now]);
      if (!answered) throw AcceptanceErrors.ACCEPTANCE_ITEM_UNKNOWN({ key });
      await this.rounds.auditIn(tx, acceptance, 'answer_item', undefined, { key, finding, note });
      await tx.emit(AcceptanceEvent.itemAnswered, { acceptanceId: id, key, finding });
      return this.rounds.viewIn(tx, id);
    });
  }

  /** One vote each, after every item is answered. @throws ACCEPTANCE_ITEMS_OPEN, ACCEPTANCE_VOTED */
  vote(
    actor: Actor,
    id: string,
    { vote, opinion = null }: { vote: Vote; opinion?: string | null },
  ): Promise<AcceptanceView> {
    return this.database.run(actor, async (tx) => {
      const { acceptance, project, members } = await this.openFor(tx, id, 'vote');
      if (requireDeclared(members, actor).vote !== null) throw AcceptanceErrors.ACCEPTANCE_VOTED();
      if (vote !== 'pass' && !opinion) throw AcceptanceErrors.ACCEPTANCE_OPINION_MISSING();
      const items = await tx.query<ItemRow>(sql.listItems, [id]);
      const open = items.filter((item) => item.finding === null).length;
      if (open > 0) throw AcceptanceErrors.ACCEPTANCE_ITEMS_OPEN({ count: open });
      await tx.query(sql.castVote, [id, actor.personId, project.id, vote, opinion, tx.now]).catch((error: unknown) => {
        if (violates(error, 'pk_acceptance_vote')) throw AcceptanceErrors.ACCEPTANCE_VOTED();
        throw error;
      });
      await this.rounds.auditIn(tx, acceptance, 'vote', undefined, { vote }, opinion);
      await tx.emit(AcceptanceEvent.voted, { acceptanceId: id, personId: actor.personId });
      return this.rounds.viewIn(tx, id);
    });
  }

  private async openFor(tx: Tx, id: string, operation: AcceptanceOperation): Promise<OpenRound> {
    const round = await this.rounds.lockIn(tx, id);
    insist(operationVerdict(round.standings, round.acceptance.status, operation));
    return round;
  }

  /** The next in the order drawn who was not seated yet and may still sit. @throws ACCEPTANCE_POOL_TOO_SMALL */
  private async nextIn(tx: Tx, acceptance: AcceptanceRow, project: ProjectRow, members: readonly MemberRow[]) {
    const seatedOnce = new Set(members.map((member) => member.personId));
    const eligible = new Set((await poolIn(tx, project)).map((expert) => expert.personId));
    const next = drawOrder(acceptance.seed!, acceptance.pool!).find(
      ({ personId }) => !seatedOnce.has(personId) && eligible.has(personId),
    );
    if (!next) throw AcceptanceErrors.ACCEPTANCE_POOL_TOO_SMALL({ available: 0, needed: 1 });
    return next;
  }

  private async seatIn(tx: Tx, acceptance: AcceptanceRow, group: readonly Expert[], firstSeat: number): Promise<void> {
    const seats = group.map((expert, index) => ({ ...expert, seat: firstSeat + index }));
    await tx
      .query(sql.insertMembers, [acceptance.id, acceptance.projectId, JSON.stringify(seats)])
      .catch((error: unknown) => {
        if (violates(error, 'ck_acceptance_member_owner')) throw AcceptanceErrors.ACCEPTANCE_MEMBER_OF_OWNER();
        throw error;
      });
  }

  private inviteIn(tx: Tx, project: ProjectRow, acceptance: AcceptanceRow, group: readonly Expert[]): Promise<void> {
    return this.notices.toPeopleIn(
      tx,
      project,
      group.map((expert) => expert.personId),
      {
        text: {
          zh: '您被抽取为验收组成员，请先作利益冲突声明',
          en: 'you were drawn into the acceptance group; declare first',
        },
        subject: { type: 'acceptance', id: acceptance.id },
        cause: 'drawn',
      },
    );
  }
}

const poolIn = (tx: Tx, project: ProjectRow): Promise<Expert[]> => {
  const { ownerOrganisationId, cityCode, countyCode, leadKind, regionCode } = project;
  return tx.query<Expert>(sql.expertPool, [ownerOrganisationId, cityCode, countyCode, leadKind, regionCode]);
};

function requireDeclared(members: readonly MemberRow[], actor: Actor): MemberRow {
  const member = members.find((candidate) => candidate.personId === actor.personId)!;
  if (member.declaration !== 'none') throw AcceptanceErrors.ACCEPTANCE_UNDECLARED();
  return member;
}
