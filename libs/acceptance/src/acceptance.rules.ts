import { hasFullWidth, type Bilingual, type CalendarDate, type FieldError, type WorkCalendar } from '#libs/kernel';

export const FINDINGS = ['met', 'partly', 'not_met'] as const;
export type Finding = (typeof FINDINGS)[number];
export const VOTES = ['pass', 'rectify', 'fail'] as const;
export type Vote = (typeof VOTES)[number];

const fault = (path: string, code: string, zh: string, en: string): FieldError => ({ path, code, message: { zh, en } });

/** More than half decides; without a majority the project is put right rather than passed or failed (§8). */
export function conclude(votes: readonly Vote[]): Vote {
  const majority = VOTES.find((vote) => votes.filter((cast) => cast === vote).length * 2 > votes.length);
  return majority ?? 'rectify';
}

export const tally = (votes: readonly Vote[]): Record<Vote, number> => ({
  pass: votes.filter((vote) => vote === 'pass').length,
  rectify: votes.filter((vote) => vote === 'rectify').length,
  fail: votes.filter((vote) => vote === 'fail').length,
});

export interface SelfAnswer {
  key: string;
  answer: Finding;
  note?: string | null;
}

/** Each item of the category's checklist once, nothing else, and a note wherever it is not fully met. */
export function checkSelfAnswers(checklist: readonly { key: string }[], answers: readonly SelfAnswer[]): FieldError[] {
  const errors: FieldError[] = [];
  const known = new Set(checklist.map((item) => item.key));
  const seen = new Set<string>();
  answers.forEach(({ key, answer, note }, index) => {
    const path = `answers.${index}`;
    if (!known.has(key)) errors.push(fault(`${path}.key`, 'ITEM_UNKNOWN', '清单中没有此项', 'Not on the checklist'));
    if (seen.has(key)) errors.push(fault(`${path}.key`, 'ITEM_TWICE', '同一项重复填写', 'The same item twice'));
    if (answer !== 'met' && !note) errors.push(fault(`${path}.note`, 'NOTE_MISSING', '未完全满足的须说明', 'Say why'));
    seen.add(key);
  });
  for (const { key } of checklist) {
    if (!seen.has(key)) errors.push(fault('answers', 'ITEM_MISSING', `缺少自查项 ${key}`, `Item ${key} is missing`));
  }
  return errors;
}

export interface NewRectification {
  text: string;
  dueOn: CalendarDate;
}

/** At least one item, each with a day that still lies ahead (§3). */
export function checkRectifications(items: readonly NewRectification[], today: CalendarDate): FieldError[] {
  if (items.length === 0) {
    return [fault('items', 'RECTIFICATION_EMPTY', '至少需要一项整改要求', 'At least one item to be put right')];
  }
  return items.flatMap((item, index) =>
    item.dueOn > today
      ? []
      : [fault(`items.${index}.dueOn`, 'DUE_NOT_AHEAD', '整改期限应晚于今天', 'The due day lies not ahead')],
  );
}

export interface ConfirmedOutput {
  metric: string;
  /** A number in decimal notation: no float on the way to the plan's indicators. */
  value: string;
}

/** Every output of the project is confirmed once; nought is a value, silence is not. */
export function checkConfirmed(
  outputs: readonly { metric: string }[],
  confirmed: readonly ConfirmedOutput[],
): FieldError[] {
  const errors: FieldError[] = [];
  const known = new Set(outputs.map((output) => output.metric));
  const seen = new Set<string>();
  confirmed.forEach(({ metric, value }, index) => {
    const path = `outputs.${index}`;
    if (!known.has(metric)) errors.push(fault(`${path}.metric`, 'OUTPUT_UNKNOWN', '项目没有此产出', 'Not an output'));
    if (seen.has(metric)) errors.push(fault(`${path}.metric`, 'OUTPUT_TWICE', '指标重复', 'The same metric twice'));
    if (!/^\d{1,16}(\.\d{1,4})?$/.test(value) || hasFullWidth(value)) {
      errors.push(
        fault(`${path}.value`, 'NUMBER_MALFORMED', '应为非负数，最多四位小数', 'Not a number ≥ 0, four decimals'),
      );
    }
    seen.add(metric);
  });
  for (const { metric } of outputs) {
    if (!seen.has(metric)) errors.push(fault('outputs', 'OUTPUT_MISSING', `缺少 ${metric}`, `${metric} is missing`));
  }
  return errors;
}

/** The last day of the notice, and whether the holiday table covers it: a year without data is said, not guessed (§7). */
export function noticeTerm(calendar: WorkCalendar, startsOn: CalendarDate, workingDays: number) {
  const endsOn = calendar.addWorkingDays(startsOn, workingDays);
  return { endsOn, missingYears: calendar.missingYears(startsOn, endsOn) };
}

/** The whole last day belongs to the public. */
export const isNoticeOver = (endsOn: CalendarDate, today: CalendarDate): boolean => today > endsOn;

export const LEVELS = ['self', 'department', 'finance'] as const;
export type EvaluationLevel = (typeof LEVELS)[number];

/** §8: output 50, benefit 30, management (budget execution) 10, satisfaction 10. */
export const FULL_MARKS = { output: 50, benefit: 30, management: 10, satisfaction: 10 } as const;
export type Scores = Record<keyof typeof FULL_MARKS, number>;

export const totalOf = (scores: Scores): number =>
  scores.output + scores.benefit + scores.management + scores.satisfaction;

export function checkScores(scores: Scores): FieldError[] {
  return (Object.keys(FULL_MARKS) as (keyof Scores)[]).flatMap((part) =>
    Number.isInteger(scores[part]) && scores[part] >= 0 && scores[part] <= FULL_MARKS[part]
      ? []
      : [
          fault(
            part,
            'SCORE_OUT_OF_RANGE',
            `应为 0 至 ${FULL_MARKS[part]} 的整数`,
            `A whole number 0–${FULL_MARKS[part]}`,
          ),
        ],
  );
}

export interface GradeBounds {
  excellent: number;
  good: number;
  fair: number;
}
export type Grade = keyof GradeBounds | 'poor';

export const GRADES: Readonly<Record<Grade, Bilingual>> = {
  excellent: { zh: '优', en: 'Excellent' },
  good: { zh: '良', en: 'Good' },
  fair: { zh: '中', en: 'Fair' },
  poor: { zh: '差', en: 'Poor' },
};

export function gradeOf(total: number, bounds: GradeBounds): Grade {
  if (total >= bounds.excellent) return 'excellent';
  if (total >= bounds.good) return 'good';
  return total >= bounds.fair ? 'fair' : 'poor';
}

/** The level whose turn it is: self → department → finance; undefined once all three are filed. */
export const nextLevel = (filed: readonly EvaluationLevel[]): EvaluationLevel | undefined =>
  LEVELS.find((level) => !filed.includes(level));

/** 财建〔2016〕503号: what a project cost, by kind. */
export const COST_KINDS = {
  construction: { zh: '建筑安装工程投资', en: 'Construction and installation' },
  equipment: { zh: '设备投资', en: 'Equipment' },
  deferred: { zh: '待摊投资', en: 'Deferred costs' },
  other: { zh: '其他投资', en: 'Other' },
} as const satisfies Readonly<Record<string, Bilingual>>;
export type CostKind = keyof typeof COST_KINDS;

export interface CostLine {
  kind: CostKind;
  amount: bigint;
}

export function checkCosts(lines: readonly CostLine[]): FieldError[] {
  if (lines.length === 0) return [fault('lines', 'LINES_EMPTY', '至少一类投资', 'At least one kind of cost')];
  const seen = new Set<CostKind>();
  return lines.flatMap((line, index) => {
    const errors: FieldError[] = [];
    if (seen.has(line.kind)) errors.push(fault(`lines.${index}.kind`, 'KIND_TWICE', '类别重复', 'The same kind twice'));
    if (line.amount <= 0n)
      errors.push(fault(`lines.${index}.amount`, 'AMOUNT_NOT_POSITIVE', '金额应大于零', 'Not > 0'));
    seen.add(line.kind);
    return errors;
  });
}
