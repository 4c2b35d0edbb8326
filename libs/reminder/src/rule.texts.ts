import type { Bilingual } from '#libs/kernel';

/** What a text of a rule may name; each has the SQL that fills it, once per language (`l` ladder, `o` unit, `g` region, `s` stage, `f` its turn). */
const PLACEHOLDERS = {
  title: { sql: 'l.title', zh: '事项名称', en: 'what is due' },
  due: { sql: 'l.due_on::text', zh: '到期日', en: 'due date' },
  daysLate: { sql: 'greatest($1::date - l.due_on, 0)::text', zh: '逾期天数', en: 'days past the due date, or 0' },
  daysLeft: { sql: 'greatest(l.due_on - $1::date, 0)::text', zh: '剩余天数', en: 'days to the due date, or 0' },
  today: { sql: '$1::date::text', zh: '提醒当日', en: 'day of the reminder' },
  number: { sql: "coalesce(l.number, '')", zh: '项目编号', en: 'project number, empty where there is none' },
  region: { sql: { zh: 'g.name_zh', en: 'g.name_en' }, zh: '行政区', en: 'region' },
  unit: { sql: { zh: 'o.name_zh', en: 'o.name_en' }, zh: '责任单位', en: 'responsible organisation' },
  stage: {
    sql: { zh: `replace(s."nameZh", '#', f.turn::text)`, en: `replace(s."nameEn", '#', f.turn::text)` },
    zh: '阶段',
    en: 'stage',
  },
  rule: { sql: { zh: 's."ruleZh"', en: 's."ruleEn"' }, zh: '规则', en: 'rule' },
} as const satisfies Readonly<Record<string, Bilingual & { sql: string | Bilingual }>>;

export type Placeholder = keyof typeof PLACEHOLDERS;

/** The declared placeholders with their meaning, as the API lists them. */
export const placeholders = (): (Bilingual & { name: string })[] =>
  Object.entries(PLACEHOLDERS).map(([name, { zh, en }]) => ({ name, zh, en }));

export const MAX_TITLE = 200;
export const MAX_BODY = 2000;

/** Names in braces that are not declared, and braces that hold none. */
export function unknownPlaceholders(text: string): string[] {
  const named = [...text.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1]!).filter((name) => !(name in PLACEHOLDERS));
  return /[{}]/.test(text.replaceAll(/\{[^{}]*\}/g, '')) ? [...named, '{'] : named;
}

/** SQL that fills a template column. The title goes last: what a title happens to contain is not a template. */
export function filled(template: string, language: keyof Bilingual): string {
  const order = Object.keys(PLACEHOLDERS).sort(
    (a, b) => Number(a === 'title') - Number(b === 'title'),
  ) as Placeholder[];
  return order.reduce((text, name) => {
    const { sql } = PLACEHOLDERS[name];
    return `replace(${text}, '{${name}}', ${typeof sql === 'string' ? sql : sql[language]})`;
  }, template);
}
