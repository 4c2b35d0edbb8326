import type { DueSource } from './due-source.js';

/**
 * The sweep in SQL: a fixed number of statements per source, whatever the number of projects. Everything is keyed by
 * (rule, subject, due date, stage), so running it again, late, or in two processes changes nothing more.
 */

const COLUMNS = `subject_type, subject_id, project_id, due_on, since, title, responsible_org_id, responsible_roles, lead_kind,
  region_code, city_code, county_code, owner_org_id`;

/** One sweep at a time in the whole cluster; held until the transaction ends. */
export const oneAtATime = `select pg_advisory_xact_lock(hashtext('reminder.sweep'))`;

/** The rules that hold for a source: its own newest version, else the default ladder `*`. $1 rule. */
const STAGES = `
  select s.* from reminder_stage s
   where s.rule = (select case when exists (select 1 from reminder_stage x where x.rule = $1) then $1 else '*' end)
     and s.version = (select max(v.version) from reminder_stage v where v.rule = s.rule)`;

/** $1 rule: how many days ahead its earliest notice lies. */
export const horizon = `select greatest(0, -min(offset_days))::int as horizon from (${STAGES}) stage`;

/** What is due now is collected once per source and lives until the end of the transaction. */
export const createDueTable = `
  create temporary table due_item (
    subject_type text not null, subject_id uuid not null, project_id uuid, due_on date not null, since date not null,
    title text not null, responsible_org_id uuid not null, responsible_roles text[] not null, lead_kind text not null,
    region_code text not null, city_code text, county_code text, owner_org_id uuid
  ) on commit drop`;

/** $1 asOf, $2 until (asOf + horizon) */
export const fillDueTable = (source: DueSource): string => `
  insert into due_item (${COLUMNS}) select ${COLUMNS} from (${source.sql}) item`;

/** $1 rule, $2 until, $3 now: finished, moved or withdrawn subjects end their ladder; later stages never come. */
export const closeLadders = `
  with closed as (
    update reminder_ladder l set closed_at = $3, next_on = null
     where l.rule = $1 and l.closed_at is null and l.due_on <= $2
       and not exists (select 1 from due_item d where d.subject_id = l.subject_id and d.due_on = l.due_on)
    returning l.id, l.subject_id),
  settled as (
    update message m set settled_at = $3 from closed c
     where m.subject_id = c.subject_id and m.settled_at is null and m.kind = 'reminder'),
  cancelled as (
    update reminder r set cancelled_at = $3 from closed c where r.ladder_id = c.id and r.cancelled_at is null)
  select count(*)::int as count from closed`;

/** $1 rule, $2 now: new due dates, and those that came back (a milestone returned after it was submitted). */
export const openLadders = `
  with opened as (
    insert into reminder_ladder (id, rule, ${COLUMNS}, next_on, opened_at)
    select new_uuid($2), $1, d.subject_type, d.subject_id, d.project_id, d.due_on, d.since, d.title, d.responsible_org_id,
           d.responsible_roles, d.lead_kind, d.region_code, d.city_code, d.county_code, d.owner_org_id, d.since, $2
      from due_item d
     where not exists (select 1 from reminder_ladder l
                        where l.rule = $1 and l.subject_id = d.subject_id and l.due_on = d.due_on and l.closed_at is null)
    on conflict (rule, subject_id, due_on) do update
      set closed_at = null, next_on = excluded.since, title = excluded.title,
          responsible_org_id = excluded.responsible_org_id, responsible_roles = excluded.responsible_roles
    returning 1)
  select count(*)::int as count from opened`;

/**
 * $1 rule, $2 asOf, $3 now, $4 sweep id: every stage reached since the ladder was last looked at is recorded, also those
 * that an outage missed; then each ladder remembers the day of its next stage, so that it is not touched before.
 */
export const recordStages = `
  with stage as (${STAGES}),
  ready as (
    select l.id, l.subject_id, l.due_on, l.since, s.stage, s.rank, s.repeat_days, l.due_on + s.offset_days as first_on
      from reminder_ladder l cross join stage s
     where l.rule = $1 and l.closed_at is null and l.next_on <= $2::date),
  reached as (
    select r.*, turn, r.first_on + turn * coalesce(r.repeat_days, 0) as stage_on
      from ready r
      cross join lateral generate_series(0, coalesce(($2::date - r.first_on) / r.repeat_days, 0)) turn
     where r.first_on <= $2::date),
  recorded as (
    insert into reminder (id, ladder_id, sweep_id, rule, subject_id, due_on, stage, stage_on, rank, recorded_at)
    select new_uuid($3), id, $4, $1, subject_id, due_on,
           case when repeat_days is null then stage else stage || '-' || (turn + 1) end, stage_on, rank, $3
      from reached where stage_on >= since
    on conflict (rule, subject_id, due_on, stage) do nothing
    returning stage),
  moved as (
    update reminder_ladder l set next_on = n.next_on
      from (select id, min(case
                     when first_on > $2::date then first_on
                     when repeat_days is not null then first_on + (($2::date - first_on) / repeat_days + 1) * repeat_days
                   end) as next_on
              from ready group by id) n
     where l.id = n.id)
  select stage, count(*)::int as count from recorded group by stage order by stage`;

/**
 * $1 rule, $2 now, $3 sweep id: one message per person and due date, with the highest stage that concerns them, not one for
 * each missed stage (§7). A missing tier lifts to the next: 济源 has no city, so level 2 is the province.
 */
export const postMessages = `
  with stage as (${STAGES}),
  fresh as (
    select l.*, r.stage, r.rank, s.audience, s.channels, s.title_zh, s.title_en
      from reminder r
      join reminder_ladder l on l.id = r.ladder_id
      join stage s on s.rank = r.rank
     where r.sweep_id = $3),
  addressed as (
    select f.id as ladder_id, f.rank, m.person_id from fresh f
      join membership m on m.organisation_id = f.responsible_org_id and m.role = any (f.responsible_roles)
     where 'responsible' = any (f.audience)
    union
    select f.id, f.rank, m.person_id from fresh f
      cross join lateral (values
        ('lead_county', coalesce(f.county_code, f.city_code, '410000')),
        ('lead_city', coalesce(f.city_code, '410000')),
        ('lead_province', '410000')) lead (audience, region_code)
      join organisation o on o.department_kind = f.lead_kind and o.region_code = lead.region_code
      join membership m on m.organisation_id = o.id and m.role = 'approver'
     where lead.audience = any (f.audience)
    union
    select f.id, f.rank, m.person_id from fresh f
      join membership m on m.role = 'supervisor'
      join organisation o on o.id = m.organisation_id and o.region_code = '410000'
     where 'supervisor' = any (f.audience)),
  highest as (
    select distinct on (a.person_id, a.ladder_id) a.person_id, f.*
      from addressed a join fresh f on f.id = a.ladder_id and f.rank = a.rank
     order by a.person_id, a.ladder_id, a.rank desc, length(f.stage) desc, f.stage desc),
  posted as (
    insert into message (id, person_id, kind, title_zh, title_en, project_id, subject_type, subject_id, channels, dedupe_key, created_at)
    select new_uuid($2), h.person_id, 'reminder',
           replace(replace(h.title_zh, '{title}', h.title), '{due}', h.due_on::text),
           replace(replace(h.title_en, '{title}', h.title), '{due}', h.due_on::text),
           h.project_id, h.subject_type, h.subject_id, h.channels,
           'reminder:' || h.rule || ':' || h.subject_id || ':' || h.due_on || ':' || h.stage, $2
      from highest h
    on conflict (person_id, dedupe_key) do nothing
    returning 1)
  select count(*)::int as count from posted`;

/** $1 rule, $2 now, $3 asOf, $4 answer due, $5 sweep id: a numbered letter for each ladder that reached the letter stage. */
export const issueLetters = `
  with stage as (${STAGES}),
  fresh as (
    select l.*, row_number() over (order by l.due_on, l.id) as turn
      from reminder r join reminder_ladder l on l.id = r.ladder_id join stage s on s.rank = r.rank and s.letter
     where r.sweep_id = $5 and not exists (select 1 from supervision_letter x where x.ladder_id = l.id)),
  counter as (
    insert into supervision_counter (year, last)
    select extract(year from $3::date)::int, count(*)::int from fresh having count(*) > 0
    on conflict (year) do update set last = supervision_counter.last + excluded.last
    returning year, last),
  issued as (
    insert into supervision_letter (id, number, ladder_id, project_id, subject_type, subject_id, title, organisation_id,
                                    issued_on, answer_due_on, region_code, city_code, county_code, owner_org_id)
    select new_uuid($2), '豫督〔' || c.year || '〕' || (c.last - (select count(*) from fresh) + f.turn) || '号',
           f.id, f.project_id, f.subject_type, f.subject_id, f.title, f.responsible_org_id, $3::date, $4::date,
           f.region_code, f.city_code, f.county_code, f.owner_org_id
      from fresh f cross join counter c
    returning 1)
  select count(*)::int as count from issued`;
