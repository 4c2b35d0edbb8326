import { OFFICES } from './recipient.rules.js';

/**
 * Parts of the statements of the sweep and of the preview: which stages are reached when, and who is told. The rules come as a
 * parameter (see StageParam), so that what is in force and what is only tried out run through the same lines. $1 is asOf.
 */

/** One stage of one rule set, for one tier and category; category `*` stands for all that no rule names. */
export interface StageParam {
  tier: string;
  category: string;
  stage: string;
  rank: number;
  days: number;
  working: boolean;
  repeat: number | null;
  to: readonly string[];
  cc: readonly string[];
  channels: readonly string[];
  letter: boolean;
  mandatory: boolean;
  titleZh: string;
  titleEn: string;
  bodyZh: string;
  bodyEn: string;
  /** With `#` for the turn of a stage that repeats. */
  nameZh: string;
  nameEn: string;
  ruleZh: string;
  ruleEn: string;
}

/** $n the stages as JSON */
export const stageOf = (parameter: string): string => `
  stage as materialized (
    select * from jsonb_to_recordset(${parameter}::jsonb) s (tier text, category text, stage text, rank int, days int,
      working boolean, repeat int, "to" text[], cc text[], channels text[], letter boolean, mandatory boolean, "titleZh" text,
      "titleEn" text, "bodyZh" text, "bodyEn" text, "nameZh" text, "nameEn" text, "ruleZh" text, "ruleEn" text))`;

/** By what a rule may differ, of a ladder or an item `l`; $n the categories that rules name. */
export const keyOf = (categories: string): string => `
  case when l.county_code is not null then 'county' when l.city_code is not null then 'city' else 'province' end as tier,
  case when l.category_code = any (${categories}::text[]) then l.category_code else '*' end as category`;

/**
 * For the due dates of `ready` (few, however many ladders share them): the day of each stage, then every turn of it up to asOf.
 * Needs `stage` and `ready`; yields `first` with the day after asOf that comes next, and `reached`.
 */
export const REACHED = `
  first as materialized (
    select f.*, case when f.repeat is null or f.first_on > $1::date then 0
                     when f.working then work_days_between(f.first_on, $1::date) / f.repeat
                     else ($1::date - f.first_on) / f.repeat end as turns
      from (select d.due_on, s.tier, s.category, s.rank, s.stage, s.working, s.repeat,
                   case when s.working then work_day_after(d.due_on, s.days) else d.due_on + s.days end as first_on
              from (select distinct due_on from ready) d cross join stage s) f),
  upcoming as materialized (
    select due_on, tier, category, min(case
             when first_on > $1::date then first_on
             when repeat is null then null
             when working then work_day_after(first_on, (turns + 1) * repeat)
             else first_on + (turns + 1) * repeat end) as next_on
      from first group by due_on, tier, category),
  reached as materialized (
    select f.due_on, f.tier, f.category, f.rank, turn + 1 as turn,
           case when f.repeat is null then f.stage else f.stage || '-' || (turn + 1) end as code,
           case when f.repeat is null then f.first_on
                when f.working then work_day_after(f.first_on, turn * f.repeat)
                else f.first_on + turn * f.repeat end as stage_on
      from first f cross join lateral generate_series(0, f.turns) turn
     where f.first_on <= $1::date)`;

const PROVINCE = '410000';
const OFFICE = OFFICES.map(
  ({ word, department, tier, roles }) => `('${word}', '${department}', '${tier}', '{${roles.join(',')}}'::text[])`,
).join(', ');

/**
 * Who is told of the rows of `fresh` (key, tier, category, rank, responsible_org_id, responsible_roles, owner_org_id, lead_kind,
 * city_code, county_code). Offices are looked up once per place, not once per row. A stage whose offices nobody holds goes to the
 * province's supervisors, so that it is noticed by somebody.
 */
export const ADDRESSED = `
  word as materialized (
    select tier, category, rank, word, false as cc from stage cross join lateral unnest("to") word
    union all
    select tier, category, rank, word, true from stage cross join lateral unnest(cc) word),
  holder as (
    select m.organisation_id, m.role, m.person_id from membership m
      join person p on p.id = m.person_id and p.disabled_at is null),
  desk as materialized (
    select distinct f.tier, f.category, f.rank, f.lead_kind, f.city_code, f.county_code, h.person_id, w.cc
      from (select distinct tier, category, rank, lead_kind, city_code, county_code from fresh) f
      join word w using (tier, category, rank)
      join (values ${OFFICE}) office (word, department, level, roles) on office.word = w.word
      join organisation o on o.region_code = case office.level
             when 'county' then coalesce(f.county_code, f.city_code, '${PROVINCE}')
             when 'city' then coalesce(f.city_code, '${PROVINCE}') else '${PROVINCE}' end
       and (office.department = 'any'
            or o.department_kind = case office.department when 'lead' then f.lead_kind else 'finance' end)
      join holder h on h.organisation_id = o.id and h.role = any (office.roles)),
  named as materialized (
    select f.key, f.rank, h.person_id, w.cc from fresh f
      join word w on w.tier = f.tier and w.category = f.category and w.rank = f.rank and w.word in ('responsible', 'owner')
      join holder h on h.organisation_id = case w.word when 'owner' then f.owner_org_id else f.responsible_org_id end
       and h.role = any (case w.word when 'owner' then '{owner}'::text[] else f.responsible_roles end)
    union all
    select f.key, f.rank, d.person_id, d.cc from fresh f
      join desk d on d.tier = f.tier and d.category = f.category and d.rank = f.rank and d.lead_kind = f.lead_kind
       and d.city_code is not distinct from f.city_code and d.county_code is not distinct from f.county_code),
  orphan as materialized (
    select f.key, f.rank from fresh f
     where not exists (select 1 from named n where n.key = f.key and n.rank = f.rank and not n.cc)),
  addressed as materialized (
    select key, rank, person_id, cc from named
    union all
    select o.key, o.rank, h.person_id, false from orphan o
      join holder h on h.role = 'supervisor'
      join organisation s on s.id = h.organisation_id and s.region_code = '${PROVINCE}')`;
