import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Regions, organisations, people, what they may do where, and their logins (rule book §1).
 *
 * Row-level security here: the directory (region, organisation, person, membership) is readable by everybody who is
 * logged in, because an approval shows the names of people far outside the reader's own region, and who holds an office
 * is no secret. What is secret — password hashes, failed logins — lies in tables of its own which only the system scope
 * sees, so that no query made in a caller's name can ever return it. Sessions hold a digest that opens nothing; they are
 * read before a scope is known, once per request, and so do without.
 */
export class CreateIdentity1790000002000 implements MigrationInterface {
  name = 'CreateIdentity1790000002000';

  async up(runner: QueryRunner): Promise<void> {
    // Trusted since PostgreSQL 13: the owner of the database may create it. Needed by the three-administrators rule.
    await runner.query('create extension if not exists btree_gist');
    await runner.query(`
      create table region (
        code text not null,
        name_zh text not null,
        short_zh text not null,
        name_en text not null,
        tier text not null,
        type text not null,
        parent_code text,
        city_code text,
        county_code text,
        tags text[] not null default '{}',
        funds_from_province boolean not null default false,
        constraint pk_region primary key (code),
        constraint fk_region_parent_code foreign key (parent_code) references region (code),
        constraint ck_region_code check (code ~ '^[0-9]{6}$'),
        constraint ck_region_tier check (tier in ('province', 'city', 'county')),
        constraint ck_region_codes check (case tier
          when 'province' then parent_code is null and city_code is null and county_code is null
          when 'city' then city_code = code and county_code is null
          else county_code = code end)
      )`);
    await runner.query('create index ix_region_parent_code on region (parent_code)');
    await runner.query(`
      create table organisation (
        id uuid not null,
        code text not null,
        name_zh text not null,
        name_en text not null,
        kind text not null,
        department_kind text,
        region_code text not null,
        tier text not null,
        city_code text,
        county_code text,
        credit_code text,
        created_at timestamptz not null,
        constraint pk_organisation primary key (id),
        constraint uq_organisation_code unique (code),
        constraint fk_organisation_region_code foreign key (region_code) references region (code),
        constraint ck_organisation_kind check (kind in ('department', 'owner')),
        constraint ck_organisation_tier check (tier in ('province', 'city', 'county')),
        constraint ck_organisation_department_kind check ((kind = 'department') = (department_kind is not null)),
        constraint ck_organisation_department_kinds check (department_kind in ('ecology', 'finance',
          'development_reform', 'industry', 'housing', 'transport', 'water', 'agriculture', 'forestry',
          'natural_resources', 'emergency', 'health', 'culture_tourism', 'commerce', 'science'))
      )`);
    // One department of a kind per region: a route step "ecology of the city" must lead to exactly one desk (§4).
    await runner.query(`
      create unique index uq_organisation_department on organisation (region_code, department_kind)
      where department_kind is not null`);
    await runner.query(`
      create table person (
        id uuid not null,
        username text not null,
        name text not null,
        disabled_at timestamptz,
        created_at timestamptz not null,
        constraint pk_person primary key (id),
        constraint uq_person_username unique (username),
        constraint ck_person_username check (username ~ '^[a-z0-9][a-z0-9._-]{1,63}$')
      )`);
    // Decisions of sweeps and message handlers point to this person. It has no password and no role.
    await runner.query(`
      insert into person (id, username, name, disabled_at, created_at)
      values ('00000000-0000-7000-8000-000000000000', 'system', '系统', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z')`);
    await runner.query(`
      create table membership (
        id uuid not null,
        person_id uuid not null,
        organisation_id uuid not null,
        role text not null,
        created_at timestamptz not null,
        constraint pk_membership primary key (id),
        constraint uq_membership_person_organisation_role unique (person_id, organisation_id, role),
        constraint fk_membership_person_id foreign key (person_id) references person (id),
        constraint fk_membership_organisation_id foreign key (organisation_id) references organisation (id),
        constraint ck_membership_role check (role in ('owner', 'reviewer', 'approver', 'finance_officer',
          'finance_approver', 'expert', 'supervisor', 'auditor', 'system_admin', 'security_admin', 'audit_admin')),
        -- §1, fixed: never two of the three administrator roles in one pair of hands, whatever the organisation. An
        -- exclusion constraint, unlike a trigger, also holds when two transactions grant one role each.
        constraint xc_membership_administrators exclude using gist (person_id with =, role with <>)
          where (role in ('system_admin', 'security_admin', 'audit_admin'))
      )`);
    await runner.query('create index ix_membership_organisation_role on membership (organisation_id, role)');
    await runner.query(`
      create table credential (
        person_id uuid not null,
        password_hash text not null,
        changed_at timestamptz not null,
        constraint pk_credential primary key (person_id),
        constraint fk_credential_person_id foreign key (person_id) references person (id)
      )`);
    await runner.query(`
      create table session (
        id uuid not null,
        token_hash bytea not null,
        person_id uuid not null,
        organisation_id uuid not null,
        created_at timestamptz not null,
        last_seen_at timestamptz not null,
        expires_at timestamptz not null,
        ended_at timestamptz,
        address text,
        user_agent text,
        constraint pk_session primary key (id),
        constraint uq_session_token_hash unique (token_hash),
        constraint fk_session_person_id foreign key (person_id) references person (id),
        constraint fk_session_organisation_id foreign key (organisation_id) references organisation (id)
      )`);
    await runner.query('create index ix_session_person_id on session (person_id, created_at)');
    await runner.query('create index ix_session_expires_at on session (expires_at)');
    // Keyed by a digest of the name that was typed, known or not: a lockout then tells nothing about who exists, and a
    // password typed into the wrong field is not kept in the clear.
    await runner.query(`
      create table login_attempt (
        username_digest bytea not null,
        failures int not null,
        last_failed_at timestamptz not null,
        locked_until timestamptz,
        constraint pk_login_attempt primary key (username_digest)
      )`);
    await runner.query('create index ix_login_attempt_last_failed_at on login_attempt (last_failed_at)');

    for (const table of ['credential', 'login_attempt']) {
      await runner.query(`alter table ${table} enable row level security`);
      await runner.query(`alter table ${table} force row level security`);
      await runner.query(`create policy scope on ${table} using (scope_is_system())`);
    }
    await runner.query('grant select on region to milepost_app');
    await runner.query('grant select, insert, update on organisation, person, credential, session to milepost_app');
    await runner.query('grant select, insert, delete on membership to milepost_app');
    await runner.query('grant select, insert, update, delete on login_attempt to milepost_app');
    await runner.query('grant delete on session to milepost_app');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['login_attempt', 'session', 'credential', 'membership', 'person', 'organisation', 'region'])
      await runner.query(`drop table ${table}`);
  }
}
