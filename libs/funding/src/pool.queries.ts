/** Balances beside the pool: free, allocated and paid come from the ledger, never from sums over documents. */
const POOL = `f.id, f.fiscal_year as "fiscalYear", f.source, f.fund_name as "fundName", f.tier,
  f.region_code as "regionCode", f.document_no as "documentNo", f.received_on as "receivedOn", f.total_fen as total,
  f.note, f.created_by as "createdBy", f.created_at as "createdAt",
  b.free, b.unpaid, b.paid, (b.unpaid + b.paid)::bigint as allocated`;
const BALANCES = `cross join lateral (
  select coalesce(sum(a.balance_fen) filter (where a.kind = 'pool_free'), 0)::bigint as free,
         coalesce(sum(a.balance_fen) filter (where a.kind = 'project_unpaid'), 0)::bigint as unpaid,
         coalesce(sum(a.balance_fen) filter (where a.kind = 'project_paid'), 0)::bigint as paid
  from ledger_account a where a.pool_id = f.id) b`;

export const insertPool = `
  insert into fund_pool (id, fiscal_year, source, fund_name, tier, region_code, city_code, county_code, document_no,
    received_on, total_fen, note, created_by, created_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`;

export const getPool = `select ${POOL} from fund_pool f ${BALANCES} where f.id = $1`;

export const listPools = `
  select ${POOL} from fund_pool f ${BALANCES}
  where f.id < $1 and ($2::int is null or f.fiscal_year = $2) and ($3::text is null or f.source = $3)
    and ($4::text is null or f.city_code = $4) and ($5::text is null or f.county_code = $5)
  order by f.id desc limit $6`;

/** What allocating needs to know of a pool; read under the caller's scope. */
export const poolFacts = `
  select f.id, f.source, f.fund_name as "fundName", f.tier, f.region_code as "regionCode", f.city_code as "cityCode",
         f.county_code as "countyCode", a.balance_fen as free,
         (select coalesce(sum(l.amount_fen), 0) from allocation d join allocation_line l on l.allocation_id = d.id
          where d.pool_id = f.id and d.status in ('draft', 'under_approval', 'returned'))::bigint as pending
  from fund_pool f join ledger_account a on a.pool_id = f.id and a.kind = 'pool_free' where f.id = $1`;

/** Projects first and in the order of their ids, as every writer of money locks them. */
export const lockProjects = `select p.id from project p where p.id = any($1) order by p.id for no key update of p`;

export const projectFacts = `
  select p.id, p.name, p.status, p.city_code as "cityCode", p.county_code as "countyCode",
         (select coalesce(sum(b.amount_fen), 0) from project_budget b where b.project_id = p.id and b.source = $2)::bigint
           as "budgetOfSource",
         ((select coalesce(sum(a.balance_fen), 0) from ledger_account a where a.project_id = p.id and a.source = $2)
          + (select coalesce(sum(l.amount_fen), 0) from allocation_line l join allocation d on d.id = l.allocation_id
             where l.project_id = p.id and l.source = $2 and d.status in ('draft', 'under_approval', 'returned')))::bigint
           as "allocatedOfSource",
         array(select distinct l.fund_name from allocation_line l join allocation d on d.id = l.allocation_id
               where l.project_id = p.id and l.source = 'central' and d.status not in ('rejected', 'withdrawn')) as "centralFunds"
  from project p where p.id = any($1) order by p.id`;

const ALLOCATION = `d.id, d.pool_id as "poolId", d.document_no as "documentNo", d.issued_on as "issuedOn", d.title, d.status,
  d.filed_by as "filedBy", d.filed_at as "filedAt", d.decided_at as "decidedAt", d.opinion, d.version`;

export const insertAllocation = `
  insert into allocation (id, pool_id, document_no, issued_on, title, filed_by, filed_at) values ($1, $2, $3, $4, $5, $6, $7)`;
export const insertLines = `
  insert into allocation_line (id, allocation_id, project_id, amount_fen, outside_library_reason)
  select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[])`;
export const deleteLines = `delete from allocation_line where allocation_id = $1`;
export const lockAllocation = `select ${ALLOCATION} from allocation d where d.id = $1 for update`;
export const changeAllocation = `
  update allocation d set document_no = $2, issued_on = $3, title = $4, version = version + 1 where d.id = $1
  returning ${ALLOCATION}`;
export const moveAllocation = `
  update allocation d set status = $3, decided_at = coalesce($4, d.decided_at), opinion = $5, version = version + 1
  where d.id = $1 and d.status = $2 returning ${ALLOCATION}`;

export const allocationLines = `
  select l.id, l.project_id as "projectId", p.number as "projectNumber", p.name as "projectName", l.source,
         l.fund_name as "fundName", l.fiscal_year as "fiscalYear", l.amount_fen as amount,
         l.outside_library_reason as "outsideLibraryReason"
  from allocation_line l left join project p on p.id = l.project_id where l.allocation_id = $1 order by l.id`;

export const getAllocation = `
  select ${ALLOCATION}, s.total, s.count as "lineCount" from allocation d
  cross join lateral (select coalesce(sum(l.amount_fen), 0)::bigint as total, count(*)::int as count
                      from allocation_line l where l.allocation_id = d.id) s
  where d.id = $1`;

export const listAllocations = `
  select ${ALLOCATION}, s.total, s.count as "lineCount" from allocation d
  cross join lateral (select coalesce(sum(l.amount_fen), 0)::bigint as total, count(*)::int as count
                      from allocation_line l where l.allocation_id = d.id) s
  where d.id < $1 and ($2::uuid is null or d.pool_id = $2) and ($3::text is null or d.status = $3)
    and ($4::uuid is null or exists (select 1 from allocation_line l where l.allocation_id = d.id and l.project_id = $4))
  order by d.id desc limit $5`;

export const insertReturn = `
  insert into fund_return (id, project_id, pool_id, amount_fen, cause, document_no, reason, returned_on, created_by, created_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`;
export const listReturns = `
  select r.id, r.project_id as "projectId", r.pool_id as "poolId", r.amount_fen as amount, r.cause,
         r.document_no as "documentNo", r.reason, r.returned_on as "returnedOn", r.created_by as "createdBy",
         r.created_at as "createdAt"
  from fund_return r where r.project_id = $1 order by r.id`;
/** Asked for and not yet decided, per pool: reserved for its request. */
export const pendingByPool = `
  select d.pool_id as "poolId", sum(d.amount_fen)::bigint as pending from disbursement d
  where d.project_id = $1 and d.status in ('requested', 'progress_confirmed', 'prepared', 'returned') group by d.pool_id`;

export const listRecovery = `
  select i.id, i.project_id as "projectId", i.pool_id as "poolId", i.amount_fen as amount, i.recovered_fen as recovered,
         i.reason, i.status, i.listed_at as "listedAt"
  from recovery_item i where i.project_id = $1 order by i.id`;
export const insertRecovery = `
  insert into recovery_item (id, project_id, pool_id, amount_fen, reason, listed_at, listed_by)
  values ($1, $2, $3, $4, $5, $6, $7)`;
/** A return settles what was put on the recovery list, as far as it goes. */
export const settleRecovery = `
  update recovery_item i set recovered_fen = least(i.amount_fen, i.recovered_fen + $3),
         status = case when i.recovered_fen + $3 >= i.amount_fen then 'recovered' else 'open' end
  where i.project_id = $1 and i.pool_id = $2 and i.status = 'open'`;
