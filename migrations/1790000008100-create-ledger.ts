import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The double-entry ledger (rule book §5). A posting moves an amount from one account to another, so debits equal credits by
 * construction. An entry is *sealed* by the statement that inserts its postings: balances move, the entry takes the next
 * number of its pool's chain and its hash. Afterwards neither it nor its postings can change or grow.
 *
 * Functions run with the owner's rights and with the scope `system`, because a payment made by a county moves an account of
 * the province's pool, which the county may not read.
 */
const DEFINER = `language plpgsql security definer set search_path = public, pg_temp set app.scope = 'system'`;

export class CreateLedger1790000008100 implements MigrationInterface {
  name = 'CreateLedger1790000008100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table ledger_account (
        id uuid not null,
        pool_id uuid not null,
        project_id uuid,
        kind text not null,
        source text not null,
        fiscal_year int not null,
        balance_fen bigint not null default 0,
        constraint pk_ledger_account primary key (id),
        constraint ck_ledger_account_kind check (kind in ('pool_source','pool_free','project_unpaid','project_paid')),
        constraint ck_ledger_account_project check ((project_id is not null) = (kind in ('project_unpaid','project_paid'))),
        -- pool_source is the contra account: what came from above stands there with a minus.
        constraint ck_ledger_account_balance check (balance_fen >= 0 or kind = 'pool_source'),
        constraint fk_ledger_account_pool_id foreign key (pool_id) references fund_pool (id),
        constraint fk_ledger_account_project_id foreign key (project_id) references project (id)
      );
      create unique index uq_ledger_account_pool on ledger_account (pool_id, kind) where project_id is null;
      create unique index uq_ledger_account_project on ledger_account (project_id, pool_id, kind) where project_id is not null;
      create index ix_ledger_account_pool_id on ledger_account (pool_id);

      create table ledger_chain (
        pool_id uuid not null,
        seq int not null default 0,
        hash text not null,
        constraint pk_ledger_chain primary key (pool_id),
        constraint fk_ledger_chain_pool_id foreign key (pool_id) references fund_pool (id)
      );

      create table ledger_entry (
        id uuid not null,
        pool_id uuid not null,
        cause_type text not null,
        cause_id uuid not null,
        idempotency_key text not null,
        reversal_of uuid,
        occurred_on date not null,
        at timestamptz not null,
        person_id uuid not null,
        note text,
        seq int,
        prev_hash text,
        hash text,
        constraint pk_ledger_entry primary key (id),
        constraint uq_ledger_entry_idempotency_key unique (idempotency_key),
        constraint uq_ledger_entry_cause unique (cause_type, cause_id),
        constraint uq_ledger_entry_seq unique (pool_id, seq),
        constraint ck_ledger_entry_cause_type check (
          cause_type in ('pool_receipt','allocation','disbursement','fund_return','reversal')),
        constraint ck_ledger_entry_reversal check ((cause_type = 'reversal') = (reversal_of is not null)
          and (reversal_of is null or reversal_of = cause_id)),
        constraint ck_ledger_entry_sealed check (num_nulls(seq, prev_hash, hash) in (0, 3)),
        constraint fk_ledger_entry_pool_id foreign key (pool_id) references fund_pool (id),
        constraint fk_ledger_entry_reversal_of foreign key (reversal_of) references ledger_entry (id)
      );

      create table ledger_posting (
        entry_id uuid not null,
        line int not null,
        from_account_id uuid not null,
        to_account_id uuid not null,
        project_id uuid,
        amount_fen bigint not null,
        constraint pk_ledger_posting primary key (entry_id, line),
        constraint ck_ledger_posting_amount check (amount_fen > 0),
        constraint ck_ledger_posting_accounts check (from_account_id <> to_account_id),
        constraint fk_ledger_posting_entry_id foreign key (entry_id) references ledger_entry (id),
        constraint fk_ledger_posting_from_account_id foreign key (from_account_id) references ledger_account (id),
        constraint fk_ledger_posting_to_account_id foreign key (to_account_id) references ledger_account (id),
        constraint fk_ledger_posting_project_id foreign key (project_id) references project (id)
      );
      create index ix_ledger_posting_from on ledger_posting (from_account_id);
      create index ix_ledger_posting_to on ledger_posting (to_account_id);
      create index ix_ledger_posting_project on ledger_posting (project_id, entry_id, line);
    `);
    await this.machinery(runner);
    await this.appendOnly(runner);
    await this.fences(runner);
  }

  private async machinery(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Every field that an auditor reads is under the hash; jsonb quotes, so no two contents share one text.
      create function ledger_hash(previous text, e ledger_entry, entry_seq int, postings text) returns text
        language sql immutable as $$
        select encode(sha256(convert_to(jsonb_build_array(previous, e.pool_id, entry_seq, e.id, e.cause_type, e.cause_id,
          e.idempotency_key, e.reversal_of, to_char(e.occurred_on, 'YYYY-MM-DD'),
          (extract(epoch from e.at) * 1000000)::bigint, e.person_id, e.note, postings)::text, 'UTF8')), 'hex')
      $$;

      create function ledger_open_pool() returns trigger ${DEFINER} as $$
      begin
        insert into ledger_chain (pool_id, hash) values (new.id, encode(sha256(convert_to(new.id::text, 'UTF8')), 'hex'));
        insert into ledger_account (id, pool_id, kind, source, fiscal_year)
          select gen_random_uuid(), new.id, kind, new.source, new.fiscal_year
          from unnest(array['pool_source','pool_free']) as kind;
        return null;
      end $$;
      create trigger fund_pool_opens_ledger after insert on fund_pool for each row execute function ledger_open_pool();

      -- The id of an account, opened at zero on first use. It tells no balance, so everybody may ask.
      create function ledger_account_of(of_pool uuid, of_project uuid, of_kind text) returns uuid ${DEFINER} as $$
      declare found_id uuid;
      begin
        select a.id into found_id from ledger_account a
          where a.pool_id = of_pool and a.project_id is not distinct from of_project and a.kind = of_kind;
        if found_id is null then
          insert into ledger_account (id, pool_id, project_id, kind, source, fiscal_year)
            select gen_random_uuid(), of_pool, of_project, of_kind, f.source, f.fiscal_year from fund_pool f where f.id = of_pool
            on conflict do nothing;
          select a.id into found_id from ledger_account a
            where a.pool_id = of_pool and a.project_id is not distinct from of_project and a.kind = of_kind;
        end if;
        return found_id;
      end $$;

      create function ledger_apply() returns trigger ${DEFINER} as $$
      declare
        e ledger_entry;
        chain ledger_chain;
        texts text;
      begin
        -- Entries in the order of their pools, accounts in the order of their ids: two payments never wait for each other crosswise.
        for e in select le.* from ledger_entry le where le.id in (select entry_id from fresh) order by le.pool_id, le.id loop
          if e.hash is not null then
            raise exception 'ledger entry % is sealed', e.id
              using errcode = 'restrict_violation', constraint = 'ledger_entry_sealed';
          end if;
          select * into chain from ledger_chain c where c.pool_id = e.pool_id for update;
          if exists (
            select 1 from fresh p
              join ledger_account f on f.id = p.from_account_id
              join ledger_account t on t.id = p.to_account_id
            where p.entry_id = e.id and (f.pool_id <> e.pool_id or t.pool_id <> e.pool_id
              or f.project_id <> t.project_id
              or p.project_id is distinct from coalesce(f.project_id, t.project_id)
              or (e.cause_type, f.kind, t.kind) not in (
                ('pool_receipt', 'pool_source', 'pool_free'),
                ('allocation', 'pool_free', 'project_unpaid'),
                ('disbursement', 'project_unpaid', 'project_paid'),
                ('fund_return', 'project_unpaid', 'pool_free'),
                ('reversal', 'project_paid', 'project_unpaid')))
          ) then
            raise exception 'ledger entry % moves money on a way that does not exist', e.id
              using errcode = 'check_violation', constraint = 'ledger_posting_way';
          end if;
          perform 1 from ledger_account a
            where a.id in (select from_account_id from fresh where entry_id = e.id
                           union select to_account_id from fresh where entry_id = e.id)
            order by a.id for update;
          update ledger_account a set balance_fen = a.balance_fen + m.moved
            from (select account_id, sum(delta)::bigint as moved from (
                    select to_account_id as account_id, amount_fen as delta from fresh where entry_id = e.id
                    union all select from_account_id, -amount_fen from fresh where entry_id = e.id) d
                  group by account_id) m
            where a.id = m.account_id;
          select string_agg(concat_ws(':', p.line, p.from_account_id, p.to_account_id, p.amount_fen), ',' order by p.line)
            into texts from fresh p where p.entry_id = e.id;
          update ledger_entry set seq = chain.seq + 1, prev_hash = chain.hash,
              hash = ledger_hash(chain.hash, e, chain.seq + 1, texts)
            where id = e.id returning * into e;
          update ledger_chain set seq = e.seq, hash = e.hash where pool_id = e.pool_id;
        end loop;
        return null;
      end $$;
      create trigger ledger_posting_apply after insert on ledger_posting referencing new table as fresh
        for each statement execute function ledger_apply();
    `);
  }

  /** Not even the owner of the tables edits by accident: it takes a disabled trigger, and then the hashes tell (ledger:verify). */
  private async appendOnly(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function ledger_refuse() returns trigger language plpgsql as $$
      begin
        raise exception 'the ledger is append-only: % on % is refused', tg_op, tg_table_name
          using errcode = 'restrict_violation', constraint = 'ledger_append_only';
      end $$;
      create function ledger_only_by_posting() returns trigger language plpgsql as $$
      begin
        -- Depth 2 and more: called by the trigger of a posting. A statement of a person is depth 1.
        if pg_trigger_depth() < 2 then
          raise exception 'the ledger is append-only: % moves by postings only', tg_table_name
            using errcode = 'restrict_violation', constraint = 'ledger_append_only';
        end if;
        return new;
      end $$;
      create trigger ledger_posting_append_only before update or delete on ledger_posting
        for each row execute function ledger_refuse();
      create trigger ledger_entry_append_only before delete on ledger_entry for each row execute function ledger_refuse();
      create trigger ledger_entry_sealing before update on ledger_entry for each row execute function ledger_only_by_posting();
      create trigger ledger_account_append_only before delete on ledger_account for each row execute function ledger_refuse();
      create trigger ledger_account_moving before update on ledger_account for each row execute function ledger_only_by_posting();
      create trigger ledger_chain_append_only before delete on ledger_chain for each row execute function ledger_refuse();
      create trigger ledger_chain_moving before update on ledger_chain for each row execute function ledger_only_by_posting();
    `);
    for (const table of [
      'ledger_posting',
      'ledger_entry',
      'ledger_account',
      'ledger_chain',
      'fund_pool',
      'fund_return',
    ]) {
      await runner.query(`
        create trigger ${table}_no_truncate before truncate on ${table} for each statement execute function ledger_refuse();
      `);
    }
    await runner.query(`
      create trigger fund_pool_append_only before delete on fund_pool for each row execute function ledger_refuse();
      create trigger fund_return_append_only before update or delete on fund_return
        for each row execute function ledger_refuse();
    `);
  }

  private async fences(runner: QueryRunner): Promise<void> {
    const policies: Record<string, string> = {
      ledger_account: `exists (select 1 from fund_pool f where f.id = pool_id offset 0)
        or (project_id is not null and exists (select 1 from project p where p.id = project_id offset 0))`,
      ledger_chain: `exists (select 1 from fund_pool f where f.id = pool_id offset 0)`,
      ledger_entry: `exists (select 1 from fund_pool f where f.id = pool_id offset 0)
        or exists (select 1 from ledger_posting p where p.entry_id = ledger_entry.id)`,
      ledger_posting: `exists (select 1 from ledger_account a where a.id in (from_account_id, to_account_id))`,
    };
    for (const [table, visible] of Object.entries(policies)) {
      await runner.query(`
        alter table ${table} enable row level security;
        alter table ${table} force row level security;
        create policy scope on ${table} for select using (scope_is_system() or ${visible});
      `);
    }
    // Writing is open to every scope: what may be written is decided by the guards, not by what the writer can read.
    // Accounts, chain and the sealing of entries belong to the functions above, which act as the tables' owner.
    await runner.query(`
      create policy append on ledger_entry for insert with check (true);
      create policy append on ledger_posting for insert with check (true);
      create policy open_account on ledger_account for insert with check (scope_is_system());
      create policy open_chain on ledger_chain for insert with check (scope_is_system());
      create policy move on ledger_account for update using (scope_is_system());
      create policy move on ledger_chain for update using (scope_is_system());
      create policy seal on ledger_entry for update using (scope_is_system());
      grant select on ledger_account, ledger_chain to milepost_app;
      grant select, insert on ledger_entry, ledger_posting to milepost_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger fund_return_append_only on fund_return;
      drop trigger fund_return_no_truncate on fund_return;
      drop trigger fund_pool_append_only on fund_pool;
      drop trigger fund_pool_no_truncate on fund_pool;
      drop trigger fund_pool_opens_ledger on fund_pool;
      drop function ledger_hash(text, ledger_entry, int, text);
      drop table ledger_posting, ledger_chain, ledger_account, ledger_entry;
      drop function ledger_apply();
      drop function ledger_open_pool();
      drop function ledger_account_of(uuid, uuid, text);
      drop function ledger_refuse();
      drop function ledger_only_by_posting();
    `);
  }
}
