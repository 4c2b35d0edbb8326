import { Inject, Injectable } from '@nestjs/common';
import { SYSTEM_ACTOR, WorkCalendar, type CalendarDay, type Clock } from '#libs/kernel';
import { CLOCK } from '../clock.js';
import { Database } from '../database/database.js';
import type { Reader } from '../database/tx.js';

/** How long another process may go on with the old table after somebody edited it. */
const FRESH_MS = 60_000;

/** The working-day calendar as it is now, answered from memory. */
@Injectable()
export class WorkCalendars {
  private known: { calendar: WorkCalendar; readAt: number } | undefined;
  private reading: Promise<WorkCalendar> | undefined;

  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * @param reader of the transaction that asks, if there is one. It reads on its own connection: waiting for a second one while
   * holding one, enough of them at once hold all there are and wait for each other
   */
  async current(reader?: Reader): Promise<WorkCalendar> {
    const age = this.clock.now().getTime() - (this.known?.readAt ?? 0);
    // A clock that was set back (a what-if run) reads again, too.
    if (this.known && age >= 0 && age < FRESH_MS) return this.known.calendar;
    if (reader) return this.keep(await read(reader));
    this.reading ??= this.database.read(SYSTEM_ACTOR, read).finally(() => (this.reading = undefined));
    return this.keep(await this.reading);
  }

  forget(): void {
    this.known = undefined;
  }

  private keep(calendar: WorkCalendar): WorkCalendar {
    this.known = { calendar, readAt: this.clock.now().getTime() };
    return calendar;
  }
}

async function read(reader: Reader): Promise<WorkCalendar> {
  // One statement, so that days and years are of the same moment.
  const row = await reader.one<{ days: CalendarDay[]; years: number[] }>(
    `select coalesce((select jsonb_agg(jsonb_build_object('date', date, 'kind', kind, 'name', name)) from holiday),
              '[]') as days,
            coalesce((select array_agg(year) from holiday_year), '{}') as years`,
    [],
  );
  return new WorkCalendar(row?.days ?? [], row?.years ?? []);
}
