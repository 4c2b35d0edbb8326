import { Logger } from '@nestjs/common';
import type BullQueue from 'bull';
import { closeQueue } from './bull.queue.js';
import { QUEUES, type QueueName } from './queues.js';
import type { Job, QueueDepth, QueueTransport } from './transport.js';
import { within } from './within.js';

const PING_MS = 1000;
const HAND_MS = 5000;
const PAUSE_MS = 3000;

/** Jobs travel through Redis by Bull. Retries are not Bull's: a failed delivery waits in the outbox row (ADR 0007). */
export class BullTransport implements QueueTransport {
  readonly name = 'bull';
  private readonly log = new Logger(BullTransport.name);
  private readonly running = new Set<Promise<unknown>>();
  private reachable = true;

  constructor(private readonly queues: ReadonlyMap<QueueName, BullQueue.Queue<Job>>) {
    for (const queue of queues.values()) {
      // Without a listener an unreachable Redis would end the process; the outbox waits until it is back.
      queue.on('error', (error) => this.report(error));
      queue.client.on('ready', () => (this.reachable = true));
    }
  }

  /** The driver would keep the jobs in memory until Redis is back; the rows are the memory, so it fails at once instead. */
  async hand(jobs: readonly Job[]): Promise<void> {
    if (!this.isReady()) throw new Error('redis is not reachable');
    const added = [...this.queues].map(([name, queue]) => {
      const own = jobs.filter((job) => job.queue === name);
      return own.length > 0 ? queue.addBulk(own.map(asJob)) : Promise.resolve([]);
    });
    await within(HAND_MS, Promise.all(added));
  }

  consume(deliver: (outboxId: string) => Promise<unknown>): Promise<void> {
    const carryOut = (job: BullQueue.Job<Job>): Promise<unknown> => {
      const run = deliver(job.data.outboxId).finally(() => this.running.delete(run));
      this.running.add(run);
      return run;
    };
    // The promise of process() ends with the queue; a lost connection is its normal interruption.
    for (const [name, queue] of this.queues)
      void queue.process(QUEUES[name].concurrency, carryOut).catch(() => undefined);
    return Promise.resolve();
  }

  ping(): Promise<boolean> {
    const [queue] = this.queues.values();
    if (!queue || !this.isReady()) return Promise.resolve(false);
    return within(PING_MS, queue.client.ping()).then(
      () => true,
      () => false,
    );
  }

  async depths(): Promise<QueueDepth[]> {
    if (!this.isReady()) return [];
    const asked = [...this.queues].map(async ([name, queue]) => {
      const { waiting, delayed, active } = await queue.getJobCounts();
      return { queue: name, waiting: waiting + delayed, active };
    });
    return within(PING_MS, Promise.all(asked)).catch(() => []);
  }

  /** What waits in Redis is taken by another worker; without Redis, closing must not wait for it. */
  async stop(): Promise<string[]> {
    const queues = [...this.queues.values()];
    if (this.isReady())
      await Promise.all(queues.map((queue) => within(PAUSE_MS, queue.pause(true, true)).catch(() => undefined)));
    await Promise.allSettled([...this.running]);
    await Promise.all(queues.map(closeQueue));
    return [];
  }

  private isReady(): boolean {
    return [...this.queues.values()].every((queue) => queue.client.status === 'ready');
  }

  /** Once per outage: the driver reports every attempt to reconnect. */
  private report(error: Error): void {
    if (this.reachable) this.log.warn({ msg: 'redis is not reachable; jobs wait in the outbox', error: error.message });
    this.reachable = false;
  }
}

/** The id keeps a row that is handed over twice from being carried twice; the row itself would refuse the second anyway. */
const asJob = (job: Job) => ({
  data: job,
  opts: { jobId: `${job.outboxId}-${job.attempt}`, attempts: 1, removeOnComplete: true, removeOnFail: true },
});
