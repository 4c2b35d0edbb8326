import type { MigrationInterface, QueryRunner } from 'typeorm';

const STATUSES = `'draft','under_review','returned','rejected','withdrawn','reserved','expired','implementing','suspended','terminated','under_acceptance','rectifying','completed','closed'`;
const LIVE = `'under_review','returned','reserved','implementing','suspended','under_acceptance','rectifying','completed','closed'`;
const SOURCES = `'central','province','city','county','special_bond','loan','social','own'`;
const KINDS = `'ecology','finance','development_reform','industry','housing','transport','water','agriculture','forestry','natural_resources','emergency','health','culture_tourism','commerce','science'`;

export class CreateProject1790000006000 implements MigrationInterface {
  name = 'CreateProject1790000006000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table policy (
        key text not null,
        version int not null default 1,
        value jsonb not null,
        valid_from date not null,
        constraint pk_policy primary key (key, version)
      );
      create table project_counter (
        key text not null,
        last int not null,
        constraint pk_project_counter primary key (key)
      );
      create table project (
        id uuid not null,
        number text,
        plan_code text not null,
        category_code text not null,
        work_code text not null,
        lead_kind text not null,
        name text not null,
        tier text not null,
        region_code text not null,
        city_code text,
        county_code text,
        owner_organisation_id uuid not null,
        site_address text,
        site_longitude numeric(9,6),
        site_latitude numeric(8,6),
        project_code text,
        summary text,
        need text,
        content_scale text,
        planned_start date,
        planned_finish date,
        total_investment_fen bigint,
        answers jsonb not null default '{}',
        contact_name text,
        contact_phone text,
        status text not null default 'draft',
        library_number text,
        submitted_at timestamptz,
        reserved_on date,
        library_expires_on date,
        returned_due_on date,
        started_on date,
        suspended_on date,
        suspended_days int not null default 0,
        completed_on date,
        closed_on date,
        copied_from uuid,
        created_by uuid not null,
        created_at timestamptz not null,
        updated_at timestamptz not null,
        version int not null default 1,
        constraint pk_project primary key (id),
        constraint uq_project_number unique (number),
        constraint uq_project_library_number unique (library_number),
        constraint ck_project_status check (status in (${STATUSES})),
        constraint ck_project_tier check (tier in ('province','city','county')),
        constraint ck_project_lead_kind check (lead_kind in (${KINDS})),
        constraint ck_project_dates check (planned_finish >= planned_start),
        constraint ck_project_investment check (total_investment_fen >= 0),
        constraint ck_project_suspended check (suspended_days >= 0 and (suspended_on is not null) = (status = 'suspended')),
        constraint ck_project_project_code check (project_code ~ '^[0-9]{4}-[0-9]{6}-[0-9]{2}-[0-9]{2}-[0-9]{6}$'),
        constraint ck_project_point check ((site_longitude is null) = (site_latitude is null)),
        constraint ck_project_numbered check (status in ('draft','withdrawn') or number is not null),
        constraint ck_project_in_library check (
          status in ('draft','under_review','returned','rejected','withdrawn') or library_number is not null),
        constraint fk_project_region_code foreign key (region_code) references region (code),
        constraint fk_project_owner_organisation_id foreign key (owner_organisation_id) references organisation (id),
        constraint fk_project_copied_from foreign key (copied_from) references project (id)
      );
      -- One live project per investment-project code: the guard of a race that the service cannot see.
      create unique index uq_project_code_live on project (project_code) where status in (${LIVE});
      -- Lists: (scope, sort key, id) so that a page is read from one index without a sort. CASE and not COALESCE: under
      -- row-level security the planner holds COALESCE for leaky and would not let it into an index condition.
      create index ix_project_updated on project (updated_at, id);
      create index ix_project_city_updated on project (city_code, updated_at, id);
      create index ix_project_county_updated on project (county_code, updated_at, id);
      create index ix_project_owner_updated on project (owner_organisation_id, updated_at, id);
      create index ix_project_status_updated on project (status, updated_at, id);
      create index ix_project_work_updated on project (work_code, updated_at, id);
      create index ix_project_category_updated on project (category_code, updated_at, id);
      create index ix_project_finish on project ((case when planned_finish is null then 'infinity'::date else planned_finish end), id);
      create index ix_project_city_finish on project (city_code, status, (case when planned_finish is null then 'infinity'::date else planned_finish end), id);
      create index ix_project_county_finish on project (county_code, status, (case when planned_finish is null then 'infinity'::date else planned_finish end), id);
      create index ix_project_name on project (name collate "zh-x-icu", id);
      create index ix_project_number_sort on project ((case when number is null then '' else number end), id);
      create index ix_project_investment on project ((case when total_investment_fen is null then 0 else total_investment_fen end), id);
      -- Sweeps: cost follows what is due, not how many projects there are.
      create index ix_project_returned_due on project (returned_due_on) where status = 'returned';
      create index ix_project_library_expiry on project (library_expires_on) where status = 'reserved';
      create index ix_project_copied_from on project (copied_from) where copied_from is not null;

      create table project_budget (
        project_id uuid not null,
        source text not null,
        year int not null,
        amount_fen bigint not null,
        constraint pk_project_budget primary key (project_id, source, year),
        constraint ck_project_budget_source check (source in (${SOURCES})),
        constraint ck_project_budget_year check (year between 2000 and 2100),
        constraint ck_project_budget_amount check (amount_fen > 0),
        constraint fk_project_budget_project_id foreign key (project_id) references project (id)
      );
      create index ix_project_budget_source on project_budget (source, project_id);
      create table project_output (
        project_id uuid not null,
        metric text not null,
        unit text not null,
        planned_value numeric(20,4) not null,
        reported_value numeric(20,4),
        confirmed_value numeric(20,4),
        constraint pk_project_output primary key (project_id, metric),
        constraint ck_project_output_values check (planned_value > 0 and reported_value >= 0 and confirmed_value >= 0),
        constraint fk_project_output_project_id foreign key (project_id) references project (id)
      );
      create table project_transition (
        id uuid not null,
        project_id uuid not null,
        action text not null,
        from_status text not null,
        to_status text not null,
        at timestamptz not null,
        person_id uuid not null,
        person_name text not null,
        organisation_name text not null,
        reason text,
        before jsonb,
        after jsonb,
        constraint pk_project_transition primary key (id),
        constraint fk_project_transition_project_id foreign key (project_id) references project (id)
      );
      create index ix_project_transition_project_id on project_transition (project_id, at, id);
      create table file (
        id uuid not null,
        project_id uuid not null,
        kind text not null,
        name text not null,
        media_type text not null,
        size_bytes int not null,
        sha256 text not null,
        uploaded_by uuid not null,
        uploaded_at timestamptz not null,
        constraint pk_file primary key (id),
        constraint ck_file_sha256 check (sha256 ~ '^[0-9a-f]{64}$'),
        constraint ck_file_size check (size_bytes > 0),
        constraint fk_file_project_id foreign key (project_id) references project (id)
      );
      create index ix_file_project_id on file (project_id, kind);
      create index ix_file_sha256 on file (sha256);
      create table change_request (
        id uuid not null,
        project_id uuid not null,
        kind text not null,
        reason text not null,
        payload jsonb not null default '{}',
        before jsonb not null,
        after jsonb not null,
        status text not null default 'under_review',
        filed_by uuid not null,
        filed_organisation_id uuid not null,
        filed_at timestamptz not null,
        decided_at timestamptz,
        opinion text,
        version int not null default 1,
        constraint pk_change_request primary key (id),
        constraint ck_change_request_kind check (kind in ('schedule','suspend','resume','terminate')),
        constraint ck_change_request_status check (status in ('under_review','returned','approved','rejected','withdrawn')),
        constraint fk_change_request_project_id foreign key (project_id) references project (id)
      );
      create unique index uq_change_request_open on change_request (project_id) where status in ('under_review','returned');
      create index ix_change_request_project_id on change_request (project_id, filed_at, id);
    `);
    // Defaults of the rule book; an administrator adds a later version, never edits one.
    await runner.query(`
      insert into policy (key, version, value, valid_from) values
        ('project.library_valid_years', 1, '3', '2000-01-01'),
        ('project.lapse_grace_days', 1, '7', '2000-01-01'),
        ('project.duplicate_similarity_percent', 1, '60', '2000-01-01'),
        ('project.bounds', 1, '{"earliestStart": "2016-01-01", "longestYears": 15, "investmentYuan": "100000000000.00"}', '2000-01-01'),
        ('project.site_bounds', 1, '{"west": 110.35, "south": 31.38, "east": 116.66, "north": 36.37}', '2000-01-01');
    `);
    await this.search(runner);
    await this.fences(runner);
  }

  /**
   * Search by part of a name or number. Chinese words are often two characters, which a trigram cannot find, so the index
   * holds single characters and pairs. It is a table of its own because row-level security keeps an operator like LIKE
   * (not leakproof) out of an index; it holds nothing but what is searched and is only ever joined to project.
   */
  private async search(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function search_grams(document text) returns text[] language sql immutable strict parallel safe as $$
        select coalesce(array_agg(distinct substr(document, i, n)), '{}')
        from generate_series(1, char_length(document)) i, (values (1), (2)) width (n)
        where i + n - 1 <= char_length(document)
      $$;
      create table project_search (
        project_id uuid not null,
        document text not null,
        grams text[] not null,
        constraint pk_project_search primary key (project_id),
        constraint fk_project_search_project_id foreign key (project_id) references project (id) on delete cascade
      );
      create index ix_project_search_grams on project_search using gin (grams);
      create function project_search_refresh() returns trigger language plpgsql as $$
      declare words text := lower(regexp_replace(
        concat_ws('|', new.name, new.number, new.project_code, new.library_number), '\\s+', '', 'g'));
      begin
        insert into project_search (project_id, document, grams) values (new.id, words, search_grams(words))
        on conflict (project_id) do update set document = excluded.document, grams = excluded.grams;
        return null;
      end $$;
      create trigger project_search_insert after insert on project
        for each row execute function project_search_refresh();
      create trigger project_search_update after update of name, number, project_code, library_number on project
        for each row when ((new.name, new.number, new.project_code, new.library_number)
          is distinct from (old.name, old.number, old.project_code, old.library_number))
        execute function project_search_refresh();
    `);
  }

  private async fences(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function project_transition_is_final() returns trigger language plpgsql as $$
      begin
        raise exception 'project_transition is append-only' using errcode = 'restrict_violation';
      end $$;
      create trigger project_transition_append_only before update or delete on project_transition
        for each row execute function project_transition_is_final();

      -- A draft is its owner's own business until it is submitted.
      alter table project enable row level security;
      alter table project force row level security;
      create policy scope on project using (
        scope_sees(city_code, county_code, owner_organisation_id)
        and (status <> 'draft' or current_setting('app.scope', true) like 'owner:%' or scope_is_system()));
    `);
    for (const table of ['project_budget', 'project_output', 'project_transition', 'file', 'change_request']) {
      await runner.query(`
        alter table ${table} enable row level security;
        alter table ${table} force row level security;
        create policy scope on ${table} using (
          scope_is_system() or exists (select 1 from project p where p.id = project_id offset 0));
      `);
    }
    await runner.query(`
      grant select, insert, update on project, project_counter, project_output, project_search, change_request to milepost_app;
      grant select, insert, update, delete on project_budget, project_output to milepost_app;
      grant select, insert, delete on file to milepost_app;
      grant select, insert on project_transition, policy to milepost_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table change_request, file, project_transition, project_output, project_budget, project_search, project,
        project_counter, policy;
      drop function project_transition_is_final();
      drop function project_search_refresh();
      drop function search_grams(text);
    `);
  }
}
