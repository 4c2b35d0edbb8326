import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Actor, CalendarDate } from '#libs/kernel';
import { Database } from '#libs/platform';
import { ProjectListExtensions, Projects } from '#libs/project';
import { DueSources } from '#libs/reminder';
import type { MilestoneRow } from './completion.service.js';
import { milestoneFinishDue, monthlyReportDue } from './milestone.due.js';
import { MilestoneErrors } from './milestone.errors.js';
import * as sql from './milestone.queries.js';
import {
  isOverdue,
  lightOf,
  missedReports,
  sCurve,
  weightedProgress,
  type CurvePoint,
  type Light,
} from './milestone.rules.js';

export interface CompletionView {
  id: string;
  milestoneId: string;
  note: string;
  finishedOn: CalendarDate;
  fileIds: string[];
  status: string;
  filedAt: Date;
  decidedAt: Date | null;
  opinion: string | null;
}

export interface MilestoneView extends MilestoneRow {
  /** Derived: planned finish before today (Asia/Shanghai) and not approved. */
  overdue: boolean;
}

export interface ProgressView {
  items: MilestoneView[];
  /** Physical progress of the project in basis points. */
  progressBp: number;
  /** null while nothing is being built. */
  light: Light | null;
  /** Months whose report is overdue. */
  missedReports: CalendarDate[];
}

const BUILDING = ['implementing', 'suspended', 'rectifying'];
const LIGHTS = ['green', 'yellow', 'red'];

/** What is derived from milestones and reports: overdue, light, progress and S-curve (§6). */
@Injectable()
export class Progress implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly projects: Projects,
    private readonly dueSources: DueSources,
    private readonly listExtensions: ProjectListExtensions,
  ) {}

  onModuleInit(): void {
    this.dueSources.register(milestoneFinishDue);
    this.dueSources.register(monthlyReportDue);
    this.listExtensions.register({
      filter: 'light',
      select: (bind, reader) => sql.lightSql(bind(reader.today)),
      where: (value, bind, reader) =>
        LIGHTS.includes(value) ? `(${sql.lightSql(bind(reader.today))}) = ${bind(value)}` : 'false',
    });
  }

  /** The milestones of a project with everything derived from them. */
  of(actor: Actor, projectId: string): Promise<ProgressView> {
    return this.database.read(actor, async (reader) => {
      const project = await this.projects.getIn(reader, projectId);
      const milestones = await reader.query<MilestoneRow>(sql.listMilestones, [projectId]);
      const reported = await reader.query<{ period: CalendarDate }>(sql.reportedPeriods, [projectId]);
      const periods = new Set(reported.map((row) => row.period));
      const missed =
        project.startedOn === null || project.status === 'suspended'
          ? []
          : missedReports(project.startedOn, periods, reader.today);
      const building = BUILDING.includes(project.status);
      return {
        items: milestones.map((milestone) => ({ ...milestone, overdue: isOverdue(milestone, reader.today) })),
        progressBp: weightedProgress(milestones),
        light: building ? lightOf(milestones, missed.length, reader.today) : null,
        missedReports: building ? missed : [],
      };
    });
  }

  /** Planned against reported progress at the end of each month. */
  sCurve(actor: Actor, projectId: string): Promise<{ items: CurvePoint[] }> {
    return this.database.read(actor, async (reader) => {
      await this.projects.getIn(reader, projectId);
      const milestones = await reader.query<MilestoneRow>(sql.listMilestones, [projectId]);
      const reported = await reader.query<{ period: CalendarDate; progress: number }>(sql.reportedCurve, [projectId]);
      const byPeriod = new Map(reported.map((row) => [row.period, row.progress]));
      return { items: sCurve(milestones, byPeriod, reader.today) };
    });
  }

  /** All filings of one milestone's completion, newest first. */
  completions(actor: Actor, milestoneId: string): Promise<{ items: CompletionView[] }> {
    return this.database.read(actor, async (reader) => {
      if (!(await reader.one(sql.getMilestone, [milestoneId]))) throw MilestoneErrors.MILESTONE_NOT_FOUND();
      return { items: await reader.query<CompletionView>(sql.listCompletions, [milestoneId]) };
    });
  }
}
