import { Controller, Get, Headers, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { KernelErrors } from '#libs/kernel';
import { AppConfig, Health, isSameSecret, Watches } from '#libs/platform';
import { Metrics, Public, routeNotFound } from '../http/index.js';
import { LiveAnswer, ReadyAnswer, type WatchAnswer } from './health.dto.js';

@Controller()
export class HealthController {
  constructor(
    private readonly health: Health,
    private readonly metrics: Metrics,
    private readonly watching: Watches,
    private readonly config: AppConfig,
  ) {}

  /** The process answers. */
  @Get('health/live')
  @Public('for the process supervisor')
  live(): LiveAnswer {
    return { status: 'up' };
  }

  /**
   * Whether requests can be served. Without the database: 503. Without the queue: `degraded` and still 200, because work
   * goes on and jobs wait in the outbox; likewise when work behind the requests fails, such as a source of reminders; taking the API out of rotation would turn a delay into an outage.
   */
  @Get('health/ready')
  @Public('for the load balancer')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ReadyAnswer> {
    const { transport, ...checks } = await this.health.check();
    if (checks.database === 'down') void reply.status(503).header('retry-after', '5');
    const watches = checks.database === 'down' ? [] : await this.watches();
    const unwell = checks.queue === 'down' || watches.some((watch) => watch.status === 'degraded');
    const status = checks.database === 'down' ? 'down' : unwell ? 'degraded' : 'up';
    return { status, checks, watches, transport };
  }

  private async watches(): Promise<WatchAnswer[]> {
    const seen = await this.watching.look();
    return seen.map(({ name, unwell }) => ({ name, status: unwell.length > 0 ? 'degraded' : 'up', unwell }));
  }

  /** Prometheus; needs `Authorization: Bearer <METRICS_TOKEN>` and does not exist without that variable. */
  @Get('metrics')
  @Public('has a token of its own')
  async scrape(
    @Headers('authorization') authorization: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { metricsToken } = this.config;
    if (!metricsToken) throw routeNotFound();
    if (!isSameSecret(authorization ?? '', `Bearer ${metricsToken}`)) throw KernelErrors.NOT_AUTHENTICATED();
    const { contentType, text } = await this.metrics.render();
    void reply.header('content-type', contentType);
    return text;
  }
}
