/** One round trip: the entry and all its postings. Accounts are opened on first use; the database seals and moves (8100). */
export const post = `
  with entry as (
    insert into ledger_entry (id, pool_id, cause_type, cause_id, idempotency_key, reversal_of, occurred_on, at, person_id, note)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
  )
  insert into ledger_posting (entry_id, line, from_account_id, to_account_id, project_id, amount_fen)
  select $1, m.line,
         ledger_account_of($2, case when m.from_kind like 'project%' then m.project_id end, m.from_kind),
         ledger_account_of($2, case when m.to_kind like 'project%' then m.project_id end, m.to_kind),
         m.project_id, m.amount
  from unnest($11::text[], $12::text[], $13::uuid[], $14::bigint[]) with ordinality
    as m (from_kind, to_kind, project_id, amount, line)`;

const LINE = `p.entry_id as "entryId", p.line, e.seq, e.cause_type as "causeType", e.cause_id as "causeId",
  e.reversal_of as "reversalOf", e.occurred_on as "occurredOn", e.at, e.note, e.hash, e.person_id as "personId",
  w.name as "personName", p.project_id as "projectId", j.number as "projectNumber", j.name as "projectName",
  f.kind as "from", t.kind as "to", t.source, t.fiscal_year as "fiscalYear", p.amount_fen as amount`;

/** Accounts by left join: of a county's own line the province's side stays out of its sight, the amount does not. */
const JOINS = `
  left join person w on w.id = e.person_id
  left join ledger_account f on f.id = p.from_account_id
  left join ledger_account t on t.id = p.to_account_id
  left join project j on j.id = p.project_id`;

export const poolStatement = `
  select ${LINE} from ledger_entry e join ledger_posting p on p.entry_id = e.id ${JOINS}
  where e.pool_id = $1 and (e.seq, p.line) < ($2, $3)
  order by e.seq desc, p.line desc limit $4`;

export const projectStatement = `
  select ${LINE} from ledger_posting p join ledger_entry e on e.id = p.entry_id ${JOINS}
  where p.project_id = $1 and (p.entry_id, p.line) < ($2, $3)
  order by p.entry_id desc, p.line desc limit $4`;

/** Balances of a project per pool: what may still be paid, what was paid. */
export const projectBalances = `
  select a.pool_id as "poolId", a.source, a.fiscal_year as "fiscalYear",
         coalesce(sum(a.balance_fen) filter (where a.kind = 'project_unpaid'), 0)::bigint as unpaid,
         coalesce(sum(a.balance_fen) filter (where a.kind = 'project_paid'), 0)::bigint as paid
  from ledger_account a where a.project_id = $1
  group by a.pool_id, a.source, a.fiscal_year order by a.pool_id`;

/* ------------------------------- verification: each a statement over the whole ledger ------------------------------- */

export const wrongBalances = `
  select a.id, a.kind, a.balance_fen as stored, coalesce(m.moved, 0)::bigint as computed
  from ledger_account a left join (
    select account_id, sum(delta) as moved from (
      select to_account_id as account_id, amount_fen as delta from ledger_posting
      union all select from_account_id, -amount_fen from ledger_posting) d group by account_id) m on m.account_id = a.id
  where a.balance_fen <> coalesce(m.moved, 0) order by a.id limit $1`;

export const wrongHashes = `
  with chain as (
    select e.id, e.pool_id, e.seq, e.prev_hash, e.hash,
           lag(e.hash, 1, encode(sha256(convert_to(e.pool_id::text, 'UTF8')), 'hex')) over w as before,
           row_number() over w as position,
           ledger_hash(e.prev_hash, e, e.seq, (
             select string_agg(concat_ws(':', p.line, p.from_account_id, p.to_account_id, p.amount_fen), ',' order by p.line)
             from ledger_posting p where p.entry_id = e.id)) as computed
    from ledger_entry e window w as (partition by e.pool_id order by e.seq)
  )
  select id, pool_id as "poolId", seq,
         case when hash is null then 'unsealed' when computed is distinct from hash then 'content'
              when prev_hash is distinct from before then 'link' else 'gap' end as problem
  from chain
  where hash is null or computed is distinct from hash or prev_hash is distinct from before or position <> seq
  order by pool_id, seq limit $1`;

export const wrongHeads = `
  select c.pool_id as id, c.seq, l.seq as "lastSeq" from ledger_chain c
  left join lateral (select e.seq, e.hash from ledger_entry e where e.pool_id = c.pool_id order by e.seq desc limit 1) l on true
  where (l.seq, l.hash) is distinct from (c.seq, c.hash) order by c.pool_id limit $1`;

/** Invariants of §5 from the documents' side. Each row names the document and the rule. */
export const brokenInvariants = `
  select * from (
    select f.id, 'pool total = free + allocated' as rule from fund_pool f
      where f.total_fen <> (select coalesce(sum(a.balance_fen), 0) from ledger_account a
                            where a.pool_id = f.id and a.kind <> 'pool_source')
    union all
    select d.id, 'issued document = its entry' from allocation d
      where d.status = 'issued' and (select sum(amount_fen) from allocation_line l where l.allocation_id = d.id) is distinct from
        (select sum(p.amount_fen) from ledger_entry e join ledger_posting p on p.entry_id = e.id
         where e.cause_type = 'allocation' and e.cause_id = d.id)
    union all
    select d.id, 'paid document = its entry' from disbursement d
      where (d.status in ('paid', 'reversing', 'reversed')) <> exists (
        select 1 from ledger_entry e join ledger_posting p on p.entry_id = e.id
        where e.cause_type = 'disbursement' and e.cause_id = d.id and p.amount_fen = d.amount_fen)
    union all
    select a.project_id, 'allocated per source <= budget' from (
        select project_id, source, sum(balance_fen) as given from ledger_account where project_id is not null group by 1, 2) a
      where a.given > (select coalesce(sum(b.amount_fen), 0) from project_budget b
                       where b.project_id = a.project_id and b.source = a.source)
    union all
    select c.id, 'paid <= settled contract value' from contract c
      where c.settled_fen < (select coalesce(sum(d.amount_fen), 0) from disbursement d
                             where d.contract_id = c.id and d.status in ('paid', 'reversing'))
    union all
    select d.id, 'maker <> checker' from disbursement d where d.released_by in (d.prepared_by, d.requested_by)
    union all
    select l.project_id, 'one central fund' from allocation_line l join allocation d on d.id = l.allocation_id
      where l.source = 'central' and d.status = 'issued' group by l.project_id having count(distinct l.fund_name) > 1
  ) broken order by rule, id limit $1`;

export const counts = `
  select (select count(*)::int from ledger_entry) as entries, (select count(*)::int from ledger_posting) as postings,
         (select count(*)::int from ledger_account) as accounts, (select count(*)::int from ledger_chain) as pools`;
