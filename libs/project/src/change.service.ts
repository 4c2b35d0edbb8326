import { Injectable, type OnModuleInit } from '@nestjs/common';
import { deny, ensure, KernelErrors, newId, type Actor } from '#libs/kernel';
import { Approvals, type OutcomeHandler } from '#libs/approval';
import { Database, pageOf, violates, type Page, type Reader, type Tx } from '#libs/platform';
import { changeLifecycle, type ChangeAction, type ChangeKind, type ChangeStatus } from './change.lifecycle.js';
import * as sql from './change.queries.js';
import { diffOf, type Difference } from './change.rules.js';
import { readCursor } from './project.cursor.js';
import { ProjectErrors } from './project.errors.js';
import { REQUEST_ANSWERED, type RequestAnswered } from './project.events.js';
import { projectLifecycle } from './project.lifecycle.js';
import { ensureAction, ensureOperation } from './project.permissions.js';
import { ChangeHandlers, TerminationHandlers, type ChangeRow } from './project.registries.js';
import type { ProjectRow } from './project.row.js';
import { Projects } from './project.service.js';

export interface ChangeView extends ChangeRow {
  status: ChangeStatus;
  filedBy: string;
  filedOrganisationId: string;
  filedAt: Date;
  decidedAt: Date | null;
  opinion: string | null;
  version: number;
}

export interface ChangeDetail extends ChangeView {
  personName: string;
  organisationName: string;
  diff: Difference[];
  approval: Awaited<ReturnType<Approvals['currentIn']>> | null;
}

export interface NewChange {
  kind: ChangeKind;
  reason: string;
  payload?: Record<string, unknown>;
}

const LIST = 'changes';
type MovingKind = 'suspend' | 'resume' | 'terminate';
const moves = (kind: ChangeKind): kind is MovingKind => kind !== 'schedule';

/** Change requests: filed, approved by the engine, applied in the transaction of the last decision. */
@Injectable()
export class ChangeRequests implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly projects: Projects,
    private readonly approvals: Approvals,
    private readonly handlers: ChangeHandlers,
    private readonly terminations: TerminationHandlers,
  ) {}

  onModuleInit(): void {
    this.approvals.register(this.outcome());
  }

  file(actor: Actor, projectId: string, input: NewChange): Promise<ChangeView> {
    return this.database.run(actor, async (tx) => this.fileIn(tx, await this.projects.lockIn(tx, projectId), input));
  }

  async fileIn(tx: Tx, project: ProjectRow, { kind, reason, payload = {} }: NewChange): Promise<ChangeView> {
    const { before, after } = await this.describe(tx, project, kind, payload);
    const { personId, organisationId } = tx.actor;
    const json = [payload, before, after].map((value) => JSON.stringify(value));
    const change = await tx
      .one<ChangeView>(sql.insertChange, [newId(), project.id, kind, reason, ...json, personId, organisationId, tx.now])
      .catch((error: unknown) => {
        if (violates(error, 'uq_change_request_open')) throw ProjectErrors.CHANGE_ALREADY_OPEN();
        throw error;
      });
    await this.auditIn(tx, change!, 'file', reason);
    await this.approvals.openIn(tx, {
      subject: { type: 'change', id: change!.id },
      projectId: project.id,
      title: project.name,
      ownerOrganisationId: project.ownerOrganisationId,
      filedBy: personId,
      facts: await this.factsIn(tx, project, kind),
    });
    return change!;
  }

  list(actor: Actor, projectId: string, query: { limit: number; cursor?: string }): Promise<Page<ChangeView>> {
    return this.database.read(actor, async (r) => {
      await this.projects.getIn(r, projectId);
      const after = query.cursor ? readCursor(LIST, query.cursor, 'timestamptz', 'id') : ['infinity', LAST_ID];
      const rows = await r.query<ChangeView>(sql.listChanges, [projectId, ...after, query.limit + 1]);
      return pageOf(LIST, rows, query.limit, (row) => [row.filedAt, row.id]);
    });
  }

  get(actor: Actor, id: string): Promise<ChangeDetail> {
    return this.database.read(actor, async (r) => {
      const change = await r.one<ChangeDetail>(sql.getChange, [id]);
      if (!change) throw ProjectErrors.CHANGE_NOT_FOUND();
      const approval = (await this.approvals.currentIn(r, { type: 'change', id })) ?? null;
      return { ...change, diff: diffOf(change.before, change.after), approval };
    });
  }

  /** Withdraw or file again; both belong to the organisation that filed it. */
  act(actor: Actor, id: string, action: string, input: { reason?: string | null }): Promise<ChangeView> {
    return this.database.run(actor, async (tx) => {
      const change = await tx.one<ChangeView>(sql.lockChange, [id]);
      if (!change) throw ProjectErrors.CHANGE_NOT_FOUND();
      if (action !== 'withdraw' && action !== 'resubmit') throw ProjectErrors.CHANGE_ACTION_UNKNOWN({ action });
      if (change.filedOrganisationId !== actor.organisationId) {
        ensure(deny('CHANGE_NOT_FILER', '只有申请单位可以操作', 'Only the organisation that filed it may do this'));
      }
      const moved = await this.moveIn(tx, change, action, null, input.reason ?? null);
      const subject = { type: 'change' as const, id };
      if (action === 'withdraw') await this.approvals.cancelIn(tx, subject, input.reason ?? '申请单位撤回');
      else {
        const project = await this.projects.lockIn(tx, change.projectId);
        await this.approvals.resubmitIn(tx, subject, await this.factsIn(tx, project, change.kind));
      }
      return moved;
    });
  }

  /** The open change of a project that has come to an end has nothing left to change. */
  async withdrawOpenIn(tx: Tx, projectId: string, reason: string): Promise<void> {
    const open = await tx.one<ChangeView>(sql.openChangeOf, [projectId]);
    if (!open) return;
    await this.moveIn(tx, open, 'withdraw', null, reason);
    await this.approvals.cancelIn(tx, { type: 'change', id: open.id }, reason);
  }

  /** Permission and content of a kind: what stands now, what would stand after it. */
  private async describe(tx: Tx, project: ProjectRow, kind: ChangeKind, payload: Record<string, unknown>) {
    if (moves(kind)) {
      ensureAction(tx.actor, project, kind);
      return { before: { status: project.status }, after: { status: projectLifecycle.next(project.status, kind) } };
    }
    ensureOperation(tx.actor, project, 'change_schedule');
    const handler = this.handlers.of(kind);
    if (!handler) throw ProjectErrors.CHANGE_KIND_UNKNOWN({ kind });
    return handler.validate(tx, project, payload);
  }

  private async factsIn(r: Reader | Tx, project: ProjectRow, kind: ChangeKind) {
    return { ...(await this.projects.routeFactsIn(r, project)), changeKind: kind };
  }

  private outcome(): OutcomeHandler {
    return {
      type: 'change',
      approved: async (tx, approval) => {
        const change = await this.decideIn(tx, approval.subject.id, 'approve', null);
        const project = await this.projects.lockIn(tx, change.projectId);
        await this.applyIn(tx, project, change);
      },
      returned: async (tx, approval, info) => {
        await this.decideIn(tx, approval.subject.id, 'return', info.opinion);
      },
      rejected: async (tx, approval, info) => {
        await this.decideIn(tx, approval.subject.id, 'reject', info.opinion);
      },
    };
  }

  private async applyIn(tx: Tx, project: ProjectRow, change: ChangeView): Promise<void> {
    if (!moves(change.kind)) return this.handlers.of(change.kind)!.apply(tx, project, change);
    const moved = await this.projects.transitionIn(tx, project, change.kind, { reason: change.reason });
    if (change.kind !== 'terminate') return;
    for (const type of ['project_start', 'withdrawal'] as const) {
      await this.approvals.cancelIn(tx, { type, id: project.id }, '项目已终止');
    }
    await this.terminations.runIn(tx, moved, change);
  }

  private async decideIn(tx: Tx, id: string, action: ChangeAction, opinion: string | null): Promise<ChangeView> {
    const change = await tx.one<ChangeView>(sql.lockChange, [id]);
    if (!change) throw ProjectErrors.CHANGE_NOT_FOUND();
    const moved = await this.moveIn(tx, change, action, tx.now, opinion);
    const outcome = ({ approve: 'approved', return: 'returned', reject: 'rejected' } as const)[action as 'approve'];
    const payload: RequestAnswered = {
      projectId: change.projectId,
      subjectType: 'change',
      subjectId: id,
      filedBy: change.filedBy,
      outcome,
      opinion,
    };
    await tx.emit(REQUEST_ANSWERED, payload);
    return moved;
  }

  private async moveIn(
    tx: Tx,
    change: ChangeView,
    action: ChangeAction,
    decidedAt: Date | null,
    opinion: string | null,
  ): Promise<ChangeView> {
    const to = changeLifecycle.next(change.status, action);
    const moved = await tx.one<ChangeView>(sql.moveChange, [change.id, change.status, to, decidedAt, opinion]);
    if (!moved) throw KernelErrors.LOST_RACE();
    await this.auditIn(tx, moved, action, opinion, change.status);
    return moved;
  }

  private auditIn(tx: Tx, change: ChangeView, action: string, reason: string | null, from?: ChangeStatus) {
    const { id: subjectId, projectId } = change;
    const before = from ? { status: from } : undefined;
    const after = { kind: change.kind, status: change.status };
    return tx.audit({ subjectType: 'change', subjectId, projectId, action: `change.${action}`, before, after, reason });
  }
}

/** Sorts after every id. */
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
