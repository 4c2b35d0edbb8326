import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The rules of §8 that must hold whoever writes: the service says no first, the database has the last word. */
export class GuardAcceptance1790000009100 implements MigrationInterface {
  name = 'GuardAcceptance1790000009100';

  async up(runner: QueryRunner): Promise<void> {
    await this.groupGuards(runner);
    await this.conclusionGuards(runner);
  }

  /** §8: the group has at least three members, an odd number, none of the owner's; each vote stays as it was cast. */
  private async groupGuards(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function acceptance_group_check() returns trigger language plpgsql as $$
      declare
        -- Through jsonb, because the two tables do not have the same columns.
        subject uuid := (to_jsonb(new) ->> case tg_table_name when 'acceptance' then 'id' else 'acceptance_id' end)::uuid;
        members int;
      begin
        select count(*) into members from acceptance_member m
          where m.acceptance_id = subject and m.declaration is distinct from 'conflict';
        if exists (select 1 from acceptance a where a.id = subject and a.status <> 'applied')
          and (members < 3 or members % 2 = 0) then
          raise exception 'the group of acceptance % has % members: at least three and an odd number', subject, members
            using errcode = 'check_violation', constraint = 'ck_acceptance_group';
        end if;
        return null;
      end $$;
      create constraint trigger acceptance_group after insert or update on acceptance
        deferrable initially deferred for each row execute function acceptance_group_check();
      create constraint trigger acceptance_member_group after insert or update on acceptance_member
        deferrable initially deferred for each row execute function acceptance_group_check();

      create function acceptance_member_check() returns trigger language plpgsql as $$
      declare
        owner uuid := (select p.owner_organisation_id from acceptance a join project p on p.id = a.project_id
          where a.id = new.acceptance_id and a.project_id = new.project_id);
      begin
        if owner is null or new.organisation_id = owner or exists (
          select 1 from membership m where m.person_id = new.person_id and m.organisation_id = owner) then
          raise exception 'a member of the acceptance group may not belong to the project owner'
            using errcode = 'check_violation', constraint = 'ck_acceptance_member_owner';
        end if;
        return new;
      end $$;
      create trigger acceptance_member_owner before insert or update of person_id, organisation_id on acceptance_member
        for each row execute function acceptance_member_check();

      create function acceptance_vote_check() returns trigger language plpgsql as $$
      begin
        if not exists (
          select 1 from acceptance_member m join acceptance a on a.id = m.acceptance_id
          where m.acceptance_id = new.acceptance_id and m.person_id = new.person_id and m.declaration = 'none'
            and a.status = 'grouped') then
          raise exception 'only a member without a conflict votes, and only before the conclusion'
            using errcode = 'check_violation', constraint = 'ck_acceptance_vote_member';
        end if;
        return new;
      end $$;
      create trigger acceptance_vote_member before insert on acceptance_vote
        for each row execute function acceptance_vote_check();

      create function acceptance_record_is_final() returns trigger language plpgsql as $$
      begin
        raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
      end $$;`);
    for (const table of ['acceptance_vote', 'public_notice', 'evaluation', 'close_confirmation']) {
      await runner.query(`create trigger ${table}_append_only before update or delete on ${table}
        for each row execute function acceptance_record_is_final()`);
    }
  }

  /** A conclusion follows the votes; a pass follows a notice that is over; outputs are confirmed by it and nowhere else. */
  private async conclusionGuards(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function acceptance_conclusion_check() returns trigger language plpgsql as $$
      declare
        members int; votes int; passes int; fails int;
      begin
        if new.conclusion is not null and old.conclusion is null then
          select count(*) into members from acceptance_member m
            where m.acceptance_id = new.id and m.declaration is distinct from 'conflict';
          select count(*), count(*) filter (where vote = 'pass'), count(*) filter (where vote = 'fail')
            into votes, passes, fails from acceptance_vote v where v.acceptance_id = new.id;
          if votes <> members or exists (select 1 from acceptance_item i where i.acceptance_id = new.id and i.finding is null)
            or new.conclusion <> (case when passes * 2 > members then 'pass' when fails * 2 > members then 'fail' else 'rectify' end)
          then
            raise exception 'acceptance %: the conclusion is what the majority voted, with every item answered', new.id
              using errcode = 'check_violation', constraint = 'ck_acceptance_majority';
          end if;
        end if;
        if new.status = 'passed' and not exists (
          select 1 from public_notice n where n.acceptance_id = new.id and n.ends_on < new.passed_on) then
          raise exception 'acceptance %: the public notice is not over', new.id
            using errcode = 'check_violation', constraint = 'ck_acceptance_notice_over';
        end if;
        return new;
      end $$;
      create trigger acceptance_conclusion before update on acceptance
        for each row execute function acceptance_conclusion_check();

      create function project_output_confirmed_check() returns trigger language plpgsql as $$
      begin
        if new.confirmed_value is not null and not exists (
          select 1 from acceptance a where a.project_id = new.project_id and a.status = 'public_notice') then
          raise exception 'outputs are confirmed by a passed acceptance and nowhere else'
            using errcode = 'check_violation', constraint = 'ck_project_output_confirmed';
        end if;
        return new;
      end $$;
      create trigger project_output_confirmed_insert before insert on project_output
        for each row when (new.confirmed_value is not null) execute function project_output_confirmed_check();
      create trigger project_output_confirmed_update before update of confirmed_value on project_output
        for each row when (new.confirmed_value is distinct from old.confirmed_value)
        execute function project_output_confirmed_check();`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger project_output_confirmed_insert on project_output;
      drop trigger project_output_confirmed_update on project_output;
      drop trigger acceptance_conclusion on acceptance;
      drop trigger acceptance_group on acceptance;
      drop trigger acceptance_member_group on acceptance_member;
      drop trigger acceptance_member_owner on acceptance_member;
      drop trigger acceptance_vote_member on acceptance_vote;
      drop trigger acceptance_vote_append_only on acceptance_vote;
      drop trigger public_notice_append_only on public_notice;
      drop trigger evaluation_append_only on evaluation;
      drop trigger close_confirmation_append_only on close_confirmation;
      drop function project_output_confirmed_check();
      drop function acceptance_conclusion_check();
      drop function acceptance_record_is_final();
      drop function acceptance_vote_check();
      drop function acceptance_member_check();
      drop function acceptance_group_check();`);
  }
}
