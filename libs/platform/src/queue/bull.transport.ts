import { Logger } from '@nestjs/common';
import type BullQueue from 'bull';
import type { Job, QueueTransport } from './transport.js';
import { within } from './within.js';

const CONCURRENCY = 8;
const PING_MS = 1000;
const HAND_MS = 5000;
const CLOSE_MS = 3000;

/** Jobs travel through Redis by Bull. Retries are not Bull's: a failed delivery waits in the outbox row (ADR 0007). */
export class BullTransport implements QueueTransport {
  readonly name = 'bull';
  private readonly log = new Logger(BullTransport.name);
  private readonly running = new Set<Promise<unknown>>();
  private reachable = true;

  constructor(private readonly queue: BullQueue.Queue<Job>) {
    // Without a listener an unreachable Redis would end the process; the outbox waits until it is back.
    queue.on('error', (error) => this.report(error));
    queue.client.on('ready', () => (this.reachable = true));
  }

  /** The driver would keep the jobs in memory until Redis is back; the rows are the memory, so it fails at once instead. */
  async hand(jobs: readonly Job[]): Promise<void> {
    if (this.queue.client.status !== 'ready') throw new Error('redis is not reachable');
    const added = this.queue.addBulk(
      jobs.map((job) => ({
        data: job,
        opts: { jobId: `${job.outboxId}-${job.attempt}`, attempts: 1, removeOnComplete: true, removeOnFail: true },
      })),
    );
    await within(HAND_MS, added);
  }

  consume(deliver: (outboxId: string) => Promise<unknown>): Promise<void> {
    const carryOut = (job: BullQueue.Job<Job>): Promise<unknown> => {
      const run = deliver(job.data.outboxId).finally(() => this.running.delete(run));
      this.running.add(run);
      return run;
    };
    // The promise of process() ends with the queue; a lost connection is its normal interruption.
    void this.queue.process(CONCURRENCY, carryOut).catch(() => undefined);
    return Promise.resolve();
  }

  ping(): Promise<boolean> {
    if (this.queue.client.status !== 'ready') return Promise.resolve(false);
    return within(PING_MS, this.queue.client.ping()).then(
      () => true,
      () => false,
    );
  }

  /** What waits in Redis is taken by another worker; without Redis, closing must not wait for it. */
  async stop(): Promise<string[]> {
    if (this.queue.client.status === 'ready')
      await within(CLOSE_MS, this.queue.pause(true, true)).catch(() => undefined);
    await Promise.allSettled([...this.running]);
    await within(CLOSE_MS, this.queue.close(true)).catch(() => this.queue.client.disconnect());
    return [];
  }

  /** Once per outage: the driver reports every attempt to reconnect. */
  private report(error: Error): void {
    if (this.reachable) this.log.warn({ msg: 'redis is not reachable; jobs wait in the outbox', error: error.message });
    this.reachable = false;
  }
}
