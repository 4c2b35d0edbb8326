import { addDays, TIERS, type Bilingual, type CalendarDate, type WorkCalendar } from '#libs/kernel';
import { ANY, DEFAULT_RULE, ruleFor, type RuleKey, type RuleStage } from './rule.rules.js';
import type { StageParam } from './stage.queries.js';
import { stageName } from './stage.rules.js';

/** What a source is swept by on a day: the stages for each tier and category, and how far ahead the earliest notice looks. */
export interface SweepPlan {
  stages: StageParam[];
  /** Categories that a rule names; all others go by `*`. */
  categories: string[];
  until: CalendarDate;
  /** Of what the days were computed; another basis computes them anew. */
  basis: string;
  /** Years that stages in working days reach into and nobody entered holidays for: a visible warning (§7). */
  missingYears: number[];
}

export interface RuleInForce extends RuleKey {
  id: string;
  stages: RuleStage[];
}

const REPEATS = 'urge-1';

function paramOf(
  stage: RuleStage,
  rank: number,
  key: { tier: string; category: string },
  source: Bilingual,
): StageParam {
  const name = stage.repeat === null ? stageName(stage.stage) : stageName(REPEATS);
  const pattern = (text: string): string => (stage.repeat === null ? text : text.replace('1', '#'));
  return {
    ...key,
    stage: stage.stage,
    rank,
    days: stage.offset,
    working: stage.unit === 'working',
    repeat: stage.repeat,
    to: stage.to,
    cc: stage.cc,
    channels: stage.channels,
    letter: stage.letter,
    mandatory: stage.mandatory,
    titleZh: stage.title.zh,
    titleEn: stage.title.en,
    bodyZh: stage.body.zh,
    bodyEn: stage.body.en,
    nameZh: pattern(name.zh),
    nameEn: pattern(name.en),
    ruleZh: source.zh,
    ruleEn: source.en,
  };
}

/**
 * @param sets in force on `asOf`, of the source and of the default ladder
 * @param only leaves out the tiers and categories that another set holds for (the preview of one set)
 */
export function planSweep(
  source: Bilingual & { rule: string },
  sets: readonly RuleInForce[],
  asOf: CalendarDate,
  days: { calendar: WorkCalendar; holidays: string },
  only?: RuleInForce,
): SweepPlan {
  const mine = sets.filter((set) => set.rule === DEFAULT_RULE || set.rule === source.rule);
  const categories = [...new Set(mine.map((set) => set.categoryCode))].filter((code) => code !== ANY).sort();
  const used = new Set<RuleInForce>();
  const stages = TIERS.flatMap((tier) =>
    [...categories, ANY].flatMap((category) => {
      const categoryCode = category === ANY ? null : category;
      const set = ruleFor(mine, { rule: source.rule, tier, categoryCode });
      if (!set) throw new Error(`no reminder rule is in force for ${source.rule}, ${tier}, ${category}`);
      if (only && set !== only) return [];
      used.add(set);
      return set.stages.map((stage, index) => paramOf(stage, index + 1, { tier, category }, source));
    }),
  );
  const working = stages.some((stage) => stage.working);
  const reach = stages.map(({ days: offset, working: counted }) =>
    counted ? days.calendar.addWorkingDays(asOf, Math.max(0, -offset)) : addDays(asOf, Math.max(0, -offset)),
  );
  const until = reach.reduce((latest, day) => (day > latest ? day : latest), asOf);
  const longest = Math.max(0, ...stages.filter((stage) => stage.working).map((stage) => stage.days));
  return {
    stages,
    categories,
    until,
    basis: [...[...used].map((set) => set.id).sort(), ...(working ? [days.holidays] : [])].join(' '),
    missingYears: working ? days.calendar.missingYears(asOf, days.calendar.addWorkingDays(until, longest)) : [],
  };
}
