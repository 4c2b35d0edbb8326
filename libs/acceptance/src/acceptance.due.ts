import type { DueSource } from '#libs/reminder';

const PROJECT = `p.lead_kind, p.region_code, p.city_code, p.county_code, p.owner_organisation_id as owner_org_id, p.category_code,
           p.number`;
const OWNER = `p.owner_organisation_id as responsible_org_id, array['owner'] as responsible_roles`;
/** The value that holds on the day of the sweep. */
const policy = (key: string): string => `(
  select y.value from policy y where y.key = '${key}' and y.valid_from <= $1::date
   order by y.valid_from desc, y.version desc limit 1)`;
const months = (key: string): string => `make_interval(months => (${policy(key)} #>> '{}')::int)`;

/**
 * Items to be put right; once submitted the owner has done their part. A returned item runs anew from the day of its return, as far
 * as its date does not leave more (§7).
 */
export const rectificationDue: DueSource = {
  rule: 'rectification',
  zh: '验收整改到期',
  en: 'Rectification item',
  also: ['category_code', 'number'],
  sql: `
    select 'rectification' as subject_type, i.id as subject_id, i.project_id, due.due_on,
           (coalesce(case when i.status = 'returned' then i.decided_at end, i.created_at) at time zone 'Asia/Shanghai')::date as since,
           p.name || ' · ' || i.text as title, ${OWNER}, ${PROJECT}
      from (select (${policy('acceptance.correction_working_days')} #>> '{}')::int as days) term
      join rectification_item i on i.due_on <= $2::date and i.status in ('open', 'returned')
      join project p on p.id = i.project_id and p.status = 'rectifying'
      cross join lateral (
        select case when i.status = 'open' then i.due_on
                    else greatest(i.due_on, work_day_after((i.decided_at at time zone 'Asia/Shanghai')::date, term.days))
               end as due_on) due
     where due.due_on <= $2::date`,
};

/** Acceptance is applied for within three months after the planned finish (§7). A suspended project is not asked. */
export const acceptanceDue: DueSource = {
  rule: 'acceptance',
  zh: '申请验收到期',
  en: 'Application for acceptance',
  also: ['category_code', 'number'],
  // Months end on different days: three more let no end of a month slip, and the exact day is compared below.
  sql: `
    select 'project' as subject_type, p.id as subject_id, p.id as project_id, due.due_on,
           coalesce(p.started_on, p.planned_start) as since, p.name as title, ${OWNER}, ${PROJECT}
      from (select ${months('acceptance.due_months')} as length) term
      join project p on p.status = 'implementing' and p.planned_finish <= ($2::date - term.length + interval '3 days')::date
      cross join lateral (select (p.planned_finish + term.length)::date as due_on) due
     where due.due_on <= $2::date`,
};

/** 财建〔2016〕503号: final accounts within three months after acceptance; returned ones when their correction is due. */
export const finalAccountsDue: DueSource = {
  rule: 'final_accounts',
  zh: '竣工决算到期',
  en: 'Final accounts',
  also: ['category_code', 'number'],
  sql: `
    select 'final_accounts' as subject_type, p.id as subject_id, p.id as project_id, due.due_on,
           p.completed_on as since, p.name as title, ${OWNER}, ${PROJECT}
      from (select ${months('final_accounts.due_months')} as length) term
      join project p on p.status = 'completed' and p.completed_on <= ($2::date - term.length + interval '3 days')::date
      left join final_accounts f on f.project_id = p.id
      left join approval a on f.status = 'returned' and a.subject_type = 'final_accounts' and a.subject_id = f.id
       and a.status = 'returned'
      cross join lateral (select greatest((p.completed_on + term.length)::date, a.due_on) as due_on) due
     where due.due_on <= $2::date and (f.id is null or f.status in ('draft', 'returned'))`,
};

/**
 * Evaluation (§8) of what was completed in a year, by the end of March of the next: self, then the lead department, then finance.
 * Whose turn it is is responsible, so the desk moves on with each score while the date stays.
 */
export const annualEvaluationDue: DueSource = {
  rule: 'annual_evaluation',
  zh: '年度绩效评价',
  en: 'Annual evaluation',
  also: ['category_code', 'number'],
  sql: `
    select 'evaluation' as subject_type, p.id as subject_id, p.id as project_id, due.due_on, p.completed_on as since,
           p.name as title, coalesce(o.id, p.owner_organisation_id) as responsible_org_id,
           case turn.kind when 'self' then array['owner'] when 'finance' then array['finance_officer', 'finance_approver']
                else array['reviewer', 'approver'] end as responsible_roles, ${PROJECT}
      from (select ${policy('evaluation.annual_due')} as day) term
      join project p on p.status = 'completed'
       and p.completed_on < make_date(extract(year from $2::date)::int, 1, 1)
      cross join lateral (
        select make_date(extract(year from p.completed_on)::int + 1, (term.day ->> 'month')::int, (term.day ->> 'day')::int)
               as due_on) due
      cross join lateral (
        select case when not exists (select 1 from evaluation e where e.project_id = p.id and e.level = 'self') then 'self'
                    when not exists (select 1 from evaluation e where e.project_id = p.id and e.level = 'department') then 'department'
                    when not exists (select 1 from evaluation e where e.project_id = p.id and e.level = 'finance') then 'finance'
               end as kind) turn
      left join organisation o on turn.kind <> 'self' and o.region_code = p.region_code
       and o.department_kind = case turn.kind when 'finance' then 'finance' else p.lead_kind end
     where due.due_on <= $2::date and turn.kind is not null`,
};
