import chineseDays from 'chinese-days/dist/chinese-days.json' with { type: 'json' };
import type { CalendarDay } from '#libs/kernel';
import type { BootDatabase, BootLoader } from '../boot/boot-loader.js';

// The announcements themselves, as date strings: no Date is made of them, so no time zone can shift a day.
const FIRST_YEAR = 2020;

/** The years that come with this release. */
export function shippedYears(): Map<number, CalendarDay[]> {
  const years = new Map<number, CalendarDay[]>();
  const kinds = [
    ['holiday', chineseDays.holidays],
    ['workday', chineseDays.workdays],
  ] as const;
  for (const [kind, days] of kinds) {
    for (const [date, label] of Object.entries(days as Record<string, string>)) {
      const year = Number(date.slice(0, 4));
      if (year < FIRST_YEAR) continue;
      // The label reads "Spring Festival,春节,4".
      const days = years.get(year) ?? [];
      days.push({ date, kind, name: label.split(',')[1] ?? label });
      years.set(year, days);
    }
  }
  return years;
}

/** Fills years that are still unknown; a year once put by an administrator is never touched again. */
export const holidayLoader: BootLoader = {
  name: 'holidays',
  async load(db: BootDatabase, now: Date): Promise<number> {
    const years = shippedYears();
    const added = await db.query<{ year: number }>(
      `insert into holiday_year (year, source, changed_at)
       select year, 'chinese-days 1.5', $2 from unnest($1::int[]) as year on conflict do nothing returning year`,
      [[...years.keys()], now],
    );
    if (added.length > 0)
      await insertDays(
        db,
        added.flatMap(({ year }) => years.get(year) ?? []),
      );
    return added.length;
  },
};

export async function insertDays(db: BootDatabase, days: readonly CalendarDay[]): Promise<void> {
  await db.query(
    `insert into holiday (date, year, kind, name)
     select d.date, extract(year from d.date), d.kind, d.name
       from unnest($1::date[], $2::text[], $3::text[]) as d(date, kind, name)`,
    [days.map((day) => day.date), days.map((day) => day.kind), days.map((day) => day.name)],
  );
}
