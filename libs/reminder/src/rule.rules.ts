import type { Bilingual, CalendarDate, FieldError, Tier } from '#libs/kernel';
import type { StageRule } from './ladder.rules.js';
import { isRecipient } from './recipient.rules.js';
import { MAX_BODY, MAX_TITLE, placeholders, unknownPlaceholders } from './rule.texts.js';
import { parseStage } from './stage.rules.js';

export const CHANNELS = ['inbox', 'mail', 'webhook'] as const;
export type Channel = (typeof CHANNELS)[number];
/** The ladder of every source that has none of its own. */
export const DEFAULT_RULE = 'default';
/** Any tier or category. */
export const ANY = '*';
const MAX_OFFSET = 730;
const MAX_STAGES = 30;

/** One stage of a rule set: when, to whom, by what channel, in which words. */
export interface RuleStage extends StageRule {
  repeat: number | null;
  /** Recipients whose matter it is, and those who are told; words of the recipients' vocabulary. */
  to: string[];
  cc: string[];
  channels: Channel[];
  /** A numbered supervision letter 督办函 is issued. */
  letter: boolean;
  /** No preference of a person switches it off. */
  mandatory: boolean;
  title: Bilingual;
  body: Bilingual;
}

/** What a rule set is for. */
export interface RuleKey {
  rule: string;
  tier: Tier | typeof ANY;
  categoryCode: string;
}

export interface RuleSet extends RuleKey {
  version: number;
  validFrom: CalendarDate;
  stages: RuleStage[];
}

/**
 * Which rule set holds: the most specific. The source counts most (its own set before the default ladder), then the category,
 * then the tier; so (rule, category, tier) · (rule, category) · (rule, tier) · (rule) · and the same four of the default ladder.
 */
export function ruleFor<T extends RuleKey>(
  sets: readonly T[],
  of: { rule: string; tier: Tier; categoryCode: string | null },
): T | undefined {
  const weight = (set: T): number =>
    Number(set.rule !== DEFAULT_RULE) * 4 + Number(set.categoryCode !== ANY) * 2 + Number(set.tier !== ANY);
  return sets
    .filter((set) => set.rule === DEFAULT_RULE || set.rule === of.rule)
    .filter((set) => set.tier === ANY || set.tier === of.tier)
    .filter((set) => set.categoryCode === ANY || set.categoryCode === of.categoryCode)
    .sort((a, b) => weight(b) - weight(a))[0];
}

const TEXTS = {
  STAGES_COUNT: { zh: `阶段应为 1 至 ${MAX_STAGES} 个`, en: `Between 1 and ${MAX_STAGES} stages` },
  STAGE_UNKNOWN: {
    zh: '阶段代码应为 notice-天数、due、urge 或 supervise-级别（1–9）',
    en: 'A stage is notice-<days>, due, urge or supervise-<level 1–9>',
  },
  STAGE_TWICE: { zh: '阶段重复', en: 'The stage is there twice' },
  STAGE_OFFSET: {
    zh: '提醒在到期日之前，到期在当日，催办和督办在其后',
    en: 'A notice lies before the due date, due on it, urge and supervise after it',
  },
  STAGE_ORDER: { zh: '阶段应按时间先后排列', en: 'Stages stand in the order of their days' },
  OFFSET_RANGE: { zh: `天数不能超过 ${MAX_OFFSET}`, en: `At most ${MAX_OFFSET} days` },
  REPEAT_RANGE: {
    zh: '重复间隔应为 1 至 365 天，且只用于催办',
    en: 'Repeated every 1 to 365 days, and only urge is',
  },
  RECIPIENT_MISSING: { zh: '至少一名收件人', en: 'At least one recipient' },
  RECIPIENT_UNKNOWN: { zh: '收件人不在可用范围内', en: 'Not a recipient that exists' },
  CHANNEL_UNKNOWN: {
    zh: '渠道应为站内信、邮件或 webhook，且必须包含站内信',
    en: 'inbox, mail or webhook, and always inbox',
  },
  SUPERVISION_MANDATORY: { zh: '督办和督办函不能设为可关闭', en: 'Supervision and letters cannot be made optional' },
  LETTER_STAGE: { zh: '只有督办阶段可发督办函', en: 'Only supervision issues a letter' },
  TEXT_MISSING: { zh: '中文和英文都要填写', en: 'Both languages are needed' },
  TEXT_TOO_LONG: { zh: '文字过长', en: 'The text is too long' },
  PLACEHOLDER_UNKNOWN: {
    zh: `未知占位符 {name}；可用：${listed()}`,
    en: `Unknown placeholder {name}; there are: ${listed()}`,
  },
} as const satisfies Readonly<Record<string, Bilingual>>;

function listed(): string {
  return placeholders()
    .map(({ name }) => name)
    .join(' ');
}

const fault = (path: string, code: keyof typeof TEXTS, params?: FieldError['params']): FieldError => ({
  path,
  code,
  message: TEXTS[code],
  ...(params ? { params } : {}),
});

/** Everything that is wrong with the stages of a rule set, each with its path; empty when it may be saved. */
export function checkStages(stages: readonly RuleStage[]): FieldError[] {
  if (stages.length === 0 || stages.length > MAX_STAGES) return [fault('stages', 'STAGES_COUNT')];
  const seen = new Set<string>();
  const latest = { calendar: -Infinity, working: -Infinity };
  return stages.flatMap((stage, index) => {
    const path = `stages.${index}`;
    const faults = [...checkDays(stage, path), ...checkAddress(stage, path), ...checkTexts(stage, path)];
    if (seen.has(stage.stage)) faults.push(fault(`${path}.stage`, 'STAGE_TWICE'));
    if (stage.offset < latest[stage.unit]) faults.push(fault(`${path}.offset`, 'STAGE_ORDER'));
    seen.add(stage.stage);
    latest[stage.unit] = stage.offset;
    return faults;
  });
}

function checkDays(stage: RuleStage, path: string): FieldError[] {
  const faults: FieldError[] = [];
  const code = parseStage(stage.stage);
  const numbered = code && (code.family === 'notice' || code.family === 'supervise');
  if (
    !code ||
    Boolean(numbered) !== (code.number !== null) ||
    (code.family === 'supervise' && !inRange(code.number, 1, 9))
  )
    faults.push(fault(`${path}.stage`, 'STAGE_UNKNOWN'));
  else if (Math.sign(stage.offset) !== { before: -1, on: 0, after: 1 }[code.side])
    faults.push(fault(`${path}.offset`, 'STAGE_OFFSET'));
  if (Math.abs(stage.offset) > MAX_OFFSET) faults.push(fault(`${path}.offset`, 'OFFSET_RANGE'));
  if (stage.repeat !== null && (!inRange(stage.repeat, 1, 365) || code?.family !== 'urge'))
    faults.push(fault(`${path}.repeat`, 'REPEAT_RANGE'));
  return faults;
}

function checkAddress(stage: RuleStage, path: string): FieldError[] {
  const faults: FieldError[] = [];
  if (stage.to.length === 0) faults.push(fault(`${path}.to`, 'RECIPIENT_MISSING'));
  for (const list of ['to', 'cc'] as const)
    for (const [index, word] of stage[list].entries())
      if (!isRecipient(word)) faults.push(fault(`${path}.${list}.${index}`, 'RECIPIENT_UNKNOWN'));
  if (!stage.channels.includes('inbox') || stage.channels.some((channel) => !CHANNELS.includes(channel)))
    faults.push(fault(`${path}.channels`, 'CHANNEL_UNKNOWN'));
  const supervises = parseStage(stage.stage)?.family === 'supervise';
  if (supervises && !stage.mandatory) faults.push(fault(`${path}.mandatory`, 'SUPERVISION_MANDATORY'));
  if (stage.letter && !supervises) faults.push(fault(`${path}.letter`, 'LETTER_STAGE'));
  return faults;
}

function checkTexts(stage: RuleStage, path: string): FieldError[] {
  const limits = { title: MAX_TITLE, body: MAX_BODY } as const;
  return (['title', 'body'] as const).flatMap((part) =>
    (['zh', 'en'] as const).flatMap((language) => {
      const at = `${path}.${part}.${language}`;
      const text = stage[part][language];
      if (text.trim() === '') return [fault(at, 'TEXT_MISSING')];
      if (text.length > limits[part]) return [fault(at, 'TEXT_TOO_LONG')];
      return unknownPlaceholders(text).map((name) => fault(at, 'PLACEHOLDER_UNKNOWN', { name }));
    }),
  );
}

const inRange = (value: number | null, least: number, most: number): boolean =>
  value !== null && Number.isInteger(value) && value >= least && value <= most;
