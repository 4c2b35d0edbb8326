import type { MigrationInterface, QueryRunner } from 'typeorm';

/** 催办 (§4): who urged which step for which working day, and never twice. */
export class CreateApprovalUrge1790000010010 implements MigrationInterface {
  name = 'CreateApprovalUrge1790000010010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table approval_urge (
        id uuid not null,
        approval_id uuid not null,
        step_id uuid not null,
        on_day date not null,
        person_id uuid not null,
        organisation_id uuid not null,
        note text,
        at timestamptz not null,
        constraint pk_approval_urge primary key (id),
        constraint uq_approval_urge_day unique (step_id, on_day),
        constraint fk_approval_urge_approval_id foreign key (approval_id) references approval (id),
        constraint fk_approval_urge_step_id foreign key (step_id) references approval_step (id),
        constraint fk_approval_urge_person_id foreign key (person_id) references person (id),
        constraint fk_approval_urge_organisation_id foreign key (organisation_id) references organisation (id)
      );
      create index ix_approval_urge_approval on approval_urge (approval_id);
      alter table approval_urge enable row level security;
      alter table approval_urge force row level security;
      create policy scope on approval_urge using (
        scope_is_system() or exists (select 1 from approval a where a.id = approval_id offset 0));
      grant select, insert on approval_urge to milepost_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table approval_urge');
  }
}
