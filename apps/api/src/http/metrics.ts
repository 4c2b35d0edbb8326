import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { Health, QueueFigures, Watches, type WatchFigure } from '#libs/platform';

/** Figures for Prometheus. One registry per application, so that several can live in one process (tests). */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  private defaults = false;

  private readonly durations = new Histogram({
    name: 'milepost_http_request_duration_seconds',
    help: 'Time to answer, by route and not by path: ids would make a series each',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [this.registry],
  });

  private readonly outboxRows = new Gauge({
    name: 'milepost_outbox_rows',
    help: 'Events not delivered yet: waiting, or dead and left to an administrator',
    labelNames: ['state'],
    registers: [this.registry],
  });

  private readonly outboxAge = new Gauge({
    name: 'milepost_outbox_oldest_seconds',
    help: 'Age of the oldest waiting event',
    registers: [this.registry],
  });

  constructor(
    private readonly health: Health,
    private readonly queues: QueueFigures,
    private readonly watches: Watches,
  ) {}

  observe(request: FastifyRequest, reply: FastifyReply): void {
    const { method, url: route = 'none' } = request.routeOptions;
    this.durations.labels(String(method), route, String(reply.statusCode)).observe(reply.elapsedTime / 1000);
  }

  async render(): Promise<{ contentType: string; text: string }> {
    // Process figures cost memory and a timer: only where somebody reads them.
    if (!this.defaults) collectDefaultMetrics({ register: this.registry });
    this.defaults = true;
    const { waiting, dead, oldestSeconds } = await this.health.outboxState();
    this.outboxRows.labels('waiting').set(waiting);
    this.outboxRows.labels('dead').set(dead);
    this.outboxAge.set(oldestSeconds);
    for (const watch of await this.watches.look()) for (const figure of watch.figures) this.set(figure);
    const [own, queues] = await Promise.all([this.registry.metrics(), this.queues.render()]);
    return { contentType: this.registry.contentType, text: `${own}\n${queues}` };
  }

  private set({ name, help, label, values }: WatchFigure): void {
    const known = this.registry.getSingleMetric(name) as Gauge | undefined;
    const gauge = known ?? new Gauge({ name, help, labelNames: [label], registers: [this.registry] });
    for (const [of, value] of values) gauge.labels(of).set(value);
  }
}
