import { Injectable } from '@nestjs/common';
import type { Actor, DepartmentKind } from '#libs/kernel';
import { Database } from '#libs/platform';
import { PlanErrors } from './plan.errors.js';
import { planSql } from './plan.queries.js';

export interface PlanView {
  code: string;
  titleZh: string;
  titleEn: string;
  documentNo: string | null;
  issuer: string;
  issuedOn: string | null;
  publishedOn: string | null;
  indexNo: string | null;
  periodStart: number;
  periodEnd: number;
  visionYear: number | null;
  regionCode: string;
  /** True for a frame that waits for its text. */
  provisional: boolean;
  carriedOverFrom: string | null;
  noteZh: string | null;
  noteEn: string | null;
  categories: number;
  works: number;
  targets: number;
  indicators: number;
  deadlines: number;
}

export interface CategoryView {
  code: string;
  slug: string;
  nameZh: string;
  nameEn: string;
  leadKind: DepartmentKind;
  coSignKinds: DepartmentKind[];
  provisional: boolean;
}

export interface WorkView {
  code: string;
  categoryCode: string;
  nameZh: string;
  nameEn: string;
  leadKind: DepartmentKind;
  coSignKinds: DepartmentKind[];
  places: string[];
  regionCodes: string[];
  notes: string[];
  provisional: boolean;
  targets: number;
}

/** Something that the source of a plan lost or garbled: said, and not filled in. */
export interface GapView {
  ref: string;
  kind: string;
  certain: boolean;
  note: string;
}

export interface TargetView {
  code: string;
  categoryCode: string;
  workCode: string;
  metricZh: string;
  metricEn: string;
  value: number | null;
  unit: string;
  unitEn: string;
  byYear: number | null;
  comparator: string | null;
  regionCodes: string[];
  derived: boolean;
}

export interface IndicatorView {
  no: number;
  groupZh: string;
  groupEn: string;
  nameZh: string;
  nameEn: string;
  unit: string | null;
  unitEn: string | null;
  baselineValue: number | null;
  baselineText: string | null;
  targetValue: number | null;
  targetText: string;
  nature: string;
  direction: string;
  comparator: string;
  cumulative: boolean;
  qualitative: boolean;
  fiveYearReduction: boolean;
  cap: boolean;
  decomposable: boolean;
  decomposableBasis: string;
  decomposableReason: string;
  note: string | null;
}

export interface DeadlineView {
  code: string;
  textRef: string;
  subjectZh: string;
  subjectEn: string;
  metric: string;
  value: number | null;
  valueText: string | null;
  valueMax: number | null;
  unit: string;
  unitEn: string;
  comparator: string;
  dueYear: number | null;
  dueMonth: number | null;
  impliedDueYear: number | null;
  kind: string;
  scope: string;
  workCode: string | null;
  indicatorNo: number | null;
  regionCodes: string[];
  excludedRegionCodes: string[];
  alternative: string | null;
  derived: boolean;
  note: string | null;
}

export interface StrategicActionView {
  key: string;
  kind: string;
  textRef: string;
  nameZh: string;
  nameEn: string;
  requirement: string;
  impliesFeature: string;
  cadence: string | null;
  indicatorNos: number[];
}

export interface PlanFilter {
  category?: string;
  work?: string;
  dueYear?: number;
}

/** The plans as published; several live side by side (§9). */
@Injectable()
export class Plans {
  constructor(private readonly database: Database) {}

  list(actor: Actor): Promise<PlanView[]> {
    return this.database.read(actor, (r) => r.query<PlanView>(planSql.plans));
  }

  categories(actor: Actor, plan: string): Promise<CategoryView[]> {
    return this.rows(actor, plan, planSql.categories);
  }

  works(actor: Actor, plan: string, { category }: PlanFilter = {}): Promise<WorkView[]> {
    return this.rows(actor, plan, planSql.works, category ?? null);
  }

  gaps(actor: Actor, plan: string): Promise<GapView[]> {
    return this.rows(actor, plan, planSql.gaps);
  }

  targets(actor: Actor, plan: string, { category, work }: PlanFilter = {}): Promise<TargetView[]> {
    return this.rows(actor, plan, planSql.targets, category ?? null, work ?? null);
  }

  indicators(actor: Actor, plan: string): Promise<IndicatorView[]> {
    return this.rows(actor, plan, planSql.indicators);
  }

  deadlines(actor: Actor, plan: string, { work, dueYear }: PlanFilter = {}): Promise<DeadlineView[]> {
    return this.rows(actor, plan, planSql.deadlines, work ?? null, dueYear ?? null);
  }

  actions(actor: Actor, plan: string): Promise<StrategicActionView[]> {
    return this.rows(actor, plan, planSql.actions);
  }

  /** @throws PLAN_NOT_FOUND; an empty list of a plan that exists is an answer, not an error. */
  private rows<R>(actor: Actor, plan: string, sql: string, ...filters: (string | number | null)[]): Promise<R[]> {
    return this.database.read(actor, async (r) => {
      const [known, rows] = await Promise.all([r.one(planSql.exists, [plan]), r.query<R>(sql, [plan, ...filters])]);
      if (!known) throw PlanErrors.PLAN_NOT_FOUND({ code: plan });
      return rows;
    });
  }
}
