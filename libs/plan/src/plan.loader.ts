import { createHash } from 'node:crypto';
import type { BootDatabase, BootLoader } from '#libs/platform';
import { configurations, planData, targetCode } from './plan.data.js';
import type { DeadlineRecord, IndicatorRecord, PlanRecord, WorkRecord } from './plan.data.js';

/** Tables in the order of their foreign keys, each with its key and its columns as `jsonb_to_recordset` wants them. */
const TABLES = {
  plan: {
    key: 'code',
    columns: `code text, title_zh text, title_en text, document_no text, issuer text, issued_on date, published_on date, index_no text, period_start int, period_end int, vision_year int, region_code text, provisional boolean, carried_over_from text, note_zh text, note_en text`,
  },
  category: {
    key: 'plan_code, code',
    columns: `plan_code text, code text, slug text, name_zh text, name_en text, lead_kind text, co_sign_kinds text[]`,
  },
  work: {
    key: 'plan_code, code',
    columns: `plan_code text, code text, category_code text, name_zh text, name_en text, lead_kind text, co_sign_kinds text[], places text[], region_codes text[], notes text[]`,
  },
  plan_gap: {
    key: 'plan_code, seq',
    columns: `plan_code text, seq int, ref text, kind text, certain boolean, note text`,
  },
  target: {
    key: 'plan_code, code',
    columns: `plan_code text, code text, work_code text, seq int, metric_zh text, metric_en text, value numeric, unit text, unit_en text, by_year int, comparator text, region_codes text[], derived boolean`,
  },
  indicator: {
    key: 'plan_code, no',
    columns: `plan_code text, no int, group_zh text, group_en text, name_zh text, name_en text, unit text, unit_en text, baseline_value numeric, baseline_text text, target_value numeric, target_text text, nature text, direction text, comparator text, cumulative boolean, qualitative boolean, five_year_reduction boolean, cap boolean, decomposable boolean, decomposable_basis text, decomposable_reason text, note text`,
  },
  deadline: {
    key: 'plan_code, code',
    columns: `plan_code text, code text, text_ref text, subject_zh text, subject_en text, metric text, value numeric, value_text text, value_max numeric, unit text, unit_en text, comparator text, due_year int, due_month int, implied_due_year int, kind text, scope text, work_code text, indicator_no int, region_codes text[], excluded_region_codes text[], alternative text, derived boolean, note text`,
  },
  strategic_action: {
    key: 'plan_code, key',
    columns: `plan_code text, key text, seq int, kind text, text_ref text, name_zh text, name_en text, requirement text, implies_feature text, cadence text, indicator_nos int[]`,
  },
} as const;
type Table = keyof typeof TABLES;
type Row = Readonly<Record<string, unknown>>;
type Content = Readonly<Record<Table, readonly Row[]>>;

/**
 * Brings the plans of this release. A plan whose content is unchanged costs one comparison of hashes. Rows that a
 * release no longer has are removed, unless something refers to them: then the foreign key stops the start, because a
 * person must say what becomes of it.
 */
export const planLoader: BootLoader = {
  name: 'plans',
  async load(db: BootDatabase): Promise<string[]> {
    const known = await db.query<{ code: string; hash: string }>('select code, content_hash as hash from plan');
    const changed: string[] = [];
    for (const plan of planData.plans) {
      const content = contentOf(plan);
      const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex');
      if (known.some((row) => row.code === plan.code && row.hash === hash)) continue;
      for (const table of Object.keys(TABLES) as Table[]) await upsert(db, table, content[table]);
      for (const table of (Object.keys(TABLES) as Table[]).reverse()) await prune(db, table, plan.code, content[table]);
      await db.query('update plan set content_hash = $2 where code = $1', [plan.code, hash]);
      changed.push(plan.code);
    }
    return changed;
  },
};

async function upsert(db: BootDatabase, table: Table, rows: readonly Row[]): Promise<void> {
  const { key, columns } = TABLES[table];
  const names = columns.split(', ').map((column) => column.split(' ')[0]!);
  const values = names.filter((name) => !key.split(', ').includes(name));
  await db.query(
    `insert into ${table} (${names.join(', ')}) select ${names.join(', ')}
       from jsonb_to_recordset($1::jsonb) as r(${columns})
     on conflict (${key}) do update set ${values.map((name) => `${name} = excluded.${name}`).join(', ')}`,
    [JSON.stringify(rows)],
  );
}

async function prune(db: BootDatabase, table: Table, planCode: string, rows: readonly Row[]): Promise<void> {
  if (table === 'plan') return;
  const { key, columns } = TABLES[table];
  await db.query(
    `delete from ${table} where plan_code = $1
        and (${key}) not in (select ${key} from jsonb_to_recordset($2::jsonb) as r(${columns}))`,
    [planCode, JSON.stringify(rows)],
  );
}

/** A plan that was carried over has the categories and works of the one before, and nothing that somebody would have to promise. */
function contentOf(plan: PlanRecord): Content {
  const own = plan.carriedOverFrom === null;
  const at = { plan_code: plan.code };
  const works = planData.categories.flatMap((category) => category.works.map((work) => ({ category, work })));
  return {
    plan: [planRow(plan)],
    category: planData.categories.map(({ code, slug, nameZh, nameEn }) => {
      const { lead, coSign } = configurationOf(code);
      return { ...at, code, slug, name_zh: nameZh, name_en: nameEn, lead_kind: lead, co_sign_kinds: coSign };
    }),
    work: works.map(({ category, work }) => {
      const { lead, leadByWork, coSign } = configurationOf(category.code);
      const leadKind = leadByWork[work.code] ?? lead;
      return {
        ...at,
        code: work.code,
        category_code: category.code,
        name_zh: work.nameZh,
        name_en: work.nameEn,
        lead_kind: leadKind,
        co_sign_kinds: coSign.filter((kind) => kind !== leadKind),
        // Places are promises of the printed plan, like targets.
        places: own ? work.places : [],
        region_codes: own ? work.gbCodes : [],
        notes: own ? (work.notes ?? []) : [],
      };
    }),
    plan_gap: own ? planData.gaps.map((gap, index) => ({ ...at, seq: index + 1, ...gap })) : [],
    target: own
      ? works.flatMap(({ work }) => work.targets.map((_, index) => ({ ...at, ...targetRow(work, index) })))
      : [],
    indicator: own ? planData.indicators.map((indicator) => ({ ...at, ...indicatorRow(indicator) })) : [],
    deadline: own ? planData.deadlines.map((deadline) => ({ ...at, ...deadlineRow(deadline) })) : [],
    strategic_action: own
      ? planData.actions.map((action, index) => ({
          ...at,
          key: action.key,
          seq: index + 1,
          kind: action.kind,
          text_ref: action.textRef,
          name_zh: action.nameZh,
          name_en: action.nameEn,
          requirement: action.requirement,
          implies_feature: action.impliesFeature,
          cadence: action.cadence ?? null,
          indicator_nos: action.indicators ?? [],
        }))
      : [],
  };
}

const configurationOf = (code: string) => configurations.find((configuration) => configuration.code === code)!;

const planRow = (plan: PlanRecord): Row => ({
  code: plan.code,
  title_zh: plan.title,
  title_en: plan.titleEn,
  document_no: plan.documentNo,
  issuer: plan.issuer,
  issued_on: plan.issuedOn,
  published_on: plan.publishedOn,
  index_no: plan.indexNo,
  period_start: plan.periodStart,
  period_end: plan.periodEnd,
  vision_year: plan.visionYear,
  region_code: plan.gbCode,
  provisional: plan.provisional,
  carried_over_from: plan.carriedOverFrom,
  note_zh: plan.note,
  note_en: plan.noteEn,
});

function targetRow(work: WorkRecord, index: number): Row {
  const target = work.targets[index]!;
  return {
    code: targetCode(work.code, index),
    work_code: work.code,
    seq: index + 1,
    metric_zh: target.metricZh,
    metric_en: target.metricEn,
    value: target.value,
    unit: target.unit,
    unit_en: target.unitEn,
    by_year: target.byYear,
    comparator: target.comparator,
    region_codes: target.gbCodes ?? [],
    derived: target.derived ?? false,
  };
}

const numberOrNull = (value: number | string | null): number | null => (typeof value === 'number' ? value : null);
const textOrNull = (value: number | string | null): string | null => (value === null ? null : String(value));

const indicatorRow = (indicator: IndicatorRecord): Row => ({
  no: indicator.no,
  group_zh: indicator.groupZh,
  group_en: indicator.groupEn,
  name_zh: indicator.nameZh,
  name_en: indicator.nameEn,
  unit: indicator.unit,
  unit_en: indicator.unitEn,
  baseline_value: numberOrNull(indicator.baseline2020),
  baseline_text: textOrNull(indicator.baseline2020),
  target_value: numberOrNull(indicator.target2025),
  target_text: String(indicator.target2025),
  nature: indicator.nature,
  direction: indicator.direction,
  comparator: indicator.comparator,
  cumulative: indicator.cumulative,
  qualitative: indicator.qualitative,
  five_year_reduction: indicator.fiveYearReduction ?? false,
  cap: indicator.cap ?? false,
  decomposable: indicator.decomposable,
  decomposable_basis: indicator.decomposableBasis,
  decomposable_reason: indicator.decomposableReason,
  note: indicator.note ?? null,
});

const deadlineRow = (deadline: DeadlineRecord): Row => ({
  code: deadline.id,
  text_ref: deadline.textRef,
  subject_zh: deadline.subjectZh,
  subject_en: deadline.subjectEn,
  metric: deadline.metric,
  value: numberOrNull(deadline.value),
  value_text: textOrNull(deadline.value),
  value_max: deadline.valueMax ?? null,
  unit: deadline.unit,
  unit_en: deadline.unitEn,
  comparator: deadline.comparator,
  due_year: deadline.dueYear,
  due_month: deadline.dueMonth,
  implied_due_year: deadline.impliedDueYear ?? null,
  kind: deadline.kind,
  scope: deadline.scope,
  work_code: deadline.workCode ?? null,
  indicator_no: deadline.indicatorNo ?? null,
  region_codes: deadline.gbCodes ?? [],
  excluded_region_codes: deadline.excludedGbCodes ?? [],
  alternative: deadline.alternative ?? null,
  derived: deadline.derived ?? false,
  note: deadline.note ?? null,
});
