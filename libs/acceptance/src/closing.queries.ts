const ACCOUNTS = `f.id, f.project_id as "projectId", f.status, f.note, f.file_ids as "fileIds", f.total_fen as "total",
  f.filed_by as "filedBy", f.filed_at as "filedAt", f.approved_at as "approvedAt", f.opinion, f.version`;

export const getAccountsOf = `select ${ACCOUNTS} from final_accounts f where f.project_id = $1`;
export const lockAccountsOf = `${getAccountsOf} for update of f`;
export const lockAccounts = `select ${ACCOUNTS} from final_accounts f where f.id = $1 for update of f`;
export const listCosts = `
  select l.kind, l.amount_fen as "amount" from final_accounts_line l where l.final_accounts_id = $1 order by l.kind`;

export const insertAccounts = `
  insert into final_accounts as f (id, project_id, note, file_ids, total_fen, created_by, created_at)
  values ($1, $2, $3, $4, $5, $6, $7) returning ${ACCOUNTS}`;
export const rewriteAccounts = `
  update final_accounts f set note = $2, file_ids = $3, total_fen = $4, version = version + 1
   where f.id = $1 and f.version = $5 returning ${ACCOUNTS}`;
export const deleteCosts = `delete from final_accounts_line where final_accounts_id = $1`;
export const insertCosts = `
  insert into final_accounts_line (final_accounts_id, project_id, kind, amount_fen)
  select $1, $2, l.kind, l.amount from unnest($3::text[], $4::bigint[]) as l (kind, amount)`;

export const submitAccounts = `
  update final_accounts f set status = $3, filed_by = $4, filed_at = $5, version = version + 1
   where f.id = $1 and f.status = $2 returning ${ACCOUNTS}`;
export const decideAccounts = `
  update final_accounts f set status = $3, approved_at = $4, opinion = $5, version = version + 1
   where f.id = $1 and f.status = $2 returning ${ACCOUNTS}`;

export const listEvaluations = `
  select e.id, e.level, e.output_score as "output", e.benefit_score as "benefit", e.management_score as "management",
         e.satisfaction_score as "satisfaction", e.total, e.grade, e.comment, e.organisation_id as "organisationId",
         o.name_zh as "organisationName", e.filed_by as "filedBy", p.name as "filedByName", e.filed_at as "filedAt"
    from evaluation e join person p on p.id = e.filed_by join organisation o on o.id = e.organisation_id
   where e.project_id = $1 order by e.filed_at, e.id`;
export const insertEvaluation = `
  insert into evaluation (id, project_id, level, output_score, benefit_score, management_score, satisfaction_score, total,
    grade, comment, organisation_id, filed_by, filed_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`;

export const listConfirmations = `
  select c.side, c.person_id as "personId", p.name as "personName", c.confirmed_at as "confirmedAt", c.comment
    from close_confirmation c join person p on p.id = c.person_id where c.project_id = $1 order by c.confirmed_at`;
export const insertConfirmation = `
  insert into close_confirmation (project_id, side, person_id, organisation_id, comment, confirmed_at)
  values ($1, $2, $3, $4, $5, $6)`;

/** What closing asks (§3), one row. $1 project */
export const closingState = `
  select exists (select 1 from final_accounts f where f.project_id = $1 and f.status = 'approved') as "accountsApproved",
         not exists (select 1 from project_output o where o.project_id = $1 and o.confirmed_value is null) as "outputsConfirmed",
         (select count(*)::int from evaluation e where e.project_id = $1) as "evaluations"`;

export const policyValues = `select distinct on (key) key, value from policy
  where key = any($1) and valid_from <= $2 order by key, valid_from desc, version desc`;
