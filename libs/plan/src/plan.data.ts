import actions from './data/actions.json' with { type: 'json' };
import c01 from './data/categories/01.json' with { type: 'json' };
import c02 from './data/categories/02.json' with { type: 'json' };
import c03 from './data/categories/03.json' with { type: 'json' };
import c04 from './data/categories/04.json' with { type: 'json' };
import c05 from './data/categories/05.json' with { type: 'json' };
import c06 from './data/categories/06.json' with { type: 'json' };
import c07 from './data/categories/07.json' with { type: 'json' };
import c08 from './data/categories/08.json' with { type: 'json' };
import c09 from './data/categories/09.json' with { type: 'json' };
import c10 from './data/categories/10.json' with { type: 'json' };
import evidenceKinds from './data/evidence-kinds.json' with { type: 'json' };
import catalogue from './data/catalogue.json' with { type: 'json' };
import deadlines from './data/deadlines.json' with { type: 'json' };
import indicators from './data/indicators.json' with { type: 'json' };
import plans from './data/plans.json' with { type: 'json' };
import type { CategoryConfiguration, EvidenceKind } from './category.configuration.js';

/** A plan as printed, or one that carries over the categories of the plan before until its own text is published. */
export interface PlanRecord {
  code: string;
  title: string;
  titleEn: string;
  documentNo: string | null;
  issuer: string;
  issuedOn: string | null;
  publishedOn: string | null;
  indexNo: string | null;
  periodStart: number;
  periodEnd: number;
  visionYear: number | null;
  gbCode: string;
  provisional: boolean;
  carriedOverFrom: string | null;
  note: string | null;
  noteEn: string | null;
}

export interface TargetRecord {
  metricZh: string;
  metricEn: string;
  value: number | null;
  unit: string;
  unitEn: string;
  byYear: number | null;
  comparator: string | null;
  gbCodes?: string[];
  derived?: boolean;
}

export interface WorkRecord {
  code: string;
  nameZh: string;
  nameEn: string;
  targets: TargetRecord[];
  places: string[];
  gbCodes: string[];
  notes?: string[];
}

export interface CategoryRecord {
  code: string;
  slug: string;
  nameZh: string;
  nameEn: string;
  works: WorkRecord[];
}

export interface GapRecord {
  ref: string;
  kind: string;
  certain: boolean;
  note: string;
}

export interface IndicatorRecord {
  no: number;
  groupZh: string;
  groupEn: string;
  nameZh: string;
  nameEn: string;
  unit: string | null;
  unitEn: string | null;
  baseline2020: number | string | null;
  target2025: number | string;
  nature: string;
  direction: string;
  cumulative: boolean;
  comparator: string;
  qualitative: boolean;
  decomposable: boolean;
  decomposableBasis: string;
  decomposableReason: string;
  fiveYearReduction?: boolean;
  cap?: boolean;
  note?: string;
}

export interface DeadlineRecord {
  id: string;
  textRef: string;
  subjectZh: string;
  subjectEn: string;
  metric: string;
  value: number | string | null;
  valueMax?: number;
  unit: string;
  unitEn: string;
  comparator: string;
  dueYear: number | null;
  dueMonth: number | null;
  impliedDueYear?: number;
  kind: string;
  scope: string;
  workCode?: string;
  indicatorNo?: number;
  gbCodes?: string[];
  excludedGbCodes?: string[];
  alternative?: string;
  derived?: boolean;
  note?: string;
}

export interface ActionRecord {
  key: string;
  kind: string;
  textRef: string;
  nameZh: string;
  nameEn: string;
  requirement: string;
  impliesFeature: string;
  cadence?: string;
  indicators?: number[];
}

/** The files as they are published with a release; nothing here was edited by hand to please a program. */
export const planData = {
  plans: plans as PlanRecord[],
  categories: catalogue.categories as CategoryRecord[],
  gaps: catalogue.gaps as GapRecord[],
  indicators: indicators.indicators as IndicatorRecord[],
  deadlines: deadlines.deadlines as DeadlineRecord[],
  actions: actions.actions as ActionRecord[],
};

export const evidence: readonly EvidenceKind[] = evidenceKinds;

export const configurations = [c01, c02, c03, c04, c05, c06, c07, c08, c09, c10] as unknown as CategoryConfiguration[];

/** Targets have no number in the text; theirs is the work and their place under it. */
export const targetCode = (workCode: string, index: number): string => `${workCode}.${index + 1}`;
