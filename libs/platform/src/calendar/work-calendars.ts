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
  private cached: { calendar: Promise<WorkCalendar>; until: number } | undefined;

  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  current(): Promise<WorkCalendar> {
    const now = this.clock.now().getTime();
    // A clock that was set back (a what-if run) reads again, too.
    if (this.cached && now < this.cached.until && now >= this.cached.until - FRESH_MS) return this.cached.calendar;
    const calendar = this.database.read(SYSTEM_ACTOR, read);
    this.cached = { calendar, until: now + FRESH_MS };
    // A failure is not worth remembering.
    calendar.catch(() => this.forget());
    return calendar;
  }

  forget(): void {
    this.cached = undefined;
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
