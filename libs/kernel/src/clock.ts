import { shanghaiDate, type CalendarDate } from './calendar.js';

/** The only source of time in the system, so that a test or a what-if run can stand at any instant. */
export interface Clock {
  now(): Date;
}

export class SystemClock implements Clock {
  now(): Date {
    return new Date();
  }
}

/** A clock that stands still until it is moved. */
export class FixedClock implements Clock {
  private instant: Date;

  constructor(instant: Date | string) {
    this.instant = new Date(instant);
  }

  now(): Date {
    return new Date(this.instant);
  }

  set(instant: Date | string): void {
    this.instant = new Date(instant);
  }

  advance(by: { days?: number; hours?: number; minutes?: number; ms?: number }): void {
    const { days = 0, hours = 0, minutes = 0, ms = 0 } = by;
    this.instant = new Date(this.instant.getTime() + ((days * 24 + hours) * 60 + minutes) * 60_000 + ms);
  }
}

/** Another clock, some days ahead: it runs on, and can only be moved forward. For demonstrations, where nobody waits for weeks. */
export class OffsetClock implements Clock {
  private days = 0;

  constructor(private readonly base: Clock = new SystemClock()) {}

  get offsetDays(): number {
    return this.days;
  }

  now(): Date {
    return new Date(this.base.now().getTime() + this.days * 86_400_000);
  }

  /** @throws RangeError for anything but whole days ahead: time that ran backwards would contradict what was recorded */
  advance(days: number): void {
    if (!Number.isSafeInteger(days) || days < 1) throw new RangeError('a clock moves forward by whole days');
    this.days += days;
  }
}

/** Today in Asia/Shanghai. */
export const today = (clock: Clock): CalendarDate => shanghaiDate(clock.now());
