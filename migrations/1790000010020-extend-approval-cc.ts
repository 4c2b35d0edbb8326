import type { MigrationInterface, QueryRunner } from 'typeorm';

/** 抄送 (§4) by a person, beside those of the route, and who has read it. */
export class ExtendApprovalCc1790000010020 implements MigrationInterface {
  name = 'ExtendApprovalCc1790000010020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table approval_cc add column by_person uuid;
      alter table approval_cc add column note text;
      alter table approval_cc add constraint fk_approval_cc_by_person foreign key (by_person) references person (id);
      create table approval_cc_read (
        approval_id uuid not null,
        person_id uuid not null,
        at timestamptz not null,
        constraint pk_approval_cc_read primary key (approval_id, person_id),
        constraint fk_approval_cc_read_approval_id foreign key (approval_id) references approval (id),
        constraint fk_approval_cc_read_person_id foreign key (person_id) references person (id)
      );
      alter table approval_cc_read enable row level security;
      alter table approval_cc_read force row level security;
      create policy scope on approval_cc_read using (
        scope_is_system() or exists (select 1 from approval a where a.id = approval_id offset 0));
      grant select, insert on approval_cc_read to milepost_app;
      -- "do update" keeps the first reading: it is what answers with it.
      grant update (at) on approval_cc_read to milepost_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table approval_cc_read;
      alter table approval_cc drop constraint fk_approval_cc_by_person;
      alter table approval_cc drop column note;
      alter table approval_cc drop column by_person`);
  }
}
