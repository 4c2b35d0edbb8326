import type { Actor, CalendarDate } from '#libs/kernel';
import type { Reader } from '#libs/platform';
import type { Bind, ProjectListExtensions } from './project.registries.js';

export interface ProjectFilter {
  category?: string;
  work?: string;
  /** A region and all below it; `column` says which scope column holds it. */
  region?: { column: 'city_code' | 'county_code'; code: string };
  tier?: string;
  status?: readonly string[];
  fundSource?: string;
  owner?: string;
  plan?: string;
  q?: string;
  dueBefore?: CalendarDate;
  /** Filters of higher libs, by their registered name. */
  extra?: Readonly<Record<string, string>>;
}

export interface Keyset {
  key: SortKey;
  descending: boolean;
  after?: readonly [unknown, unknown];
  limit: number;
}

/** CASE and not COALESCE, which row-level security would keep out of the index condition (migration 1790000006000). */
const FINISH = `case when p.planned_finish is null then 'infinity'::date else p.planned_finish end`;

/** Sort keys are never null, so that the page after a cursor is one row comparison, and each has an index. */
export const SORTS = {
  updated: { sql: 'p.updated_at', type: 'timestamptz' },
  plannedFinish: { sql: FINISH, type: 'date' },
  number: { sql: `case when p.number is null then '' else p.number end`, type: 'text' },
  name: { sql: 'p.name collate "zh-x-icu"', type: 'text' },
  investment: {
    sql: `case when p.total_investment_fen is null then 0 else p.total_investment_fen end`,
    type: 'bigint',
  },
} as const;
export type SortKey = keyof typeof SORTS;
export const PROJECT_SORTS = Object.keys(SORTS).flatMap((key) => [key, `-${key}`]);

const SHOWN = `p.id, p.number, p.name, p.status, p.plan_code as "planCode", p.category_code as "categoryCode",
  p.work_code as "workCode", p.tier, p.region_code as "regionCode", p.owner_organisation_id as "ownerOrganisationId",
  o.name_zh as "ownerName", p.project_code as "projectCode", p.library_number as "libraryNumber",
  p.planned_start as "plannedStart", p.planned_finish as "plannedFinish", p.total_investment_fen as "totalInvestment",
  p.returned_due_on as "returnedDueOn", p.updated_at as "updatedAt", p.version`;

/** The scope of §1 as a condition on its own column: an index is read, not a fence checked row by row. */
function scopeOf(actor: Actor, bind: Bind): string[] {
  const { kind, code } = actor.scope;
  if (kind === 'owner') return [`p.owner_organisation_id = ${bind(code)}`];
  const notDraft = kind === 'system' ? [] : [`p.status <> 'draft'`];
  if (kind === 'city' || kind === 'county') return [...notDraft, `p.${kind}_code = ${bind(code)}`];
  return kind === 'none' ? ['false'] : notDraft;
}

/** One text per shape of filter, so that each shape is prepared once. */
export function listProjects(
  r: Reader,
  filter: ProjectFilter,
  page: Keyset,
  extensions: ProjectListExtensions,
): { sql: string; params: unknown[] } {
  const params: unknown[] = [];
  const bind: Bind = (value) => `$${params.push(value)}`;
  const { sql: key, type } = SORTS[page.key];
  const select = `${SHOWN}, (${key})::text as "sortKey"${extensions.select(bind, r)}`;
  const where = [...scopeOf(r.actor, bind), ...conditions(filter, bind)];
  for (const [name, value] of Object.entries(filter.extra ?? {})) {
    const condition = extensions.of(name)?.where?.(value, bind, r);
    if (condition) where.push(`(${condition})`);
  }
  const [compare, direction] = page.descending ? ['<', 'desc'] : ['>', 'asc'];
  if (page.after) where.push(`(${key}, p.id) ${compare} (${bind(page.after[0])}::${type}, ${bind(page.after[1])})`);
  const sql = `select ${select} from project p join organisation o on o.id = p.owner_organisation_id
    ${where.length > 0 ? `where ${where.join(' and ')}` : ''}
    order by ${key} ${direction}, p.id ${direction} limit ${bind(page.limit)}`;
  return { sql, params };
}

function conditions(filter: ProjectFilter, bind: Bind): string[] {
  const where: string[] = [];
  const equal = (column: string, value: string | undefined): void => {
    if (value !== undefined) where.push(`p.${column} = ${bind(value)}`);
  };
  equal('category_code', filter.category);
  equal('work_code', filter.work);
  equal('tier', filter.tier);
  equal('plan_code', filter.plan);
  equal('owner_organisation_id', filter.owner);
  if (filter.region) equal(filter.region.column, filter.region.code);
  if (filter.status?.length === 1) equal('status', filter.status[0]);
  else if (filter.status?.length) where.push(`p.status = any(${bind(filter.status)})`);
  if (filter.dueBefore) where.push(`(${FINISH}) < ${bind(filter.dueBefore)}::date`);
  if (filter.fundSource) {
    const source = bind(filter.fundSource);
    where.push(`exists (select 1 from project_budget b where b.project_id = p.id and b.source = ${source})`);
  }
  const words = filter.q ? normaliseSearch(filter.q) : '';
  if (words !== '') {
    const grams = `s.grams @> ${bind(gramsOf(words))}`;
    const like = `s.document like ${bind(`%${words.replace(/[\\%_]/g, '\\$&')}%`)}`;
    where.push(`p.id in (select s.project_id from project_search s where ${grams} and ${like})`);
  }
  return where;
}

/** As the trigger of migration 1790000006000 writes them: lower case, no white space. */
export const normaliseSearch = (text: string): string => text.normalize('NFC').toLowerCase().replace(/\s+/g, '');

/** Pairs find more precisely than single characters; one character has only itself. */
export function gramsOf(text: string): string[] {
  const characters = [...text];
  if (characters.length < 2) return characters;
  return [...new Set(characters.slice(1).map((character, index) => characters[index]! + character))];
}
