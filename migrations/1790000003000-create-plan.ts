import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Plans and what they promise (rule book §2, §9). Loaded from the files of the release at every start; the application
 * only reads. No row-level security: a plan is published, and every tier works towards the whole of it.
 */
export class CreatePlan1790000003000 implements MigrationInterface {
  name = 'CreatePlan1790000003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table plan (
        code text not null,
        title_zh text not null,
        title_en text not null,
        document_no text,
        issuer text not null,
        issued_on date,
        published_on date,
        index_no text,
        period_start int not null,
        period_end int not null,
        vision_year int,
        region_code text not null,
        provisional boolean not null,
        carried_over_from text,
        note_zh text,
        note_en text,
        content_hash text,
        constraint pk_plan primary key (code),
        constraint fk_plan_region_code foreign key (region_code) references region (code),
        constraint fk_plan_carried_over_from foreign key (carried_over_from) references plan (code),
        constraint ck_plan_period check (period_start <= period_end)
      )`);
    await runner.query(`
      create table category (
        plan_code text not null,
        code text not null,
        slug text not null,
        name_zh text not null,
        name_en text not null,
        lead_kind text not null,
        co_sign_kinds text[] not null default '{}',
        constraint pk_category primary key (plan_code, code),
        constraint fk_category_plan_code foreign key (plan_code) references plan (code),
        constraint ck_category_lead_kind check (lead_kind in ('ecology', 'finance', 'development_reform', 'industry', 'housing', 'transport',
          'water', 'agriculture', 'forestry', 'natural_resources', 'emergency', 'health', 'culture_tourism', 'commerce', 'science')),
        constraint ck_category_co_sign_kinds check (lead_kind <> all (co_sign_kinds))
      )`);
    await runner.query(`
      create table work (
        plan_code text not null,
        code text not null,
        category_code text not null,
        name_zh text not null,
        name_en text not null,
        lead_kind text not null,
        co_sign_kinds text[] not null default '{}',
        places text[] not null default '{}',
        region_codes text[] not null default '{}',
        notes text[] not null default '{}',
        constraint pk_work primary key (plan_code, code),
        constraint fk_work_category_code foreign key (plan_code, category_code) references category (plan_code, code),
        constraint ck_work_code check (code ~ '^[0-9]{2}-[0-9]{1,2}$' and split_part(code, '-', 1) = category_code),
        -- Nobody countersigns what they lead (§4 separation of duties).
        constraint ck_work_co_sign_kinds check (lead_kind <> all (co_sign_kinds))
      )`);
    await runner.query('create index ix_work_category_code on work (plan_code, category_code)');
    await runner.query(`
      create table plan_gap (
        plan_code text not null,
        seq int not null,
        ref text not null,
        kind text not null,
        certain boolean not null,
        note text not null,
        constraint pk_plan_gap primary key (plan_code, seq),
        constraint fk_plan_gap_plan_code foreign key (plan_code) references plan (code)
      )`);
    await runner.query(`
      create table target (
        plan_code text not null,
        code text not null,
        work_code text not null,
        seq int not null,
        metric_zh text not null,
        metric_en text not null,
        value numeric,
        unit text not null,
        unit_en text not null,
        by_year int,
        comparator text,
        region_codes text[] not null default '{}',
        derived boolean not null,
        constraint pk_target primary key (plan_code, code),
        constraint fk_target_work_code foreign key (plan_code, work_code) references work (plan_code, code),
        constraint ck_target_comparator check ((value is null) = (comparator is null))
      )`);
    await runner.query('create index ix_target_work_code on target (plan_code, work_code)');
    await runner.query(`
      create table indicator (
        plan_code text not null,
        no int not null,
        group_zh text not null,
        group_en text not null,
        name_zh text not null,
        name_en text not null,
        unit text,
        unit_en text,
        baseline_value numeric,
        baseline_text text,
        target_value numeric,
        target_text text not null,
        nature text not null,
        direction text not null,
        comparator text not null,
        cumulative boolean not null,
        qualitative boolean not null,
        five_year_reduction boolean not null,
        cap boolean not null,
        decomposable boolean not null,
        decomposable_basis text not null,
        decomposable_reason text not null,
        note text,
        constraint pk_indicator primary key (plan_code, no),
        constraint fk_indicator_plan_code foreign key (plan_code) references plan (code),
        constraint ck_indicator_nature check (nature in ('binding', 'anticipatory')),
        constraint ck_indicator_direction check (direction in ('up', 'down', 'keep')),
        constraint ck_indicator_comparator check (comparator in ('>=', '<=', '<', 'qualitative'))
      )`);
    await runner.query(`
      create table deadline (
        plan_code text not null,
        code text not null,
        text_ref text not null,
        subject_zh text not null,
        subject_en text not null,
        metric text not null,
        value numeric,
        value_text text,
        value_max numeric,
        unit text not null,
        unit_en text not null,
        comparator text not null,
        due_year int,
        due_month int,
        implied_due_year int,
        kind text not null,
        scope text not null,
        work_code text,
        indicator_no int,
        region_codes text[] not null default '{}',
        excluded_region_codes text[] not null default '{}',
        alternative text,
        derived boolean not null,
        note text,
        constraint pk_deadline primary key (plan_code, code),
        constraint fk_deadline_work_code foreign key (plan_code, work_code) references work (plan_code, code),
        constraint fk_deadline_indicator_no foreign key (plan_code, indicator_no) references indicator (plan_code, no),
        constraint fk_deadline_plan_code foreign key (plan_code) references plan (code),
        constraint ck_deadline_due_month check (due_month between 1 and 12),
        constraint ck_deadline_kind check (kind in ('dated', 'before', 'vision', 'undated', 'standing', 'effective-from'))
      )`);
    await runner.query('create index ix_deadline_work_code on deadline (plan_code, work_code)');
    await runner.query(`
      create table strategic_action (
        plan_code text not null,
        key text not null,
        seq int not null,
        kind text not null,
        text_ref text not null,
        name_zh text not null,
        name_en text not null,
        requirement text not null,
        implies_feature text not null,
        cadence text,
        indicator_nos int[] not null default '{}',
        constraint pk_strategic_action primary key (plan_code, key),
        constraint fk_strategic_action_plan_code foreign key (plan_code) references plan (code),
        constraint ck_strategic_action_kind check (kind in ('strategicAction', 'obligation', 'relatedMechanism'))
      )`);
    await runner.query(
      `grant select on plan, category, work, plan_gap, target, indicator, deadline, strategic_action to milepost_app`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table strategic_action, deadline, indicator, target, plan_gap, work, category, plan');
  }
}
