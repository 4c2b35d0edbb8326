import type { DueSource } from '#libs/reminder';

const PLACE = `p.lead_kind, p.region_code, p.city_code, p.county_code, p.owner_organisation_id as owner_org_id`;

/** Milestones not approved by their planned finish; the index on open finishes bounds the cost to what is due. */
export const milestoneFinishDue: DueSource = {
  rule: 'milestone_finish',
  zh: '里程碑到期',
  en: 'Milestone finish',
  sql: `
    select 'milestone' as subject_type, m.id as subject_id, m.project_id, m.planned_finish as due_on,
           coalesce(p.started_on, m.planned_start) as since, p.name || ' · ' || m.name as title,
           p.owner_organisation_id as responsible_org_id, array['owner'] as responsible_roles, ${PLACE}
      from milestone m join project p on p.id = m.project_id
     where m.planned_finish <= $2::date and $1::date is not null and m.status not in ('approved', 'dropped')
       and p.status in ('implementing', 'rectifying')`,
};

/**
 * Monthly reports, due on the 10th of the next month (§6), for every month from the start to the one whose due date is in
 * sight. A report that does not exist has no row, so its id is derived from project and month.
 */
export const monthlyReportDue: DueSource = {
  rule: 'monthly_report',
  zh: '月度进展报告',
  en: 'Monthly progress report',
  sql: `
    select 'progress_report' as subject_type, md5(p.id::text || month.period)::uuid as subject_id, p.id as project_id,
           (month.period + interval '1 month 9 days')::date as due_on,
           greatest(month.period, p.started_on) as since,
           p.name || ' · ' || to_char(month.period, 'YYYY-MM') as title,
           p.owner_organisation_id as responsible_org_id, array['owner'] as responsible_roles, ${PLACE}
      from project p
      cross join lateral (
        select s::date as period from generate_series(date_trunc('month', p.started_on), $2::date - interval '1 month 9 days',
          interval '1 month') s) month
     where p.status = 'implementing' and p.started_on is not null and $1::date >= month.period
       and not exists (select 1 from progress_report r
                        where r.project_id = p.id and r.period = month.period and r.status <> 'returned')`,
};
