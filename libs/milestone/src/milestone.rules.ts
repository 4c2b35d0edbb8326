import { addDays, addMonths, daysBetween, isCalendarDate, type CalendarDate, type FieldError } from '#libs/kernel';

/** Weights are basis points of the plan: 10000 = 100 % (fixed, §6). */
export const FULL_WEIGHT = 10_000;

export interface PlanItem {
  name: string;
  plannedStart: CalendarDate;
  plannedFinish: CalendarDate;
  weightBp: number;
}

/** Every fault of a plan at once, with the path of each; an empty list is a sound plan. */
export function checkPlan(items: readonly PlanItem[], span: { from: CalendarDate | null }): FieldError[] {
  const faults: FieldError[] = [];
  const fault = (path: string, code: string, zh: string, en: string) =>
    faults.push({ path, code, message: { zh, en } });
  if (items.length === 0) fault('items', 'PLAN_EMPTY', '至少需要一个里程碑', 'At least one milestone');
  items.forEach((item, index) => {
    if (!isCalendarDate(item.plannedStart) || !isCalendarDate(item.plannedFinish)) {
      fault(`items.${index}.plannedFinish`, 'DATE_MALFORMED', '日期不存在', 'Not a calendar day');
    } else if (item.plannedFinish < item.plannedStart) {
      fault(`items.${index}.plannedFinish`, 'FINISH_BEFORE_START', '完成日期早于开始日期', 'Finish lies before start');
    } else if (span.from !== null && item.plannedFinish < span.from) {
      fault(
        `items.${index}.plannedFinish`,
        'FINISH_BEFORE_PROJECT',
        '早于项目计划开工日期',
        'Before the project starts',
      );
    }
    if (index > 0 && item.plannedFinish < items[index - 1]!.plannedFinish) {
      fault(`items.${index}.plannedFinish`, 'ORDER_BROKEN', '里程碑应按完成日期排列', 'Milestones go by finish date');
    }
  });
  const names = new Set(items.map((item) => item.name));
  if (names.size !== items.length) fault('items', 'NAME_TWICE', '里程碑名称重复', 'Two milestones have the same name');
  const total = items.reduce((sum, item) => sum + item.weightBp, 0);
  if (items.length > 0 && total !== FULL_WEIGHT) {
    fault(
      'items',
      'WEIGHTS_NOT_100',
      `权重合计为 ${percentText(total)}%，应为 100%`,
      `Weights sum to ${percentText(total)} %, not 100 %`,
    );
  }
  return faults;
}

const percentText = (basisPoints: number): string =>
  `${Math.trunc(basisPoints / 100)}.${String(basisPoints % 100).padStart(2, '0')}`;

export interface Progressed {
  weightBp: number;
  percent: number;
  status: string;
  plannedStart: CalendarDate;
  plannedFinish: CalendarDate;
}

const percentOf = (milestone: Progressed): number => (milestone.status === 'approved' ? 100 : milestone.percent);

/** Physical progress of the project in basis points: Σ weight × percent; an approved milestone counts in full. */
export const weightedProgress = (milestones: readonly Progressed[]): number =>
  Math.floor(milestones.reduce((sum, m) => sum + m.weightBp * percentOf(m), 0) / 100);

/** Derived, never stored (§6): planned finish before today and not approved. */
export const isOverdue = (milestone: Pick<Progressed, 'status' | 'plannedFinish'>, today: CalendarDate): boolean =>
  milestone.plannedFinish < today && milestone.status !== 'approved' && milestone.status !== 'dropped';

export type Light = 'green' | 'yellow' | 'red';

/** Thresholds of the light (§6), once for the rule here and its twin in SQL. */
export const LIGHT_POLICY = { soonDays: 15, soonPercent: 80, redSlipDays: 30, redMissedReports: 2 };

/** 红黄绿. The same rule in SQL is `lightSql` in milestone.queries.ts; a test compares them. */
export function lightOf(milestones: readonly Progressed[], missedReports: number, today: CalendarDate): Light {
  const open = milestones.filter((m) => m.status !== 'approved' && m.status !== 'dropped');
  const slip = Math.max(0, ...open.map((m) => daysBetween(m.plannedFinish, today)));
  if (slip > LIGHT_POLICY.redSlipDays || missedReports >= LIGHT_POLICY.redMissedReports) return 'red';
  const soon = addDays(today, LIGHT_POLICY.soonDays);
  if (slip > 0 || open.some((m) => m.plannedFinish <= soon && m.percent < LIGHT_POLICY.soonPercent)) return 'yellow';
  return 'green';
}

/** The report of a month is due on the 10th of the next (§6). @param period first day of the month reported on */
export const reportDueOn = (period: CalendarDate): CalendarDate => addDays(addMonths(period, 1), 9);

export const monthOf = (date: CalendarDate): CalendarDate => `${date.slice(0, 7)}-01`;

/** Months whose report is overdue: from the month of the start to the last one whose due date has passed. */
export function missedReports(
  startedOn: CalendarDate,
  filed: ReadonlySet<CalendarDate>,
  today: CalendarDate,
): CalendarDate[] {
  const missed: CalendarDate[] = [];
  for (let period = monthOf(startedOn); reportDueOn(period) < today; period = addMonths(period, 1)) {
    if (!filed.has(period)) missed.push(period);
  }
  return missed;
}

export interface CurvePoint {
  on: CalendarDate;
  /** Planned cumulative progress in basis points. */
  planned: number;
  /** Reported cumulative progress; null after the last report. */
  actual: number | null;
}

/** Planned progress by a day: each milestone earns its weight evenly from start to finish. */
export function plannedProgress(milestones: readonly Progressed[], on: CalendarDate): number {
  let total = 0;
  for (const m of milestones) {
    if (on >= m.plannedFinish) total += m.weightBp;
    else if (on >= m.plannedStart) {
      const span = daysBetween(m.plannedStart, m.plannedFinish) + 1;
      total += Math.floor((m.weightBp * (daysBetween(m.plannedStart, on) + 1)) / span);
    }
  }
  return total;
}

/**
 * Planned and actual S-curve at the end of each month from the first planned start to the later of planned finish and today.
 * @param reported cumulative progress in basis points per month (first day), as the reports gave it
 */
export function sCurve(
  milestones: readonly Progressed[],
  reported: ReadonlyMap<CalendarDate, number>,
  today: CalendarDate,
): CurvePoint[] {
  if (milestones.length === 0) return [];
  const from = monthOf(milestones.map((m) => m.plannedStart).sort()[0]!);
  const finish = milestones
    .map((m) => m.plannedFinish)
    .sort()
    .at(-1)!;
  const until = monthOf(finish > today ? finish : today);
  const last = [...reported.keys()].sort().at(-1);
  const points: CurvePoint[] = [];
  let actual = 0;
  for (let period = from; period <= until; period = addMonths(period, 1)) {
    actual = reported.get(period) ?? actual;
    const on = addDays(addMonths(period, 1), -1);
    points.push({
      on,
      planned: plannedProgress(milestones, on),
      actual: last !== undefined && period <= last ? actual : null,
    });
  }
  return points;
}
