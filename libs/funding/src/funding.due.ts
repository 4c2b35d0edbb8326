import type { DueSource } from '#libs/reminder';

/** The number that holds on the day of the sweep. */
const policy = (key: string): string => `(
  select (y.value #>> '{}')::int from policy y where y.key = '${key}' and y.valid_from <= $1::date
   order by y.valid_from desc, y.version desc limit 1)`;

/**
 * The province passes central money down within 30 days of receipt (预算法 第五十二条): pools with money that no document has given on.
 * The province's finance department is asked; there is no project yet.
 */
export const passDownDue: DueSource = {
  rule: 'pass_down',
  zh: '中央资金下达',
  en: 'Passing down central money',
  sql: `
    select 'fund_pool' as subject_type, f.id as subject_id, null::uuid as project_id, f.received_on + term.days as due_on,
           f.received_on as since, f.fund_name || ' · ' || f.document_no as title, o.id as responsible_org_id,
           array['finance_officer', 'finance_approver'] as responsible_roles, 'finance' as lead_kind, f.region_code, f.city_code,
           f.county_code, null::uuid as owner_org_id
      from (select ${policy('funding.pass_down_days')} as days) term
      join fund_pool f on f.source = 'central' and f.tier = 'province' and f.received_on <= $2::date - term.days
      join organisation o on o.region_code = f.region_code and o.department_kind = 'finance'
      join ledger_account a on a.pool_id = f.id and a.kind = 'pool_free' and a.project_id is null and a.balance_fen > 0`,
};

/**
 * Money given to a project and not spent by the end of the second fiscal year (§5): a warning that a person decides on. It ends when
 * the money is paid or returned, or stands on the recovery list; a project that is over is settled there, too.
 */
export const idleFundsDue: DueSource = {
  rule: 'idle_funds',
  zh: '资金闲置两年',
  en: 'Money idle for two fiscal years',
  also: ['category_code', 'number'],
  sql: `
    select 'ledger_account' as subject_type, a.id as subject_id, p.id as project_id, due.due_on,
           make_date(a.fiscal_year, 1, 1) as since, p.name || ' · ' || f.fund_name || ' ' || a.fiscal_year as title,
           p.owner_organisation_id as responsible_org_id, array['owner'] as responsible_roles, 'finance' as lead_kind,
           p.region_code, p.city_code, p.county_code, p.owner_organisation_id as owner_org_id, p.category_code, p.number
      from (select ${policy('funding.idle_fiscal_years')} as years) term
      join ledger_account a on a.kind = 'project_unpaid' and a.balance_fen > 0
       and a.fiscal_year <= extract(year from $2::date)::int + 1 - term.years
      cross join lateral (select make_date(a.fiscal_year + term.years - 1, 12, 31) as due_on) due
      join project p on p.id = a.project_id and p.status not in ('closed', 'terminated', 'withdrawn', 'expired', 'rejected')
      join fund_pool f on f.id = a.pool_id
     where due.due_on <= $2::date
       and not exists (select 1 from recovery_item r where r.project_id = a.project_id and r.pool_id = a.pool_id)`,
};
