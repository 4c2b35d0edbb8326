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
        constraint ck_approval_decision_opinion check (outcome = 'approve' or length(btrim(opinion)) > 0),
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
    await this.guards(runner);
    await this.locking(runner);

    await runner.query(`
      alter table approval enable row level security;
      alter table approval force row level security;
      create policy scope on approval using (scope_sees(city_code, county_code, owner_organisation_id))`);
    for (const table of TABLES.slice(1)) {
      await runner.query(`
        alter table ${table} enable row level security;
        alter table ${table} force row level security;
        create policy scope on ${table} using (
          scope_is_system() or exists (select 1 from approval a where a.id = approval_id))`);
    }
    await runner.query(`
      grant select on approval_route to milepost_app;
      grant select, insert, update on approval, approval_step, approval_task to milepost_app;
      grant select, insert on approval_decision, approval_cc to milepost_app`);
  }

  /** What the service refuses, the database refuses too: also a statement written by hand cannot get round the duties. */
  private async guards(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function approval_decision_guard() returns trigger language plpgsql as $$
      declare
        task record;
      begin
        select t.approval_id, t.step_id, t.organisation_id, t.status, t.persons, t.proposed_by, t.kind,
               s.status as step_status, a.status as approval_status, a.round, a.filers
          into task
          from approval_task t join approval_step s on s.id = t.step_id join approval a on a.id = t.approval_id
         where t.id = new.task_id;
        if not found or task.approval_id <> new.approval_id or task.step_id <> new.step_id
           or task.organisation_id <> new.organisation_id or task.round <> new.round or task.filers <> new.filers
           or task.proposed_by is distinct from new.proposed_by then
          raise exception 'the decision does not belong to its desk' using errcode = 'check_violation',
            constraint = 'ck_approval_decision_desk';
        end if;
        if task.approval_status <> 'pending' or task.step_status <> 'open'
           or task.status <> case when new.act = 'propose' or task.persons = 1 then 'open' else 'proposed' end then
          raise exception 'this desk is not to % now', new.act using errcode = 'check_violation',
            constraint = 'ck_approval_decision_turn';
        end if;
        if not exists (
          select 1 from membership m
           where m.person_id = new.person_id and m.organisation_id = new.organisation_id
             and m.role = any (case
               when task.kind = 'finance' and task.persons = 1 then array['finance_officer', 'finance_approver']
               when task.kind = 'finance' and new.act = 'propose' then array['finance_officer']
               when task.kind = 'finance' then array['finance_approver']
               when task.persons = 1 then array['reviewer', 'approver']
               when new.act = 'propose' then array['reviewer']
               else array['approver'] end)) then
          raise exception 'this person does not sit at this desk' using errcode = 'check_violation',
            constraint = 'ck_approval_decision_member';
        end if;
        -- A return to an earlier step begins a new round only for the steps that run again; decisions that still count bar too.
        if new.act = 'decide' and exists (
          select 1 from approval_decision d join approval_step s on s.id = d.step_id
           where d.approval_id = new.approval_id and d.person_id = new.person_id and d.act = 'decide'
             and s.status in ('open', 'approved')) then
          raise exception 'nobody decides twice in one round' using errcode = 'unique_violation',
            constraint = 'uq_approval_decision_round';
        end if;
        return new;
      end $$;
      create trigger approval_decision_guard before insert on approval_decision
        for each row execute function approval_decision_guard();

      create function approval_decision_is_final() returns trigger language plpgsql as $$
      begin
        raise exception 'decisions are append-only' using errcode = 'restrict_violation',
          constraint = 'ck_approval_decision_append_only';
      end $$;
      create trigger approval_decision_is_final before update or delete on approval_decision
        for each row execute function approval_decision_is_final();
      create trigger approval_decision_is_kept before truncate on approval_decision
        for each statement execute function approval_decision_is_final();

      -- Names and results at a desk come from decisions and from nowhere else.
      create function approval_task_guard() returns trigger language plpgsql as $$
      begin
        if new.approval_id <> old.approval_id or new.step_id <> old.step_id or new.organisation_id <> old.organisation_id
           or new.persons <> old.persons or new.kind <> old.kind or old.status in ('approved', 'returned', 'rejected')
           or (new.proposed_by is distinct from old.proposed_by and not exists (
             select 1 from approval_decision d
              where d.task_id = new.id and d.act = 'propose' and d.person_id = new.proposed_by))
           or (new.decided_by is distinct from old.decided_by and not exists (
             select 1 from approval_decision d
              where d.task_id = new.id and d.act = 'decide' and d.person_id = new.decided_by
                and d.outcome = case new.status when 'approved' then 'approve' when 'returned' then 'return' else 'reject' end)) then
          raise exception 'a desk changes only by a decision' using errcode = 'check_violation',
            constraint = 'ck_approval_task_by_decision';
        end if;
        return new;
      end $$;
      create trigger approval_task_guard before update on approval_task
        for each row execute function approval_task_guard();
      create trigger approval_task_is_new before insert on approval_task
        for each row when (new.status <> 'waiting' or new.proposed_by is not null or new.decided_by is not null)
        execute function approval_decision_is_final();

      -- Asked at commit, when the whole move is written: no step and no approval passes without each of its desks.
      create function approval_step_passed() returns trigger language plpgsql as $$
      begin
        if (select bool_and(t.status = 'approved') from approval_task t where t.step_id = new.id) is not true then
          raise exception 'step % is approved without its desks', new.key using errcode = 'check_violation',
            constraint = 'ck_approval_step_passed';
        end if;
        return null;
      end $$;
      create constraint trigger approval_step_passed after insert or update on approval_step deferrable initially deferred
        for each row when (new.status = 'approved') execute function approval_step_passed();
      create function approval_passed() returns trigger language plpgsql as $$
      begin
        if exists (select 1 from approval_step s where s.approval_id = new.id and s.status in ('planned', 'open'))
           or not exists (select 1 from approval_step s where s.approval_id = new.id and s.status = 'approved') then
          raise exception 'approval % is approved without its steps', new.id using errcode = 'check_violation',
            constraint = 'ck_approval_passed';
        end if;
        return null;
      end $$;
      create constraint trigger approval_passed after insert or update on approval deferrable initially deferred
        for each row when (new.status = 'approved') execute function approval_passed()`);
  }

  /**
   * Lock, then look, in one round trip. In one plain statement the second of two racing deciders would wait for the lock and then
   * see the steps as they were before the first; inside a function each statement takes a fresh snapshot.
   */
  private async locking(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function approval_lock(wanted uuid, asker uuid) returns jsonb language plpgsql as $$
      begin
        perform 1 from approval a where a.id = wanted for update;
        if not found then return null; end if;
        return (
          select jsonb_build_object(
            'id', a.id, 'subject', jsonb_build_object('type', a.subject_type, 'id', a.subject_id), 'projectId', a.project_id,
            'title', a.title, 'status', a.status, 'round', a.round, 'routeId', a.route_id, 'route', r.definition,
            'ownerOrganisationId', a.owner_organisation_id, 'filedBy', a.filed_by, 'filers', a.filers,
            'currentStepId', a.current_step_id, 'dueOn', a.due_on, 'returnedStepKey', a.returned_step_key,
            'resumeAt', a.resume_at, 'version', a.version,
            'decisions', (select count(*) from approval_decision d where d.approval_id = a.id and d.act = 'decide'),
            'decidedHere', exists (
              select 1 from approval_decision d join approval_step s on s.id = d.step_id
               where d.approval_id = a.id and d.person_id = asker and d.act = 'decide'
                 and (d.round = a.round or s.status in ('open', 'approved'))),
            'steps', (
              select jsonb_agg(jsonb_build_object(
                'id', s.id, 'seq', s.seq, 'key', s.key, 'round', s.round, 'title', s.title, 'titleEn', s.title_en,
                'status', s.status, 'persons', s.persons, 'cc', s.cc, 'limitDays', s.limit_days, 'dueOn', s.due_on,
                'tier', s.tier, 'regionCode', s.region_code, 'mode', s.mode, 'reason', s.reason, 'reasonEn', s.reason_en,
                'tasks', coalesce((
                  select jsonb_agg(jsonb_build_object('id', t.id, 'organisationId', t.organisation_id, 'kind', t.kind,
                    'status', t.status, 'persons', t.persons, 'proposedBy', t.proposed_by, 'decidedBy', t.decided_by) order by t.id)
                  from approval_task t where t.step_id = s.id), '[]')) order by s.seq, s.round)
              from approval_step s where s.approval_id = a.id))
          from approval a join approval_route r on r.id = a.route_id
         where a.id = wanted);
      end $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function approval_lock(uuid, uuid)');
    for (const table of [...TABLES].reverse()) await runner.query(`drop table ${table}`);
    await runner.query('drop table approval_route');
    for (const name of ['approval_decision_guard', 'approval_decision_is_final', 'approval_task_guard'])
      await runner.query(`drop function ${name}()`);
    for (const name of ['approval_step_passed', 'approval_passed']) await runner.query(`drop function ${name}()`);
  }
}
