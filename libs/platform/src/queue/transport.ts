import type { QueueName } from './queues.js';

/** Carries the id of an outbox row to a process that delivers it. It may lose or repeat jobs; the row decides (ADR 0007). */
export interface QueueTransport {
  readonly name: 'inline' | 'bull';
  /** Takes jobs over for carrying. Throwing means not taken: the rows are handed over again later. */
  hand(jobs: readonly Job[]): Promise<void>;
  /** Begins to carry out jobs in this process. */
  consume(deliver: (outboxId: string) => Promise<unknown>): Promise<void>;
  /** Whether it can be reached now. */
  ping(): Promise<boolean>;
  /** What it holds at this moment, per queue; empty when it cannot be reached. */
  depths(): Promise<QueueDepth[]>;
  /** Stops taking jobs, finishes those that run and closes. Returns what was taken over and not begun. */
  stop(): Promise<string[]>;
}

export interface Job {
  outboxId: string;
  attempt: number;
  queue: QueueName;
}

export interface QueueDepth {
  queue: QueueName;
  waiting: number;
  active: number;
}

export const QUEUE_TRANSPORT = Symbol('QUEUE_TRANSPORT');
