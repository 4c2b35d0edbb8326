import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import type BullQueue from 'bull';
import { CronJob } from 'cron';
import type { Clock } from '#libs/kernel';
import { CLOCK } from '../clock.js';
import { AppConfig } from '../config/config.js';
import { Database } from '../database/database.js';
import { bullQueue, closeQueue } from './bull.queue.js';
import { tickDue } from './schedule.rules.js';

/** One cron entry. `run` takes the instant it stands for, so that it can be run late, again or in a test. */
export interface Schedule {
  name: string;
  /** Six fields (with seconds), in Asia/Shanghai. */
  cron: string;
  run(asOf: Date): Promise<unknown>;
}

/** Beside those of queues.ts: what it carries are ticks of the clock, not events. */
export const SCHEDULE_QUEUE = 'schedule';

const ZONE = 'Asia/Shanghai';
const RECONCILE_MS = 60_000;

/** A schedule that is new is due from now on, not for all the time before it. $1 names, $2 now */
const KNOW = `
  insert into schedule_tick (name, last_tick) select unnest($1::text[]), $2 on conflict (name) do nothing`;
const LAST = `select last_tick as "lastTick" from schedule_tick where name = $1`;
const RECORD = `
  insert into schedule_tick (name, last_tick) values ($1, $2)
  on conflict (name) do update set last_tick = greatest(schedule_tick.last_tick, excluded.last_tick)`;

/**
 * Runs schedules: as Bull repeatable jobs with Redis, else by cron in this process. Both only hurry: what says whether a tick has
 * run is the database, where it is recorded when it is done, and once a minute each process runs what is due and was not. So a
 * tick runs once per cluster, and also after a process was killed half-way, was down at the hour, or Redis was wiped.
 */
@Injectable()
export class ScheduleRunner implements BeforeApplicationShutdown {
  private readonly log = new Logger(ScheduleRunner.name);
  private readonly crons: CronJob[] = [];
  private line: Promise<void> = Promise.resolve();
  private queue: BullQueue.Queue<{ name: string }> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly config: AppConfig,
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async start(schedules: readonly Schedule[]): Promise<void> {
    await this.know(schedules).catch((error: unknown) => this.report('start', error));
    if (this.config.redisUrl) this.startBull(schedules);
    else this.startInline(schedules);
    this.timer = setInterval(() => void this.catchUp(schedules), RECONCILE_MS);
    this.timer.unref();
    void this.catchUp(schedules);
  }

  /** Runs the tick that is due by `asOf`, unless it has run or another process is at it. */
  async tick(schedule: Schedule, asOf: Date): Promise<'ran' | 'taken'> {
    const ran = await this.database.exclusively(`schedule:${schedule.name}`, async () => {
      const [row] = await this.database.query<{ lastTick: Date }>(LAST, [schedule.name]);
      const tick = row ? tickDue(schedule.cron, row.lastTick, asOf) : asOf;
      if (!tick) return false;
      await schedule.run(asOf);
      // Only now: a run that failed or was killed is still due.
      await this.database.query(RECORD, [schedule.name, tick]);
      this.log.log({ msg: 'schedule ran', name: schedule.name });
      return true;
    });
    return ran ? 'ran' : 'taken';
  }

  /** What is due and has not run. Exposed so that a test stands where the timer stands. */
  async catchUp(schedules: readonly Schedule[]): Promise<void> {
    for (const schedule of schedules) await this.attempt(schedule);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    for (const cron of this.crons) void cron.stop();
    await this.line;
    if (this.queue) await closeQueue(this.queue);
  }

  private know(schedules: readonly Schedule[]): Promise<unknown> {
    return this.database.query(KNOW, [schedules.map(({ name }) => name), this.clock.now()]);
  }

  /**
   * One at a time, so that a small pool is never full of runs that wait for a second connection. Never rejects: what failed is
   * logged, is still due and is tried again within a minute.
   */
  private attempt(schedule: Schedule): Promise<void> {
    this.line = this.line
      .then(async () => {
        if (!this.stopped) await this.tick(schedule, this.clock.now());
      })
      .catch((error: unknown) => this.report(schedule.name, error));
    return this.line;
  }

  private startInline(schedules: readonly Schedule[]): void {
    for (const schedule of schedules) {
      const onTick = () => void this.attempt(schedule);
      this.crons.push(
        CronJob.from({ cronTime: schedule.cron, timeZone: ZONE, start: true, unrefTimeout: true, onTick }),
      );
    }
  }

  private startBull(schedules: readonly Schedule[]): void {
    const byName = new Map(schedules.map((schedule) => [schedule.name, schedule]));
    const queue = bullQueue<{ name: string }>(SCHEDULE_QUEUE, this.config);
    this.queue = queue;
    // BullTransport reports an outage; here it only must not end the process.
    queue.on('error', () => undefined);
    const carryOut = async (job: BullQueue.Job<{ name: string }>): Promise<void> => {
      const schedule = byName.get(job.data.name);
      if (schedule) await this.attempt(schedule);
    };
    void queue.process(1, carryOut).catch(() => undefined);
    // Redis may come later, or come back empty: the entries are put right each time the connection is ready.
    const reconcile = () =>
      void this.reconcile(queue, schedules).catch((error: unknown) => this.report('reconcile', error));
    queue.client.on('ready', reconcile);
    if (queue.client.status === 'ready') reconcile();
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

  private report(name: string, error: unknown): void {
    this.log.error({ msg: 'schedule failed', name, error: error instanceof Error ? error.message : 'unknown' });
  }
}
