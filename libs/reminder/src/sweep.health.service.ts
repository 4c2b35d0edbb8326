import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { addDays, shanghaiDate, startOfShanghaiDay, SYSTEM_ACTOR, type CalendarDate, type Clock } from '#libs/kernel';
import { CLOCK, Database, Watches, type WatchState } from '#libs/platform';
import { DueSources } from './due-source.js';

/** $1 rules: the last run of each source, and the earliest stage that an open ladder waits for (the first entry of an index). */
const RUNS = `
  select s.rule, r.as_of as "asOf", r.ok_at as "okAt", r.failed_at as "failedAt", r.error_code as "errorCode",
         coalesce(r.failures, 0) as failures, coalesce(r.unaddressed, 0) as unaddressed,
         (select l.next_on from reminder_ladder l where l.rule = s.rule and l.closed_at is null and l.next_on is not null
           order by l.next_on limit 1) as "nextOn"
    from unnest($1::text[]) s (rule) left join reminder_source_run r on r.rule = s.rule`;

interface Run {
  rule: string;
  asOf: CalendarDate | null;
  okAt: Date | null;
  failedAt: Date | null;
  errorCode: string | null;
  failures: number;
  unaddressed: number;
  nextOn: CalendarDate | null;
}

/** Whether every source is being swept: a failing one stops none of the others, so it must be seen here. */
@Injectable()
export class SweepHealth implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly sources: DueSources,
    private readonly watches: Watches,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.watches.register({ name: 'reminders', look: () => this.look() });
  }

  async look(): Promise<WatchState> {
    const now = this.clock.now();
    const today = shanghaiDate(now);
    const rules = this.sources.all().map((source) => source.rule);
    const runs = await this.database.read(SYSTEM_ACTOR, (reader) => reader.query<Run>(RUNS, [rules]));
    const values = (of: (run: Run) => number) => new Map(runs.map((run) => [run.rule, of(run)]));
    const figure = (name: string, help: string, of: (run: Run) => number) => ({
      name: `milepost_reminder_${name}`,
      help,
      label: 'rule',
      values: values(of),
    });
    return {
      unwell: runs.flatMap(({ rule, asOf, failures, okAt, errorCode }) => {
        if (failures > 0) return [{ name: rule, state: 'failing', since: okAt, code: errorCode }];
        // Swept each morning: a whole day left out is late. One that never ran belongs to a new installation.
        return asOf !== null && asOf < addDays(today, -1)
          ? [{ name: rule, state: 'late', since: okAt, code: null }]
          : [];
      }),
      figures: [
        figure('lag_seconds', 'Age of the oldest day whose stages are not all recorded', (run) => lagSeconds(run, now)),
        figure('last_success_seconds', 'Unix time of the last complete sweep, 0 for none', ({ okAt }) => seconds(okAt)),
        figure('source_failures', 'Sweeps that failed since the last complete one', (run) => run.failures),
        figure('unaddressed', 'Stages of the last sweep whose offices nobody holds', (run) => run.unaddressed),
      ],
    };
  }
}

const seconds = (at: Date | null): number => (at ? at.getTime() / 1000 : 0);

/**
 * Since the start of the oldest day with something left: a stage that an open ladder waits for, or a day that the source was not swept
 * for. 0 when everything up to today is recorded.
 */
export function lagSeconds({ asOf, nextOn }: Pick<Run, 'asOf' | 'nextOn'>, now: Date): number {
  const today = shanghaiDate(now);
  const open = [nextOn, asOf === null ? null : addDays(asOf, 1)].filter((day) => day !== null && day <= today).sort();
  return open[0] ? (now.getTime() - startOfShanghaiDay(open[0]).getTime()) / 1000 : 0;
}
