import { ITEM_COLUMNS, itemsOf, type DueSource } from './due-source.js';
import { filled } from './rule.texts.js';
import { ADDRESSED, keyOf, REACHED, stageOf } from './stage.queries.js';

/**
 * The sweep in SQL: a fixed number of statements per source, whatever the number of projects. Everything is keyed by
 * (rule, subject, due date, stage), so running it again, late, or in two processes changes nothing more.
 */

/** One sweep at a time in the whole cluster; held until the transaction ends. Waiting for it is not an error. */
export const oneAtATime = `select pg_advisory_xact_lock(hashtext('reminder.sweep'))`;
/** $1 milliseconds: after a long outage a sweep has more to do than a request may take. */
export const patience = `select set_config('statement_timeout', $1, true)`;

/**
 * $1 on or off. What was just inserted has no statistics yet: the planner would take tens of thousands of rows for a handful and compare
 * each with each.
 */
export const nestedLoops = `select set_config('enable_nestloop', $1, true)`;

const REFRESHED = `title, responsible_org_id, responsible_roles, lead_kind, since, category_code, number`;
const columns = (alias: string, list: string): string =>
  list
    .split(',')
    .map((column) => `${alias}.${column.trim()}`)
    .join(', ');

/**
 * Compares what is open and due with the open ladders, both read once, and writes only the differences: ladders whose subject is
 * finished, moved or withdrawn end (later stages never come, messages no longer ask); new due dates begin one, and so does what came
 * back; a changed title or desk is taken over. $1 asOf, $2 until (asOf + earliest notice), $3 rule, $4 now
 */
export const reconcile = (source: DueSource): string => `
  with item as (${itemsOf(source)}),
  difference as materialized (
    select l.id as ladder_id, i.subject_id is null as gone, ${columns('i', ITEM_COLUMNS)}
      from (select id, subject_id, due_on, ${REFRESHED} from reminder_ladder
             where rule = $3 and closed_at is null and due_on <= $2::date) l
      full join item i on i.subject_id = l.subject_id and i.due_on = l.due_on
     where l.id is null or i.subject_id is null
        or (${columns('l', REFRESHED)}) is distinct from (${columns('i', REFRESHED)})),
  closed as (
    update reminder_ladder l set closed_at = $4, next_on = null from difference d
     where l.id = d.ladder_id and d.gone returning l.id),
  settled as (
    update message m set settled_at = $4 from closed c where m.ladder_id = c.id and m.settled_at is null),
  cancelled as (
    update reminder r set cancelled_at = $4 from closed c where r.ladder_id = c.id and r.cancelled_at is null),
  refreshed as (
    update reminder_ladder l
       set ${REFRESHED.split(',')
         .map((column) => `${column.trim()} = d.${column.trim()}`)
         .join(', ')}
      from difference d where l.id = d.ladder_id and not d.gone),
  opened as (
    insert into reminder_ladder (id, rule, ${ITEM_COLUMNS}, next_on, opened_at)
    select new_uuid($4), $3, ${columns('d', ITEM_COLUMNS)}, d.since, $4 from difference d where d.ladder_id is null
    on conflict (rule, subject_id, due_on) do update
      set closed_at = null, next_on = excluded.since, ${REFRESHED.split(',')
        .map((column) => `${column.trim()} = excluded.${column.trim()}`)
        .join(', ')}
    returning 1)
  select (select count(*)::int from closed) as closed, (select count(*)::int from opened) as opened,
         exists (select 1 from reminder_ladder l where l.rule = $3 and l.closed_at is null and l.next_on <= $1::date) as ready`;

/** $1 asOf, $2 rule: days computed from other rules or holidays are computed anew. */
export const rebase = `
  update reminder_ladder set next_on = $1::date where rule = $2 and closed_at is null and (next_on is null or next_on > $1::date)`;

/**
 * Every stage reached since a ladder was last looked at is recorded, also those that an outage missed; each ladder remembers the
 * day of its next stage and is not touched before. One message per person and due date with the highest stage that concerns them,
 * not one for each missed stage (§7); a notice of what lies ahead is not sent once it is due.
 * $1 asOf, $2 rule, $3 now, $4 sweep id, $5 stages, $6 categories that rules name, $7 how many ladders at most
 */
export const recordStages = `
  with ${stageOf('$5')},
  ready as materialized (
    select l.*, ${keyOf('$6')} from reminder_ladder l
     where l.rule = $2 and l.closed_at is null and l.next_on <= $1::date order by l.next_on limit $7),
  ${REACHED},
  recorded as (
    insert into reminder (id, ladder_id, sweep_id, rule, subject_id, due_on, stage, stage_on, rank, recorded_at)
    select new_uuid($3), l.id, $4, $2, l.subject_id, l.due_on, r.code, r.stage_on, r.rank, $3
      from ready l join reached r on r.due_on = l.due_on and r.tier = l.tier and r.category = l.category
     where r.stage_on >= l.since
    on conflict (rule, subject_id, due_on, stage) do nothing
    returning ladder_id, due_on, stage, stage_on, rank),
  moved as (
    update reminder_ladder l set next_on = n.next_on
      from ready y left join upcoming n on n.due_on = y.due_on and n.tier = y.tier and n.category = y.category
     where l.id = y.id),
  fresh as materialized (
    select distinct on (r.ladder_id, r.rank) r.ladder_id as key, r.stage as code, r.rank, coalesce(substring(r.stage from '\\d+$'), '1') as turn, l.tier, l.category, l.responsible_org_id,
           l.responsible_roles, l.owner_org_id, l.lead_kind, l.city_code, l.county_code
      from recorded r join ready l on l.id = r.ladder_id
     where r.stage_on >= l.due_on or l.due_on > $1::date
     order by r.ladder_id, r.rank, r.stage_on desc),
  ${ADDRESSED},
  highest as materialized (
    select distinct on (person_id, key) person_id, key, rank, cc from addressed order by person_id, key, rank desc, cc),
  posted as (
    insert into message (id, person_id, kind, title_zh, title_en, body_zh, body_en, project_id, subject_type, subject_id, channels,
                         dedupe_key, created_at, rule, stage, rank, mandatory, cc, ladder_id)
    select new_uuid($3), h.person_id, 'reminder',
           case when h.cc then '【抄送】' else '' end || ${filled('s."titleZh"', 'zh')},
           case when h.cc then '[cc] ' else '' end || ${filled('s."titleEn"', 'en')},
           ${filled('s."bodyZh"', 'zh')}, ${filled('s."bodyEn"', 'en')},
           l.project_id, l.subject_type, l.subject_id, s.channels,
           'reminder:' || l.rule || ':' || l.subject_id || ':' || l.due_on || ':' || f.code, $3,
           l.rule, f.code, h.rank, s.mandatory, h.cc, l.id
      from highest h
      join fresh f on f.key = h.key and f.rank = h.rank
      join ready l on l.id = h.key
      join stage s on s.tier = l.tier and s.category = l.category and s.rank = h.rank
      join organisation o on o.id = l.responsible_org_id
      join region g on g.code = l.region_code
    on conflict (person_id, dedupe_key) do nothing
    returning 1)
  select (select count(*)::int from ready) as ready, (select count(*)::int from posted) as messages,
         (select count(*)::int from orphan) as unaddressed,
         (select coalesce(jsonb_object_agg(stage, count), '{}') from (
            select stage, count(*)::int from recorded group by stage) c) as stages`;

/**
 * $1 asOf, $2 stages, $3 categories that rules name, $4 now, $5 answer due, $6 sweep id: a numbered letter for each ladder that
 * reached a stage with one.
 */
export const issueLetters = `
  with ${stageOf('$2')},
  ladder as (
    select l.*, r.rank, ${keyOf('$3')} from reminder r join reminder_ladder l on l.id = r.ladder_id where r.sweep_id = $6),
  fresh as (
    select l.*, row_number() over (order by l.due_on, l.id) as turn
      from ladder l
     where exists (select 1 from stage s where s.tier = l.tier and s.category = l.category and s.rank = l.rank and s.letter)
       and not exists (select 1 from supervision_letter x where x.ladder_id = l.id)),
  counter as (
    insert into supervision_counter (year, last)
    select extract(year from $1::date)::int, count(*)::int from fresh having count(*) > 0
    on conflict (year) do update set last = supervision_counter.last + excluded.last
    returning year, last),
  issued as (
    insert into supervision_letter (id, number, ladder_id, project_id, subject_type, subject_id, title, organisation_id,
                                    issued_on, answer_due_on, region_code, city_code, county_code, owner_org_id)
    select new_uuid($4), '豫督〔' || c.year || '〕' || (c.last - (select count(*) from fresh) + f.turn) || '号',
           f.id, f.project_id, f.subject_type, f.subject_id, f.title, f.responsible_org_id, $1::date, $5::date,
           f.region_code, f.city_code, f.county_code, f.owner_org_id
      from fresh f cross join counter c
    returning 1)
  select count(*)::int as count from issued`;

/** What a sweep needs to know before it begins, as of a day. $1 asOf, $2 rules of the sources */
export const basis = `
  select (select coalesce(jsonb_agg(distinct_set), '[]') from (
            select distinct on (rule, tier, category_code)
                   jsonb_build_object('id', id, 'rule', rule, 'tier', tier, 'categoryCode', category_code, 'version', version,
                                      'validFrom', valid_from, 'stages', stages) as distinct_set
              from reminder_rule where valid_from <= $1::date and (rule = 'default' or rule = any ($2))
             order by rule, tier, category_code, valid_from desc, version desc) s) as sets,
         (select coalesce(jsonb_object_agg(rule, basis), '{}') from reminder_source_run where rule = any ($2)) as bases,
         (select coalesce(max(changed_at)::text, '') from holiday_year) as holidays`;

/** $1 rule, $2 now, $3 asOf, $4 ms, $5 unaddressed, $6 missing years, $7 basis */
export const succeeded = `
  insert into reminder_source_run (rule, started_at, as_of, ok_at, duration_ms, unaddressed, missing_years, basis)
  values ($1, $2, $3, $2, $4, $5, $6, $7)
  on conflict (rule) do update
     set started_at = excluded.started_at, as_of = greatest(reminder_source_run.as_of, excluded.as_of), ok_at = excluded.ok_at,
         duration_ms = excluded.duration_ms, unaddressed = excluded.unaddressed, missing_years = excluded.missing_years,
         basis = excluded.basis, failures = 0, error_code = null`;

/** $1 rule, $2 now, $3 error code */
export const failed = `
  insert into reminder_source_run (rule, started_at, failed_at, error_code, failures) values ($1, $2, $2, $3, 1)
  on conflict (rule) do update
     set started_at = excluded.started_at, failed_at = excluded.failed_at, error_code = excluded.error_code,
         failures = reminder_source_run.failures + 1`;
