import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Scope for row-level security, idempotency keys, the outbox and the audit chain (ADR 0004, 0005, 0006, 0008). */
export class CreatePlatform1790000001000 implements MigrationInterface {
  name = 'CreatePlatform1790000001000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`grant usage on schema public to milepost_app`);
    await this.scope(runner);
    await this.idempotency(runner);
    await this.outbox(runner);
    await this.audit(runner);
  }

  /**
   * `app.scope` is `system`, `province:410000`, `city:410100`, `county:410181` or `owner:<uuid>`; unset or empty sees nothing.
   * The same rule as `sees()` in the kernel.
   */
  private async scope(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function scope_is_system() returns boolean language sql stable parallel safe as $$
        select nullif(current_setting('app.scope', true), '') is not distinct from 'system'
      $$`);
    await runner.query(`
      create function scope_sees(city_code text, county_code text, owner_org uuid) returns boolean
      language sql stable parallel safe as $$
        select case split_part(current_setting('app.scope', true), ':', 1)
          when 'system' then true
          when 'province' then true
          when 'city' then city_code is not distinct from split_part(current_setting('app.scope', true), ':', 2)
          when 'county' then county_code is not distinct from split_part(current_setting('app.scope', true), ':', 2)
          when 'owner' then owner_org::text is not distinct from split_part(current_setting('app.scope', true), ':', 2)
          else false end
      $$`);
  }

  private async idempotency(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table idempotency_key (
        person_id uuid not null,
        key text not null,
        request_hash text not null,
        response json,
        created_at timestamptz not null,
        constraint pk_idempotency_key primary key (person_id, key),
        constraint ck_idempotency_key_length check (length(key) between 1 and 128)
      )`);
    await runner.query(`create index ix_idempotency_key_created_at on idempotency_key (created_at)`);
    await runner.query(`grant select, insert, update, delete on idempotency_key to milepost_app`);
  }

  private async outbox(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table outbox (
        id uuid not null,
        topic text not null,
        key text,
        payload jsonb not null,
        created_at timestamptz not null,
        available_at timestamptz not null,
        attempts int not null default 0,
        last_error text,
        handed_at timestamptz,
        delivered_at timestamptz,
        dead_at timestamptz,
        constraint pk_outbox primary key (id),
        constraint uq_outbox_key unique (key),
        constraint ck_outbox_end check (delivered_at is null or dead_at is null)
      )`);
    await runner.query(
      `create index ix_outbox_waiting on outbox (available_at, id) where delivered_at is null and dead_at is null`,
    );
    await runner.query(`create index ix_outbox_dead on outbox (id) where dead_at is not null`);
    await runner.query(`create index ix_outbox_delivered on outbox (delivered_at) where delivered_at is not null`);
    await runner.query(`grant select, insert, update, delete on outbox to milepost_app`);
    await runner.query(`
      create table schedule_tick (
        name text not null,
        last_tick timestamptz not null,
        constraint pk_schedule_tick primary key (name)
      )`);
    await runner.query(`grant select, insert, update on schedule_tick to milepost_app`);
  }

  private async audit(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table audit_head (
        subject_type text not null,
        subject_id uuid not null,
        seq int not null,
        hash bytea not null,
        constraint pk_audit_head primary key (subject_type, subject_id)
      )`);
    await runner.query(`
      create table audit_entry (
        subject_type text not null,
        subject_id uuid not null,
        seq int not null,
        project_id uuid,
        at timestamptz not null,
        person_id uuid not null,
        person_name text not null,
        organisation_id uuid not null,
        action text not null,
        before jsonb,
        after jsonb,
        reason text,
        request_id text not null,
        prev_hash bytea not null,
        hash bytea not null,
        constraint pk_audit_entry primary key (subject_type, subject_id, seq)
      )`);
    await runner.query(
      `create index ix_audit_entry_project on audit_entry (project_id, at desc) where project_id is not null`,
    );
    await runner.query(`create index ix_audit_entry_at on audit_entry (at desc)`);
    // One canonical text of all fields; a length before each part keeps two different rows from reading alike.
    await runner.query(`
      create function audit_hash(prev bytea, variadic parts text[]) returns bytea language sql immutable parallel safe as $$
        select sha256(prev || convert_to(
          (select string_agg(case when part is null then '-' else length(part) || ':' || part end, '|' order by n)
             from unnest(parts) with ordinality as p (part, n)), 'UTF8'))
      $$`);
    await runner.query(`
      create function audit_row_hash(e audit_entry) returns bytea language sql immutable parallel safe as $$
        select audit_hash(e.prev_hash, e.subject_type, e.subject_id::text, e.seq::text, e.project_id::text,
          extract(epoch from e.at)::text, e.person_id::text, e.person_name, e.organisation_id::text, e.action,
          e.before::text, e.after::text, e.reason, e.request_id)
      $$`);
    await runner.query(`
      create function audit_append(subject_type text, subject_id uuid, project_id uuid, at timestamptz, person_id uuid, person_name text,
        organisation_id uuid, action text, before jsonb, after jsonb, reason text, request_id text) returns void
      language plpgsql security definer set search_path = public, pg_temp as $$
      declare
        head audit_head;
        row audit_entry;
      begin
        -- The head's row lock is the queue of this subject; other subjects do not wait (ADR 0005).
        insert into audit_head as h values (subject_type, subject_id, 0, sha256(''))
          on conflict on constraint pk_audit_head do update set seq = h.seq
          returning * into head;
        row := row(subject_type, subject_id, head.seq + 1, project_id, at, person_id, person_name, organisation_id, action,
                   before, after, reason, request_id, head.hash, ''::bytea);
        row.hash := audit_row_hash(row);
        insert into audit_entry select row.*;
        update audit_head h set seq = row.seq, hash = row.hash
          where h.subject_type = row.subject_type and h.subject_id = row.subject_id;
      end $$`);
    await runner.query(`
      create function refuse_change() returns trigger language plpgsql as $$
      begin
        raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
      end $$`);
    await runner.query(`
      create trigger audit_entry_append_only before update or delete on audit_entry
        for each row execute function refuse_change()`);
    await runner.query(`
      create trigger audit_entry_no_truncate before truncate on audit_entry
        for each statement execute function refuse_change()`);
    // Reading goes through the scope; appending through the function, which runs as its owner.
    await runner.query(`alter table audit_entry enable row level security`);
    await runner.query(`grant select on audit_entry, audit_head to milepost_app`);
    await runner.query(
      `revoke execute on function audit_append(text, uuid, uuid, timestamptz, uuid, text, uuid, text, jsonb, jsonb, text, text) from public`,
    );
    await runner.query(
      `grant execute on function audit_append(text, uuid, uuid, timestamptz, uuid, text, uuid, text, jsonb, jsonb, text, text) to milepost_app`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `drop function audit_append(text, uuid, uuid, timestamptz, uuid, text, uuid, text, jsonb, jsonb, text, text)`,
    );
    await runner.query(`drop function audit_row_hash(audit_entry)`);
    await runner.query(`drop function audit_hash(bytea, text[])`);
    for (const table of ['audit_entry', 'audit_head', 'schedule_tick', 'outbox', 'idempotency_key'])
      await runner.query(`drop table ${table}`);
    await runner.query(`drop function refuse_change()`);
    await runner.query(`drop function scope_sees(text, text, uuid)`);
    await runner.query(`drop function scope_is_system()`);
    await runner.query(`revoke usage on schema public from milepost_app`);
  }
}
