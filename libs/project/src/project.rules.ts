import {
  addYears,
  daysBetween,
  parseYuan,
  sumFen,
  type CalendarDate,
  type Fen,
  type FieldError,
  type FundSource,
  type Tier,
} from '#libs/kernel';
import type { ProjectAction } from './project.lifecycle.js';
import type { PolicyValues } from './project.policy.js';
import type { ProjectRow } from './project.row.js';

export interface BudgetLine {
  source: FundSource;
  year: number;
  amount: Fen;
}

/** What the owner expects the project to bring about; values are decimal text, exact to four places. */
export interface OutputLine {
  metric: string;
  unit: string;
  plannedValue: string;
}

const problem = (path: string, code: string, zh: string, en: string, params?: FieldError['params']): FieldError => ({
  path,
  code,
  message: { zh, en },
  ...(params ? { params } : {}),
});
const missing = (path: string): FieldError => problem(path, 'REQUIRED', '必填', 'Required');

/** GB/T 40058-2021: 24 characters with hyphens, `4-6-2-2-6`, half-width digits. The check algorithm is not public (§2). */
export const PROJECT_CODE = /^[0-9]{4}-[0-9]{6}-[0-9]{2}-[0-9]{2}-[0-9]{6}$/;

/** Shape of the project code and that its region part exists, nothing else (§2). */
export function checkProjectCode(code: string, regionExists: (regionCode: string) => boolean): FieldError[] {
  if (!PROJECT_CODE.test(code)) {
    return [
      problem(
        'projectCode',
        'PROJECT_CODE_MALFORMED',
        '项目代码应为24位（含连字符），形如 2026-410181-77-01-000123，须为半角数字',
        'Must have the form 2026-410181-77-01-000123 in half-width digits',
      ),
    ];
  }
  if (regionExists(code.slice(5, 11))) return [];
  return [
    problem(
      'projectCode',
      'PROJECT_CODE_REGION_UNKNOWN',
      '项目代码中的行政区划代码不存在',
      'The region part of the project code does not exist',
    ),
  ];
}

export interface Draft {
  project: ProjectRow;
  budget: readonly BudgetLine[];
  outputs: readonly OutputLine[];
  /** Kinds of the documents attached. */
  documents: ReadonlySet<string>;
}

export interface DraftRules {
  bounds: PolicyValues['project.bounds'];
  site: PolicyValues['project.site_bounds'];
  requiredDocuments: readonly { key: string; zh: string; en: string }[];
  metrics: readonly { metric: string; unit: string }[];
}

const REQUIRED_FIELDS = [
  'name',
  'siteAddress',
  'projectCode',
  'summary',
  'need',
  'contentScale',
  'plannedStart',
  'plannedFinish',
  'totalInvestment',
  'contactName',
  'contactPhone',
] as const satisfies readonly (keyof ProjectRow)[];

/** Everything that keeps a draft from being submitted, all at once, so that nobody finds out one by one (§3 submit). */
export function whatIsMissing(draft: Draft, rules: DraftRules): FieldError[] {
  const { project, budget, outputs, documents } = draft;
  const errors: FieldError[] = REQUIRED_FIELDS.filter((field) => isBlank(project[field])).map(missing);
  errors.push(
    ...checkDates(project, rules.bounds),
    ...checkInvestment(project, rules.bounds),
    ...checkSite(project, rules.site),
  );
  if (budget.length === 0) errors.push(missing('budget'));
  else errors.push(...checkBudget(budget, project.totalInvestment));
  if (outputs.length === 0) errors.push(missing('outputs'));
  else errors.push(...checkOutputs(outputs, rules.metrics));
  for (const document of rules.requiredDocuments) {
    if (!documents.has(document.key)) {
      errors.push(
        problem(
          `files.${document.key}`,
          'DOCUMENT_MISSING',
          `缺少材料：${document.zh}`,
          `Document missing: ${document.en}`,
        ),
      );
    }
  }
  return errors;
}

const isBlank = (value: unknown): boolean => value === null || value === undefined || value === '';

export function checkDates(
  project: Pick<ProjectRow, 'plannedStart' | 'plannedFinish'>,
  bounds: PolicyValues['project.bounds'],
): FieldError[] {
  const { plannedStart: start, plannedFinish: finish } = project;
  const errors: FieldError[] = [];
  if (start && start < bounds.earliestStart) {
    const { earliestStart } = bounds;
    errors.push(
      problem('plannedStart', 'DATE_IMPLAUSIBLE', `不应早于 ${earliestStart}`, `Not before ${earliestStart}`, {
        earliestStart,
      }),
    );
  }
  if (start && finish && finish < start) {
    errors.push(
      problem('plannedFinish', 'FINISH_BEFORE_START', '计划完工不能早于计划开工', 'Cannot finish before it starts'),
    );
  } else if (start && finish && finish > addYears(start, bounds.longestYears)) {
    const { longestYears } = bounds;
    errors.push(
      problem('plannedFinish', 'DATE_IMPLAUSIBLE', `工期超过 ${longestYears} 年`, `Takes over ${longestYears} years`, {
        longestYears,
      }),
    );
  }
  return errors;
}

function checkInvestment(project: ProjectRow, bounds: PolicyValues['project.bounds']): FieldError[] {
  const total = project.totalInvestment;
  if (total === null) return [];
  if (total <= 0n) return [problem('totalInvestment', 'AMOUNT_NOT_POSITIVE', '总投资应大于零', 'Must be above zero')];
  return total <= parseYuan(bounds.investmentYuan)
    ? []
    : [problem('totalInvestment', 'AMOUNT_IMPLAUSIBLE', '总投资超出合理范围', 'Implausibly large')];
}

export function findRepeatedBudget(budget: readonly BudgetLine[]): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  budget.forEach((line, index) => {
    const key = `${line.source}:${line.year}`;
    if (seen.has(key)) {
      errors.push(
        problem(`budget.${index}`, 'BUDGET_LINE_TWICE', '同一来源同一年度重复', 'The same source and year twice'),
      );
    }
    if (line.amount <= 0n) {
      errors.push(problem(`budget.${index}.amount`, 'AMOUNT_NOT_POSITIVE', '金额应大于零', 'Must be above zero'));
    }
    seen.add(key);
  });
  return errors;
}

/** Budget by source × year adds up to the total investment, to the fen (§2). */
export function checkBudget(budget: readonly BudgetLine[], total: Fen | null): FieldError[] {
  const errors = findRepeatedBudget(budget);
  if (total !== null && sumFen(budget.map((line) => line.amount)) !== total) {
    errors.push(
      problem(
        'budget',
        'BUDGET_NOT_EQUAL_TOTAL',
        '分来源、分年度资金合计与总投资不一致',
        'The budget does not add up to the total investment',
      ),
    );
  }
  return errors;
}

/**
 * Each metric once, with a value above zero, and one that the category knows, in its unit: anything else could never count
 * towards a target or an indicator (§2, §8).
 */
export function checkOutputs(
  outputs: readonly OutputLine[],
  metrics: readonly { metric: string; unit: string }[],
): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  outputs.forEach((line, index) => {
    const known = metrics.find((metric) => metric.metric === line.metric);
    if (!known) {
      errors.push(
        problem(
          `outputs.${index}.metric`,
          'OUTPUT_UNKNOWN',
          '该重点工程没有这一产出指标',
          'This work has no such output metric',
        ),
      );
    } else if (known.unit !== line.unit) {
      const { unit } = known;
      errors.push(
        problem(`outputs.${index}.unit`, 'OUTPUT_UNIT_WRONG', `计量单位应为“${unit}”`, `The unit is "${unit}"`, {
          unit,
        }),
      );
    }
    if (seen.has(line.metric)) {
      errors.push(problem(`outputs.${index}.metric`, 'OUTPUT_TWICE', '指标重复', 'The same metric twice'));
    }
    if (!/[1-9]/.test(line.plannedValue)) {
      errors.push(problem(`outputs.${index}.plannedValue`, 'OUTPUT_NOT_POSITIVE', '应大于零', 'Must be above zero'));
    }
    seen.add(line.metric);
  });
  return errors;
}

/** A point, if given, lies in the province; it catches swapped coordinates and a point at 0, 0. */
export function checkSite(
  project: Pick<ProjectRow, 'siteLongitude' | 'siteLatitude'>,
  box: PolicyValues['project.site_bounds'],
): FieldError[] {
  if (project.siteLongitude === null || project.siteLatitude === null) return [];
  const [longitude, latitude] = [Number(project.siteLongitude), Number(project.siteLatitude)];
  const inside = longitude >= box.west && longitude <= box.east && latitude >= box.south && latitude <= box.north;
  return inside
    ? []
    : [problem('sitePoint', 'POINT_OUTSIDE', '坐标不在本省范围内', 'The point lies outside the province')];
}

/** `HN-04-2-410181-2026-`; the counter gives the last four digits. */
export const numberPrefix = (workCode: string, regionCode: string, year: number): string =>
  `HN-${workCode}-${regionCode}-${year}-`;

export const libraryPrefix = (year: number): string => `HNK-${year}-`;

export const numbered = (prefix: string, sequence: number, width: number): string =>
  `${prefix}${String(sequence).padStart(width, '0')}`;

/** The tier of a project is that of its region; an owner may file for its own region and below (§1, §2). */
export const liesWithin = (
  region: { code: string; cityCode: string | null },
  organisation: { tier: Tier; regionCode: string },
): boolean =>
  organisation.tier === 'province' ||
  region.code === organisation.regionCode ||
  (organisation.tier === 'city' && region.cityCode === organisation.regionCode);

/** Calendar columns that follow from the action itself. */
export function datesOf(action: ProjectAction, project: ProjectRow, today: CalendarDate): Partial<ProjectRow> {
  const dates: Partial<ProjectRow> = {};
  if (action === 'start') dates.startedOn = today;
  if (action === 'suspend') dates.suspendedOn = today;
  if (project.suspendedOn !== null && action !== 'suspend') {
    dates.suspendedDays = project.suspendedDays + daysBetween(project.suspendedOn, today);
    dates.suspendedOn = null;
  }
  if (action === 'pass') dates.completedOn = today;
  if (action === 'close') dates.closedOn = today;
  if (project.returnedDueOn !== null && action !== 'return') dates.returnedDueOn = null;
  return dates;
}
