import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Modes of a step (§4): `any` 或签 and `quorum` 票签 beside `single` and `all` 会签, also for a statement written by hand. */
export class AddStepModes1790000010000 implements MigrationInterface {
  name = 'AddStepModes1790000010000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table approval_step add column quorum int;
      alter table approval_step drop constraint ck_approval_step_mode;
      alter table approval_step add constraint ck_approval_step_mode check (mode in ('single','all','any','quorum'));
      alter table approval_step add constraint ck_approval_step_quorum 
        check ((mode = 'quorum') = (quorum is not null) and coalesce(quorum, 1) >= 1)`);
    await runner.query(PASSED);
    await runner.query(LOCK);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(LOCK.replace("'quorum', s.quorum, ", ''));
    await runner.query(PASSED.replace(BY_MODE, `bool_and(t.status = 'approved')`));
    await runner.query(`
      alter table approval_step drop constraint ck_approval_step_quorum;
      alter table approval_step drop constraint ck_approval_step_mode;
      alter table approval_step add constraint ck_approval_step_mode check (mode in ('single','all'));
      alter table approval_step drop column quorum`);
  }
}

const BY_MODE = `case new.mode
                      when 'any' then bool_or(t.status = 'approved')
                      when 'quorum' then count(*) filter (where t.status = 'approved') >= new.quorum
                      else bool_and(t.status = 'approved') end`;

/** Asked at commit: no step passes without the votes that its mode asks for. */
const PASSED = `
      create or replace function approval_step_passed() returns trigger language plpgsql as $$
      begin
        if (select ${BY_MODE}
              from approval_task t where t.step_id = new.id) is not true then
          raise exception 'step % is approved without its desks', new.key using errcode = 'check_violation',
            constraint = 'ck_approval_step_passed';
        end if;
        return null;
      end $$`;

/** As before, with the quorum of each step. */
const LOCK = `
      create or replace function approval_lock(wanted uuid, asker uuid) returns jsonb language plpgsql as $$
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
                'tier', s.tier, 'regionCode', s.region_code, 'mode', s.mode, 'quorum', s.quorum, 'reason', s.reason, 'reasonEn', s.reason_en,
                'tasks', coalesce((
                  select jsonb_agg(jsonb_build_object('id', t.id, 'organisationId', t.organisation_id, 'kind', t.kind,
                    'status', t.status, 'persons', t.persons, 'proposedBy', t.proposed_by, 'decidedBy', t.decided_by) order by t.id)
                  from approval_task t where t.step_id = s.id), '[]')) order by s.seq, s.round)
              from approval_step s where s.approval_id = a.id))
          from approval a join approval_route r on r.id = a.route_id
         where a.id = wanted);
      end $$`;
