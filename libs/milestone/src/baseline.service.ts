import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Approvals, type ApprovalRef } from '#libs/approval';
import { KernelErrors, allow, deny, ensure, newId, type Actor, type Verdict } from '#libs/kernel';
import { Database, type Reader, type Tx } from '#libs/platform';
import { Projects, StartConditions, type ProjectRow } from '#libs/project';
import { MilestoneErrors } from './milestone.errors.js';
import { baselineLifecycle, type BaselineStatus } from './milestone.lifecycle.js';
import { mayFile } from './milestone.permissions.js';
import * as sql from './milestone.queries.js';
import { checkPlan, type PlanItem } from './milestone.rules.js';

export interface BaselineInputItem extends PlanItem {
  /** Id of a milestone that is in the plan already and keeps what it has reached; new ones have none. */
  milestoneId?: string;
  deliverables?: string;
  evidenceKinds?: string[];
}

export interface BaselineItemView extends PlanItem {
  milestoneId: string;
  seq: number;
  deliverables: string;
  evidenceKinds: string[];
}

export interface BaselineView {
  id: string;
  projectId: string;
  number: number;
  status: BaselineStatus;
  note: string | null;
  changeId: string | null;
  createdAt: Date;
  approvedAt: Date | null;
  version: number;
  items: BaselineItemView[];
}

type BaselineRow = Omit<BaselineView, 'items'>;

/** A plan is filed for approval once the project is in the library (§3: it is a condition of the start). */
const APPROVAL_STATES = ['reserved', 'implementing'];
/** States in which a first plan may be prepared: with the application, or after it was approved (§6). */
const PLANNING_STATES = ['draft', 'returned', 'reserved', 'implementing'];

/** The milestone plan: prepared by the owner, approved by the lead department, changed only by an approved change. */
@Injectable()
export class Baselines implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly projects: Projects,
    private readonly approvals: Approvals,
    private readonly startConditions: StartConditions,
  ) {}

  onModuleInit(): void {
    this.approvals.register({
      type: 'milestone_plan',
      approved: (tx, approval) => this.putInForceIn(tx, approval.subject.id),
      returned: (tx, approval) => this.backToDraftIn(tx, approval),
      rejected: (tx, approval) => this.backToDraftIn(tx, approval),
      recalled: (tx, approval) => this.backToDraftIn(tx, approval),
    });
    this.startConditions.register({
      name: 'baseline',
      check: (reader, project) => this.inForceVerdict(reader, project),
    });
  }

  /** All versions, newest first, so that two can be compared. */
  list(actor: Actor, projectId: string): Promise<{ items: BaselineView[] }> {
    return this.database.read(actor, async (reader) => {
      await this.projects.getIn(reader, projectId);
      return { items: await reader.query<BaselineView>(sql.listBaselines, [projectId]) };
    });
  }

  /**
   * Writes the plan in preparation as a whole. @param expectedVersion of the plan being replaced; undefined only for the first
   * @throws BASELINE_INVALID with every fault, BASELINE_IN_FORCE, BASELINE_UNDER_APPROVAL, VERSION_CONFLICT
   */
  put(
    actor: Actor,
    projectId: string,
    input: { items: BaselineInputItem[]; note?: string },
    expectedVersion?: number,
  ): Promise<{ id: string; number: number; version: number }> {
    return this.database.run(actor, async (tx) => {
      const project = await this.projects.lockIn(tx, projectId);
      ensure(mayFile(actor, project));
      if (!PLANNING_STATES.includes(project.status)) throw MilestoneErrors.BASELINE_IN_FORCE();
      const [current] = await tx.query<BaselineRow>(sql.lockBaselines, [projectId]);
      if (current?.status === 'under_approval') throw MilestoneErrors.BASELINE_UNDER_APPROVAL();
      if (current?.status === 'approved') throw MilestoneErrors.BASELINE_IN_FORCE();
      if (current && expectedVersion !== current.version) throw KernelErrors.VERSION_CONFLICT();
      return this.writeIn(tx, project, input.items, { note: input.note ?? null, draft: current });
    });
  }

  /** Files the plan for approval by the lead department of the project's tier. @throws BASELINE_MISSING, BASELINE_TOO_EARLY */
  submit(actor: Actor, projectId: string): Promise<{ id: string; status: BaselineStatus }> {
    return this.database.run(actor, async (tx) => {
      const project = await this.projects.lockIn(tx, projectId);
      ensure(mayFile(actor, project));
      const [plan] = await tx.query<BaselineRow>(sql.lockBaselines, [projectId]);
      if (!plan) throw MilestoneErrors.BASELINE_MISSING();
      if (!APPROVAL_STATES.includes(project.status)) throw MilestoneErrors.BASELINE_TOO_EARLY();
      const status = await this.moveIn(tx, plan, 'submit', { filedBy: actor.personId });
      await this.approvals.openIn(tx, {
        subject: { type: 'milestone_plan', id: plan.id },
        projectId,
        title: `${project.name} · 里程碑计划`,
        ownerOrganisationId: project.ownerOrganisationId,
        filedBy: actor.personId,
        facts: await this.projects.routeFactsIn(tx, project),
      });
      return { id: plan.id, status };
    });
  }

  /**
   * Writes a plan as draft. A change request calls it with its own id: the plan in force stays until the change is approved.
   * @throws BASELINE_INVALID
   */
  async writeIn(
    tx: Tx,
    project: ProjectRow,
    items: readonly BaselineInputItem[],
    options: { note: string | null; draft?: BaselineRow | undefined; changeId?: string },
  ): Promise<{ id: string; number: number; version: number }> {
    this.check(items, options.changeId ? null : project.plannedStart);
    const known = new Set((await tx.query<{ id: string }>(sql.listMilestones, [project.id])).map((m) => m.id));
    const planned = items.map((item, index) => {
      if (item.milestoneId !== undefined && !known.has(item.milestoneId)) throw MilestoneErrors.MILESTONE_NOT_FOUND();
      return { ...item, milestoneId: item.milestoneId ?? newId(), seq: index + 1 };
    });
    const id = options.draft?.id ?? newId();
    if (options.draft) await tx.query(sql.deleteItems, [id]);
    else {
      await tx.query(sql.insertBaseline, [
        id,
        project.id,
        tx.actor.personId,
        tx.now,
        options.note,
        options.changeId ?? null,
      ]);
    }
    await tx.query(sql.insertItems, [id, project.id, JSON.stringify(planned)]);
    const row = await tx.one<BaselineRow>(sql.touchBaseline, [id, options.note]);
    await tx.audit({
      subjectType: 'baseline',
      subjectId: id,
      projectId: project.id,
      action: 'write',
      after: { items: planned },
    });
    return { id, number: row!.number, version: row!.version };
  }

  /** @throws BASELINE_INVALID with every fault of the plan */
  check(items: readonly BaselineInputItem[], from: string | null = null): void {
    const faults = checkPlan(items, { from });
    if (faults.length > 0) throw MilestoneErrors.BASELINE_INVALID({}, faults);
  }

  /** The plan becomes the project's milestones; an earlier one in force is superseded. Runs in the deciding transaction. */
  async putInForceIn(tx: Tx, baselineId: string): Promise<void> {
    const plan = await this.lockBaselineIn(tx, baselineId);
    const others = await tx.query<BaselineRow>(sql.lockBaselines, [plan.projectId]);
    const inForce = others.find((other) => other.status === 'approved');
    if (inForce) await this.moveIn(tx, inForce, 'supersede');
    await this.moveIn(tx, plan, 'approve', { approvedAt: tx.now });
    await tx.query(sql.dropUnplanned, [plan.id]);
    await tx.query(sql.applyBaseline, [plan.id]);
    await tx.emit('baseline.approved', { baselineId: plan.id, projectId: plan.projectId });
  }

  private async backToDraftIn(tx: Tx, approval: ApprovalRef): Promise<void> {
    await this.moveIn(tx, await this.lockBaselineIn(tx, approval.subject.id), 'return');
  }

  private async lockBaselineIn(tx: Tx, id: string): Promise<BaselineRow> {
    const plan = await tx.one<BaselineRow>(sql.lockBaseline, [id]);
    if (!plan) throw MilestoneErrors.BASELINE_MISSING();
    return plan;
  }

  private async moveIn(
    tx: Tx,
    plan: BaselineRow,
    action: (typeof baselineLifecycle.actionNames)[number],
    set: { approvedAt?: Date; filedBy?: string } = {},
  ): Promise<BaselineStatus> {
    const to = baselineLifecycle.next(plan.status, action);
    const moved = await tx.one(sql.moveBaseline, [
      plan.id,
      plan.status,
      to,
      set.approvedAt ?? null,
      set.filedBy ?? null,
    ]);
    if (!moved) throw KernelErrors.LOST_RACE();
    await tx.audit({
      subjectType: 'baseline',
      subjectId: plan.id,
      projectId: plan.projectId,
      action,
      before: { status: plan.status },
      after: { status: to },
    });
    return to;
  }

  private async inForceVerdict(reader: Reader | Tx, project: ProjectRow): Promise<Verdict> {
    const state = await reader.one<{ inForce: boolean }>(sql.planState, [project.id]);
    return state?.inForce
      ? allow()
      : deny('BASELINE_NOT_APPROVED', '里程碑计划尚未批准', 'The milestone plan is not approved yet');
  }
}
