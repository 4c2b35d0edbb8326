import type { DueSource } from '#libs/reminder';

const PROJECT = `p.lead_kind, p.region_code, p.city_code, p.county_code, p.owner_organisation_id as owner_org_id, p.category_code,
           p.number`;
const OWNER = `p.owner_organisation_id as responsible_org_id, array['owner'] as responsible_roles`;
/** The number that holds on the day of the sweep. */
const policy = (key: string): string => `(
  select (y.value #>> '{}')::int from policy y where y.key = '${key}' and y.valid_from <= $1::date
   order by y.valid_from desc, y.version desc limit 1)`;

/**
 * Milestones not approved by their planned finish. A completion that was returned has a term of its own from the day of the return, as
 * far as the plan does not leave more: another due date, so another ladder from its first stage; what its owner recalled keeps the plan's. Submitted, it is the desk's
 * turn, whose limit runs (approval_step). While the project is suspended
 * nothing runs; once it goes on, the plan's dates count as they stand, for only an approved change moves them (§6). The index on
 * open finishes bounds the cost to what is due.
 */
export const milestoneFinishDue: DueSource = {
  rule: 'milestone_finish',
  zh: '里程碑到期',
  en: 'Milestone finish',
  also: ['category_code', 'number'],
  sql: `
    select 'milestone' as subject_type, m.id as subject_id, m.project_id, due.due_on,
           coalesce(back.returned_on, p.started_on, m.planned_start) as since, p.name || ' · ' || m.name as title, ${OWNER}, ${PROJECT}
      from (select ${policy('milestone.correction_working_days')} as days) term
      join milestone m on m.planned_finish <= $2::date and m.status not in ('approved', 'dropped', 'submitted')
      join project p on p.id = m.project_id and p.status in ('implementing', 'rectifying')
      left join lateral (
        select (c.decided_at at time zone 'Asia/Shanghai')::date as returned_on from milestone_completion c
         where m.status = 'returned' and c.milestone_id = m.id and c.status = 'returned'
           and c.opinion is not null order by c.filed_at desc limit 1) back on true
      cross join lateral (
        select case when back.returned_on is null then m.planned_finish
                    else greatest(m.planned_finish, work_day_after(back.returned_on, term.days)) end as due_on) due
     where due.due_on <= $2::date`,
};

/**
 * Monthly reports, due on the 10th of the next month (§6), for every month from the start to the one whose due date is in
 * sight. A report that does not exist has no row, so its id is derived from project and month; a returned one is due when its
 * correction is. Projects that reported every month so far cost one comparison.
 */
export const monthlyReportDue: DueSource = {
  rule: 'monthly_report',
  zh: '月度进展报告',
  en: 'Monthly progress report',
  also: ['category_code', 'number'],
  sql: `
    select 'progress_report' as subject_type, md5(p.id::text || month.period)::uuid as subject_id, p.id as project_id, due.due_on,
           coalesce(returned.since, greatest(month.period, p.started_on)) as since,
           p.name || ' · ' || to_char(month.period, 'YYYY-MM') as title, ${OWNER}, ${PROJECT}
      from project p
      cross join lateral (
        select s::date as period from generate_series(date_trunc('month', p.started_on), $2::date - interval '1 month 9 days',
          interval '1 month') s) month
      left join progress_report r on r.project_id = p.id and r.period = month.period
      left join lateral (
        select a.due_on, (s.finished_at at time zone 'Asia/Shanghai')::date as since from approval a
          left join approval_step s on s.approval_id = a.id and s.status = 'returned' and s.round = a.round
         where r.status = 'returned' and a.subject_type = 'progress_report' and a.subject_id = r.id and a.status = 'returned'
         order by s.finished_at desc nulls last limit 1) returned on true
      cross join lateral (
        select greatest((month.period + interval '1 month 9 days')::date, returned.due_on) as due_on) due
     where p.status = 'implementing' and p.started_on is not null and $1::date >= month.period
       and (r.id is null or r.status = 'returned') and due.due_on <= $2::date`,
};
