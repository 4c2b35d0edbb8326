import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Reminders (rule book §7). A *ladder* is one due date of one subject; a *reminder* is one stage of it that was reached.
 * The unique key (rule, subject, due date, stage) is what makes a sweep idempotent, however often and by whomever it runs.
 */
export class CreateReminder1790000005000 implements MigrationInterface {
  name = 'CreateReminder1790000005000';

  async up(runner: QueryRunner): Promise<void> {
    // Version 7 ids for set-based inserts; uuidv7() is built in only from PostgreSQL 18 on, and 14 is supported.
    await runner.query(`
      create function new_uuid(at timestamptz) returns uuid language sql volatile as $$
        select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
          placing substring(int8send((extract(epoch from at) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid
      $$`);
    await runner.query(`
      create table reminder_stage (
        version int not null,
        rule text not null,
        stage text not null,
        rank int not null,
        offset_days int not null,
        repeat_days int,
        audience text[] not null,
        channels text[] not null,
        letter boolean not null default false,
        title_zh text not null,
        title_en text not null,
        constraint pk_reminder_stage primary key (version, rule, stage),
        constraint uq_reminder_stage_rank unique (version, rule, rank),
        constraint ck_reminder_stage_repeat check (repeat_days is null or repeat_days > 0),
        constraint ck_reminder_stage_audience check (cardinality(audience) > 0
          and audience <@ array['responsible', 'lead_county', 'lead_city', 'lead_province', 'supervisor']),
        constraint ck_reminder_stage_channels check (cardinality(channels) > 0 and channels <@ array['inbox', 'mail', 'webhook'])
      )`);
    await runner.query(`
      create table reminder_ladder (
        id uuid not null,
        rule text not null,
        subject_type text not null,
        subject_id uuid not null,
        project_id uuid,
        due_on date not null,
        since date not null,
        title text not null,
        responsible_org_id uuid not null,
        responsible_roles text[] not null,
        lead_kind text not null,
        region_code text not null,
        city_code text,
        county_code text,
        owner_org_id uuid,
        next_on date,
        opened_at timestamptz not null,
        closed_at timestamptz,
        constraint pk_reminder_ladder primary key (id),
        constraint uq_reminder_ladder_subject unique (rule, subject_id, due_on),
        constraint fk_reminder_ladder_region foreign key (region_code) references region (code),
        constraint fk_reminder_ladder_responsible foreign key (responsible_org_id) references organisation (id)
      )`);
    await runner.query(
      `create index ix_reminder_ladder_open on reminder_ladder (rule, next_on) where closed_at is null`,
    );
    await runner.query(`create index ix_reminder_ladder_project on reminder_ladder (project_id)`);
    await runner.query(`
      create table reminder (
        id uuid not null,
        ladder_id uuid not null,
        sweep_id uuid not null,
        rule text not null,
        subject_id uuid not null,
        due_on date not null,
        stage text not null,
        stage_on date not null,
        rank int not null,
        recorded_at timestamptz not null,
        cancelled_at timestamptz,
        constraint pk_reminder primary key (id),
        constraint uq_reminder_key unique (rule, subject_id, due_on, stage),
        constraint fk_reminder_ladder foreign key (ladder_id) references reminder_ladder (id)
      )`);
    await runner.query(`create index ix_reminder_ladder_id on reminder (ladder_id)`);
    await runner.query(`create index ix_reminder_sweep_id on reminder (sweep_id)`);
    await runner.query(`create index ix_reminder_stage_on on reminder (stage_on desc, id desc)`);
    await runner.query(`
      create table message (
        id uuid not null,
        person_id uuid not null,
        kind text not null,
        title_zh text not null,
        title_en text not null,
        body_zh text not null default '',
        body_en text not null default '',
        project_id uuid,
        subject_type text,
        subject_id uuid,
        channels text[] not null,
        dedupe_key text not null,
        created_at timestamptz not null,
        read_at timestamptz,
        settled_at timestamptz,
        constraint pk_message primary key (id),
        constraint uq_message_dedupe unique (person_id, dedupe_key),
        constraint fk_message_person foreign key (person_id) references person (id)
      )`);
    await runner.query(`create index ix_message_inbox on message (person_id, id desc)`);
    await runner.query(`create index ix_message_unread on message (person_id) where read_at is null`);
    await runner.query(`create index ix_message_subject on message (subject_id) where settled_at is null`);
    await runner.query(`
      create table supervision_counter (
        year int not null,
        last int not null,
        constraint pk_supervision_counter primary key (year)
      )`);
    await runner.query(`
      create table supervision_letter (
        id uuid not null,
        number text not null,
        ladder_id uuid not null,
        project_id uuid,
        subject_type text not null,
        subject_id uuid not null,
        title text not null,
        organisation_id uuid not null,
        issued_on date not null,
        answer_due_on date not null,
        region_code text not null,
        city_code text,
        county_code text,
        owner_org_id uuid,
        constraint pk_supervision_letter primary key (id),
        constraint uq_supervision_letter_number unique (number),
        constraint uq_supervision_letter_ladder unique (ladder_id),
        constraint fk_supervision_letter_ladder foreign key (ladder_id) references reminder_ladder (id),
        constraint fk_supervision_letter_organisation foreign key (organisation_id) references organisation (id),
        constraint ck_supervision_letter_term check (answer_due_on > issued_on)
      )`);
    await runner.query(`create index ix_supervision_letter_issued on supervision_letter (issued_on desc, id desc)`);
    for (const table of ['reminder_ladder', 'supervision_letter']) {
      await runner.query(`alter table ${table} enable row level security`);
      await runner.query(`alter table ${table} force row level security`);
      await runner.query(`create policy scope on ${table} using (scope_sees(city_code, county_code, owner_org_id))`);
    }
    await runner.query(`alter table reminder enable row level security`);
    await runner.query(`alter table reminder force row level security`);
    await runner.query(`
      create policy scope on reminder using (
        scope_is_system() or exists (select 1 from reminder_ladder l where l.id = ladder_id offset 0))`);
    await runner.query(`grant select, insert, update on reminder_ladder, message, supervision_counter to milepost_app`);
    await runner.query(`grant select, insert on supervision_letter, reminder_stage to milepost_app`);
    // A recorded stage is evidence: the only thing that may change is its cancellation.
    await runner.query(`grant select, insert on reminder to milepost_app`);
    await runner.query(`grant update (cancelled_at) on reminder to milepost_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [
      'supervision_letter',
      'supervision_counter',
      'message',
      'reminder',
      'reminder_ladder',
      'reminder_stage',
    ]) {
      await runner.query(`drop table ${table}`);
    }
    await runner.query(`drop function new_uuid(timestamptz)`);
  }
}
