import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { addDays, addYears, shanghaiDate, startOfShanghaiDay, WorkCalendar, type CalendarDate } from '#libs/kernel';
import { shippedYears } from './holiday.loader.js';

const years = shippedYears();
const calendar = new WorkCalendar([...years.values()].flat(), years.keys());
/** 1 January 2024 to 31 December 2026: the tables that the State Council's office announced. */
const day = fc.integer({ min: 0, max: 1095 }).map((n) => addDays('2024-01-01', n));
const count = fc.integer({ min: 1, max: 120 });

/** How many days of a year are worked. 2024 and 2025 are the Chinese statistical office's own figures of 251 and 248. */
const WORKED: [year: number, days: number][] = [
  [2024, 251],
  [2025, 248],
];

describe('working days over the official tables', () => {
  it('lands on a working day, and counts back to what was added', () => {
    fc.assert(
      fc.property(day, count, (from, n) => {
        const end = calendar.addWorkingDays(from, n);
        return calendar.isWorkingDay(end) && calendar.workingDaysBetween(from, end) === n;
      }),
    );
  });

  it('back and forth from a working day is where it began', () => {
    fc.assert(
      fc.property(day, count, (from, n) => {
        fc.pre(calendar.isWorkingDay(from));
        const there = calendar.addWorkingDays(from, n);
        return calendar.addWorkingDays(there, -n) === from && calendar.workingDaysBetween(there, from) === -n;
      }),
    );
  });

  it('one more day is later, and a later start never ends earlier', () => {
    fc.assert(
      fc.property(day, count, (from, n) => {
        const end = calendar.addWorkingDays(from, n);
        return calendar.addWorkingDays(from, n + 1) > end && calendar.addWorkingDays(addDays(from, 1), n) >= end;
      }),
    );
  });

  it('adds up: a then b is a + b, across years and leap days', () => {
    fc.assert(
      fc.property(day, count, count, (from, a, b) => {
        const whole = calendar.addWorkingDays(from, a + b);
        return calendar.addWorkingDays(calendar.addWorkingDays(from, a), b) === whole;
      }),
    );
  });

  it('counts a span as the sum of its parts, in whichever direction', () => {
    fc.assert(
      fc.property(day, day, day, (a, b, c) => {
        const whole = calendar.workingDaysBetween(a, c);
        return (
          calendar.workingDaysBetween(a, b) + calendar.workingDaysBetween(b, c) === whole &&
          whole === 0 - calendar.workingDaysBetween(c, a)
        );
      }),
    );
  });

  it.each(WORKED)('%d has %d working days', (year, days) => {
    expect(calendar.workingDaysBetween(`${year - 1}-12-31`, `${year}-12-31`)).toBe(days);
  });

  it('works on each make-up day and rests on each holiday, all of them', () => {
    for (const { date, kind } of [2024, 2025, 2026].flatMap((year) => years.get(year)!)) {
      expect(`${date} ${calendar.isWorkingDay(date)}`).toBe(`${date} ${kind === 'workday'}`);
      const before = addDays(date, -1);
      expect(calendar.workingDaysBetween(before, date)).toBe(kind === 'workday' ? 1 : 0);
    }
  });

  it('knows 29 February, a Thursday of 2024 that was worked', () => {
    expect(calendar.addWorkingDays('2024-02-28', 1)).toBe('2024-02-29');
    expect(calendar.addWorkingDays('2024-02-29', 1)).toBe('2024-03-01');
    expect(calendar.addWorkingDays('2024-03-01', -1)).toBe('2024-02-29');
    expect(addYears('2024-02-29', 1)).toBe('2025-02-28');
  });

  it('turns the year: the first working day of 2026 after New Year is Sunday the 4th', () => {
    expect(calendar.addWorkingDays('2025-12-31', 1)).toBe('2026-01-04');
    expect(calendar.addWorkingDays('2026-01-04', -1)).toBe('2025-12-31');
  });
});

/** The arithmetic of a fixed set of days, as one line. */
function digest(): string {
  const ends: CalendarDate[] = [];
  for (let from = '2024-01-01'; from <= '2026-12-31'; from = addDays(from, 5))
    ends.push(calendar.addWorkingDays(from, 7), shanghaiDate(startOfShanghaiDay(from)));
  return ends.join(' ');
}

const INSIDE = process.env.MILEPOST_ZONE;
const [zone, expected] = (INSIDE ?? '|').split('|');

// A process has one time zone from its start, so another one needs another process: this very file.
(INSIDE === undefined ? describe : describe.skip)('whatever the time zone of the machine', () => {
  it.each(['UTC', 'America/New_York', 'Asia/Shanghai'])(
    '%s computes the same days',
    (timeZone) => {
      const { status, stderr } = spawnSync(
        process.execPath,
        [
          'node_modules/jest/bin/jest.js',
          'libs/platform/src/calendar/work-calendar.spec.ts',
          '--selectProjects',
          'unit',
          '-i',
        ],
        { env: { ...process.env, TZ: timeZone, MILEPOST_ZONE: `${timeZone}|${digest()}` }, encoding: 'utf8' },
      );
      expect(`${status} ${stderr}`).toMatch(/^0 /);
    },
    60_000,
  );
});

(INSIDE === undefined ? describe.skip : describe)('in a process of another zone', () => {
  it('stands in that zone and computes the same days', () => {
    expect(Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(zone);
    expect(digest()).toBe(expected);
  });
});
