import { KernelErrors } from './errors.js';

/** A calendar day in Asia/Shanghai, `YYYY-MM-DD`. Strings compare in calendar order. */
export type CalendarDate = string;

const DAY_MS = 86_400_000;
/** China has kept UTC+8 without summer time since 1992, so the offset is a constant and needs no zone database. */
const SHANGHAI_OFFSET_MS = 8 * 3_600_000;
const SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** True for a day that exists: `2028-02-29` yes, `2027-02-29` no. Years 1900–2199. */
export function isCalendarDate(text: unknown): text is CalendarDate {
  const match = typeof text === 'string' ? SHAPE.exec(text) : null;
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return year >= 1900 && year < 2200 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function toDayNumber(date: CalendarDate): number {
  if (!isCalendarDate(date)) throw KernelErrors.DATE_MALFORMED();
  return Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10))) / DAY_MS;
}

const fromDayNumber = (days: number): CalendarDate => new Date(days * DAY_MS).toISOString().slice(0, 10);

export const addDays = (date: CalendarDate, days: number): CalendarDate => fromDayNumber(toDayNumber(date) + days);

/** Calendar days from a to b: positive when b is later. */
export const daysBetween = (a: CalendarDate, b: CalendarDate): number => toDayNumber(b) - toDayNumber(a);

/** Adds months and clamps to the end of the month: 31 January + 1 → 28 or 29 February. */
export function addMonths(date: CalendarDate, months: number): CalendarDate {
  toDayNumber(date);
  const index = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + months;
  const [year, month] = [Math.floor(index / 12), (index % 12) + 1];
  const day = Math.min(Number(date.slice(8, 10)), daysInMonth(year, month));
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

export const addYears = (date: CalendarDate, years: number): CalendarDate => addMonths(date, years * 12);
export const yearOf = (date: CalendarDate): number => Number(date.slice(0, 4));
export const compareDates = (a: CalendarDate, b: CalendarDate): number => (a < b ? -1 : a > b ? 1 : 0);

/** The calendar day that an instant falls on in Asia/Shanghai, whatever the time zone of the machine. */
export const shanghaiDate = (instant: Date): CalendarDate =>
  new Date(instant.getTime() + SHANGHAI_OFFSET_MS).toISOString().slice(0, 10);

/** The instant at which a Shanghai day begins (16:00 UTC of the day before). */
export const startOfShanghaiDay = (date: CalendarDate): Date =>
  new Date(toDayNumber(date) * DAY_MS - SHANGHAI_OFFSET_MS);

/** Quiet hours for mails and webhooks: 22:00–07:00 Asia/Shanghai (rule book §7). */
export function isShanghaiNight(instant: Date): boolean {
  const hour = new Date(instant.getTime() + SHANGHAI_OFFSET_MS).getUTCHours();
  return hour >= 22 || hour < 7;
}

export interface CalendarDay {
  date: CalendarDate;
  /** `holiday`: a weekday that is free; `workday`: a weekend day that is worked (调休). */
  kind: 'holiday' | 'workday';
  name: string;
}

/** Working days from the official holiday table, which is passed in and never guessed. */
export class WorkCalendar {
  private readonly exceptions = new Map<CalendarDate, CalendarDay['kind']>();
  private readonly years: ReadonlySet<number>;

  constructor(days: Iterable<CalendarDay>, yearsWithData: Iterable<number>) {
    for (const day of days) this.exceptions.set(day.date, day.kind);
    this.years = new Set(yearsWithData);
  }

  /** Monday to Friday unless the table says otherwise. For a year without data ask `missingYears` and warn. */
  isWorkingDay(date: CalendarDate): boolean {
    const exception = this.exceptions.get(date);
    if (exception) return exception === 'workday';
    // Day 0 (1970-01-01) was a Thursday.
    const weekday = (toDayNumber(date) + 4) % 7;
    return weekday !== 0 && weekday !== 6;
  }

  /**
   * The n-th working day after a date; n = 0 is the date itself, a negative n counts back. A term given on Monday of 5 days ends
   * next Monday; 1 working day before Monday is Friday.
   */
  addWorkingDays(date: CalendarDate, count: number): CalendarDate {
    if (!Number.isInteger(count)) throw new RangeError('count must be a whole number');
    const step = count < 0 ? -1 : 1;
    let day = date;
    for (let left = Math.abs(count); left > 0;) {
      day = addDays(day, step);
      if (this.isWorkingDay(day)) left -= 1;
    }
    return day;
  }

  /** Working days in (a, b]: what is left of a term that ends on b. Negative when b is before a. */
  workingDaysBetween(a: CalendarDate, b: CalendarDate): number {
    if (b < a) return 0 - this.workingDaysBetween(b, a);
    let count = 0;
    for (let day = a; day < b;) {
      day = addDays(day, 1);
      if (this.isWorkingDay(day)) count += 1;
    }
    return count;
  }

  /** Years between two days for which no table was loaded: a visible warning, never silently an ordinary year (§7). */
  missingYears(from: CalendarDate, to: CalendarDate): number[] {
    const missing: number[] = [];
    for (let year = yearOf(from); year <= yearOf(to); year += 1) if (!this.years.has(year)) missing.push(year);
    return missing;
  }
}
