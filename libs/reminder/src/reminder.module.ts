import { Module } from '@nestjs/common';
import { PlanModule } from '#libs/plan';
import { DueSources } from './due-source.js';
import { Inbox } from './inbox.service.js';
import { Reminders } from './reminder.service.js';
import { RulePreviews } from './rule.preview.service.js';
import { ReminderRules } from './rule.service.js';
import { SweepHealth } from './sweep.health.service.js';
import { Sweep } from './sweep.service.js';

const services = [DueSources, Inbox, Reminders, ReminderRules, RulePreviews, Sweep, SweepHealth];

@Module({ imports: [PlanModule], providers: services, exports: services })
export class ReminderModule {}
