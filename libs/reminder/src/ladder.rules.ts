import { addDays, type CalendarDate, type WorkCalendar } from '#libs/kernel';

/** When a rung of the ladder of §7 is reached: so many days from the due date, negative before it. */
export interface StageRule {
  stage: string;
  offset: number;
  unit: 'calendar' | 'working';
  /** Again every so many days, without end. */
  repeat?: number | null;
}

export interface ReachedStage {
  /** With its turn when it repeats: `urge-2`. */
  stage: string;
  on: CalendarDate;
  /** Place in the rule, from 1: the higher, the more urgent. */
  rank: number;
}

/**
 * The stages of one due date that are reached by a day: the plain form of what the sweep does in SQL for all at once, and the
 * reference that tests compare it with. A stage before `since` (the subject did not exist yet) is not reached.
 */
export function stagesReached(
  due: CalendarDate,
  since: CalendarDate,
  asOf: CalendarDate,
  rules: readonly StageRule[],
  calendar: WorkCalendar,
): ReachedStage[] {
  const later = (day: CalendarDate, rule: StageRule, count: number): CalendarDate =>
    rule.unit === 'working' ? calendar.addWorkingDays(day, count) : addDays(day, count);
  const reached: ReachedStage[] = [];
  for (const [index, rule] of rules.entries()) {
    let on = later(due, rule, rule.offset);
    for (let turn = 1; on <= asOf; turn += 1) {
      if (on >= since) reached.push({ stage: rule.repeat ? `${rule.stage}-${turn}` : rule.stage, on, rank: index + 1 });
      if (!rule.repeat) break;
      on = later(on, rule, rule.repeat);
    }
  }
  return reached.sort((a, b) => (a.on === b.on ? a.rank - b.rank : a.on < b.on ? -1 : 1));
}
