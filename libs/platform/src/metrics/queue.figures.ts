import { Inject, Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Outbox } from '../outbox/outbox.js';
import { QUEUE_TRANSPORT, type QueueTransport } from '../queue/transport.js';
import { Meters } from './meters.js';

/**
 * How the queues stand, asked for when somebody scrapes. What waits is counted in the outbox, which is the truth also while
 * Redis is away; what the carrier holds of it stands beside.
 */
@Injectable()
export class QueueFigures {
  private readonly depth: Gauge;
  private readonly oldest: Gauge;
  private readonly carried: Gauge;

  constructor(
    private readonly outbox: Outbox,
    private readonly meters: Meters,
    @Inject(QUEUE_TRANSPORT) private readonly transport: QueueTransport,
  ) {
    const registers = [meters.registry];
    this.depth = new Gauge({
      name: 'milepost_queue_depth',
      help: 'Events that wait to be delivered',
      labelNames: ['queue'],
      registers,
    });
    this.oldest = new Gauge({
      name: 'milepost_queue_oldest_seconds',
      help: 'Age of the oldest event that waits; 0 when none does',
      labelNames: ['queue'],
      registers,
    });
    this.carried = new Gauge({
      name: 'milepost_queue_carried_jobs',
      help: 'Jobs that the carrier (Redis, or this process) holds now',
      labelNames: ['queue', 'state'],
      registers,
    });
  }

  /** Everything of the process's registry, in the text format of Prometheus. */
  async render(): Promise<string> {
    const [waits, depths] = await Promise.all([this.outbox.waiting(), this.transport.depths()]);
    for (const { queue, waiting, oldestSeconds } of waits) {
      this.depth.labels(queue).set(waiting);
      this.oldest.labels(queue).set(oldestSeconds);
    }
    // A carrier that cannot be reached has no figures, rather than old ones.
    this.carried.reset();
    for (const { queue, waiting, active } of depths) {
      this.carried.labels(queue, 'waiting').set(waiting);
      this.carried.labels(queue, 'active').set(active);
    }
    return this.meters.registry.metrics();
  }
}
