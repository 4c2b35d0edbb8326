import type { DueSource } from '#libs/reminder';

const PLACE = `p.lead_kind, p.region_code, p.city_code, p.county_code, p.owner_organisation_id as owner_org_id,
      p.category_code, p.number`;
const OWNER = `p.owner_organisation_id as responsible_org_id, array['owner'] as responsible_roles`;

/** §3: correction is due in 5 working days. Each return has a due date of its own, and so a clock of its own (§7). */
export const correctionTermDue: DueSource = {
  rule: 'correction_term',
  zh: '补正期限',
  en: 'Correction term',
  also: ['category_code', 'number'],
  sql: `
    select 'project' as subject_type, p.id as subject_id, p.id as project_id, p.returned_due_on as due_on,
      (select (max(t.at) at time zone 'Asia/Shanghai')::date from project_transition t
        where t.project_id = p.id and t.action = 'return') as since, p.name as title, ${OWNER}, ${PLACE}
    from project p
    where p.status = 'returned' and p.returned_due_on <= $2::date and $1::date is not null`,
};

/** §3: an entry in the library expires after 3 years without money. */
export const reserveExpiryDue: DueSource = {
  rule: 'reserve_expiry',
  zh: '入库到期',
  en: 'Library entry expires',
  also: ['category_code', 'number'],
  sql: `
    select 'project' as subject_type, p.id as subject_id, p.id as project_id, p.library_expires_on as due_on,
      p.reserved_on as since, p.name as title, ${OWNER}, ${PLACE}
    from project p
    where p.status = 'reserved' and p.library_expires_on <= $2::date and $1::date is not null`,
};
