import { IsOptional } from 'class-validator';
import type { DepartmentKind } from '#libs/kernel';
import { IsCode, IsQueryWhole } from '../http/index.js';

const CATEGORY = /^\d{2}$/;
const WORK = /^\d{2}-\d{1,2}$/;

export class WorkQuery {
  /** Only the works of this category. @example 04 */
  @IsOptional()
  @IsCode(CATEGORY)
  category?: string;
}

export class TargetQuery {
  /** Only the targets of this category. @example 08 */
  @IsOptional()
  @IsCode(CATEGORY)
  category?: string;

  /** Only the targets of this work. @example 08-4 */
  @IsOptional()
  @IsCode(WORK)
  work?: string;
}

export class DeadlineQuery {
  /** Only the commitments of this work. @example 01-2 */
  @IsOptional()
  @IsCode(WORK)
  work?: string;

  /** Only those due in this year, by the text or by the plan's end. @example 2025 */
  @IsOptional()
  @IsQueryWhole({ min: 2000, max: 2100 })
  dueYear?: number;
}

export class PlanAnswer {
  /** @example HN-ECO-14FYP */
  code!: string;
  /** @example 河南省“十四五”生态环境保护和生态经济发展规划 */
  titleZh!: string;
  titleEn!: string;
  /** @example 豫政〔2021〕44号 */
  documentNo!: string | null;
  issuer!: string;
  /** @example 2021-12-31 */
  issuedOn!: string | null;
  publishedOn!: string | null;
  indexNo!: string | null;
  /** First year. @example 2021 */
  periodStart!: number;
  /** Last year. @example 2025 */
  periodEnd!: number;
  visionYear!: number | null;
  /** @example 410000 */
  regionCode!: string;
  /** True for a frame that waits for its printed text: it has no targets, indicators or deadlines. */
  provisional!: boolean;
  /** The plan whose categories and works a provisional one has. */
  carriedOverFrom!: string | null;
  noteZh!: string | null;
  noteEn!: string | null;
  /** @example 10 */
  categories!: number;
  /** @example 37 */
  works!: number;
  /** @example 78 */
  targets!: number;
  /** @example 25 */
  indicators!: number;
  /** @example 123 */
  deadlines!: number;
}

export class PlansAnswer {
  items!: PlanAnswer[];
  nextCursor!: string | null;
  /** New drafts belong to this plan. @example HN-ECO-15FYP */
  currentPlanCode!: string;
}

export class CategoryAnswer {
  /** @example 04 */
  code!: string;
  /** @example clear-water */
  slug!: string;
  /** @example 碧水保卫战 */
  nameZh!: string;
  /** @example Clear water campaign */
  nameEn!: string;
  /** Leads unless a work has a lead of its own. @example ecology */
  leadKind!: DepartmentKind;
  coSignKinds!: DepartmentKind[];
  provisional!: boolean;
}

export class CategoriesAnswer {
  items!: CategoryAnswer[];
  nextCursor!: string | null;
}

export class WorkAnswer {
  /** @example 04-2 */
  code!: string;
  /** @example 04 */
  categoryCode!: string;
  /** @example 省级开发区污水治理工程 */
  nameZh!: string;
  /** @example Provincial development zone wastewater treatment */
  nameEn!: string;
  /** @example ecology */
  leadKind!: DepartmentKind;
  /** Never the lead itself. */
  coSignKinds!: DepartmentKind[];
  /** Places that the text names, as it names them. */
  places!: string[];
  /** Those of them that have a GB/T 2260 code. */
  regionCodes!: string[];
  notes!: string[];
  provisional!: boolean;
  /** How many targets. */
  targets!: number;
}

export class GapAnswer {
  /** Where in the plan. @example 05-1 */
  ref!: string;
  /** @example missing-item */
  kind!: string;
  certain!: boolean;
  note!: string;
}

export class WorksAnswer {
  items!: WorkAnswer[];
  nextCursor!: string | null;
  /** What the source of the plan lost or garbled; it is not filled in. */
  gaps!: GapAnswer[];
}

export class TargetAnswer {
  /** Work and number. @example 08-4.1 */
  code!: string;
  /** @example 08 */
  categoryCode!: string;
  /** @example 08-4 */
  workCode!: string;
  /** @example 新增污水处理能力 */
  metricZh!: string;
  /** @example Added sewage treatment capacity */
  metricEn!: string;
  /** Null where the text gives no figure. @example 150 */
  value!: number | null;
  /** @example 万吨/日 */
  unit!: string;
  unitEn!: string;
  byYear!: number | null;
  /** @example >= */
  comparator!: string | null;
  regionCodes!: string[];
  /** The number is a count of the places named, not a figure of the text. */
  derived!: boolean;
}

export class TargetsAnswer {
  items!: TargetAnswer[];
  nextCursor!: string | null;
}

export class IndicatorAnswer {
  /** @example 16 */
  no!: number;
  groupZh!: string;
  groupEn!: string;
  /** @example 化学需氧量重点工程减排量 */
  nameZh!: string;
  nameEn!: string;
  /** @example 万吨 */
  unit!: string | null;
  unitEn!: string | null;
  /** Baseline of 2020, if it is a number. */
  baselineValue!: number | null;
  /** The baseline as printed. */
  baselineText!: string | null;
  /** @example 18.38 */
  targetValue!: number | null;
  /** The target as printed. @example 18.38 */
  targetText!: string;
  /** @example binding */
  nature!: string;
  /** @example up */
  direction!: string;
  /** How the target is judged; `qualitative` needs a recorded judgement. @example >= */
  comparator!: string;
  cumulative!: boolean;
  qualitative!: boolean;
  /** The value itself is a reduction over the five years. */
  fiveYearReduction!: boolean;
  /** An upper limit that may lie above the baseline. */
  cap!: boolean;
  decomposable!: boolean;
  decomposableBasis!: string;
  decomposableReason!: string;
  note!: string | null;
}

export class IndicatorsAnswer {
  items!: IndicatorAnswer[];
  nextCursor!: string | null;
}

export class DeadlineAnswer {
  /** @example D009 */
  code!: string;
  /** Chapter and section. @example 3.3 */
  textRef!: string;
  /** @example 烟叶烤房“双改” */
  subjectZh!: string;
  subjectEn!: string;
  metric!: string;
  /** @example 100 */
  value!: number | null;
  /** The value as printed; water quality classes are no numbers. */
  valueText!: string | null;
  valueMax!: number | null;
  /** @example % */
  unit!: string;
  unitEn!: string;
  /** @example >= */
  comparator!: string;
  /** @example 2022 */
  dueYear!: number | null;
  /** @example 12 */
  dueMonth!: number | null;
  /** The plan's end, where the sentence has no date: a reading, not the text. */
  impliedDueYear!: number | null;
  /** @example dated */
  kind!: string;
  scope!: string;
  workCode!: string | null;
  indicatorNo!: number | null;
  regionCodes!: string[];
  excludedRegionCodes!: string[];
  alternative!: string | null;
  derived!: boolean;
  note!: string | null;
}

export class DeadlinesAnswer {
  items!: DeadlineAnswer[];
  nextCursor!: string | null;
}

export class StrategicActionAnswer {
  /** @example action-yellow-river */
  key!: string;
  /** @example strategicAction */
  kind!: string;
  textRef!: string;
  /** @example 黄河流域生态环境保护行动 */
  nameZh!: string;
  nameEn!: string;
  requirement!: string;
  impliesFeature!: string;
  cadence!: string | null;
  indicatorNos!: number[];
}

export class StrategicActionsAnswer {
  items!: StrategicActionAnswer[];
  nextCursor!: string | null;
}
