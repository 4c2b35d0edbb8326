import { Inject, Injectable } from '@nestjs/common';
import { KernelErrors, SYSTEM_ACTOR, type Actor, type Clock } from '#libs/kernel';
import { CLOCK } from '../clock.js';
import { Database } from '../database/database.js';
import type { Tx } from '../database/tx.js';
import { Meters } from '../metrics/meters.js';
import { DEFAULT_QUEUE, QUEUE_NAMES, type QueueName } from '../queue/queues.js';
import { pageOf, decodeCursor, type Page } from '../lists/cursor.js';
import { afterFailure } from './retry.rules.js';
import * as sql from './outbox.queries.js';

export interface OutboxEvent<P = Record<string, unknown>> {
  id: string;
  topic: string;
  payload: P;
  at: Date;
}

/** What is done about an event, after and only if its cause was committed. Its effects commit with the delivery mark. */
export interface OutboxHandler {
  topic: string;
  /** Which queue carries it (queues.ts); all handlers of a topic name the same one. */
  queue?: QueueName;
  handle(tx: Tx, event: OutboxEvent<never>): Promise<void>;
}

export interface DeadLetter {
  id: string;
  topic: string;
  payload: Record<string, unknown>;
  createdAt: Date;
  deadAt: Date;
  attempts: number;
  lastError: string | null;
}

export interface OutboxState {
  waiting: number;
  dead: number;
  /** Seconds since the oldest waiting event was written; 0 when none waits. */
  oldestSeconds: number;
}

export interface QueueWait {
  queue: QueueName;
  waiting: number;
  oldestSeconds: number;
}

export type Delivery = 'delivered' | 'failed' | 'dead' | 'nothing to do';

interface Attempt {
  /** Absent when there was nothing to do. */
  topic?: string;
  result: Delivery;
}

/** Delivers events: handlers run in the transaction that marks the row delivered, so an effect happens once (ADR 0004). */
@Injectable()
export class Outbox {
  private readonly handlers = new Map<string, OutboxHandler[]>();

  constructor(
    private readonly database: Database,
    private readonly meters: Meters,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  register(handler: OutboxHandler): void {
    const handlers = this.handlers.get(handler.topic) ?? [];
    if (handlers.some((other) => other.queue !== handler.queue))
      throw new Error(`${handler.topic} is carried by two queues`);
    handlers.push(handler);
    this.handlers.set(handler.topic, handlers);
  }

  /** Runs the handlers of one event. Safe to call any number of times, by any process, at the same moment. */
  async deliver(id: string): Promise<Delivery> {
    const begun = performance.now();
    const { topic, result } = await this.attempt(id).catch((error: unknown) => this.fail(id, error));
    if (topic !== undefined) this.meters.delivered(this.queueOf(topic), result, (performance.now() - begun) / 1000);
    return result;
  }

  queueOf(topic: string): QueueName {
    return this.handlers.get(topic)?.[0]?.queue ?? DEFAULT_QUEUE;
  }

  private attempt(id: string): Promise<Attempt> {
    return this.database.run(SYSTEM_ACTOR, async (tx) => {
      const row = await tx.one<OutboxEvent<never>>(sql.lockWaiting, [id]);
      if (!row) return { result: 'nothing to do' };
      for (const handler of this.handlers.get(row.topic) ?? []) await handler.handle(tx, row);
      await tx.query(sql.markDelivered, [id, tx.now]);
      return { topic: row.topic, result: 'delivered' };
    });
  }

  /** Claims what is ready, for handing to a transport; rows whose lease ran out are claimed again. */
  async claim(limit: number, leaseSeconds: number): Promise<{ id: string; attempts: number; topic: string }[]> {
    const now = this.clock.now();
    const leaseOver = new Date(now.getTime() - leaseSeconds * 1000);
    return this.database.run(SYSTEM_ACTOR, (tx) => tx.query(sql.claim, [now, leaseOver, limit]));
  }

  /** Gives back what was claimed and not begun (shutdown), so that another process need not wait for the lease. */
  async handBack(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.database.run(SYSTEM_ACTOR, (tx) => tx.query(sql.handBack, [ids]));
  }

  /** Events that failed too often; an administrator decides. */
  deadLetters(actor: Actor, query: { limit: number; cursor?: string }): Promise<Page<DeadLetter>> {
    return this.database.read(actor, async (reader) => {
      const [id = null] = query.cursor ? decodeCursor('dead-letters', query.cursor) : [];
      const rows = await reader.query<DeadLetter>(sql.listDead, [id, query.limit + 1]);
      return pageOf('dead-letters', rows, query.limit, (row) => [row.id]);
    });
  }

  /** @throws NOT_FOUND when it is not dead */
  requeue(actor: Actor, id: string): Promise<{ id: string }> {
    return this.database.run(actor, async (tx) => {
      const row = await tx.one<{ id: string }>(sql.requeue, [id, tx.now]);
      if (!row) throw KernelErrors.NOT_FOUND();
      await tx.audit({ subjectType: 'dead_letter', subjectId: id, action: 'requeue' });
      return row;
    });
  }

  async state(): Promise<OutboxState> {
    const [row] = await this.database.query<OutboxState>(sql.state, [this.clock.now()]);
    return row!;
  }

  /** What waits, per queue; also those where nothing does. */
  async waiting(): Promise<QueueWait[]> {
    const rows = await this.database.query<{ topic: string; waiting: number; oldestSeconds: number }>(sql.waiting, [
      this.clock.now(),
    ]);
    return QUEUE_NAMES.map((queue) => {
      const own = rows.filter((row) => this.queueOf(row.topic) === queue);
      const waiting = own.reduce((sum, row) => sum + row.waiting, 0);
      return { queue, waiting, oldestSeconds: Math.max(0, ...own.map((row) => row.oldestSeconds)) };
    });
  }

  /** Delivered events are history after a month; the audit is what stays. */
  async purge(asOf: Date, days = 30): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(sql.purge, [
      new Date(asOf.getTime() - days * 86_400_000),
    ]);
    return row?.count ?? 0;
  }

  private async fail(id: string, error: unknown): Promise<Attempt> {
    return this.database.run(SYSTEM_ACTOR, async (tx) => {
      const row = await tx.one<{ attempts: number; topic: string }>(sql.lockWaiting, [id]);
      if (!row) return { result: 'nothing to do' };
      const next = afterFailure(row.attempts, tx.now, Math.random());
      await tx.query(sql.markFailed, [id, next.attempts, next.availableAt, next.dead ? tx.now : null, nameOf(error)]);
      return { topic: row.topic, result: next.dead ? 'dead' : 'failed' };
    });
  }
}

/** Name and code; the message, which could carry personal data, only of faults of our own that have no code. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code = (error as { code?: unknown }).code;
  return typeof code === 'string' ? `${error.name} ${code}` : `${error.name}: ${error.message.slice(0, 200)}`;
}
