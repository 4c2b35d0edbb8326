import type { Job, QueueTransport } from './transport.js';

const CONCURRENCY = 4;

/** Jobs run in this process: the default without Redis. */
export class InlineTransport implements QueueTransport {
  readonly name = 'inline';
  /** In order; a row that is handed over again while it still waits here waits once. */
  private readonly waiting = new Set<string>();
  private readonly running = new Set<Promise<unknown>>();
  private deliver: ((outboxId: string) => Promise<unknown>) | undefined;
  private stopped = false;

  hand(jobs: readonly Job[]): Promise<void> {
    for (const { outboxId } of jobs) this.waiting.add(outboxId);
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
    return [...this.waiting];
  }

  private next(): void {
    while (this.deliver && !this.stopped && this.running.size < CONCURRENCY) {
      const [id] = this.waiting;
      if (id === undefined) return;
      this.waiting.delete(id);
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
