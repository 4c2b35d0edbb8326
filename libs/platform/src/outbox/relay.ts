import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { Listener } from '../database/listener.js';
import { PROCESS_ROLE, type ProcessRole } from '../process-role.js';
import { QUEUE_TRANSPORT, type QueueTransport } from '../queue/transport.js';
import { Outbox } from './outbox.js';

const BATCH = 200;
const POLL_MS = 1000;
/** A row that was handed over and is not delivered after this is handed over again: Redis was wiped, a worker killed. */
const LEASE_SECONDS = 30;

/**
 * Hands ready outbox rows to the transport: woken by NOTIFY, with a poll as fallback. Several processes may relay at once (SKIP
 * LOCKED). A failing transport or database only delays.
 */
@Injectable()
export class OutboxRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger(OutboxRelay.name);
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> | undefined;
  private again = false;
  private stopped = false;

  constructor(
    private readonly outbox: Outbox,
    private readonly listener: Listener,
    @Inject(QUEUE_TRANSPORT) private readonly transport: QueueTransport,
    @Inject(PROCESS_ROLE) private readonly role: ProcessRole,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    if (!this.role.runsJobs) return;
    await this.transport.consume((id) => this.outbox.deliver(id));
    await this.listener.listen('outbox', () => this.wake());
    this.timer = setInterval(() => this.wake(), POLL_MS);
    this.timer.unref();
    this.wake();
  }

  /** Before the shutdown proper, which closes the pool: what runs may finish, the rest is handed back for another process. */
  async beforeApplicationShutdown(): Promise<void> {
    if (this.stopped) return;
    this.stopped = true;
    clearInterval(this.timer);
    await this.listener.stop();
    await this.round;
    await this.outbox.handBack(await this.transport.stop()).catch(() => undefined);
  }

  /** Asks for a round soon; many calls become one. */
  wake(): void {
    if (this.stopped) return;
    this.again = true;
    this.round ??= this.rounds().finally(() => {
      this.round = undefined;
      if (this.again) this.wake();
    });
  }

  /** Delivers until nothing is ready, in this process; for tests and one-off commands. */
  async drain(): Promise<number> {
    let delivered = 0;
    for (;;) {
      const rows = await this.outbox.claim(BATCH, LEASE_SECONDS);
      if (rows.length === 0) return delivered;
      for (const row of rows) if ((await this.outbox.deliver(row.id)) === 'delivered') delivered += 1;
    }
  }

  private async rounds(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false;
      try {
        const rows = await this.outbox.claim(BATCH, LEASE_SECONDS);
        if (rows.length > 0 && (await this.hand(rows)) && rows.length === BATCH) this.again = true;
      } catch (error) {
        this.log.warn({ msg: 'relay round failed', error: error instanceof Error ? error.message : 'unknown' });
      }
    }
  }

  private async hand(rows: Awaited<ReturnType<Outbox['claim']>>): Promise<boolean> {
    try {
      await this.transport.hand(
        rows.map(({ id, attempts, topic }) => ({
          outboxId: id,
          attempt: attempts,
          queue: this.outbox.queueOf(topic),
        })),
      );
      return true;
    } catch {
      // Not taken over: free for the next poll instead of after the lease.
      await this.outbox.handBack(rows.map((row) => row.id));
      return false;
    }
  }
}
