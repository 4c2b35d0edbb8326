/** Each list of a plan in the plan's own order; short enough to need no pages. Quantities are no money: float8 is exact enough. */
const fields = `p.code, p.title_zh as "titleZh", p.title_en as "titleEn", p.document_no as "documentNo", p.issuer,
  p.issued_on as "issuedOn", p.published_on as "publishedOn", p.index_no as "indexNo", p.period_start as "periodStart",
  p.period_end as "periodEnd", p.vision_year as "visionYear", p.region_code as "regionCode", p.provisional,
  p.carried_over_from as "carriedOverFrom", p.note_zh as "noteZh", p.note_en as "noteEn"`;

export const planSql = {
  plans: `
    select ${fields},
           (select count(*)::int from category c where c.plan_code = p.code) as categories,
           (select count(*)::int from work w where w.plan_code = p.code) as works,
           (select count(*)::int from target t where t.plan_code = p.code) as targets,
           (select count(*)::int from indicator i where i.plan_code = p.code) as indicators,
           (select count(*)::int from deadline d where d.plan_code = p.code) as deadlines
      from plan p order by p.period_start, p.code`,

  exists: 'select code from plan where code = $1',

  categories: `
    select c.code, c.slug, c.name_zh as "nameZh", c.name_en as "nameEn", c.lead_kind as "leadKind",
           c.co_sign_kinds as "coSignKinds", p.provisional
      from category c join plan p on p.code = c.plan_code where c.plan_code = $1 order by c.code`,

  works: `
    select w.code, w.category_code as "categoryCode", w.name_zh as "nameZh", w.name_en as "nameEn",
           w.lead_kind as "leadKind", w.co_sign_kinds as "coSignKinds", w.places, w.region_codes as "regionCodes", w.notes,
           p.provisional, (select count(*)::int from target t where t.plan_code = w.plan_code and t.work_code = w.code) as targets
      from work w join plan p on p.code = w.plan_code where w.plan_code = $1
       and ($2::text is null or w.category_code = $2) order by w.category_code, w.code`,

  gaps: `select ref, kind, certain, note from plan_gap where plan_code = $1 order by seq`,

  targets: `
    select t.code, w.category_code as "categoryCode", t.work_code as "workCode", t.metric_zh as "metricZh",
           t.metric_en as "metricEn", t.value::float8 as value, t.unit, t.unit_en as "unitEn", t.by_year as "byYear",
           t.comparator, t.region_codes as "regionCodes", t.derived
      from target t join work w on w.plan_code = t.plan_code and w.code = t.work_code where t.plan_code = $1
       and ($2::text is null or w.category_code = $2) and ($3::text is null or t.work_code = $3)
     order by t.work_code, t.seq`,

  indicators: `
    select no, group_zh as "groupZh", group_en as "groupEn", name_zh as "nameZh", name_en as "nameEn", unit, unit_en as "unitEn",
           baseline_value::float8 as "baselineValue", baseline_text as "baselineText", target_value::float8 as "targetValue",
           target_text as "targetText", nature, direction, comparator, cumulative, qualitative,
           five_year_reduction as "fiveYearReduction", cap, decomposable, decomposable_basis as "decomposableBasis",
           decomposable_reason as "decomposableReason", note
      from indicator where plan_code = $1 order by no`,

  deadlines: `
    select code, text_ref as "textRef", subject_zh as "subjectZh", subject_en as "subjectEn", metric, value::float8 as value,
           value_text as "valueText", value_max::float8 as "valueMax", unit, unit_en as "unitEn", comparator,
           due_year as "dueYear", due_month as "dueMonth", implied_due_year as "impliedDueYear", kind, scope,
           work_code as "workCode", indicator_no as "indicatorNo", region_codes as "regionCodes",
           excluded_region_codes as "excludedRegionCodes", alternative, derived, note
      from deadline where plan_code = $1 and ($2::text is null or work_code = $2)
       and ($3::int is null or coalesce(due_year, implied_due_year) = $3) order by code`,

  actions: `
    select key, kind, text_ref as "textRef", name_zh as "nameZh", name_en as "nameEn", requirement,
           implies_feature as "impliesFeature", cadence, indicator_nos as "indicatorNos"
      from strategic_action where plan_code = $1 order by seq`,
};
