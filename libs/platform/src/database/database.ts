import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Pool, PoolClient } from 'pg';
import { DataSource } from 'typeorm';
import { KernelErrors, scopeKey, type Actor, type Clock } from '#libs/kernel';
import { CLOCK } from '../clock.js';
import { poolOf } from './pool.js';
import { execute, inOneWrite, isConnectionLoss, isRetryable } from './statements.js';
import { Reader, Tx } from './tx.js';

const SCOPE_OF_TRANSACTION = `select set_config('app.scope', $1, true)`;
const SCOPE_OF_CONNECTION = `select set_config('app.scope', $1, false)`;
/** Waits for a transaction that holds the same key, so that two equal requests at once become one execution. */
const CLAIM_KEY = `
  insert into idempotency_key (person_id, key, request_hash, created_at) values ($1, $2, $3, $4)
  on conflict (person_id, key) do nothing returning 1 as claimed`;
const READ_KEY = `select request_hash as hash, response from idempotency_key where person_id = $1 and key = $2`;
const STORE_ANSWER = `update idempotency_key set response = $3::json where person_id = $1 and key = $2`;
const PURGE_KEYS = `
  with gone as (delete from idempotency_key where created_at < $1 returning 1) select count(*)::int as count from gone`;

const TRY_LOCK = `select pg_try_advisory_lock(hashtext('milepost'), hashtext($1)) as taken`;
const UNLOCK = `select pg_advisory_unlock(hashtext('milepost'), hashtext($1))`;

const NO_SCOPE = 'none';
const ATTEMPTS = 3;
const KEY_HOURS = 24;

/**
 * The only door to the database. `run` is the only transaction of the system (ADR 0008), `read` serves queries. Both set the
 * caller's scope for row-level security in the same round trip as the first statement, on every use of a connection, so a
 * scope left by an earlier borrower can never be seen.
 */
@Injectable()
export class Database {
  private readonly log = new Logger(Database.name);
  private readonly pool: Pool;

  constructor(
    private readonly dataSource: DataSource,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.pool = poolOf(dataSource);
    // A connection that breaks while it is lent out reports to nobody else, and an unheard 'error' ends the process.
    const heard = new WeakSet<PoolClient>();
    this.pool.on('acquire', (client) => {
      if (!heard.has(client)) client.on('error', () => undefined);
      heard.add(client);
    });
  }

  /**
   * Runs a use case in one transaction. A key that was used before gives the stored answer without running it.
   * @throws IDEMPOTENCY_KEY_REUSED, SERVICE_UNAVAILABLE, and whatever `fn` throws, after a rollback
   */
  async run<T>(actor: Actor, fn: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.borrow((client) => this.transaction(client, actor, fn));
      } catch (error) {
        if (!isRetryable(error)) throw error;
        if (attempt === ATTEMPTS) throw KernelErrors.LOST_RACE();
        this.log.warn({ msg: 'transaction is run again', code: (error as { code: string }).code, attempt });
        // Apart from each other, or the same two meet again.
        await sleep(Math.random() * 20 * attempt);
      }
    }
  }

  /** Runs queries under the caller's scope, outside a transaction. */
  read<T>(actor: Actor, fn: (reader: Reader) => Promise<T>): Promise<T> {
    return this.borrow(async (client) => {
      const reader = new Reader(actor, this.clock.now(), client);
      const scoped = this.scope(client, scopeKey(actor.scope));
      try {
        const result = await fn(reader);
        // Sent first, answered first: if it had failed, nothing that was read may leave.
        await scoped;
        return result;
      } finally {
        reader.close();
      }
    });
  }

  /** A statement on what no scope applies to (sessions, health): it sees nothing that has one. */
  query<R>(sql: string, params: readonly unknown[] = []): Promise<R[]> {
    return this.borrow(async (client) => {
      const scoped = this.scope(client, NO_SCOPE);
      const rows = await execute<R>(client, sql, params);
      await scoped;
      return rows;
    });
  }

  /** Sent and not waited for, so that it shares the round trip of the statement behind it. */
  private scope(client: PoolClient, scope: string): Promise<unknown> {
    const sent = execute(client, SCOPE_OF_CONNECTION, [scope]);
    sent.catch(() => undefined);
    return sent;
  }

  /**
   * Runs `fn` unless another process of the cluster is at work under the same name; then undefined. The lock is the connection's:
   * it ends with the process, however that ends.
   */
  exclusively<T>(name: string, fn: () => Promise<T>): Promise<T | undefined> {
    return this.borrow(async (client) => {
      const [lock] = await execute<{ taken: boolean }>(client, TRY_LOCK, [name]);
      if (!lock?.taken) return undefined;
      try {
        return await fn();
      } finally {
        await execute(client, UNLOCK, [name]);
      }
    });
  }

  /** Keys are kept for 24 h (api contract). */
  async purgeIdempotencyKeys(asOf: Date): Promise<number> {
    const before = new Date(asOf.getTime() - KEY_HOURS * 3_600_000);
    return (await this.query<{ count: number }>(PURGE_KEYS, [before]))[0]?.count ?? 0;
  }

  private async transaction<T>(client: PoolClient, actor: Actor, fn: (tx: Tx) => Promise<T>): Promise<T> {
    const tx = new Tx(actor, this.clock.now(), client, this.dataSource);
    const key = actor.idempotency;
    inOneWrite(client);
    const opened: Promise<unknown>[] = [
      client.query('BEGIN'),
      execute(client, SCOPE_OF_TRANSACTION, [scopeKey(actor.scope)]),
      ...(key ? [execute(client, CLAIM_KEY, [actor.personId, key.key, key.hash, tx.now])] : []),
    ];
    for (const sent of opened) sent.catch(() => undefined);
    try {
      // Only a claimed key is waited for; without one the first statement of `fn` goes out in the same round trip.
      const claim = key ? await opened[2] : undefined;
      if (key && Array.isArray(claim) && claim.length === 0) return await this.replay<T>(client, actor, key);
      const result = await fn(tx);
      if (key) void this.store(tx, actor.personId, key.key, result);
      await this.commit(client, [...opened, tx.settle()]);
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      tx.close();
    }
  }

  /**
   * Goes out behind what was sent before it without waiting: a failure there has aborted the transaction, so PostgreSQL answers
   * ROLLBACK, and so it does when `fn` swallowed an SQL error. Neither may pass for a commit.
   */
  private async commit(client: PoolClient, sent: readonly Promise<unknown>[]): Promise<void> {
    inOneWrite(client);
    const committed = client.query('COMMIT');
    committed.catch(() => undefined);
    await Promise.all(sent);
    if ((await committed).command !== 'COMMIT') throw new Error('an SQL error was swallowed: nothing was committed');
  }

  private store(tx: Tx, personId: string, key: string, result: unknown): Promise<void> {
    return tx.send(STORE_ANSWER, [personId, key, JSON.stringify(result ?? null)]);
  }

  private async replay<T>(client: PoolClient, actor: Actor, key: { key: string; hash: string }): Promise<T> {
    const [row] = await execute<{ hash: string; response: T }>(client, READ_KEY, [actor.personId, key.key]);
    await client.query('ROLLBACK');
    if (!row || row.hash !== key.hash) throw KernelErrors.IDEMPOTENCY_KEY_REUSED();
    return row.response;
  }

  private async borrow<T>(use: (client: PoolClient) => Promise<T>): Promise<T> {
    let client: PoolClient | undefined;
    try {
      client = await this.pool.connect();
      const result = await use(client);
      client.release();
      return result;
    } catch (error) {
      const lost = isConnectionLoss(error);
      // A connection that broke is thrown away; the pool makes a new one when the database is back.
      client?.release(lost);
      if (!lost) throw error;
      const { code, message } = error as { code?: string; message: string };
      this.log.warn({ msg: 'the database is not available', code, error: message });
      throw KernelErrors.SERVICE_UNAVAILABLE();
    }
  }
}
