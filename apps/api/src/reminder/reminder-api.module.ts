import { Module } from '@nestjs/common';
import { ReminderModule } from '#libs/reminder';
import { ReminderController } from './reminder.controller.js';
import { ReminderRuleController } from './rule.controller.js';

@Module({ imports: [ReminderModule], controllers: [ReminderController, ReminderRuleController] })
export class ReminderApiModule {}
