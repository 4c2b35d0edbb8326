import type { DataSource, EntityManager } from 'typeorm';
import type { PoolClient } from 'pg';
import { newId, shanghaiDate, type Actor, type CalendarDate } from '#libs/kernel';
import { execute } from './statements.js';

/** What a read use case works with: statements under the caller's scope, and one instant for the whole of it. */
export class Reader {
  readonly today: CalendarDate;
  protected closed = false;

  constructor(
    readonly actor: Actor,
    readonly now: Date,
    protected readonly client: PoolClient,
  ) {
    this.today = shanghaiDate(now);
  }

  /** Runs a prepared statement. Alias columns in SQL to the property names you want (`owner_org_id as "ownerOrgId"`). */
  query<R = Record<string, unknown>>(sql: string, params: readonly unknown[] = []): Promise<R[]> {
    if (this.closed) return Promise.reject(over());
    return execute<R>(this.client, sql, params);
  }

  async one<R = Record<string, unknown>>(sql: string, params: readonly unknown[] = []): Promise<R | undefined> {
    return (await this.query<R>(sql, params))[0];
  }

  /**
   * After this no statement goes out. A branch of `Promise.all` that lives on when another one failed would otherwise write
   * into whatever the connection serves next.
   */
  close(): void {
    this.closed = true;
  }
}

const over = (): Error => new Error('the use case is over: this statement would run in another one');

export interface AuditEntry {
  subjectType: string;
  subjectId: string;
  projectId?: string | null;
  action: string;
  before?: unknown;
  after?: unknown;
  reason?: string | null;
}

const AUDIT = `select audit_append($1, $2, $3, $4, $5, $6, $7, $8, $9::jsonb, $10::jsonb, $11, $12)`;
const EMIT = `
  insert into outbox (id, topic, key, payload, created_at, available_at) values ($1, $2, $3, $4, $5, $5)
  on conflict (key) do nothing`;
const NOTIFY = `select pg_notify('outbox', '')`;

/** An open transaction: change, audit and outbox commit together or not at all (ADR 0008). */
export class Tx extends Reader {
  /** Statements sent without waiting for their answer; the transaction awaits them before it commits. */
  private readonly pending: Promise<unknown>[] = [];
  private entityManager: EntityManager | undefined;
  private emitted = false;

  constructor(
    actor: Actor,
    now: Date,
    client: PoolClient,
    private readonly dataSource: DataSource,
  ) {
    super(actor, now, client);
  }

  /** A TypeORM manager on this very connection, for the plain cases; it joins the transaction. */
  get manager(): EntityManager {
    if (this.closed) throw over();
    if (!this.entityManager) {
      const runner = this.dataSource.createQueryRunner();
      // The runner borrows our client instead of taking one from the pool, and leaves BEGIN and COMMIT to us.
      Object.assign(runner, { databaseConnection: this.client, isTransactionActive: true });
      this.entityManager = runner.manager;
    }
    return this.entityManager;
  }

  /** Appends to the subject's hash chain. Pipelined: costs no round trip of its own; a failure fails the transaction. */
  audit(entry: AuditEntry): Promise<void> {
    const { subjectType, subjectId, projectId = null, action, before = null, after = null, reason = null } = entry;
    const { personId, personName, organisationId, requestId } = this.actor;
    return this.send(AUDIT, [
      subjectType,
      subjectId,
      projectId,
      this.now,
      personId,
      personName,
      organisationId,
      action,
      json(before),
      json(after),
      reason,
      requestId,
    ]);
  }

  /** Writes to the outbox: the handlers of the topic run once, after and only if this commits. @param opts.key de-duplicates */
  emit(topic: string, payload: object, opts: { key?: string } = {}): Promise<void> {
    this.emitted = true;
    return this.send(EMIT, [newId(), topic, opts.key ?? null, json(payload), this.now]);
  }

  /** What was sent and not waited for. The relay's wake-up goes last: PostgreSQL sends it on commit. */
  settle(): Promise<unknown> {
    if (this.emitted) void this.send(NOTIFY, []);
    return Promise.all(this.pending);
  }

  override close(): void {
    super.close();
    // TypeORM refuses to use a released runner.
    if (this.entityManager?.queryRunner) Object.assign(this.entityManager.queryRunner, { isReleased: true });
  }

  /** Sends a statement without waiting for its answer (pipelined). */
  send(sql: string, params: readonly unknown[]): Promise<void> {
    const sent = this.query(sql, params).then(() => undefined);
    // Observed in settle(); without this a failure before it would count as unhandled.
    sent.catch(() => undefined);
    this.pending.push(sent);
    return Promise.resolve();
  }
}

const json = (value: unknown): string | null => (value === null || value === undefined ? null : JSON.stringify(value));
