import { Injectable } from '@nestjs/common';
import { compareDates, WorkCalendar, yearOf, type Actor, type CalendarDay } from '#libs/kernel';
import { Database } from '../database/database.js';
import { CalendarErrors } from './calendar.errors.js';
import { insertDays } from './holiday.loader.js';
import { WorkCalendars } from './work-calendars.js';

export interface HolidayYear {
  year: number;
  /** Where the days come from, such as the number of the announcement. */
  source: string;
  changedAt: Date;
  days: CalendarDay[];
}

/** Reading and correcting the holiday table; the new year is announced each November. */
@Injectable()
export class Holidays {
  constructor(
    private readonly database: Database,
    private readonly calendars: WorkCalendars,
  ) {}

  /** @throws HOLIDAY_YEAR_UNKNOWN */
  get(actor: Actor, year: number): Promise<HolidayYear> {
    return this.database.read(actor, async (reader) => {
      const found = await reader.one<HolidayYear>(
        `select y.year, y.source, y.changed_at as "changedAt", coalesce((
            select jsonb_agg(jsonb_build_object('date', h.date, 'kind', h.kind, 'name', h.name) order by h.date)
              from holiday h where h.year = y.year), '[]') as days
           from holiday_year y where y.year = $1`,
        [year],
      );
      if (!found) throw CalendarErrors.HOLIDAY_YEAR_UNKNOWN({ year });
      return found;
    });
  }

  /** Replaces a whole year. Terms already given keep their end; terms given from now on use the new table. */
  async put(actor: Actor, year: number, entry: { source: string; days: readonly CalendarDay[] }): Promise<HolidayYear> {
    const days = checked(year, entry.days);
    const saved = await this.database.run(actor, async (tx) => {
      await tx.query(
        `insert into holiday_year (year, source, changed_at) values ($1, $2, $3)
         on conflict (year) do update set source = excluded.source, changed_at = excluded.changed_at`,
        [year, entry.source, tx.now],
      );
      const before = await tx.query<CalendarDay>(
        `delete from holiday where year = $1 returning date::text as date, kind, name`,
        [year],
      );
      await insertDays(tx, days);
      await tx.audit({
        subjectType: 'holiday_year',
        subjectId: subjectOf(year),
        action: 'put',
        before: before.sort((a, b) => compareDates(a.date, b.date)),
        after: days,
        reason: entry.source,
      });
      return { year, source: entry.source, changedAt: tx.now, days };
    });
    this.calendars.forget();
    return saved;
  }
}

function checked(year: number, days: readonly CalendarDay[]): CalendarDay[] {
  const ordinary = new WorkCalendar([], []);
  const seen = new Set<string>();
  for (const { date, kind } of days) {
    if (yearOf(date) !== year) throw CalendarErrors.HOLIDAY_OTHER_YEAR({ date, year });
    if (seen.has(date)) throw CalendarErrors.HOLIDAY_TWICE({ date });
    if (kind === 'workday' && ordinary.isWorkingDay(date)) throw CalendarErrors.HOLIDAY_NOT_A_WEEKEND({ date });
    seen.add(date);
  }
  return [...days].sort((a, b) => compareDates(a.date, b.date));
}

/** The audit knows subjects by uuid; a year gets one that reads as the year. */
const subjectOf = (year: number): string => `00000000-0000-7000-8000-00000000${String(year)}`;
