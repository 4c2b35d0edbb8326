/**
 * Limits of steps, in the shape that the reminder lib asks for. This lib and that one are siblings, so whoever imports both
 * registers it. The index ix_approval_task_due bounds the cost to what is due. $1 asOf, $2 horizon.
 */
export const approvalStepDue = {
  rule: 'approval_step',
  zh: '审批时限',
  en: 'Approval step limit',
  sql: `
    select 'approval_task' as subject_type, t.id as subject_id, a.project_id, t.due_on,
           (t.opened_at at time zone 'Asia/Shanghai')::date as since, a.title || ' · ' || s.title as title,
           t.organisation_id as responsible_org_id,
           case when t.kind = 'finance' then array['finance_officer', 'finance_approver']
                else array['reviewer', 'approver'] end as responsible_roles,
           a.lead_kind, a.region_code, a.city_code, a.county_code, a.owner_organisation_id as owner_org_id
      from approval_task t
      join approval_step s on s.id = t.step_id
      join approval a on a.id = t.approval_id
     where t.status in ('open', 'proposed') and t.due_on <= $2::date and $1::date is not null`,
} as const;

/**
 * Requests sent back for correction, each return with a due date of its own (§4). A project's application is not among them, nor are
 * reports and final accounts: what knows them asks for these with their own term.
 */
export const approvalCorrectionDue = {
  rule: 'request_correction',
  zh: '报批事项补正',
  en: 'Correction of a request',
  sql: `
    select 'approval' as subject_type, a.id as subject_id, a.project_id, a.due_on,
           coalesce((select (max(d.at) at time zone 'Asia/Shanghai')::date from approval_decision d
                      where d.approval_id = a.id and d.outcome = 'return'), $1::date) as since, a.title,
           coalesce(a.owner_organisation_id, filer.organisation_id) as responsible_org_id,
           case when a.owner_organisation_id is null then array['reviewer', 'approver', 'finance_officer', 'finance_approver']
                else array['owner'] end as responsible_roles,
           a.lead_kind, a.region_code, a.city_code, a.county_code, a.owner_organisation_id as owner_org_id
      from approval a
      left join lateral (
        select m.organisation_id from membership m where m.person_id = a.filed_by order by m.created_at, m.id limit 1) filer on true
     where a.status = 'returned' and a.due_on <= $2::date
       and a.subject_type not in ('application', 'progress_report', 'final_accounts')
       and coalesce(a.owner_organisation_id, filer.organisation_id) is not null`,
} as const;
