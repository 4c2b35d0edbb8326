import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Approvals, type ApprovalRef } from '#libs/approval';
import {
  KernelErrors,
  allow,
  deny,
  ensure,
  newId,
  type Actor,
  type CalendarDate,
  type FieldError,
  type Verdict,
} from '#libs/kernel';
import { Database, type Tx } from '#libs/platform';
import { AcceptanceConditions, ProjectFiles, Projects, projectLifecycle, type ProjectRow } from '#libs/project';
import { MilestoneErrors } from './milestone.errors.js';
import { milestoneLifecycle, type MilestoneAction, type MilestoneStatus } from './milestone.lifecycle.js';
import { mayFile } from './milestone.permissions.js';
import * as sql from './milestone.queries.js';

export interface MilestoneRow {
  id: string;
  projectId: string;
  seq: number;
  name: string;
  plannedStart: CalendarDate;
  plannedFinish: CalendarDate;
  weightBp: number;
  deliverables: string;
  evidenceKinds: string[];
  status: MilestoneStatus;
  percent: number;
  startedOn: CalendarDate | null;
  approvedOn: CalendarDate | null;
  version: number;
}

export interface CompletionInput {
  note: string;
  finishedOn: CalendarDate;
  fileIds: string[];
}

/** Completion of a milestone: filed with evidence by the owner, approved by the lead department of the project's tier (§6). */
@Injectable()
export class Completions implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly projects: Projects,
    private readonly files: ProjectFiles,
    private readonly approvals: Approvals,
    private readonly acceptanceConditions: AcceptanceConditions,
  ) {}

  onModuleInit(): void {
    this.approvals.register({
      type: 'milestone_completion',
      approved: (tx, approval) => this.decideIn(tx, approval, 'approve', null),
      returned: (tx, approval, info) => this.decideIn(tx, approval, 'return', info.opinion),
      rejected: (tx, approval, info) => this.decideIn(tx, approval, 'return', info.opinion),
      recalled: (tx, approval) => this.decideIn(tx, approval, 'return', null),
    });
    this.acceptanceConditions.register({
      name: 'milestones',
      check: async (reader, project): Promise<Verdict> => {
        const state = await reader.one<{ inForce: boolean; open: number }>(sql.planState, [project.id]);
        if (state?.inForce && state.open === 0) return allow();
        const open = state?.open ?? 0;
        return deny('MILESTONES_OPEN', `还有 ${open} 个里程碑未核定`, `${open} milestones are not approved yet`);
      },
    });
  }

  /**
   * One action of the owner on a milestone. @throws MILESTONE_ACTION_UNKNOWN, VALIDATION_FAILED naming what `submit` lacks
   */
  act(actor: Actor, milestoneId: string, action: string, input: Partial<CompletionInput>): Promise<MilestoneRow> {
    if (action === 'begin') return this.begin(actor, milestoneId);
    if (action !== 'submit') throw MilestoneErrors.MILESTONE_ACTION_UNKNOWN({ action });
    const { note, finishedOn, fileIds = [] } = input;
    const missing: FieldError[] = [];
    const message = { zh: '必填', en: 'Required' };
    if (note === undefined) missing.push({ path: 'note', code: 'REQUIRED', message });
    if (finishedOn === undefined) missing.push({ path: 'finishedOn', code: 'REQUIRED', message });
    if (note === undefined || finishedOn === undefined) throw KernelErrors.VALIDATION_FAILED({}, missing);
    return this.submit(actor, milestoneId, { note, finishedOn, fileIds });
  }

  /** @throws EVIDENCE_MISSING, FINISH_IN_FUTURE, ACTION_NOT_AVAILABLE, PROJECT_NOT_IMPLEMENTING */
  submit(actor: Actor, milestoneId: string, input: CompletionInput): Promise<MilestoneRow> {
    return this.database.run(actor, async (tx) => {
      const { milestone, project } = await this.lockIn(tx, milestoneId);
      ensure(mayFile(actor, project));
      requireImplementing(project);
      if (input.finishedOn > tx.today) throw MilestoneErrors.FINISH_IN_FUTURE();
      if (input.fileIds.length === 0) throw MilestoneErrors.EVIDENCE_MISSING();
      await this.files.requireFilesIn(tx, project.id, input.fileIds);
      const moved = await this.moveIn(tx, milestone, 'submit', { startedOn: input.finishedOn });
      const id = newId();
      await tx.query(sql.insertCompletion, [
        id,
        milestone.id,
        project.id,
        input.note,
        input.finishedOn,
        input.fileIds,
        actor.personId,
        tx.now,
      ]);
      await this.approvals.openIn(tx, {
        subject: { type: 'milestone_completion', id },
        projectId: project.id,
        title: `${project.name} · ${milestone.name}`,
        ownerOrganisationId: project.ownerOrganisationId,
        filedBy: actor.personId,
        facts: await this.projects.routeFactsIn(tx, project),
      });
      return moved;
    });
  }

  /** The owner says that work has begun. */
  begin(actor: Actor, milestoneId: string): Promise<MilestoneRow> {
    return this.database.run(actor, async (tx) => {
      const { milestone, project } = await this.lockIn(tx, milestoneId);
      ensure(mayFile(actor, project));
      requireImplementing(project);
      return this.moveIn(tx, milestone, 'begin', { startedOn: tx.today });
    });
  }

  private async lockIn(tx: Tx, milestoneId: string): Promise<{ milestone: MilestoneRow; project: ProjectRow }> {
    const seen = await tx.one<MilestoneRow>(sql.getMilestone, [milestoneId]);
    if (!seen) throw MilestoneErrors.MILESTONE_NOT_FOUND();
    // The project first: every writer takes locks in this order.
    const project = await this.projects.lockIn(tx, seen.projectId);
    const milestone = await tx.one<MilestoneRow>(sql.lockMilestone, [milestoneId]);
    if (!milestone) throw MilestoneErrors.MILESTONE_NOT_FOUND();
    return { milestone, project };
  }

  private async decideIn(
    tx: Tx,
    approval: ApprovalRef,
    action: 'approve' | 'return',
    opinion: string | null,
  ): Promise<void> {
    const status = action === 'approve' ? 'approved' : 'returned';
    const params = [approval.subject.id, status, tx.now, opinion];
    const completion = await tx.one<{ milestoneId: string; finishedOn: CalendarDate }>(sql.decideCompletion, params);
    if (!completion) throw KernelErrors.LOST_RACE();
    const milestone = await tx.one<MilestoneRow>(sql.lockMilestone, [completion.milestoneId]);
    const approved = action === 'approve' ? { percent: 100, approvedOn: tx.today } : {};
    await this.moveIn(tx, milestone!, action, approved);
    // A returned completion is filed again as a new one with its own approval and its own clock.
    if (action === 'return') await this.approvals.cancelIn(tx, approval.subject, opinion ?? 'recalled');
  }

  private async moveIn(
    tx: Tx,
    milestone: MilestoneRow,
    action: MilestoneAction,
    set: { percent?: number; startedOn?: CalendarDate; approvedOn?: CalendarDate },
  ): Promise<MilestoneRow> {
    const to = milestoneLifecycle.next(milestone.status, action);
    const params = [
      milestone.id,
      milestone.status,
      to,
      set.percent ?? null,
      set.startedOn ?? null,
      set.approvedOn ?? null,
    ];
    const moved = await tx.one<MilestoneRow>(sql.moveMilestone, params);
    if (!moved) throw KernelErrors.LOST_RACE();
    await tx.audit({
      subjectType: 'milestone',
      subjectId: milestone.id,
      projectId: milestone.projectId,
      action,
      before: { status: milestone.status, percent: milestone.percent },
      after: { status: to, percent: moved.percent },
    });
    await tx.emit(`milestone.${to}`, { milestoneId: milestone.id, projectId: milestone.projectId });
    return moved;
  }
}

/** @throws PROJECT_NOT_IMPLEMENTING */
export function requireImplementing(project: ProjectRow): void {
  if (project.status === 'implementing' || project.status === 'rectifying') return;
  const state = projectLifecycle.states[project.status];
  throw MilestoneErrors.PROJECT_NOT_IMPLEMENTING({ state: state.en.toLowerCase(), stateZh: state.zh });
}
