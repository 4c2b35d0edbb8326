import { addDays, type CalendarDate } from '#libs/kernel';

/** One rung of the ladder of §7, as versioned data (table reminder_stage). Offsets are calendar days from the due date. */
export interface StageRule {
  stage: string;
  rank: number;
  offsetDays: number;
  repeatDays?: number | null;
}

export interface ReachedStage {
  stage: string;
  on: CalendarDate;
  rank: number;
}

/**
 * The stages of one due date that are reached by a day: the plain form of what the sweep does in SQL for all at once.
 * The reference that tests compare the sweep with. A stage before `since` (the subject did not exist yet) is not reached.
 */
export function stagesReached(
  due: CalendarDate,
  since: CalendarDate,
  asOf: CalendarDate,
  rules: readonly StageRule[],
): ReachedStage[] {
  const reached: ReachedStage[] = [];
  for (const rule of rules) {
    let on = addDays(due, rule.offsetDays);
    for (let turn = 1; on <= asOf; turn += 1) {
      if (on >= since)
        reached.push({ stage: rule.repeatDays ? `${rule.stage}-${turn}` : rule.stage, on, rank: rule.rank });
      if (!rule.repeatDays) break;
      on = addDays(on, rule.repeatDays);
    }
  }
  return reached.sort((a, b) => (a.on === b.on ? a.rank - b.rank : a.on < b.on ? -1 : 1));
}
