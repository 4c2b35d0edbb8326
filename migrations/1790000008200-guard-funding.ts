import type { MigrationInterface, QueryRunner } from 'typeorm';

const DEFINER = `language plpgsql security definer set search_path = public, pg_temp set app.scope = 'system'`;
const IN_LIBRARY = `('reserved','implementing','suspended','under_acceptance','rectifying','completed')`;
const NOT_YET = `('draft','under_review','returned')`;
const PAYABLE = `('implementing','under_acceptance','rectifying','completed')`;

/**
 * The fixed invariants of rule book §5 as the last guard: they hold for a hand-written INSERT as well. Each locks the rows its
 * sum depends on (project, contract, chain of the pool), so it is true between connections, not only within one.
 * Refusals name a constraint; libs/funding turns the name into an error of the API.
 */
export class GuardFunding1790000008200 implements MigrationInterface {
  name = 'GuardFunding1790000008200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function funding_refuse(rule text, detail text) returns void language plpgsql as $$
      begin
        raise exception '%: %', rule, detail using errcode = 'check_violation', constraint = rule;
      end $$;
    `);
    await this.allocations(runner);
    await this.payments(runner);
  }

  private async allocations(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Σ allocated per source ≤ approved budget of that source: what stands on the accounts plus what is on its way.
      create function funding_check_budget(of_project uuid) returns void ${DEFINER} as $$
      declare s text;
      begin
        select given.source into s from (
            select source, sum(amount) as amount from (
              select a.source, a.balance_fen as amount from ledger_account a where a.project_id = of_project
              union all
              select l.source, l.amount_fen from allocation_line l join allocation d on d.id = l.allocation_id
                where l.project_id = of_project and d.status in ('draft','under_approval','returned')) x
            group by source) given
          where given.amount > (select coalesce(sum(b.amount_fen), 0) from project_budget b
                                where b.project_id = of_project and b.source = given.source)
          limit 1;
        if s is not null then
          perform funding_refuse('funding_within_budget', format('project %s, source %s', of_project, s));
        end if;
      end $$;

      create function allocation_line_complete() returns trigger ${DEFINER} as $$
      begin
        select a.pool_id, f.source, f.fund_name, f.fiscal_year
          into new.pool_id, new.source, new.fund_name, new.fiscal_year
          from allocation a join fund_pool f on f.id = a.pool_id where a.id = new.allocation_id;
        return new;
      end $$;
      create trigger allocation_line_complete before insert on allocation_line
        for each row execute function allocation_line_complete();

      create function allocation_line_check() returns trigger ${DEFINER} as $$
      declare r record;
      begin
        perform 1 from allocation a where a.id in (select allocation_id from fresh) order by a.id for no key update;
        select a.id into r from allocation a
          where a.id in (select allocation_id from fresh) and a.status not in ('draft','returned') limit 1;
        if found then perform funding_refuse('funding_lines_frozen', format('allocation %s', r.id)); end if;

        perform 1 from project p where p.id in (select project_id from fresh) order by p.id for no key update;
        perform 1 from ledger_chain c where c.pool_id in (select pool_id from fresh) order by c.pool_id for update;

        -- A project outside the library gets no money except with a recorded reason; one that has ended gets none.
        select p.id into r from fresh l join project p on p.id = l.project_id
          where p.status not in ${IN_LIBRARY}
            and not (p.status in ${NOT_YET} and btrim(coalesce(l.outside_library_reason, '')) <> '') limit 1;
        if found then perform funding_refuse('funding_in_library', format('project %s', r.id)); end if;

        select p.id into r from fresh l join project p on p.id = l.project_id join fund_pool f on f.id = l.pool_id
          where (f.tier = 'city' and p.city_code is distinct from f.city_code)
             or (f.tier = 'county' and p.county_code is distinct from f.county_code) limit 1;
        if found then perform funding_refuse('funding_in_region', format('project %s', r.id)); end if;

        -- 财资环〔2021〕103号: one project, one central fund.
        select l.project_id as id into r from fresh l where l.source = 'central' and exists (
          select 1 from allocation_line o join allocation d on d.id = o.allocation_id
          where o.project_id = l.project_id and o.source = 'central' and o.fund_name <> l.fund_name
            and d.status not in ('rejected','withdrawn')) limit 1;
        if found then perform funding_refuse('funding_one_central_fund', format('project %s', r.id)); end if;

        -- Σ lines ≤ pool: documents on their way reserve what is free.
        select f.pool_id as id into r from (select distinct pool_id from fresh) f
          join ledger_account a on a.pool_id = f.pool_id and a.kind = 'pool_free'
          where a.balance_fen < (
            select sum(l.amount_fen) from allocation d join allocation_line l on l.allocation_id = d.id
            where d.pool_id = f.pool_id and d.status in ('draft','under_approval','returned')) limit 1;
        if found then perform funding_refuse('funding_within_pool', format('pool %s', r.id)); end if;

        perform funding_check_budget(p.project_id) from (select distinct project_id from fresh) p;
        return null;
      end $$;
      create trigger allocation_line_check after insert on allocation_line referencing new table as fresh
        for each statement execute function allocation_line_check();

      create function allocation_line_keep() returns trigger ${DEFINER} as $$
      begin
        if tg_op = 'UPDATE'
          or not exists (select 1 from allocation a where a.id = old.allocation_id and a.status in ('draft','returned')) then
          perform funding_refuse('funding_lines_frozen', format('allocation %s', old.allocation_id));
        end if;
        return old;
      end $$;
      create trigger allocation_line_keep before update or delete on allocation_line
        for each row execute function allocation_line_keep();

      create function allocation_move() returns trigger ${DEFINER} as $$
      declare r record;
      begin
        if tg_op = 'INSERT' then
          if new.status <> 'draft' then perform funding_refuse('funding_lifecycle', 'an allocation begins as a draft'); end if;
          return new;
        end if;
        if new.pool_id <> old.pool_id or (old.status in ('issued','rejected','withdrawn') and new is distinct from old) then
          perform funding_refuse('funding_lifecycle', format('allocation %s is %s', old.id, old.status));
        end if;
        if new.status = 'issued' then
          -- A project may have ended, or fallen out of the library, while the document was being signed.
          perform 1 from project p join allocation_line l on l.project_id = p.id where l.allocation_id = new.id
            order by p.id for no key update of p;
          select p.id into r from allocation_line l join project p on p.id = l.project_id
            where l.allocation_id = new.id and p.status not in ${IN_LIBRARY}
              and not (p.status in ${NOT_YET} and btrim(coalesce(l.outside_library_reason, '')) <> '') limit 1;
          if found then perform funding_refuse('funding_in_library', format('project %s', r.id)); end if;
        end if;
        return new;
      end $$;
      create trigger allocation_move before insert or update on allocation for each row execute function allocation_move();

      create function project_budget_keep() returns trigger ${DEFINER} as $$
      begin
        perform funding_check_budget(old.project_id);
        return null;
      end $$;
      -- Deferred: a form is saved by deleting its rows and inserting them again.
      create constraint trigger project_budget_keeps_allocated after update or delete on project_budget
        deferrable initially deferred for each row execute function project_budget_keep();
    `);
  }

  private async payments(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Before acceptance is passed, paid ≤ 97 % of the settled-so-far contract value; afterwards ≤ 100 %.
      create function funding_check_contract(of_contract uuid) returns void ${DEFINER} as $$
      declare
        c contract;
        state text;
        paid numeric;
      begin
        select * into c from contract where id = of_contract for no key update;
        select p.status into state from project p where p.id = c.project_id;
        select coalesce(sum(d.amount_fen), 0) into paid from disbursement d
          where d.contract_id = of_contract and d.status in ('paid','reversing');
        if paid > floor(c.settled_fen::numeric * case when state in ('completed','closed') then 10000
                                                      else 10000 - c.retention_bp end / 10000) then
          perform funding_refuse('funding_retention', format('contract %s', of_contract));
        end if;
      end $$;

      create function disbursement_move() returns trigger ${DEFINER} as $$
      declare ok boolean;
      begin
        select l.pool_id, l.source, l.project_id = new.project_id and d.status = 'issued' and exists (
            select 1 from contract c where c.id = new.contract_id and c.project_id = new.project_id)
          into new.pool_id, new.source, ok
          from allocation_line l join allocation d on d.id = l.allocation_id where l.id = new.line_id;
        if ok is not true then
          perform funding_refuse('funding_disbursement_base', 'line and contract must be of this project, the line issued');
        end if;
        if tg_op = 'INSERT' then return new; end if;
        if old.status in ('refused','withdrawn','reversed')
          or (old.status = 'paid' and new.status not in ('paid','reversing'))
          or (old.status = 'reversing' and new.status not in ('paid','reversed','reversing'))
          or (old.status in ('paid','reversing') and (new.amount_fen, new.line_id, new.contract_id, new.payee_name, new.invoice_no,
              new.voucher_no, new.paid_on, new.requested_by, new.confirmed_by, new.prepared_by, new.released_by)
            is distinct from (old.amount_fen, old.line_id, old.contract_id, old.payee_name, old.invoice_no, old.voucher_no,
              old.paid_on, old.requested_by, old.confirmed_by, old.prepared_by, old.released_by))
          or (old.status not in ('requested','returned') and new.amount_fen <> old.amount_fen)
          or new.project_id <> old.project_id then
          perform funding_refuse('funding_lifecycle', format('disbursement %s is %s', old.id, old.status));
        end if;
        return new;
      end $$;
      create trigger disbursement_move before insert or update on disbursement
        for each row execute function disbursement_move();

      create function disbursement_pay() returns trigger ${DEFINER} as $$
      declare state text;
      begin
        select p.status into state from project p where p.id = new.project_id for no key update;
        if state not in ${PAYABLE} then
          perform funding_refuse('funding_payable_state', format('project %s is %s', new.project_id, state));
        end if;
        perform funding_check_contract(new.contract_id);
        -- The chain orders payments of one pool; under it the sum per line is final.
        perform 1 from ledger_chain c where c.pool_id = new.pool_id for update;
        if (select l.amount_fen from allocation_line l where l.id = new.line_id) <
           (select sum(d.amount_fen) from disbursement d where d.line_id = new.line_id and d.status in ('paid','reversing')) then
          perform funding_refuse('funding_within_line', format('allocation line %s', new.line_id));
        end if;
        return null;
      end $$;
      create trigger disbursement_pay_new after insert on disbursement
        for each row when (new.status in ('paid','reversing')) execute function disbursement_pay();
      create trigger disbursement_pay after update on disbursement
        for each row when (new.status = 'paid' and old.status not in ('paid','reversing')) execute function disbursement_pay();

      create function contract_keep() returns trigger ${DEFINER} as $$
      begin
        if new.project_id <> old.project_id then perform funding_refuse('funding_lifecycle', 'a contract stays with its project'); end if;
        perform funding_check_contract(new.id);
        return null;
      end $$;
      create trigger contract_keeps_paid after update on contract for each row
        when (new.settled_fen < old.settled_fen or new.project_id <> old.project_id) execute function contract_keep();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger project_budget_keeps_allocated on project_budget;
      drop trigger contract_keeps_paid on contract;
      drop trigger allocation_move on allocation;
      drop trigger allocation_line_complete on allocation_line;
      drop trigger allocation_line_check on allocation_line;
      drop trigger allocation_line_keep on allocation_line;
      drop trigger disbursement_move on disbursement;
      drop trigger disbursement_pay_new on disbursement;
      drop trigger disbursement_pay on disbursement;
      drop function allocation_line_complete();
      drop function allocation_line_check();
      drop function allocation_line_keep();
      drop function allocation_move();
      drop function project_budget_keep();
      drop function disbursement_move();
      drop function disbursement_pay();
      drop function contract_keep();
      drop function funding_check_contract(uuid);
      drop function funding_check_budget(uuid);
      drop function funding_refuse(text, text);
    `);
  }
}
