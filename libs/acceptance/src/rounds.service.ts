import { Injectable } from '@nestjs/common';
import { KernelErrors, type Actor } from '#libs/kernel';
import { Database, type Reader, type Tx } from '#libs/platform';
import { Projects, type ProjectRow } from '#libs/project';
import { AcceptanceErrors } from './acceptance.errors.js';
import { acceptanceLifecycle, acceptanceOperations, type AcceptanceAction } from './acceptance.lifecycle.js';
import { actionVerdict, operationVerdict, standingsOf, type Standing } from './acceptance.permissions.js';
import * as sql from './acceptance.queries.js';
import {
  offered,
  type AcceptanceRow,
  type AcceptanceSummary,
  type AcceptanceView,
  type ItemRow,
  type MemberRow,
  type NoticeRow,
  type RectificationRow,
} from './acceptance.rows.js';
import { tally, type Vote } from './acceptance.rules.js';

/** A round under lock, with all that a decision about it depends on. */
export interface OpenRound {
  acceptance: AcceptanceRow;
  project: ProjectRow;
  members: MemberRow[];
  standings: ReadonlySet<Standing>;
}

/** A seat is kept unless its holder declared a conflict. */
export const seated = (members: readonly MemberRow[]): MemberRow[] =>
  members.filter((member) => member.declaration !== 'conflict');

const isSeated = (members: readonly MemberRow[], personId: string): boolean =>
  seated(members).some((member) => member.personId === personId);

/** Rounds of acceptance: found, locked, moved and shown; the use cases are in the services beside this one. */
@Injectable()
export class AcceptanceRounds {
  constructor(
    private readonly database: Database,
    private readonly projects: Projects,
  ) {}

  list(actor: Actor, projectId: string): Promise<{ items: AcceptanceSummary[] }> {
    return this.database.read(actor, async (r) => {
      await this.projects.getIn(r, projectId);
      return { items: await r.query<AcceptanceSummary>(sql.listAcceptances, [projectId]) };
    });
  }

  get(actor: Actor, id: string): Promise<AcceptanceView> {
    return this.database.read(actor, (r) => this.viewIn(r, id));
  }

  async getIn(r: Reader | Tx, id: string): Promise<AcceptanceRow> {
    const row = await r.one<AcceptanceRow>(sql.getAcceptance, [id]);
    if (!row) throw AcceptanceErrors.ACCEPTANCE_NOT_FOUND();
    return row;
  }

  /** The project first: every writer takes locks in this order. */
  async lockIn(tx: Tx, id: string): Promise<OpenRound> {
    const seen = await this.getIn(tx, id);
    const project = await this.projects.lockIn(tx, seen.projectId);
    const acceptance = (await tx.one<AcceptanceRow>(sql.lockAcceptance, [id]))!;
    const members = await tx.query<MemberRow>(sql.listMembers, [id]);
    return { acceptance, project, members, standings: this.standingsIn(tx, project, members) };
  }

  /** Runs the lifecycle, then the statement ($1 id, $2 from, $3 to, further parameters). */
  async moveIn(
    tx: Tx,
    acceptance: AcceptanceRow,
    action: AcceptanceAction,
    statement: string = sql.moveAcceptance,
    params: readonly unknown[] = [],
    reason: string | null = null,
  ): Promise<AcceptanceRow> {
    const to = acceptanceLifecycle.next(acceptance.status, action);
    const moved = await tx.one<AcceptanceRow>(statement, [acceptance.id, acceptance.status, to, ...params]);
    if (!moved) throw KernelErrors.LOST_RACE();
    await this.auditIn(tx, acceptance, action, { status: acceptance.status }, { status: to }, reason);
    return moved;
  }

  auditIn(
    tx: Tx,
    acceptance: Pick<AcceptanceRow, 'id' | 'projectId'>,
    action: string,
    before: unknown,
    after: unknown,
    reason: string | null = null,
  ): Promise<void> {
    const { id: subjectId, projectId } = acceptance;
    return tx.audit({ subjectType: 'acceptance', subjectId, projectId, action, before, after, reason });
  }

  async viewIn(r: Reader | Tx, id: string): Promise<AcceptanceView> {
    const acceptance = await this.getIn(r, id);
    const project = await this.projects.getIn(r, acceptance.projectId);
    const [items, members, rectifications, notice] = await Promise.all([
      r.query<ItemRow>(sql.listItems, [id]),
      r.query<MemberRow>(sql.listMembers, [id]),
      r.query<RectificationRow>(sql.listRectifications, [id]),
      r.one<NoticeRow>(sql.getNotice, [id]),
    ]);
    const concluded = acceptance.conclusion !== null;
    return {
      ...acceptance,
      items,
      members: concluded ? members : members.map((member) => hideVote(member, r.actor.personId)),
      tally: concluded ? tally(members.map((m) => m.vote).filter((vote): vote is Vote => vote !== null)) : null,
      rectifications,
      notice: notice ?? null,
      actions: this.actionsFor(this.standingsIn(r, project, members), acceptance),
    };
  }

  private standingsIn(r: Reader | Tx, project: ProjectRow, members: readonly MemberRow[]): ReadonlySet<Standing> {
    return standingsOf(r.actor, project, isSeated(members, r.actor.personId));
  }

  private actionsFor(standings: ReadonlySet<Standing>, acceptance: AcceptanceRow): AcceptanceView['actions'] {
    const operations = Object.keys(acceptanceOperations) as (keyof typeof acceptanceOperations)[];
    return [
      ...operations.map((operation) =>
        offered(operation, acceptanceOperations[operation], operationVerdict(standings, acceptance.status, operation)),
      ),
      ...acceptanceLifecycle.actionNames.map((action) =>
        offered(action, acceptanceLifecycle.actions[action], actionVerdict(standings, acceptance.status, action)),
      ),
    ];
  }
}

/** Until the conclusion nobody sees how another voted, so that nobody votes after somebody else. */
const hideVote = (member: MemberRow, viewer: string): MemberRow =>
  member.personId === viewer ? member : { ...member, vote: null, voteOpinion: null };
