import { Inject, Injectable } from '@nestjs/common';
import { newId, today, type Actor, type CalendarDate, type OffsetClock } from '#libs/kernel';
import { CLOCK, Database } from '#libs/platform';

export interface ClockView {
  now: Date;
  today: CalendarDate;
  offsetDays: number;
}

/** What-if time of a demonstration: kept by this process, forgotten when it ends. */
@Injectable()
export class DemoClock {
  constructor(
    @Inject(CLOCK) private readonly clock: OffsetClock,
    private readonly database: Database,
  ) {}

  view(): ClockView {
    return { now: this.clock.now(), today: today(this.clock), offsetDays: this.clock.offsetDays };
  }

  /** In a transaction for the trail, and so that a repeated request does not move it twice. */
  advance(actor: Actor, days: number): Promise<ClockView> {
    return this.database.run(actor, async (tx) => {
      const after = { advanceDays: days };
      await tx.audit({ subjectType: 'demo_clock', subjectId: newId(), action: 'advance', after });
      this.clock.advance(days);
      return this.view();
    });
  }
}
