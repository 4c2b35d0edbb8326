import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DueSources } from '#libs/reminder';
import { idleFundsDue, passDownDue } from './funding.due.js';

/** The clocks of money (§5), made known to the sweep. */
@Injectable()
export class FundingReminders implements OnModuleInit {
  constructor(private readonly sources: DueSources) {}

  onModuleInit(): void {
    for (const source of [passDownDue, idleFundsDue]) this.sources.register(source);
  }
}
