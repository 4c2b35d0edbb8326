import { Injectable } from '@nestjs/common';
import { KernelErrors, newId, type Actor, type CalendarDate } from '#libs/kernel';
import { Database, type Tx } from '#libs/platform';
import { ProjectFiles, type ProjectRow } from '#libs/project';
import { AcceptanceErrors } from './acceptance.errors.js';
import { AcceptanceEvent } from './acceptance.events.js';
import { acceptanceLifecycle, rectificationLifecycle, type RectificationAction } from './acceptance.lifecycle.js';
import { insist, mayAs } from './acceptance.permissions.js';
import * as sql from './acceptance.queries.js';
import type { AcceptanceRow, RectificationRow } from './acceptance.rows.js';
import { checkRectifications, type NewRectification } from './acceptance.rules.js';
import { AcceptanceNotices, type Notice } from './notices.service.js';
import { AcceptanceRounds, type OpenRound } from './rounds.service.js';

/** Items to be put right: the owner submits evidence, the lead department's approver closes or returns (§3, §8). */
@Injectable()
export class Rectifications {
  constructor(
    private readonly database: Database,
    private readonly rounds: AcceptanceRounds,
    private readonly files: ProjectFiles,
    private readonly notices: AcceptanceNotices,
  ) {}

  list(actor: Actor, acceptanceId: string): Promise<{ items: RectificationRow[] }> {
    return this.database.read(actor, async (r) => {
      await this.rounds.getIn(r, acceptanceId);
      return { items: await r.query<RectificationRow>(sql.listRectifications, [acceptanceId]) };
    });
  }

  /** A further item while rectification runs. @throws ACTION_NOT_AVAILABLE */
  add(actor: Actor, acceptanceId: string, item: NewRectification): Promise<{ items: RectificationRow[] }> {
    return this.database.run(actor, async (tx) => {
      const { acceptance, project, standings } = await this.rounds.lockIn(tx, acceptanceId);
      insist(mayAs(standings, 'convenor'));
      if (acceptance.status !== 'rectification') {
        const { zh: stateZh, en: state } = acceptanceLifecycle.states[acceptance.status];
        throw KernelErrors.ACTION_NOT_AVAILABLE({ state, stateZh, action: 'add an item', actionZh: '增加整改项' });
      }
      await this.requireIn(tx, acceptance, [item]);
      const items = await tx.query<RectificationRow>(sql.listRectifications, [acceptanceId]);
      const subject = { type: 'rectification', id: items.at(-1)!.id };
      await this.notices.toOwnerIn(tx, project, { text: TOLD.added, subject, cause: 'added' });
      return { items };
    });
  }

  /** Writes the items of a conclusion. @throws ACCEPTANCE_INVALID */
  async requireIn(tx: Tx, acceptance: AcceptanceRow, items: readonly NewRectification[]): Promise<void> {
    const errors = checkRectifications(items, tx.today);
    if (errors.length > 0) throw AcceptanceErrors.ACCEPTANCE_INVALID({}, errors);
    const rows = items.map(({ text, dueOn }, index) => ({ id: newId(), seq: index + 1, text, dueOn }));
    await tx.query(sql.insertRectifications, [acceptance.id, acceptance.projectId, tx.now, JSON.stringify(rows)]);
    await this.rounds.auditIn(tx, acceptance, 'require_rectification', undefined, rows);
  }

  /** The owner's evidence that an item is done. @throws RECTIFICATION_EVIDENCE_MISSING, FILES_MISSING */
  submit(actor: Actor, id: string, input: { note: string; fileIds: string[] }): Promise<RectificationRow> {
    return this.database.run(actor, async (tx) => {
      const { item, project, standings } = await this.lockIn(tx, id);
      insist(mayAs(standings, 'owner'));
      const to = rectificationLifecycle.next(item.status, 'submit');
      if (input.fileIds.length === 0) throw AcceptanceErrors.RECTIFICATION_EVIDENCE_MISSING();
      await this.files.requireFilesIn(tx, project.id, input.fileIds);
      const params = [id, item.status, to, input.note, input.fileIds, actor.personId, tx.now];
      const moved = await this.writeIn(tx, item, 'submit', sql.submitRectification, params, input.note);
      await tx.emit(AcceptanceEvent.rectificationSubmitted, { rectificationId: id, projectId: project.id });
      const subject = { type: 'rectification', id };
      const notice = { text: TOLD.submitted, subject, cause: `submitted:${moved.version}` };
      await this.notices.toLeadIn(tx, project, ['approver'], notice);
      return moved;
    });
  }

  close(actor: Actor, id: string, input: { opinion: string }): Promise<RectificationRow> {
    return this.decide(actor, id, 'close', input.opinion, null);
  }

  /** Back to the owner, with a new day if the old one is too near. */
  return(actor: Actor, id: string, input: { opinion: string; dueOn?: CalendarDate }): Promise<RectificationRow> {
    return this.decide(actor, id, 'return', input.opinion, input.dueOn ?? null);
  }

  private decide(
    actor: Actor,
    id: string,
    action: Exclude<RectificationAction, 'submit'>,
    opinion: string,
    dueOn: CalendarDate | null,
  ): Promise<RectificationRow> {
    return this.database.run(actor, async (tx) => {
      const { item, project, standings } = await this.lockIn(tx, id);
      insist(mayAs(standings, 'convenor'));
      const to = rectificationLifecycle.next(item.status, action);
      // §4, fixed: nobody decides on what they filed, whatever other hat they wear.
      if (item.submittedBy === actor.personId) throw AcceptanceErrors.RECTIFICATION_OWN();
      const errors = dueOn === null ? [] : checkRectifications([{ text: item.text, dueOn }], tx.today);
      if (errors.length > 0) throw AcceptanceErrors.ACCEPTANCE_INVALID({}, errors);
      const params = [id, item.status, to, actor.personId, tx.now, opinion, dueOn];
      const moved = await this.writeIn(tx, item, action, sql.decideRectification, params, opinion);
      const closed = action === 'close';
      const topic = closed ? AcceptanceEvent.rectificationClosed : AcceptanceEvent.rectificationReturned;
      await tx.emit(topic, { rectificationId: id, projectId: project.id });
      const subject = { type: 'rectification', id };
      const text = closed ? TOLD.closed : TOLD.returned;
      await this.notices.toOwnerIn(tx, project, { text, subject, cause: `${action}:${moved.version}` });
      return moved;
    });
  }

  private async lockIn(tx: Tx, id: string): Promise<OpenRound & { item: RectificationRow }> {
    const seen = await tx.one<RectificationRow>(sql.getRectification, [id]);
    if (!seen) throw AcceptanceErrors.RECTIFICATION_NOT_FOUND();
    const round = await this.rounds.lockIn(tx, seen.acceptanceId);
    const item = (await tx.one<RectificationRow>(sql.lockRectification, [id]))!;
    requireRectifying(round.project);
    return { ...round, item };
  }

  private async writeIn(
    tx: Tx,
    item: RectificationRow,
    action: RectificationAction,
    statement: string,
    params: readonly unknown[],
    reason: string,
  ): Promise<RectificationRow> {
    const moved = await tx.one<RectificationRow>(statement, params);
    if (!moved) throw KernelErrors.LOST_RACE();
    await tx.audit({
      subjectType: 'rectification',
      subjectId: item.id,
      projectId: item.projectId,
      action,
      before: { status: item.status, dueOn: item.dueOn },
      after: { status: moved.status, dueOn: moved.dueOn, fileIds: moved.fileIds },
      reason,
    });
    return moved;
  }
}

const TOLD = {
  added: { zh: '新增一项验收整改要求', en: 'a further rectification item was added' },
  submitted: { zh: '已报送整改，请核实销号', en: 'a rectification was submitted; check it' },
  closed: { zh: '一项整改已销号', en: 'a rectification item was closed' },
  returned: { zh: '一项整改被退回', en: 'a rectification item was returned' },
} as const satisfies Readonly<Record<string, Notice['text']>>;

/** An item lives as long as its project is being put right. @throws PROJECT_NOT_RECTIFYING */
function requireRectifying(project: ProjectRow): void {
  if (project.status !== 'rectifying') throw AcceptanceErrors.PROJECT_NOT_RECTIFYING();
}
