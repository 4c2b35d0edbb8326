import type { MigrationInterface, QueryRunner } from 'typeorm';

const TRIGGERS: readonly [table: string, trigger: string][] = [
  ['approval_decision', 'approval_decision_guard'],
  ['approval_decision', 'approval_decision_is_final'],
  ['approval_decision', 'approval_decision_is_kept'],
  ['approval_task', 'approval_task_guard'],
  ['approval_task', 'approval_task_is_new'],
  ['approval_step', 'approval_step_passed'],
  ['approval', 'approval_passed'],
];
const FUNCTIONS = [
  'approval_lock(uuid, uuid)',
  'approval_decision_guard()',
  'approval_decision_is_final()',
  'approval_task_guard()',
  'approval_step_passed()',
  'approval_passed()',
];

/** The separation of duties as the database's own rule (§4, fixed), and the lock that a decision begins with. */
export class GuardApproval1790000004100 implements MigrationInterface {
  name = 'GuardApproval1790000004100';

  async up(runner: QueryRunner): Promise<void> {
    await this.guards(runner);
    await this.locking(runner);
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
           or task.status <> (case when new.act = 'propose' or task.persons = 1 then 'open' else 'proposed' end) then
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
    for (const [table, trigger] of TRIGGERS) await runner.query(`drop trigger ${trigger} on ${table}`);
    for (const name of FUNCTIONS) await runner.query(`drop function ${name}`);
  }
}
