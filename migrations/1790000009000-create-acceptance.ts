import type { MigrationInterface, QueryRunner } from 'typeorm';

const OPEN = `'applied','grouped','concluded_pass','rectification','public_notice'`;

/** Acceptance, rectification, final accounts, evaluation and the two confirmations that close a project (rule book §8). The guards over them follow in 9100. */
export class CreateAcceptance1790000009000 implements MigrationInterface {
  name = 'CreateAcceptance1790000009000';

  async up(runner: QueryRunner): Promise<void> {
    await this.acceptance(runner);
    await this.closing(runner);
    for (const table of TABLES) {
      await runner.query(`
        alter table ${table} enable row level security;
        alter table ${table} force row level security;
        create policy scope on ${table} using (
          scope_is_system() or exists (select 1 from project p where p.id = project_id offset 0));`);
    }
    await runner.query(`
      grant select, insert, update on acceptance, acceptance_member, acceptance_item, rectification_item,
        final_accounts to milepost_app;
      grant select, insert, delete on final_accounts_line to milepost_app;
      grant select, insert on acceptance_vote, public_notice, evaluation, close_confirmation to milepost_app;`);
    // Defaults of the rule book; an administrator adds a later version, never edits one.
    await runner.query(`
      insert into policy (key, version, value, valid_from) values
        ('acceptance.notice_working_days', 1, '10', '2000-01-01'),
        ('acceptance.due_months', 1, '3', '2000-01-01'),
        ('final_accounts.due_months', 1, '3', '2000-01-01'),
        ('evaluation.grades', 1, '{"excellent": 90, "good": 80, "fair": 60}', '2000-01-01')`);
  }

  private async acceptance(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table acceptance (
        id uuid not null,
        project_id uuid not null,
        round int not null,
        status text not null default 'applied',
        statement text not null,
        as_built_file_ids uuid[] not null,
        reported_outputs jsonb not null,
        filed_by uuid not null,
        filed_at timestamptz not null,
        seed text,
        pool jsonb,
        drawn_by uuid,
        drawn_at timestamptz,
        conclusion text,
        opinion text,
        concluded_by uuid,
        concluded_at timestamptz,
        passed_by uuid,
        passed_on date,
        version int not null default 1,
        constraint pk_acceptance primary key (id),
        constraint uq_acceptance_round unique (project_id, round),
        constraint fk_acceptance_project_id foreign key (project_id) references project (id),
        constraint fk_acceptance_filed_by foreign key (filed_by) references person (id),
        constraint ck_acceptance_round check (round > 0),
        constraint ck_acceptance_status check (
          status in ('applied','grouped','concluded_pass','rectification','rectified','failed','public_notice','passed')),
        constraint ck_acceptance_as_built check (cardinality(as_built_file_ids) > 0),
        -- The draw can be done again by anybody who has the seed and the pool.
        constraint ck_acceptance_drawn check ((status = 'applied') = (seed is null)
          and (seed is null) = (pool is null) and (seed is null) = (drawn_at is null) and seed ~ '^[0-9a-f]{64}$'),
        constraint ck_acceptance_conclusion check (conclusion in ('pass','rectify','fail')
          and (status in ('applied','grouped')) = (conclusion is null)),
        constraint ck_acceptance_concluded check (
          (conclusion is null) = (concluded_by is null) and (conclusion is null) = (concluded_at is null)
          and (conclusion is null or length(opinion) > 0)),
        -- §4, fixed: nobody decides on what they filed.
        constraint ck_acceptance_concluded_by check (concluded_by <> filed_by),
        constraint ck_acceptance_passed check ((status = 'passed') = (passed_on is not null)
          and (passed_on is null) = (passed_by is null) and passed_by <> filed_by)
      );
      create unique index uq_acceptance_open on acceptance (project_id) where status in (${OPEN});
      create unique index uq_acceptance_passed on acceptance (project_id) where status = 'passed';

      create table acceptance_member (
        acceptance_id uuid not null,
        person_id uuid not null,
        project_id uuid not null,
        person_name text not null,
        organisation_id uuid not null,
        organisation_name text not null,
        seat int not null,
        declaration text,
        conflict_reason text,
        declared_at timestamptz,
        constraint pk_acceptance_member primary key (acceptance_id, person_id),
        constraint uq_acceptance_member_seat unique (acceptance_id, seat),
        constraint fk_acceptance_member_acceptance_id foreign key (acceptance_id) references acceptance (id),
        constraint fk_acceptance_member_person_id foreign key (person_id) references person (id),
        constraint fk_acceptance_member_organisation_id foreign key (organisation_id) references organisation (id),
        constraint ck_acceptance_member_declaration check (declaration in ('none','conflict')
          and (declaration is null) = (declared_at is null)
          and (declaration is distinct from 'conflict' or length(conflict_reason) > 0))
      );
      create index ix_acceptance_member_person_id on acceptance_member (person_id);

      create table acceptance_item (
        acceptance_id uuid not null,
        key text not null,
        project_id uuid not null,
        seq int not null,
        title_zh text not null,
        title_en text not null,
        self_answer text not null,
        self_note text,
        finding text,
        note text,
        found_by uuid,
        found_at timestamptz,
        constraint pk_acceptance_item primary key (acceptance_id, key),
        constraint fk_acceptance_item_acceptance_id foreign key (acceptance_id) references acceptance (id),
        constraint ck_acceptance_item_self check (self_answer in ('met','partly','not_met')
          and (self_answer = 'met' or length(self_note) > 0)),
        constraint ck_acceptance_item_finding check (finding in ('met','partly','not_met')
          and (finding is null) = (found_by is null) and (finding is null) = (found_at is null)
          and (finding is null or finding = 'met' or length(note) > 0)),
        constraint fk_acceptance_item_found_by foreign key (acceptance_id, found_by)
          references acceptance_member (acceptance_id, person_id)
      );

      create table acceptance_vote (
        acceptance_id uuid not null,
        person_id uuid not null,
        project_id uuid not null,
        vote text not null,
        opinion text,
        cast_at timestamptz not null,
        constraint pk_acceptance_vote primary key (acceptance_id, person_id),
        constraint fk_acceptance_vote_member foreign key (acceptance_id, person_id)
          references acceptance_member (acceptance_id, person_id),
        constraint ck_acceptance_vote_vote check (vote in ('pass','rectify','fail')
          and (vote = 'pass' or length(opinion) > 0))
      );

      create table rectification_item (
        id uuid not null,
        acceptance_id uuid not null,
        project_id uuid not null,
        seq int not null,
        text text not null,
        due_on date not null,
        status text not null default 'open',
        evidence_note text,
        file_ids uuid[] not null default '{}',
        submitted_by uuid,
        submitted_at timestamptz,
        decided_by uuid,
        decided_at timestamptz,
        opinion text,
        created_at timestamptz not null,
        version int not null default 1,
        constraint pk_rectification_item primary key (id),
        constraint uq_rectification_item_seq unique (acceptance_id, seq),
        constraint fk_rectification_item_acceptance_id foreign key (acceptance_id) references acceptance (id),
        constraint ck_rectification_item_status check (status in ('open','submitted','returned','closed')),
        constraint ck_rectification_item_submitted check (
          status = 'open' or (submitted_by is not null and length(evidence_note) > 0 and cardinality(file_ids) > 0)),
        constraint ck_rectification_item_decided check (status not in ('returned','closed') or decided_by is not null),
        -- §4, fixed: nobody decides on what they filed.
        constraint ck_rectification_item_decided_by check (decided_by <> submitted_by)
      );
      create index ix_rectification_item_project_id on rectification_item (project_id);
      create index ix_rectification_item_due on rectification_item (due_on) where status in ('open','returned');

      create table public_notice (
        acceptance_id uuid not null,
        project_id uuid not null,
        starts_on date not null,
        ends_on date not null,
        working_days int not null,
        medium text not null,
        calendar_complete boolean not null,
        published_by uuid not null,
        published_at timestamptz not null,
        constraint pk_public_notice primary key (acceptance_id),
        constraint fk_public_notice_acceptance_id foreign key (acceptance_id) references acceptance (id),
        constraint ck_public_notice_days check (working_days > 0 and ends_on >= starts_on + working_days)
      );`);
  }

  private async closing(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table final_accounts (
        id uuid not null,
        project_id uuid not null,
        status text not null default 'draft',
        note text,
        file_ids uuid[] not null,
        total_fen bigint not null,
        created_by uuid not null,
        created_at timestamptz not null,
        filed_by uuid,
        filed_at timestamptz,
        approved_at timestamptz,
        opinion text,
        version int not null default 1,
        constraint pk_final_accounts primary key (id),
        constraint uq_final_accounts_project unique (project_id),
        constraint fk_final_accounts_project_id foreign key (project_id) references project (id),
        constraint ck_final_accounts_status check (status in ('draft','under_review','returned','approved')),
        constraint ck_final_accounts_total check (total_fen between 1 and 100000000000000000),
        constraint ck_final_accounts_filed check (status = 'draft' or (filed_by is not null and cardinality(file_ids) > 0)),
        constraint ck_final_accounts_approved check ((status = 'approved') = (approved_at is not null))
      );
      create table final_accounts_line (
        final_accounts_id uuid not null,
        kind text not null,
        project_id uuid not null,
        amount_fen bigint not null,
        constraint pk_final_accounts_line primary key (final_accounts_id, kind),
        constraint fk_final_accounts_line_final_accounts_id foreign key (final_accounts_id) references final_accounts (id),
        constraint ck_final_accounts_line_kind check (kind in ('construction','equipment','deferred','other')),
        constraint ck_final_accounts_line_amount check (amount_fen between 1 and 100000000000000000)
      );
      create table evaluation (
        id uuid not null,
        project_id uuid not null,
        level text not null,
        output_score int not null,
        benefit_score int not null,
        management_score int not null,
        satisfaction_score int not null,
        total int not null,
        grade text not null,
        comment text not null,
        organisation_id uuid not null,
        filed_by uuid not null,
        filed_at timestamptz not null,
        constraint pk_evaluation primary key (id),
        constraint uq_evaluation_level unique (project_id, level),
        -- Three different people: nobody scores a project twice.
        constraint uq_evaluation_person unique (project_id, filed_by),
        constraint fk_evaluation_project_id foreign key (project_id) references project (id),
        constraint fk_evaluation_filed_by foreign key (filed_by) references person (id),
        constraint ck_evaluation_level check (level in ('self','department','finance')),
        constraint ck_evaluation_scores check (output_score between 0 and 50 and benefit_score between 0 and 30
          and management_score between 0 and 10 and satisfaction_score between 0 and 10
          and total = output_score + benefit_score + management_score + satisfaction_score),
        constraint ck_evaluation_grade check (grade in ('excellent','good','fair','poor'))
      );
      create table close_confirmation (
        project_id uuid not null,
        side text not null,
        person_id uuid not null,
        organisation_id uuid not null,
        comment text,
        confirmed_at timestamptz not null,
        constraint pk_close_confirmation primary key (project_id, side),
        -- Two persons, not one wearing two hats (§3, §4).
        constraint uq_close_confirmation_person unique (project_id, person_id),
        constraint fk_close_confirmation_project_id foreign key (project_id) references project (id),
        constraint fk_close_confirmation_person_id foreign key (person_id) references person (id),
        constraint ck_close_confirmation_side check (side in ('finance','lead'))
      );`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      delete from policy where key in ('acceptance.notice_working_days','acceptance.due_months',
        'final_accounts.due_months','evaluation.grades');`);
    for (const table of [...TABLES].reverse()) await runner.query(`drop table ${table}`);
  }
}

const TABLES = [
  'acceptance',
  'acceptance_member',
  'acceptance_item',
  'acceptance_vote',
  'rectification_item',
  'public_notice',
  'final_accounts',
  'final_accounts_line',
  'evaluation',
  'close_confirmation',
];
