import type { MigrationInterface, QueryRunner } from 'typeorm';

const SUBJECTS = `'application','withdrawal','project_start','milestone_plan','milestone_completion','progress_report','change','allocation','disbursement','acceptance','final_accounts','target_decomposition'`;
const TABLES = ['approval', 'approval_step', 'approval_task', 'approval_decision', 'approval_cc'];

/** The approval engine (rule book §4): routes as rows, and the last guard of the separation of duties. */
export class CreateApproval1790000004000 implements MigrationInterface {
  name = 'CreateApproval1790000004000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table approval_route (
        id uuid not null,
        subject_type text not null,
        version int not null,
        definition jsonb not null,
        valid_from date not null,
        created_by uuid not null,
        created_at timestamptz not null,
        constraint pk_approval_route primary key (id),
        constraint uq_approval_route_version unique (subject_type, version),
        constraint fk_approval_route_created_by foreign key (created_by) references person (id),
        constraint ck_approval_route_subject_type check (subject_type in (${SUBJECTS}))
      );
      -- No foreign key to the subject or the project: the engine knows a subject only as {type, id}.
      create table approval (
        id uuid not null,
        subject_type text not null,
        subject_id uuid not null,
        project_id uuid,
        title text not null,
        status text not null,
        round int not null default 1,
        route_id uuid not null,
        tier text not null,
        region_code text not null,
        city_code text,
        county_code text,
        owner_organisation_id uuid,
        lead_kind text not null,
        filed_by uuid not null,
        filers uuid[] not null,
        opened_at timestamptz not null,
        current_step_id uuid,
        due_on date,
        returned_step_key text,
        resume_at text,
        finished_at timestamptz,
        finish_reason text,
        version int not null default 1,
        constraint pk_approval primary key (id),
        constraint fk_approval_route_id foreign key (route_id) references approval_route (id),
        constraint fk_approval_filed_by foreign key (filed_by) references person (id),
        constraint fk_approval_region_code foreign key (region_code) references region (code),
        constraint fk_approval_owner_organisation_id foreign key (owner_organisation_id) references organisation (id),
        constraint ck_approval_subject_type check (subject_type in (${SUBJECTS})),
        constraint ck_approval_status check (status in ('pending','returned','approved','rejected','recalled','cancelled')),
        constraint ck_approval_tier check (tier in ('province','city','county')),
        constraint ck_approval_filers check (filed_by = any(filers)),
        constraint ck_approval_current_step check ((status = 'pending') = (current_step_id is not null)),
        constraint ck_approval_due check ((status in ('pending','returned')) = (due_on is not null)),
        constraint ck_approval_resume check ((status = 'returned') = (resume_at is not null and returned_step_key is not null)),
        constraint ck_approval_resume_at check (resume_at in ('here','start')),
        constraint ck_approval_finished check ((status in ('pending','returned')) = (finished_at is null))
      );
      create unique index uq_approval_open on approval (subject_type, subject_id) where status in ('pending','returned');
      create index ix_approval_project on approval (project_id, opened_at desc, id desc);
      create index ix_approval_filed_by on approval (filed_by, opened_at desc, id desc);

      -- One run of a step. A step that runs again gets a new row in a later round, so what happened stays readable.
      create table approval_step (
        id uuid not null,
        approval_id uuid not null,
        seq int not null,
        key text not null,
        round int not null,
        title text not null,
        title_en text not null,
        tier text not null,
        region_code text,
        mode text not null,
        persons int not null,
        cc boolean not null,
        limit_days int,
        reason text not null,
        reason_en text not null,
        status text not null,
        opened_at timestamptz,
        due_on date,
        finished_at timestamptz,
        constraint pk_approval_step primary key (id),
        constraint uq_approval_step_run unique (approval_id, seq, round),
        constraint fk_approval_step_approval_id foreign key (approval_id) references approval (id),
        constraint ck_approval_step_status check (status in ('planned','skipped','copied','open','approved','returned','rejected','closed','superseded')),
        constraint ck_approval_step_mode check (mode in ('single','all')),
        constraint ck_approval_step_persons check (persons in (1, 2)),
        constraint ck_approval_step_limit check (cc or limit_days >= 0),
        constraint ck_approval_step_clock check (status <> 'open' or (opened_at is not null and due_on is not null))
      );
      create unique index uq_approval_step_open on approval_step (approval_id) where status = 'open';

      create table approval_task (
        id uuid not null,
        approval_id uuid not null,
        step_id uuid not null,
        organisation_id uuid not null,
        kind text not null,
        persons int not null,
        status text not null,
        proposed_by uuid,
        decided_by uuid,
        opened_at timestamptz,
        due_on date,
        finished_at timestamptz,
        constraint pk_approval_task primary key (id),
        constraint uq_approval_task_desk unique (step_id, organisation_id),
        constraint fk_approval_task_approval_id foreign key (approval_id) references approval (id),
        constraint fk_approval_task_step_id foreign key (step_id) references approval_step (id),
        constraint fk_approval_task_organisation_id foreign key (organisation_id) references organisation (id),
        constraint ck_approval_task_status check (status in ('waiting','open','proposed','approved','returned','rejected','closed')),
        -- §4 separation of duties: two persons at a desk, never one twice.
        constraint ck_approval_task_two_persons check (proposed_by <> decided_by),
        constraint ck_approval_task_proposed check (
          persons = 1 or status not in ('proposed','approved','returned','rejected') or proposed_by is not null),
        constraint ck_approval_task_decided check ((status in ('approved','returned','rejected')) = (decided_by is not null)),
        constraint ck_approval_task_clock check (status not in ('open','proposed') or (opened_at is not null and due_on is not null))
      );
      create index ix_approval_task_approval on approval_task (approval_id);
      create index ix_approval_task_todo on approval_task (organisation_id, due_on, id) where status in ('open','proposed');
      create index ix_approval_task_due on approval_task (due_on) where status in ('open','proposed');

      create table approval_decision (
        id uuid not null,
        approval_id uuid not null,
        step_id uuid not null,
        task_id uuid not null,
        round int not null,
        act text not null,
        outcome text not null,
        opinion text,
        return_to text,
        resume_at text,
        person_id uuid not null,
        organisation_id uuid not null,
        filers uuid[] not null,
        proposed_by uuid,
        at timestamptz not null,
        constraint pk_approval_decision primary key (id),
        constraint fk_approval_decision_approval_id foreign key (approval_id) references approval (id),
        constraint fk_approval_decision_step_id foreign key (step_id) references approval_step (id),
        constraint fk_approval_decision_task_id foreign key (task_id) references approval_task (id),
        constraint fk_approval_decision_person_id foreign key (person_id) references person (id),
        constraint fk_approval_decision_organisation_id foreign key (organisation_id) references organisation (id),
        constraint ck_approval_decision_act check (act in ('propose','decide')),
        constraint ck_approval_decision_outcome check (outcome in ('approve','return','reject')),
        constraint ck_approval_decision_opinion check (outcome = 'approve' or coalesce(length(btrim(opinion)), 0) > 0),
        constraint ck_approval_decision_return check ((outcome = 'return') = (return_to is not null)),
        constraint ck_approval_decision_resume check (resume_at is null or return_to = 'owner'),
        -- §4, fixed: nobody decides on what they filed; the proposer does not decide.
        constraint ck_approval_decision_filer check (not (person_id = any(filers))),
        constraint ck_approval_decision_proposer check (act = 'propose' or person_id is distinct from proposed_by)
      );
      -- §4, fixed: nobody decides twice in one round, at whatever desk.
      create unique index uq_approval_decision_round on approval_decision (approval_id, round, person_id) where act = 'decide';
      create unique index uq_approval_decision_act on approval_decision (task_id, act);
      create index ix_approval_decision_approval on approval_decision (approval_id, at);
      create index ix_approval_decision_person on approval_decision (person_id, at desc, id desc);

      create table approval_cc (
        id uuid not null,
        approval_id uuid not null,
        step_id uuid not null,
        organisation_id uuid not null,
        at timestamptz not null,
        constraint pk_approval_cc primary key (id),
        constraint uq_approval_cc_desk unique (step_id, organisation_id),
        constraint fk_approval_cc_approval_id foreign key (approval_id) references approval (id),
        constraint fk_approval_cc_step_id foreign key (step_id) references approval_step (id),
        constraint fk_approval_cc_organisation_id foreign key (organisation_id) references organisation (id)
      );
      create index ix_approval_cc_organisation on approval_cc (organisation_id, at desc, id desc);
      create index ix_approval_cc_approval on approval_cc (approval_id)`);
    await runner.query(`
      alter table approval enable row level security;
      alter table approval force row level security;
      create policy scope on approval using (scope_sees(city_code, county_code, owner_organisation_id))`);
    // `offset 0` keeps the lookup by key: without it the planner may hash the whole of approval for a page of 50 rows.
    for (const table of TABLES.slice(1)) {
      await runner.query(`
        alter table ${table} enable row level security;
        alter table ${table} force row level security;
        create policy scope on ${table} using (
          scope_is_system() or exists (select 1 from approval a where a.id = approval_id offset 0))`);
    }
    await runner.query(`
      grant select on approval_route to milepost_app;
      grant select, insert, update on approval, approval_step, approval_task to milepost_app;
      grant select, insert on approval_decision, approval_cc to milepost_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...TABLES].reverse()) await runner.query(`drop table ${table}`);
    await runner.query('drop table approval_route');
  }
}
