import { ITEM_COLUMNS, itemsOf, type DueSource } from './due-source.js';
import { filled } from './rule.texts.js';
import { ADDRESSED, keyOf, REACHED, stageOf } from './stage.queries.js';

/**
 * What the days from $7 to $1 would have sent: due dates that are open, and those whose ladder ended in or after these days, as far as
 * they were open on the day of the stage. Only reads. One message per person, due date and day, with the highest stage.
 * $1 last day, $2 until (last day + earliest notice), $3 rule, $4 stages, $5 categories that rules name, $6 how many examples,
 * $7 first day
 */
export const previewOf = (source: DueSource): string => `
  with ${stageOf('$4')},
  item as (${itemsOf(source)}),
  ended as (
    select ${ITEM_COLUMNS}, (closed_at at time zone 'Asia/Shanghai')::date as ended_on
      from reminder_ladder l
     where l.rule = $3 and l.due_on <= $2::date and l.closed_at >= ($7::date)::timestamp at time zone 'Asia/Shanghai'
       and not exists (select 1 from item i where i.subject_id = l.subject_id and i.due_on = l.due_on)),
  ready as materialized (
    select l.*, row_number() over (order by l.due_on, l.subject_id) as n, ${keyOf('$5')}
      from (select *, null::date as ended_on from item union all select * from ended) l),
  ${REACHED},
  hit as materialized (
    select l.n, l.tier, l.category, r.rank, r.code, r.turn, r.stage_on, l.n || ' ' || r.stage_on as key, l.responsible_org_id,
           l.responsible_roles, l.owner_org_id, l.lead_kind, l.city_code, l.county_code
      from ready l join reached r on r.due_on = l.due_on and r.tier = l.tier and r.category = l.category
     where r.stage_on >= l.since and r.stage_on between $7::date and $1::date
       and (l.ended_on is null or r.stage_on < l.ended_on)),
  fresh as materialized (
    select distinct on (key, rank) * from hit order by key, rank, turn desc),
  ${ADDRESSED},
  highest as materialized (
    select distinct on (person_id, key) person_id, key, rank, cc from addressed order by person_id, key, rank desc, cc),
  counted as (
    select s.stage, s.position, sum(c.reminders)::int as reminders, sum(c.messages)::int as messages
      from (select tier, category, rank, stage, rank as position from stage) s
      join (select h.tier, h.category, h.rank, count(*) as reminders, 0 as messages from hit h group by 1, 2, 3
            union all
            select f.tier, f.category, f.rank, 0, count(*) from highest x join fresh f using (key, rank) group by 1, 2, 3) c
        using (tier, category, rank)
     group by s.stage, s.position)
  select coalesce((select jsonb_agg(jsonb_build_object('stage', stage, 'reminders', reminders, 'messages', messages)
                                    order by position) from counted), '[]') as counts,
         coalesce((select jsonb_agg(jsonb_build_object('rule', $3::text, 'subjectType', e.subject_type, 'subjectId', e.subject_id,
                     'dueOn', e.due_on, 'stage', e.code, 'on', e.stage_on, 'titleZh', e.title_zh, 'titleEn', e.title_en,
                     'recipients', e.recipients) order by e.rank desc, e.stage_on desc, e.n)
           from (select l.subject_type, l.subject_id, l.due_on, f.code, f.stage_on, f.rank, f.n,
                        ${filled('s."titleZh"', 'zh')} as title_zh, ${filled('s."titleEn"', 'en')} as title_en,
                        coalesce((select jsonb_agg(jsonb_build_object('name', p.name, 'cc', h.cc) order by h.cc, p.name)
                           from highest h join person p on p.id = h.person_id where h.key = f.key and h.rank = f.rank), '[]')
                          as recipients
                   from (select * from fresh order by rank desc, stage_on desc, n limit $6) f
                   join ready l on l.n = f.n
                   join stage s on s.tier = f.tier and s.category = f.category and s.rank = f.rank
                   join organisation o on o.id = l.responsible_org_id
                   join region g on g.code = l.region_code) e), '[]') as examples`;
