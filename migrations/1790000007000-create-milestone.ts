import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Milestones, baselines, completions and monthly reports (rule book §6). Overdue, light and progress are derived, never stored. */
export class CreateMilestone1790000007000 implements MigrationInterface {
  name = 'CreateMilestone1790000007000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table baseline (
        id uuid not null,
        project_id uuid not null,
        number int not null,
        status text not null,
        change_id uuid,
        note text,
        filed_by uuid,
        created_by uuid not null,
        created_at timestamptz not null,
        approved_at timestamptz,
        version int not null default 1,
        constraint pk_baseline primary key (id),
        constraint uq_baseline_number unique (project_id, number),
        constraint fk_baseline_project foreign key (project_id) references project (id),
        constraint fk_baseline_created_by foreign key (created_by) references person (id),
        constraint ck_baseline_status check (status in ('draft', 'under_approval', 'approved', 'superseded')),
        constraint ck_baseline_approved check ((approved_at is not null) = (status in ('approved', 'superseded')))
      )`);
    // One plan in force and one in preparation per project, whoever inserts it.
    await runner.query(`create unique index uq_baseline_in_force on baseline (project_id) where status = 'approved'`);
    await runner.query(
      `create unique index uq_baseline_in_preparation on baseline (project_id) where status in ('draft', 'under_approval')`,
    );
    await runner.query(`
      create table milestone (
        id uuid not null,
        project_id uuid not null,
        seq int not null,
        name text not null,
        planned_start date not null,
        planned_finish date not null,
        weight_bp int not null,
        deliverables text not null default '',
        evidence_kinds text[] not null default '{}',
        status text not null,
        percent int not null default 0,
        started_on date,
        approved_on date,
        version int not null default 1,
        constraint pk_milestone primary key (id),
        constraint fk_milestone_project foreign key (project_id) references project (id),
        constraint ck_milestone_dates check (planned_finish >= planned_start),
        constraint ck_milestone_weight check (weight_bp between 1 and 10000),
        constraint ck_milestone_percent check (percent between 0 and 100),
        constraint ck_milestone_status check (status in ('not_started', 'in_progress', 'submitted', 'approved', 'returned', 'dropped')),
        constraint ck_milestone_approved check ((approved_on is not null) = (status = 'approved'))
      )`);
    await runner.query(`create index ix_milestone_project on milestone (project_id, seq)`);
    await runner.query(
      `create index ix_milestone_open_finish on milestone (planned_finish) where status not in ('approved', 'dropped')`,
    );
    await runner.query(`
      create table baseline_item (
        baseline_id uuid not null,
        milestone_id uuid not null,
        project_id uuid not null,
        seq int not null,
        name text not null,
        planned_start date not null,
        planned_finish date not null,
        weight_bp int not null,
        deliverables text not null default '',
        evidence_kinds text[] not null default '{}',
        constraint pk_baseline_item primary key (baseline_id, milestone_id),
        constraint uq_baseline_item_seq unique (baseline_id, seq),
        constraint fk_baseline_item_baseline foreign key (baseline_id) references baseline (id) on delete cascade,
        constraint ck_baseline_item_dates check (planned_finish >= planned_start),
        constraint ck_baseline_item_weight check (weight_bp between 1 and 10000)
      )`);
    // §6 fixed: the weights of a plan that was filed sum to 100 %. Checked at commit, so that rows may come one by one.
    await runner.query(`
      create function baseline_weights_check() returns trigger language plpgsql as $$
      declare
        -- Through jsonb, because the two tables do not have the same columns.
        plan uuid := (coalesce(to_jsonb(new), to_jsonb(old)) ->>
          case tg_table_name when 'baseline' then 'id' else 'baseline_id' end)::uuid;
        total int;
      begin
        if exists (select 1 from baseline b where b.id = plan and b.status <> 'draft') then
          select coalesce(sum(weight_bp), 0) into total from baseline_item where baseline_id = plan;
          if total <> 10000 then
            raise exception 'weights of baseline % sum to % of 10000', plan, total
              using errcode = 'check_violation', constraint = 'ck_baseline_weights';
          end if;
        end if;
        return null;
      end $$`);
    await runner.query(`
      create constraint trigger baseline_weights after insert or update on baseline
        deferrable initially deferred for each row execute function baseline_weights_check()`);
    await runner.query(`
      create constraint trigger baseline_item_weights after insert or update or delete on baseline_item
        deferrable initially deferred for each row execute function baseline_weights_check()`);
    await runner.query(`
      create table milestone_completion (
        id uuid not null,
        milestone_id uuid not null,
        project_id uuid not null,
        note text not null,
        finished_on date not null,
        file_ids uuid[] not null,
        status text not null,
        filed_by uuid not null,
        filed_at timestamptz not null,
        decided_at timestamptz,
        opinion text,
        constraint pk_milestone_completion primary key (id),
        constraint fk_milestone_completion_milestone foreign key (milestone_id) references milestone (id),
        constraint fk_milestone_completion_filed_by foreign key (filed_by) references person (id),
        constraint ck_milestone_completion_status check (status in ('submitted', 'approved', 'returned')),
        constraint ck_milestone_completion_evidence check (cardinality(file_ids) > 0)
      )`);
    await runner.query(
      `create index ix_milestone_completion_milestone on milestone_completion (milestone_id, filed_at desc)`,
    );
    await runner.query(
      `create unique index uq_milestone_completion_open on milestone_completion (milestone_id) where status = 'submitted'`,
    );
    await runner.query(`
      create table progress_report (
        id uuid not null,
        project_id uuid not null,
        period date not null,
        investment_done_fen bigint not null,
        problems text not null default '',
        next_steps text not null default '',
        fall_reason text,
        file_ids uuid[] not null default '{}',
        status text not null,
        filed_by uuid not null,
        filed_at timestamptz not null,
        version int not null default 1,
        constraint pk_progress_report primary key (id),
        constraint uq_progress_report_period unique (project_id, period),
        constraint fk_progress_report_project foreign key (project_id) references project (id),
        constraint fk_progress_report_filed_by foreign key (filed_by) references person (id),
        constraint ck_progress_report_period check (extract(day from period) = 1),
        constraint ck_progress_report_investment check (investment_done_fen >= 0),
        constraint ck_progress_report_status check (status in ('submitted', 'accepted', 'returned'))
      )`);
    await runner.query(`
      create table progress_report_item (
        report_id uuid not null,
        milestone_id uuid not null,
        project_id uuid not null,
        percent int not null,
        constraint pk_progress_report_item primary key (report_id, milestone_id),
        constraint fk_progress_report_item_report foreign key (report_id) references progress_report (id) on delete cascade,
        constraint fk_progress_report_item_milestone foreign key (milestone_id) references milestone (id),
        constraint ck_progress_report_item_percent check (percent between 0 and 100)
      )`);
    for (const table of TABLES) {
      await runner.query(`alter table ${table} enable row level security`);
      await runner.query(`alter table ${table} force row level security`);
      await runner.query(`
        create policy scope on ${table} using (
          scope_is_system() or exists (select 1 from project p where p.id = project_id offset 0))`);
    }
    await runner.query(`grant select, insert, update on ${TABLES.join(', ')} to milepost_app`);
    await runner.query(`grant delete on baseline_item, progress_report_item to milepost_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...TABLES].reverse()) await runner.query(`drop table ${table}`);
    await runner.query(`drop function baseline_weights_check()`);
  }
}

const TABLES = [
  'baseline',
  'milestone',
  'baseline_item',
  'milestone_completion',
  'progress_report',
  'progress_report_item',
];
