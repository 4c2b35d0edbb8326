import type { MigrationInterface, QueryRunner } from 'typeorm';

const ALLOCATION = `'draft','under_approval','returned','issued','rejected','withdrawn'`;
const DISBURSEMENT = `'requested','progress_confirmed','prepared','returned','paid','reversing','reversed','refused','withdrawn'`;
/** Past any budget and far below what a bigint sum over all rows could overflow (kernel MAX_FEN). */
const FEN = (column: string, least: 0 | 1) => `check (${column} between ${least} and 100000000000000000)`;

/** Documents of the money chapter (rule book §5). The ledger beside them and the guards over both follow in 8100 and 8200. */
export class CreateFunding1790000008000 implements MigrationInterface {
  name = 'CreateFunding1790000008000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table fund_pool (
        id uuid not null,
        fiscal_year int not null,
        source text not null,
        fund_name text not null,
        tier text not null,
        region_code text not null,
        city_code text,
        county_code text,
        document_no text not null,
        received_on date not null,
        total_fen bigint not null,
        note text,
        created_by uuid not null,
        created_at timestamptz not null,
        constraint pk_fund_pool primary key (id),
        constraint uq_fund_pool_document unique (region_code, document_no, source, fund_name),
        constraint ck_fund_pool_year check (fiscal_year between 2000 and 2100),
        -- Loans, social capital and own money never pass through a treasury; they are proven, not pooled.
        constraint ck_fund_pool_source check (source in ('central','province','city','county','special_bond')),
        constraint ck_fund_pool_tier check (tier in ('province','city','county')),
        constraint ck_fund_pool_total ${FEN('total_fen', 1)},
        constraint fk_fund_pool_region_code foreign key (region_code) references region (code)
      );
      create index ix_fund_pool_city on fund_pool (city_code, id);
      create index ix_fund_pool_county on fund_pool (county_code, id);
      create index ix_fund_pool_year on fund_pool (fiscal_year, source, id);

      create table allocation (
        id uuid not null,
        pool_id uuid not null,
        document_no text not null,
        issued_on date not null,
        title text not null,
        status text not null default 'draft',
        filed_by uuid not null,
        filed_at timestamptz not null,
        decided_at timestamptz,
        opinion text,
        version int not null default 1,
        constraint pk_allocation primary key (id),
        constraint ck_allocation_status check (status in (${ALLOCATION})),
        constraint fk_allocation_pool_id foreign key (pool_id) references fund_pool (id)
      );
      create unique index uq_allocation_document on allocation (pool_id, document_no)
        where status not in ('rejected','withdrawn');
      create index ix_allocation_pool_id on allocation (pool_id, id);
      create index ix_allocation_status on allocation (status, id);

      create table allocation_line (
        id uuid not null,
        allocation_id uuid not null,
        project_id uuid not null,
        pool_id uuid not null,
        source text not null,
        fund_name text not null,
        fiscal_year int not null,
        amount_fen bigint not null,
        outside_library_reason text,
        constraint pk_allocation_line primary key (id),
        constraint uq_allocation_line_project unique (allocation_id, project_id),
        constraint ck_allocation_line_amount ${FEN('amount_fen', 1)},
        constraint fk_allocation_line_allocation_id foreign key (allocation_id) references allocation (id),
        constraint fk_allocation_line_project_id foreign key (project_id) references project (id),
        constraint fk_allocation_line_pool_id foreign key (pool_id) references fund_pool (id)
      );
      create index ix_allocation_line_project_id on allocation_line (project_id, id);
      create index ix_allocation_line_pool_id on allocation_line (pool_id);

      create table contract (
        id uuid not null,
        project_id uuid not null,
        number text not null,
        title text not null,
        party text not null,
        amount_fen bigint not null,
        settled_fen bigint not null default 0,
        retention_bp int not null default 300,
        signed_on date not null,
        file_ids uuid[] not null default '{}',
        created_by uuid not null,
        created_at timestamptz not null,
        version int not null default 1,
        constraint pk_contract primary key (id),
        constraint uq_contract_number unique (project_id, number),
        constraint ck_contract_amount ${FEN('amount_fen', 1)},
        constraint ck_contract_settled check (settled_fen between 0 and amount_fen),
        -- §5 fixes 97 % until acceptance; 建质〔2017〕138号 forbids to hold back more than 3 %.
        constraint ck_contract_retention check (retention_bp = 300),
        constraint fk_contract_project_id foreign key (project_id) references project (id)
      );

      create table disbursement (
        id uuid not null,
        project_id uuid not null,
        line_id uuid not null,
        pool_id uuid not null,
        source text not null,
        contract_id uuid not null,
        amount_fen bigint not null,
        payee_name text not null,
        invoice_no text not null,
        purpose text not null,
        milestone_ids uuid[] not null,
        file_ids uuid[] not null,
        status text not null default 'requested',
        requested_by uuid not null,
        requested_at timestamptz not null,
        confirmed_by uuid,
        confirmed_at timestamptz,
        prepared_by uuid,
        prepared_at timestamptz,
        released_by uuid,
        released_at timestamptz,
        voucher_no text,
        paid_on date,
        opinion text,
        reversal_requested_by uuid,
        reversal_reason text,
        reversed_by uuid,
        reversed_at timestamptz,
        version int not null default 1,
        constraint pk_disbursement primary key (id),
        constraint ck_disbursement_status check (status in (${DISBURSEMENT})),
        constraint ck_disbursement_amount ${FEN('amount_fen', 1)},
        constraint ck_disbursement_evidence check (cardinality(milestone_ids) > 0 and cardinality(file_ids) > 0),
        -- §4, fixed: payment maker ≠ checker, and nobody decides on what they filed.
        constraint ck_disbursement_maker_checker check (released_by <> prepared_by and released_by <> requested_by),
        constraint ck_disbursement_confirmed_by check (confirmed_by <> requested_by),
        constraint ck_disbursement_reversal_checker check (reversed_by <> reversal_requested_by),
        constraint ck_disbursement_paid check (status not in ('paid','reversing','reversed') or (
          confirmed_by is not null and prepared_by is not null and released_by is not null and released_at is not null
          and voucher_no is not null and paid_on is not null)),
        constraint ck_disbursement_reversed check (
          (status not in ('reversing','reversed') or (reversal_requested_by is not null and reversal_reason is not null))
          and (status <> 'reversed' or (reversed_by is not null and reversed_at is not null))),
        constraint fk_disbursement_project_id foreign key (project_id) references project (id),
        constraint fk_disbursement_line_id foreign key (line_id) references allocation_line (id),
        constraint fk_disbursement_pool_id foreign key (pool_id) references fund_pool (id),
        constraint fk_disbursement_contract_id foreign key (contract_id) references contract (id)
      );
      create unique index uq_disbursement_voucher on disbursement (pool_id, voucher_no);
      create index ix_disbursement_project_id on disbursement (project_id, id);
      create index ix_disbursement_line_id on disbursement (line_id);
      create index ix_disbursement_contract_id on disbursement (contract_id, status);

      create table fund_return (
        id uuid not null,
        project_id uuid not null,
        pool_id uuid not null,
        amount_fen bigint not null,
        cause text not null,
        document_no text,
        reason text not null,
        returned_on date not null,
        created_by uuid not null,
        created_at timestamptz not null,
        constraint pk_fund_return primary key (id),
        constraint ck_fund_return_amount ${FEN('amount_fen', 1)},
        constraint ck_fund_return_cause check (cause in ('document','close') and (cause = 'close' or document_no is not null)),
        constraint fk_fund_return_project_id foreign key (project_id) references project (id),
        constraint fk_fund_return_pool_id foreign key (pool_id) references fund_pool (id)
      );
      create index ix_fund_return_project_id on fund_return (project_id, id);
      create index ix_fund_return_pool_id on fund_return (pool_id);

      create table recovery_item (
        id uuid not null,
        project_id uuid not null,
        pool_id uuid not null,
        amount_fen bigint not null,
        recovered_fen bigint not null default 0,
        reason text not null,
        status text not null default 'open',
        listed_at timestamptz not null,
        listed_by uuid not null,
        constraint pk_recovery_item primary key (id),
        constraint uq_recovery_item_pool unique (project_id, pool_id),
        constraint ck_recovery_item_amount ${FEN('amount_fen', 1)},
        constraint ck_recovery_item_recovered check (recovered_fen between 0 and amount_fen),
        constraint ck_recovery_item_status check (status in ('open','recovered')
          and (status = 'recovered') = (recovered_fen = amount_fen)),
        constraint fk_recovery_item_project_id foreign key (project_id) references project (id),
        constraint fk_recovery_item_pool_id foreign key (pool_id) references fund_pool (id)
      );
      create index ix_recovery_item_pool_id on recovery_item (pool_id);

      create table self_funding_proof (
        id uuid not null,
        project_id uuid not null,
        source text not null,
        amount_fen bigint not null,
        note text not null,
        file_ids uuid[] not null,
        recorded_by uuid not null,
        recorded_at timestamptz not null,
        constraint pk_self_funding_proof primary key (id),
        constraint ck_self_funding_proof_source check (source in ('own','loan','social')),
        constraint ck_self_funding_proof_amount ${FEN('amount_fen', 1)},
        constraint ck_self_funding_proof_files check (cardinality(file_ids) > 0),
        constraint fk_self_funding_proof_project_id foreign key (project_id) references project (id)
      );
      create index ix_self_funding_proof_project_id on self_funding_proof (project_id);
    `);
    await this.fences(runner);
  }

  /**
   * A pool is seen where it lies and above; what it gave to a project is seen with the project. Thus a county reads the lines
   * of its projects without seeing the province's whole pool.
   */
  private async fences(runner: QueryRunner): Promise<void> {
    const byProject = `exists (select 1 from project p where p.id = project_id offset 0)`;
    const byPool = `exists (select 1 from fund_pool f where f.id = pool_id offset 0)`;
    const policies: Record<string, string> = {
      fund_pool: `scope_sees(city_code, county_code, null)`,
      allocation: `${byPool} or exists (select 1 from allocation_line l where l.allocation_id = allocation.id)`,
      allocation_line: `${byProject} or ${byPool}`,
      contract: byProject,
      disbursement: byProject,
      fund_return: `${byProject} or ${byPool}`,
      recovery_item: `${byProject} or ${byPool}`,
      self_funding_proof: byProject,
    };
    for (const [table, visible] of Object.entries(policies)) {
      await runner.query(`
        alter table ${table} enable row level security;
        alter table ${table} force row level security;
        create policy scope on ${table} using (scope_is_system() or ${visible});
      `);
    }
    await runner.query(`
      grant select, insert on fund_pool, fund_return, self_funding_proof to milepost_app;
      grant select, insert, update on allocation, contract, disbursement, recovery_item to milepost_app;
      grant select, insert, delete on allocation_line to milepost_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table self_funding_proof, recovery_item, fund_return, disbursement, contract, allocation_line, allocation, fund_pool;
    `);
  }
}
