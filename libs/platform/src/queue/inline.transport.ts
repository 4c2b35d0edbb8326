import type { Job, QueueTransport } from './transport.js';

const CONCURRENCY = 4;

/** Jobs run in this process: the default without Redis. */
export class InlineTransport implements QueueTransport {
  readonly name = 'inline';
  private readonly waiting: string[] = [];
  private readonly running = new Set<Promise<unknown>>();
  private deliver: ((outboxId: string) => Promise<unknown>) | undefined;
  private stopped = false;

  hand(jobs: readonly Job[]): Promise<void> {
    this.waiting.push(...jobs.map((job) => job.outboxId));
    this.next();
    return Promise.resolve();
  }

  consume(deliver: (outboxId: string) => Promise<unknown>): Promise<void> {
    this.deliver = deliver;
    this.next();
    return Promise.resolve();
  }

  ping(): Promise<boolean> {
    return Promise.resolve(!this.stopped);
  }

  async stop(): Promise<string[]> {
    this.stopped = true;
    await Promise.allSettled([...this.running]);
    return this.waiting.splice(0);
  }

  /** Resolves when nothing waits and nothing runs. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.allSettled([...this.running]);
  }

  private next(): void {
    while (this.deliver && !this.stopped && this.running.size < CONCURRENCY) {
      const id = this.waiting.shift();
      if (id === undefined) return;
      const run = this.deliver(id)
        .catch(() => undefined)
        .finally(() => {
          this.running.delete(run);
          this.next();
        });
      this.running.add(run);
    }
  }
}
