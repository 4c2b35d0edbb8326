import type { MigrationInterface, QueryRunner } from 'typeorm';

const SYSTEM = '00000000-0000-7000-8000-000000000000';

/**
 * The ladder of §7 as versioned rule sets (per source, tier and category), the state of each source's sweep, and on a message why
 * it was sent. Stages that were stored before become version for version what they were.
 */
export class VersionReminderRules1790000011010 implements MigrationInterface {
  name = 'VersionReminderRules1790000011010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table reminder_rule (
        id uuid not null,
        rule text not null,
        tier text not null,
        category_code text not null,
        version int not null,
        valid_from date not null,
        stages jsonb not null,
        note text not null default '',
        created_by uuid not null,
        created_at timestamptz not null,
        constraint pk_reminder_rule primary key (id),
        constraint uq_reminder_rule_version unique (rule, tier, category_code, version),
        constraint fk_reminder_rule_created_by foreign key (created_by) references person (id),
        constraint ck_reminder_rule_tier check (tier in ('*', 'province', 'city', 'county')),
        constraint ck_reminder_rule_version check (version > 0),
        constraint ck_reminder_rule_stages check (jsonb_typeof(stages) = 'array' and jsonb_array_length(stages) > 0)
      )`);
    await runner.query(
      `insert into reminder_rule (id, rule, tier, category_code, version, valid_from, stages, created_by, created_at)
       select gen_random_uuid(), case s.rule when '*' then 'default' else s.rule end, '*', '*', s.version, date '2000-01-01', jsonb_agg(jsonb_build_object(
                'stage', s.stage, 'offset', s.offset_days, 'unit', 'calendar', 'repeat', s.repeat_days,
                'to', case when s.stage = 'urge' then array_remove(s.audience, 'lead_county')
                           else array_replace(s.audience, 'supervisor', 'supervisor_province') end,
                'cc', case when s.stage = 'urge' then array['lead_county'] else array[]::text[] end,
                'channels', s.channels, 'letter', s.letter, 'mandatory', s.letter or s.stage like 'supervise%',
                'title', jsonb_build_object('zh', s.title_zh, 'en', s.title_en),
                'body', jsonb_build_object('zh', '{unit}：{title}，应于 {due} 前完成。', 'en', '{unit}: {title}, due {due}.'))
                order by s.rank),
              $1, now()
         from reminder_stage s group by s.rule, s.version`,
      [SYSTEM],
    );
    await runner.query(`drop table reminder_stage`);
    await runner.query(`
      create table reminder_source_run (
        rule text not null,
        started_at timestamptz not null,
        as_of date,
        ok_at timestamptz,
        duration_ms int,
        failed_at timestamptz,
        error_code text,
        failures int not null default 0,
        unaddressed int not null default 0,
        missing_years int[] not null default '{}',
        basis text,
        constraint pk_reminder_source_run primary key (rule),
        constraint ck_reminder_source_run_failures check (failures >= 0)
      )`);
    await runner.query(`alter table reminder_ladder add column category_code text, add column number text`);
    // Why a message was sent, whether a person may switch its mails off, and in what order of urgency it stands.
    await runner.query(`
      alter table message add column rule text, add column stage text, add column rank int,
        add column mandatory boolean not null default false, add column cc boolean not null default false, add column ladder_id uuid`);
    // The owner of the tables is held by row-level security too, and would find no reminder to bind a message to.
    await runner.query(`select set_config('app.scope', 'system', true)`);
    await runner.query(`
      update message m set rule = r.rule, stage = r.stage, rank = r.rank, ladder_id = r.ladder_id, mandatory = r.stage like 'supervise%'
        from reminder r
       where m.kind = 'reminder'
         and m.dedupe_key = 'reminder:' || r.rule || ':' || r.subject_id || ':' || r.due_on || ':' || r.stage`);
    await runner.query(`select set_config('app.scope', '', true)`);
    await runner.query(`create index ix_message_ladder on message (ladder_id, stage) where ladder_id is not null`);
    await runner.query(`grant select, insert on reminder_rule to milepost_app`);
    await runner.query(`grant select, insert, update on reminder_source_run to milepost_app`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index ix_message_ladder`);
    await runner.query(`
      alter table message drop column rule, drop column stage, drop column rank, drop column mandatory, drop column cc,
        drop column ladder_id`);
    await runner.query(`alter table reminder_ladder drop column category_code, drop column number`);
    await runner.query(`drop table reminder_source_run`);
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
    // What the old table can say: calendar days, and the recipients it knows.
    await runner.query(`
      insert into reminder_stage
      select r.version, case r.rule when 'default' then '*' else r.rule end, s.value ->> 'stage', s.rank, (s.value ->> 'offset')::int, (s.value ->> 'repeat')::int, a.audience,
             array(select jsonb_array_elements_text(s.value -> 'channels')), (s.value ->> 'letter')::boolean,
             s.value -> 'title' ->> 'zh', s.value -> 'title' ->> 'en'
        from reminder_rule r cross join lateral jsonb_array_elements(r.stages) with ordinality s (value, rank)
        cross join lateral (select array_agg(distinct known.old) as audience
          from jsonb_array_elements_text((s.value -> 'to') || (s.value -> 'cc')) w (word)
          join (values ('responsible', 'responsible'), ('lead_county', 'lead_county'), ('lead_city', 'lead_city'),
                       ('lead_province', 'lead_province'), ('supervisor_province', 'supervisor')) known (word, old) using (word)) a
       where r.tier = '*' and r.category_code = '*' and s.value ->> 'unit' = 'calendar' and a.audience is not null`);
    await runner.query(`grant select, insert on reminder_stage to milepost_app`);
    await runner.query(`drop table reminder_rule`);
  }
}
