import { Inject, Injectable } from '@nestjs/common';
import { Database } from './database/database.js';
import { Outbox, type OutboxState } from './outbox/outbox.js';
import { QUEUE_TRANSPORT, type QueueTransport } from './queue/transport.js';

export interface HealthView {
  database: 'up' | 'down';
  queue: 'up' | 'down';
  transport: 'inline' | 'bull';
}

/** Probes for /health/ready and figures for /metrics. */
@Injectable()
export class Health {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    @Inject(QUEUE_TRANSPORT) private readonly transport: QueueTransport,
  ) {}

  async check(): Promise<HealthView> {
    const [database, queue] = await Promise.all([
      this.database.query('select 1').then(
        () => 'up' as const,
        () => 'down' as const,
      ),
      this.transport.ping().then((up) => (up ? ('up' as const) : ('down' as const))),
    ]);
    return { database, queue, transport: this.transport.name };
  }

  outboxState(): Promise<OutboxState> {
    return this.outbox.state();
  }
}
