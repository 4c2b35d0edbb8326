import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import type BullQueue from 'bull';
import { CronJob } from 'cron';
import { SYSTEM_ACTOR, type Clock } from '#libs/kernel';
import { CLOCK } from '../clock.js';
import { AppConfig } from '../config/config.js';
import { Database } from '../database/database.js';
import { bullQueue } from './queue.provider.js';

/** One cron entry. `run` takes the instant it stands for, so that it can be run late, again or in a test. */
export interface Schedule {
  name: string;
  /** Six fields (with seconds), in Asia/Shanghai. */
  cron: string;
  run(asOf: Date): Promise<unknown>;
}

const ZONE = 'Asia/Shanghai';
const MINUTE = 60_000;

/** $1 name, $2 tick: the process that inserts the tick runs it, the others find it taken. */
const TAKE_TICK = `
  insert into schedule_tick (name, last_tick) values ($1, $2)
  on conflict (name) do update set last_tick = excluded.last_tick where schedule_tick.last_tick < excluded.last_tick
  returning 1 as taken`;

/**
 * Runs schedules: as Bull repeatable jobs with Redis, else by cron in this process. Either way a tick runs once per cluster, because
 * whoever runs it takes it in the database first.
 */
@Injectable()
export class ScheduleRunner implements BeforeApplicationShutdown {
  private readonly log = new Logger(ScheduleRunner.name);
  private readonly crons: CronJob[] = [];
  private readonly running = new Set<Promise<unknown>>();
  private queue: BullQueue.Queue<{ name: string }> | undefined;

  constructor(
    private readonly config: AppConfig,
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async start(schedules: readonly Schedule[]): Promise<void> {
    if (this.config.redisUrl) await this.startBull(schedules, this.config.redisUrl);
    else this.startInline(schedules);
  }

  /** Runs one tick unless another process has taken it. Exposed so that a test stands where cron stands. */
  async tick(schedule: Schedule, asOf: Date): Promise<'ran' | 'taken'> {
    const minute = new Date(Math.floor(asOf.getTime() / MINUTE) * MINUTE);
    const taken = await this.database.run(SYSTEM_ACTOR, (tx) => tx.one(TAKE_TICK, [schedule.name, minute]));
    if (!taken) return 'taken';
    this.log.log({ msg: 'schedule', name: schedule.name });
    await schedule.run(asOf);
    return 'ran';
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.crons.map((cron) => cron.stop()));
    await Promise.allSettled([...this.running]);
    await this.queue?.close().catch(() => undefined);
  }

  private startInline(schedules: readonly Schedule[]): void {
    for (const schedule of schedules) {
      const onTick = () => this.follow(this.tick(schedule, this.clock.now()), schedule);
      this.crons.push(
        CronJob.from({ cronTime: schedule.cron, timeZone: ZONE, start: true, unrefTimeout: true, onTick }),
      );
    }
  }

  private async startBull(schedules: readonly Schedule[], redisUrl: string): Promise<void> {
    const byName = new Map(schedules.map((schedule) => [schedule.name, schedule]));
    const queue = bullQueue<{ name: string }>('schedule', redisUrl);
    this.queue = queue;
    queue.on('error', (error) => this.log.warn({ msg: 'redis', error: error.name }));
    void queue
      .process(1, async (job) => {
        const schedule = byName.get(job.data.name);
        if (schedule) await this.tick(schedule, this.clock.now());
      })
      .catch(() => undefined);
    // Redis may come later, or come back empty: the entries are put right each time the connection is ready.
    const reconcile = () => this.follow(this.reconcile(queue, schedules), { name: 'reconcile' });
    queue.client.on('ready', reconcile);
    if (queue.client.status === 'ready') reconcile();
    await Promise.resolve();
  }

  /** Makes Redis hold exactly the entries of schedule.ts: removed and changed ones go, missing ones come. */
  private async reconcile(queue: BullQueue.Queue<{ name: string }>, schedules: readonly Schedule[]): Promise<void> {
    const wanted = new Map(schedules.map((schedule) => [schedule.name, schedule.cron]));
    for (const entry of await queue.getRepeatableJobs()) {
      if (wanted.get(entry.id ?? '') !== entry.cron) await queue.removeRepeatableByKey(entry.key);
    }
    for (const { name, cron } of schedules) {
      const repeat = { cron, tz: ZONE };
      await queue.add({ name }, { jobId: name, repeat, removeOnComplete: true, removeOnFail: true });
    }
  }

  private follow(work: Promise<unknown>, { name }: { name: string }): void {
    const followed = work
      .catch((error: unknown) => this.log.error({ msg: 'schedule failed', name, error: String(error) }))
      .finally(() => this.running.delete(followed));
    this.running.add(followed);
  }
}
