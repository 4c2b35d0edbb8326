import type { MigrationInterface, QueryRunner } from 'typeorm';

const DEFINER = `language plpgsql security definer set search_path = public, pg_temp set app.scope = 'system'`;

/**
 * Documents and ledger say the same, checked at commit and from both sides: no entry without the document that causes it, no
 * document in force without its entry, amounts equal to the fen.
 */
export class BindLedger1790000008300 implements MigrationInterface {
  name = 'BindLedger1790000008300';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function ledger_entry_unsealed() returns trigger language plpgsql as $$
      begin
        if num_nonnulls(new.seq, new.prev_hash, new.hash) > 0 then
          perform funding_refuse('ledger_entry_sealed', 'number and hash are given by the ledger');
        end if;
        return new;
      end $$;
      create trigger ledger_entry_unsealed before insert on ledger_entry for each row execute function ledger_entry_unsealed();

      create function ledger_entry_check() returns trigger ${DEFINER} as $$
      declare
        e ledger_entry;
        original ledger_entry;
        ok boolean := false;
      begin
        select * into e from ledger_entry where id = new.id;
        if e.hash is null then perform funding_refuse('ledger_entry_balanced', format('entry %s has no posting', e.id)); end if;
        case e.cause_type
        when 'pool_receipt' then
          select f.id = e.pool_id and f.total_fen = (select sum(amount_fen) from ledger_posting where entry_id = e.id) into ok
            from fund_pool f where f.id = e.cause_id;
        when 'allocation' then
          select a.pool_id = e.pool_id and a.status = 'issued' and not exists (
              select 1 from (select project_id, amount_fen from allocation_line where allocation_id = a.id) l
              full join (select project_id, sum(amount_fen) as amount_fen from ledger_posting where entry_id = e.id
                         group by project_id) p using (project_id)
              where l.amount_fen is distinct from p.amount_fen) into ok
            from allocation a where a.id = e.cause_id;
        when 'disbursement' then
          select d.pool_id = e.pool_id and d.status in ('paid','reversing','reversed')
              and (select array_agg((p.project_id, p.amount_fen)) = array[(d.project_id, d.amount_fen)]
                   from ledger_posting p where p.entry_id = e.id) into ok
            from disbursement d where d.id = e.cause_id;
        when 'fund_return' then
          select r.pool_id = e.pool_id
              and (select array_agg((p.project_id, p.amount_fen)) = array[(r.project_id, r.amount_fen)]
                   from ledger_posting p where p.entry_id = e.id) into ok
            from fund_return r where r.id = e.cause_id;
        when 'reversal' then
          select * into original from ledger_entry where id = e.reversal_of;
          ok := original.cause_type = 'disbursement' and original.pool_id = e.pool_id
            and exists (select 1 from disbursement d where d.id = original.cause_id and d.status = 'reversed')
            and not exists (
              select 1 from (select from_account_id, to_account_id, amount_fen from ledger_posting where entry_id = original.id) o
              full join (select to_account_id as from_account_id, from_account_id as to_account_id, amount_fen
                         from ledger_posting where entry_id = e.id) m using (from_account_id, to_account_id, amount_fen)
              where o.amount_fen is null or m.amount_fen is null);
        end case;
        if ok is not true then
          perform funding_refuse('ledger_entry_cause', format('entry %s does not agree with its %s', e.id, e.cause_type));
        end if;
        return null;
      end $$;
      create constraint trigger ledger_entry_check after insert on ledger_entry
        deferrable initially deferred for each row execute function ledger_entry_check();

      create function funding_document_check() returns trigger ${DEFINER} as $$
      declare kind text := tg_argv[0];
      begin
        if not exists (select 1 from ledger_entry e where e.cause_type = kind and e.cause_id = new.id) then
          perform funding_refuse('funding_document_posted', format('%s %s is not in the ledger', kind, new.id));
        end if;
        return null;
      end $$;
      create constraint trigger fund_pool_posted after insert on fund_pool
        deferrable initially deferred for each row execute function funding_document_check('pool_receipt');
      create constraint trigger fund_return_posted after insert on fund_return
        deferrable initially deferred for each row execute function funding_document_check('fund_return');
      create constraint trigger allocation_posted after update on allocation
        deferrable initially deferred for each row when (new.status = 'issued') execute function funding_document_check('allocation');
      create constraint trigger disbursement_posted after insert or update on disbursement
        deferrable initially deferred for each row when (new.status in ('paid','reversing','reversed'))
        execute function funding_document_check('disbursement');

      create function disbursement_reversed_check() returns trigger ${DEFINER} as $$
      begin
        if not exists (select 1 from ledger_entry e join ledger_entry r on r.reversal_of = e.id
                       where e.cause_type = 'disbursement' and e.cause_id = new.id) then
          perform funding_refuse('funding_document_posted', format('reversal of disbursement %s is not in the ledger', new.id));
        end if;
        return null;
      end $$;
      create constraint trigger disbursement_reversed after insert or update on disbursement
        deferrable initially deferred for each row when (new.status = 'reversed') execute function disbursement_reversed_check();
      create trigger fund_pool_frozen before update on fund_pool for each row execute function ledger_refuse();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger fund_pool_frozen on fund_pool;
      drop trigger ledger_entry_check on ledger_entry;
      drop trigger ledger_entry_unsealed on ledger_entry;
      drop trigger fund_pool_posted on fund_pool;
      drop trigger fund_return_posted on fund_return;
      drop trigger allocation_posted on allocation;
      drop trigger disbursement_posted on disbursement;
      drop trigger disbursement_reversed on disbursement;
      drop function disbursement_reversed_check();
      drop function ledger_entry_unsealed();
      drop function ledger_entry_check();
      drop function funding_document_check();
    `);
  }
}
