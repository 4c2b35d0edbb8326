const CONTRACT = `c.id, c.project_id as "projectId", c.number, c.title, c.party, c.amount_fen as amount, c.settled_fen as settled,
  c.retention_bp as "retentionBp", c.signed_on as "signedOn", c.file_ids as "fileIds", c.created_by as "createdBy",
  c.created_at as "createdAt", c.version`;
const PAID_ON = `(select coalesce(sum(d.amount_fen), 0)::bigint from disbursement d
  where d.contract_id = c.id and d.status in ('paid', 'reversing')) as paid`;

export const insertContract = `
  insert into contract (id, project_id, number, title, party, amount_fen, settled_fen, signed_on, file_ids, created_by, created_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`;
export const getContract = `select ${CONTRACT}, ${PAID_ON} from contract c where c.id = $1`;
export const lockContract = `select ${CONTRACT} from contract c where c.id = $1 for update`;
export const settleContract = `
  update contract c set settled_fen = $2, version = version + 1 where c.id = $1 returning ${CONTRACT}, ${PAID_ON}`;
export const listContracts = `
  select ${CONTRACT}, ${PAID_ON} from contract c where c.project_id = $1 order by c.signed_on, c.id`;

const DISBURSEMENT = `d.id, d.project_id as "projectId", d.line_id as "lineId", d.pool_id as "poolId", d.source,
  d.contract_id as "contractId", d.amount_fen as amount, d.payee_name as "payeeName", d.invoice_no as "invoiceNo", d.purpose,
  d.milestone_ids as "milestoneIds", d.file_ids as "fileIds", d.status, d.requested_by as "requestedBy",
  d.requested_at as "requestedAt", d.confirmed_by as "confirmedBy", d.confirmed_at as "confirmedAt",
  d.prepared_by as "preparedBy", d.prepared_at as "preparedAt", d.released_by as "releasedBy",
  d.released_at as "releasedAt", d.voucher_no as "voucherNo", d.paid_on as "paidOn", d.opinion,
  d.reversal_requested_by as "reversalRequestedBy", d.reversal_reason as "reversalReason", d.reversed_by as "reversedBy",
  d.reversed_at as "reversedAt", d.version`;

export const insertDisbursement = `
  insert into disbursement (id, project_id, line_id, pool_id, source, contract_id, amount_fen, payee_name, invoice_no, purpose,
    milestone_ids, file_ids, requested_by, requested_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`;
export const getDisbursement = `select ${DISBURSEMENT} from disbursement d where d.id = $1`;
export const lockDisbursement = `${getDisbursement} for update`;
export const listDisbursements = `
  select ${DISBURSEMENT} from disbursement d
  where d.project_id = $1 and d.id < $2 and ($3::text is null or d.status = $3) order by d.id desc limit $4`;
export const pendingDisbursements = `
  select ${DISBURSEMENT} from disbursement d
  where d.project_id = $1 and d.status in ('requested', 'progress_confirmed', 'prepared', 'returned') order by d.id for update`;
export const correctDisbursement = `
  update disbursement d set contract_id = $2, amount_fen = $3, payee_name = $4, invoice_no = $5, purpose = $6,
    milestone_ids = $7, file_ids = $8, version = version + 1
  where d.id = $1 and d.status = 'returned' returning ${DISBURSEMENT}`;
export const setVoucher = `update disbursement d set voucher_no = $2, paid_on = $3 where d.id = $1 and d.status = 'prepared'`;

/**
 * One statement for every step: what a step does not touch keeps its value, and a step that begins anew (send back, return)
 * clears who had signed after it.
 */
export const moveDisbursement = `
  update disbursement d set status = $3, version = version + 1,
    opinion = coalesce($4, d.opinion),
    confirmed_by = case when $3 = 'requested' then null when $5 = 'confirm_progress' then $6::uuid else d.confirmed_by end,
    confirmed_at = case when $3 = 'requested' then null when $5 = 'confirm_progress' then $7::timestamptz else d.confirmed_at end,
    prepared_by = case when $3 in ('requested', 'progress_confirmed', 'returned') then null
                       when $5 = 'prepare' then $6::uuid else d.prepared_by end,
    prepared_at = case when $3 in ('requested', 'progress_confirmed', 'returned') then null
                       when $5 = 'prepare' then $7::timestamptz else d.prepared_at end,
    voucher_no = case when $3 in ('paid', 'reversing', 'reversed') then d.voucher_no end,
    paid_on = case when $3 in ('paid', 'reversing', 'reversed') then d.paid_on end,
    released_by = case when $5 = 'release' then $6::uuid else d.released_by end,
    released_at = case when $5 = 'release' then $7::timestamptz else d.released_at end,
    reversal_requested_by = case when $5 = 'request_reversal' then $6::uuid when $5 = 'keep' then null
                                 else d.reversal_requested_by end,
    reversal_reason = case when $5 = 'request_reversal' then $4 when $5 = 'keep' then null else d.reversal_reason end,
    reversed_by = case when $5 = 'reverse' then $6::uuid else d.reversed_by end,
    reversed_at = case when $5 = 'reverse' then $7::timestamptz else d.reversed_at end
  where d.id = $1 and d.status = $2 returning ${DISBURSEMENT}`;

/**
 * Everything a payment depends on, read under the lock of its project. $4 = the disbursement itself (left out of what is
 * taken), $5 = whether open requests count as taken: at the request yes, at the release only what was paid.
 */
export const paymentFacts = `
  select l.pool_id as "poolId", l.source, l.amount_fen as "lineAmount", a.status = 'issued' as issued,
    c.settled_fen as settled, c.party,
    (select coalesce(sum(o.amount_fen), 0) from disbursement o where o.line_id = l.id and o.id <> $4
      and (o.status in ('paid', 'reversing')
        or ($5 and o.status in ('requested', 'progress_confirmed', 'prepared', 'returned'))))::bigint as "lineTaken",
    (select coalesce(sum(o.amount_fen), 0) from disbursement o where o.contract_id = c.id and o.id <> $4
      and (o.status in ('paid', 'reversing')
        or ($5 and o.status in ('requested', 'progress_confirmed', 'prepared', 'returned'))))::bigint as "contractTaken",
    (coalesce((select b.balance_fen from ledger_account b
        where b.project_id = $1 and b.pool_id = l.pool_id and b.kind = 'project_unpaid'), 0)
      - case when $5 then (select coalesce(sum(o.amount_fen), 0) from disbursement o
          where o.project_id = $1 and o.pool_id = l.pool_id and o.id <> $4
            and o.status in ('requested', 'progress_confirmed', 'prepared', 'returned')) else 0 end)::bigint as unpaid
  from allocation_line l join allocation a on a.id = l.allocation_id
  left join contract c on c.id = $3 and c.project_id = $1
  where l.id = $2 and l.project_id = $1`;

/** Milestones are a neighbour's table (libs/milestone is a sibling): read by SQL, never written. */
export const approvedMilestones = `
  select count(*)::int as count from milestone where project_id = $1 and id = any($2) and status = 'approved'`;

export const entryOf = `select e.id from ledger_entry e where e.cause_type = 'disbursement' and e.cause_id = $1`;
export const isFinanceDesk = `
  select exists (select 1 from organisation o where o.id = any($1) and o.department_kind = 'finance') as finance`;

export const insertProof = `
  insert into self_funding_proof as p (id, project_id, source, amount_fen, note, file_ids, recorded_by, recorded_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8)`;
export const listProofs = `
  select p.id, p.project_id as "projectId", p.source, p.amount_fen as amount, p.note, p.file_ids as "fileIds",
         p.recorded_by as "recordedBy", p.recorded_at as "recordedAt"
  from self_funding_proof p where p.project_id = $1 order by p.id`;

export const readiness = `
  select (select coalesce(sum(b.amount_fen), 0) from project_budget b where b.project_id = $1)::bigint as budget,
         (select coalesce(sum(a.balance_fen), 0) from ledger_account a where a.project_id = $1)::bigint as allocated,
         (select coalesce(sum(a.balance_fen), 0) from ledger_account a
          where a.project_id = $1 and a.kind = 'project_paid')::bigint as paid,
         (select coalesce(sum(p.amount_fen), 0) from self_funding_proof p where p.project_id = $1)::bigint as proven`;

export const moneyBySource = `
  select s.source, s.year, sum(s.budget)::bigint as budget, (sum(s.unpaid) + sum(s.paid))::bigint as allocated,
         sum(s.paid)::bigint as paid, sum(s.unpaid)::bigint as unpaid, sum(s.returned)::bigint as returned
  from (
    select b.source, b.year, b.amount_fen as budget, 0 as unpaid, 0 as paid, 0 as returned
      from project_budget b where b.project_id = $1
    union all
    select a.source, a.fiscal_year, 0, case when a.kind = 'project_unpaid' then a.balance_fen else 0 end,
           case when a.kind = 'project_paid' then a.balance_fen else 0 end, 0
      from ledger_account a where a.project_id = $1
    union all
    select a.source, a.fiscal_year, 0, 0, 0, r.amount_fen from fund_return r
      join ledger_account a on a.project_id = r.project_id and a.pool_id = r.pool_id and a.kind = 'project_unpaid'
      where r.project_id = $1) s
  group by s.source, s.year order by s.year, s.source`;

export const moneyTotals = `
  select (select coalesce(sum(d.amount_fen), 0) from disbursement d where d.project_id = $1
            and d.status in ('requested', 'progress_confirmed', 'prepared', 'returned'))::bigint as pending,
         (select coalesce(sum(c.amount_fen), 0) from contract c where c.project_id = $1)::bigint as contracted,
         (select coalesce(sum(c.settled_fen), 0) from contract c where c.project_id = $1)::bigint as settled,
         (select coalesce(sum(p.amount_fen), 0) from self_funding_proof p where p.project_id = $1)::bigint as proven`;

/** Issued lines of a project: against which money may be asked for. */
export const projectLines = `
  select l.id, l.allocation_id as "allocationId", l.pool_id as "poolId", d.document_no as "documentNo",
         d.issued_on as "issuedOn", l.source, l.fund_name as "fundName", l.fiscal_year as "fiscalYear", l.amount_fen as amount,
         coalesce(sum(o.amount_fen) filter (where o.status in ('paid', 'reversing')), 0)::bigint as paid,
         coalesce(sum(o.amount_fen) filter (where o.status in ('requested', 'progress_confirmed', 'prepared', 'returned')), 0)::bigint
           as pending
  from allocation_line l join allocation d on d.id = l.allocation_id and d.status = 'issued'
  left join disbursement o on o.line_id = l.id
  where l.project_id = $1 group by l.id, d.id order by l.id`;
