import { QUEUE_NAMES, QUEUES, type QueueName } from './queues.js';
import type { Job, QueueDepth, QueueTransport } from './transport.js';

/** Jobs run in this process: the default without Redis. */
export class InlineTransport implements QueueTransport {
  readonly name = 'inline';
  private readonly lines = new Map(QUEUE_NAMES.map((queue) => [queue, new Line()]));
  private deliver: ((outboxId: string) => Promise<unknown>) | undefined;
  private stopped = false;

  hand(jobs: readonly Job[]): Promise<void> {
    for (const { queue, outboxId } of jobs) this.lines.get(queue)!.waiting.add(outboxId);
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

  depths(): Promise<QueueDepth[]> {
    const lines = [...this.lines];
    return Promise.resolve(
      lines.map(([queue, { waiting, running }]) => ({ queue, waiting: waiting.size, active: running.size })),
    );
  }

  async stop(): Promise<string[]> {
    this.stopped = true;
    const lines = [...this.lines.values()];
    await Promise.allSettled(lines.flatMap(({ running }) => [...running]));
    return lines.flatMap(({ waiting }) => [...waiting]);
  }

  private next(): void {
    for (const [queue, line] of this.lines) this.nextOf(queue, line);
  }

  private nextOf(queue: QueueName, line: Line): void {
    while (this.deliver && !this.stopped && line.running.size < QUEUES[queue].concurrency) {
      const [id] = line.waiting;
      if (id === undefined) return;
      line.waiting.delete(id);
      const run = this.deliver(id)
        .catch(() => undefined)
        .finally(() => {
          line.running.delete(run);
          this.nextOf(queue, line);
        });
      line.running.add(run);
    }
  }
}

class Line {
  /** In order; a row that is handed over again while it still waits here waits once. */
  readonly waiting = new Set<string>();
  readonly running = new Set<Promise<unknown>>();
}
