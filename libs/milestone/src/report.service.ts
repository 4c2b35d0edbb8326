import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Approvals } from '#libs/approval';
import { KernelErrors, ensure, newId, type Actor, type CalendarDate, type FieldError } from '#libs/kernel';
import { Database, decodeCursor, pageOf, violates, type Page, type Tx } from '#libs/platform';
import { ProjectFiles, Projects, type ProjectRow } from '#libs/project';
import { requireImplementing, type MilestoneRow } from './completion.service.js';
import { MilestoneErrors } from './milestone.errors.js';
import { reportLifecycle, type ReportStatus } from './milestone.lifecycle.js';
import { mayFile } from './milestone.permissions.js';
import * as sql from './milestone.queries.js';
import { monthOf } from './milestone.rules.js';

export interface ReportItem {
  milestoneId: string;
  /** Cumulative physical progress, 0–100. */
  percent: number;
}

export interface ReportInput {
  /** First day of the month reported on. */
  period: CalendarDate;
  /** Cumulative investment done. */
  investmentDone: bigint;
  items: ReportItem[];
  problems?: string;
  nextSteps?: string;
  /** Why a cumulative figure is lower than in an earlier report. */
  fallReason?: string;
  fileIds?: string[];
}

interface ReportRow {
  id: string;
  projectId: string;
  period: CalendarDate;
  investmentDone: bigint;
  problems: string;
  nextSteps: string;
  fallReason: string | null;
  fileIds: string[];
  status: ReportStatus;
  filedAt: Date;
  version: number;
}

export interface ReportView extends ReportRow {
  items: ReportItem[];
}

/** 月报: filed monthly by the owner, verified by the lead department; cumulative figures do not fall without a reason (§6). */
@Injectable()
export class Reports implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly projects: Projects,
    private readonly files: ProjectFiles,
    private readonly approvals: Approvals,
  ) {}

  onModuleInit(): void {
    this.approvals.register({
      type: 'progress_report',
      approved: (tx, approval) => this.moveIn(tx, approval.subject.id, 'accept'),
      returned: (tx, approval) => this.moveIn(tx, approval.subject.id, 'return'),
      rejected: (tx, approval) => this.moveIn(tx, approval.subject.id, 'return'),
      recalled: (tx, approval) => this.moveIn(tx, approval.subject.id, 'return'),
    });
  }

  list(actor: Actor, projectId: string, query: { limit: number; cursor?: string }): Promise<Page<ReportView>> {
    return this.database.read(actor, async (reader) => {
      await this.projects.getIn(reader, projectId);
      const [after = null] = query.cursor ? decodeCursor('reports', query.cursor) : [];
      const rows = await reader.query<ReportView>(sql.listReports, [projectId, after, query.limit + 1]);
      return pageOf('reports', rows, query.limit, (row) => [row.period]);
    });
  }

  /**
   * Files the report of a month, or files a returned one again.
   * @throws REPORT_PERIOD_INVALID, REPORT_EXISTS, REPORT_FIGURE_FELL, REPORT_ITEM_UNKNOWN, PROJECT_NOT_IMPLEMENTING
   */
  file(actor: Actor, projectId: string, input: ReportInput): Promise<{ id: string; status: ReportStatus }> {
    return this.database.run(actor, async (tx) => {
      const project = await this.projects.lockIn(tx, projectId);
      ensure(mayFile(actor, project));
      requireImplementing(project);
      const period = monthOf(input.period);
      if (project.startedOn === null || period < monthOf(project.startedOn) || period > monthOf(tx.today)) {
        throw MilestoneErrors.REPORT_PERIOD_INVALID();
      }
      await this.checkFiguresIn(tx, project, period, input);
      await this.files.requireFilesIn(tx, projectId, input.fileIds ?? []);
      const existing = await tx.one<ReportRow>(sql.lockReportOf, [projectId, period]);
      if (existing && existing.status !== 'returned') {
        throw MilestoneErrors.REPORT_EXISTS({ period: period.slice(0, 7) });
      }
      const id = existing?.id ?? newId();
      if (existing) await this.rewriteIn(tx, existing, input);
      else await this.insertIn(tx, id, project, period, input);
      await tx.query(sql.insertReportItems, [id, projectId, JSON.stringify(input.items)]);
      await tx.query(sql.applyReport, [JSON.stringify(input.items), tx.today]);
      await tx.audit({
        subjectType: 'progress_report',
        subjectId: id,
        projectId,
        action: existing ? 'resubmit' : 'submit',
        after: { ...input, period },
        reason: input.fallReason ?? null,
      });
      await this.openApprovalIn(tx, project, id, period, existing !== undefined);
      return { id, status: 'submitted' as const };
    });
  }

  private async insertIn(
    tx: Tx,
    id: string,
    project: ProjectRow,
    period: CalendarDate,
    input: ReportInput,
  ): Promise<void> {
    const { investmentDone, problems = '', nextSteps = '', fallReason = null, fileIds = [] } = input;
    const params = [
      id,
      project.id,
      period,
      investmentDone,
      problems,
      nextSteps,
      fallReason,
      fileIds,
      tx.actor.personId,
      tx.now,
    ];
    await tx.query(sql.insertReport, params).catch((error: unknown) => {
      if (violates(error, 'uq_progress_report_period'))
        throw MilestoneErrors.REPORT_EXISTS({ period: period.slice(0, 7) });
      throw error;
    });
  }

  private async rewriteIn(tx: Tx, report: ReportRow, input: ReportInput): Promise<void> {
    const { investmentDone, problems = '', nextSteps = '', fallReason = null, fileIds = [] } = input;
    const to = reportLifecycle.next(report.status, 'resubmit');
    const params = [report.id, investmentDone, problems, nextSteps, fallReason, fileIds, to, tx.actor.personId, tx.now];
    await tx.query(sql.rewriteReport, [...params, report.status]);
    await tx.query(sql.deleteReportItems, [report.id]);
  }

  private async openApprovalIn(
    tx: Tx,
    project: ProjectRow,
    id: string,
    period: CalendarDate,
    again: boolean,
  ): Promise<void> {
    const subject = { type: 'progress_report' as const, id };
    const facts = await this.projects.routeFactsIn(tx, project);
    if (again) return this.approvals.resubmitIn(tx, subject, facts);
    await this.approvals.openIn(tx, {
      subject,
      projectId: project.id,
      title: `${project.name} · ${period.slice(0, 7)} 月报`,
      ownerOrganisationId: project.ownerOrganisationId,
      filedBy: tx.actor.personId,
      facts,
    });
  }

  private async checkFiguresIn(tx: Tx, project: ProjectRow, period: CalendarDate, input: ReportInput): Promise<void> {
    const milestones = await tx.query<MilestoneRow>(sql.listMilestones, [project.id]);
    const known = new Map(milestones.map((milestone) => [milestone.id, milestone]));
    const fallen: FieldError[] = [];
    const fell = (path: string) =>
      fallen.push({
        path,
        code: 'REPORT_FIGURE_FELL',
        message: { zh: '低于上期数', en: 'Lower than reported before' },
      });
    input.items.forEach((item, index) => {
      const milestone = known.get(item.milestoneId);
      if (!milestone) throw MilestoneErrors.REPORT_ITEM_UNKNOWN();
      if (item.percent < milestone.percent) fell(`items.${index}.percent`);
    });
    const before = await tx.one<ReportRow>(sql.latestReportBefore, [project.id, period]);
    if (before && input.investmentDone < before.investmentDone) fell('investmentDone');
    if (fallen.length > 0 && !input.fallReason) throw MilestoneErrors.REPORT_FIGURE_FELL({}, fallen);
  }

  private async moveIn(tx: Tx, id: string, action: 'accept' | 'return'): Promise<void> {
    const report = await tx.one<ReportRow>(sql.lockReport, [id]);
    if (!report) throw KernelErrors.NOT_FOUND();
    const to = reportLifecycle.next(report.status, action);
    if (!(await tx.one(sql.moveReport, [id, report.status, to]))) throw KernelErrors.LOST_RACE();
    await tx.audit({
      subjectType: 'progress_report',
      subjectId: id,
      projectId: report.projectId,
      action,
      before: { status: report.status },
      after: { status: to },
    });
  }
}
