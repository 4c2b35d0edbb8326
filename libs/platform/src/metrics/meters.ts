import { Injectable } from '@nestjs/common';
import { Counter, Histogram, Registry } from 'prom-client';
import type { QueueName } from '../queue/queues.js';

/** Figures of this process for Prometheus. One registry per application, so that several can live in one process (tests). */
@Injectable()
export class Meters {
  readonly registry = new Registry();

  private readonly deliveries = new Counter({
    name: 'milepost_queue_deliveries_total',
    help: 'Attempts to deliver an event, by how they ended; `dead` is left to an administrator',
    labelNames: ['queue', 'result'],
    registers: [this.registry],
  });

  private readonly seconds = new Histogram({
    name: 'milepost_queue_delivery_seconds',
    help: 'Time that one attempt took',
    labelNames: ['queue'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 30],
    registers: [this.registry],
  });

  delivered(queue: QueueName, result: string, seconds: number): void {
    this.deliveries.labels(queue, result).inc();
    this.seconds.labels(queue).observe(seconds);
  }
}
