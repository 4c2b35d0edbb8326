import { Logger } from '@nestjs/common';
import type BullQueue from 'bull';
import type { Job, QueueTransport } from './transport.js';

const CONCURRENCY = 8;
const PING_MS = 1000;

/** Jobs travel through Redis by Bull. Retries are not Bull's: a failed delivery waits in the outbox row (ADR 0007). */
export class BullTransport implements QueueTransport {
  readonly name = 'bull';
  private readonly log = new Logger(BullTransport.name);

  constructor(private readonly queue: BullQueue.Queue<Job>) {
    // Without a listener an unreachable Redis would end the process; the outbox waits until it is back.
    queue.on('error', (error) => this.log.warn({ msg: 'redis', error: error.name }));
  }

  async hand(jobs: readonly Job[]): Promise<void> {
    if (this.queue.client.status !== 'ready') throw new Error('redis is not reachable');
    await this.queue.addBulk(
      jobs.map((job) => ({
        data: job,
        opts: { jobId: `${job.outboxId}-${job.attempt}`, attempts: 1, removeOnComplete: true, removeOnFail: true },
      })),
    );
  }

  consume(deliver: (outboxId: string) => Promise<unknown>): Promise<void> {
    // The promise of process() ends with the queue; a lost connection is its normal interruption.
    void this.queue.process(CONCURRENCY, (job) => deliver(job.data.outboxId)).catch(() => undefined);
    return Promise.resolve();
  }

  async ping(): Promise<boolean> {
    if (this.queue.client.status !== 'ready') return false;
    const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), PING_MS).unref());
    return Promise.race([
      this.queue.client.ping().then(
        () => true,
        () => false,
      ),
      late,
    ]);
  }

  async stop(): Promise<string[]> {
    await this.queue.pause(true).catch(() => undefined);
    await this.queue.close().catch(() => undefined);
    // What waits in Redis is taken by another worker.
    return [];
  }
}
