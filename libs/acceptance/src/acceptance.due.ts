import type { DueSource } from '#libs/reminder';

const PLACE = `p.lead_kind, p.region_code, p.city_code, p.county_code, p.owner_organisation_id as owner_org_id`;
const OWNER = `p.owner_organisation_id as responsible_org_id, array['owner'] as responsible_roles`;
/** The term in months that holds on the day of the sweep. */
const months = (key: string): string => `make_interval(months => (
  select (y.value #>> '{}')::int from policy y where y.key = '${key}' and y.valid_from <= $1::date
   order by y.valid_from desc, y.version desc limit 1))`;

/** Items to be put right; once submitted the owner has done their part, once returned the clock runs again (§7). */
export const rectificationDue: DueSource = {
  rule: 'rectification',
  zh: '验收整改到期',
  en: 'Rectification item',
  sql: `
    select 'rectification' as subject_type, i.id as subject_id, i.project_id, i.due_on,
           (i.created_at at time zone 'Asia/Shanghai')::date as since,
           p.name || ' · ' || i.text as title, ${OWNER}, ${PLACE}
      from rectification_item i join project p on p.id = i.project_id
     where i.due_on <= $2::date and $1::date is not null and i.status in ('open', 'returned') and p.status = 'rectifying'`,
};

/** Acceptance is applied for within three months after the planned finish (§7). */
export const acceptanceDue: DueSource = {
  rule: 'acceptance',
  zh: '申请验收到期',
  en: 'Application for acceptance',
  sql: `
    select 'project' as subject_type, p.id as subject_id, p.id as project_id, due.due_on,
           coalesce(p.started_on, p.planned_start) as since, p.name as title, ${OWNER}, ${PLACE}
      from (select ${months('acceptance.due_months')} as length) term
      join project p on p.status = 'implementing' and coalesce(p.planned_finish, 'infinity'::date) <= $2::date
      cross join lateral (select (p.planned_finish + term.length)::date as due_on) due
     where due.due_on <= $2::date`,
};

/** 财建〔2016〕503号: final accounts within three months after acceptance. */
export const finalAccountsDue: DueSource = {
  rule: 'final_accounts',
  zh: '竣工决算到期',
  en: 'Final accounts',
  sql: `
    select 'final_accounts' as subject_type, p.id as subject_id, p.id as project_id, due.due_on,
           p.completed_on as since, p.name as title, ${OWNER}, ${PLACE}
      from (select ${months('final_accounts.due_months')} as length) term
      join project p on p.status = 'completed' and p.completed_on <= $2::date
      cross join lateral (select (p.completed_on + term.length)::date as due_on) due
     where due.due_on <= $2::date
       and not exists (select 1 from final_accounts f
                        where f.project_id = p.id and f.status in ('under_review', 'approved'))`,
};
