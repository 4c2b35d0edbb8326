import fc from 'fast-check';
import {
  WorkCalendar,
  addDays,
  addMonths,
  addYears,
  daysBetween,
  isCalendarDate,
  isShanghaiNight,
  shanghaiDate,
  startOfShanghaiDay,
} from './calendar.js';
import { FixedClock, today } from './clock.js';

const day = fc.integer({ min: 0, max: 60_000 }).map((n) => addDays('1990-01-01', n));

/** The spring festival of 2026 as the State Council published it: free 15–23 February, worked on the 14th and the 28th. */
const springFestival2026 = new WorkCalendar(
  [
    ...['16', '17', '18', '19', '20', '23'].map((d) => ({
      date: `2026-02-${d}`,
      kind: 'holiday' as const,
      name: '春节',
    })),
    { date: '2026-02-14', kind: 'workday', name: '春节' },
    { date: '2026-02-28', kind: 'workday', name: '春节' },
  ],
  [2026],
);

describe('calendar', () => {
  it.each(['2028-02-29', '2026-12-31', '2000-02-29'])('%s exists', (d) => expect(isCalendarDate(d)).toBe(true));
  it.each([
    '2027-02-29',
    '2026-02-30',
    '2026-13-01',
    '2026-00-10',
    '2026-1-1',
    '２０２６-01-01',
    '1900-02-29',
    '',
    null,
    20260101,
  ])('%s does not exist', (d) => expect(isCalendarDate(d)).toBe(false));

  it('adds days and counts them back', () => {
    fc.assert(fc.property(day, fc.integer({ min: -5000, max: 5000 }), (d, n) => daysBetween(d, addDays(d, n)) === n));
  });

  it('clamps months to their end', () => {
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(addMonths('2028-01-31', 1)).toBe('2028-02-29');
    expect(addMonths('2026-11-30', 3)).toBe('2027-02-28');
    expect(addMonths('2026-03-31', -1)).toBe('2026-02-28');
    expect(addYears('2028-02-29', 3)).toBe('2031-02-28');
  });

  it('turns the day at 16:00 UTC, whatever the zone of the machine', () => {
    expect(shanghaiDate(new Date('2026-12-31T15:59:59.999Z'))).toBe('2026-12-31');
    expect(shanghaiDate(new Date('2026-12-31T16:00:00.000Z'))).toBe('2027-01-01');
    expect(startOfShanghaiDay('2027-01-01').toISOString()).toBe('2026-12-31T16:00:00.000Z');
    fc.assert(fc.property(day, (d) => shanghaiDate(startOfShanghaiDay(d)) === d));
  });

  it('knows the quiet hours', () => {
    expect(isShanghaiNight(new Date('2026-05-01T14:00:00Z'))).toBe(true); // 22:00
    expect(isShanghaiNight(new Date('2026-05-01T22:59:00Z'))).toBe(true); // 06:59
    expect(isShanghaiNight(new Date('2026-05-01T23:00:00Z'))).toBe(false); // 07:00
  });

  it('counts a make-up Saturday as a working day and a festival Monday not', () => {
    expect(springFestival2026.isWorkingDay('2026-02-14')).toBe(true);
    expect(springFestival2026.isWorkingDay('2026-02-16')).toBe(false);
    expect(springFestival2026.isWorkingDay('2026-02-21')).toBe(false);
    expect(springFestival2026.addWorkingDays('2026-02-13', 1)).toBe('2026-02-14');
    expect(springFestival2026.addWorkingDays('2026-02-14', 1)).toBe('2026-02-24');
    expect(springFestival2026.addWorkingDays('2026-02-13', 5)).toBe('2026-02-27');
    expect(springFestival2026.addWorkingDays('2026-02-13', 6)).toBe('2026-02-28');
  });

  it('counts working days back to what was added', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 60 }), (d, n) => {
        const end = springFestival2026.addWorkingDays(d, n);
        return (
          springFestival2026.workingDaysBetween(d, end) === n &&
          springFestival2026.workingDaysBetween(end, d) === (n === 0 ? 0 : -n)
        );
      }),
    );
  });

  it('names the years without a holiday table', () => {
    expect(springFestival2026.missingYears('2026-12-01', '2028-01-01')).toEqual([2027, 2028]);
  });
});

describe('clock', () => {
  it('crosses midnight in Shanghai, not in UTC', () => {
    const clock = new FixedClock('2026-12-31T15:59:00Z');
    expect(today(clock)).toBe('2026-12-31');
    clock.advance({ minutes: 1 });
    expect(today(clock)).toBe('2027-01-01');
  });
});
