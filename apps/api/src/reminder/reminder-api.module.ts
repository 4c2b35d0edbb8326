import { Module } from '@nestjs/common';
import { ReminderModule } from '#libs/reminder';
import { ReminderController } from './reminder.controller.js';

@Module({ imports: [ReminderModule], controllers: [ReminderController] })
export class ReminderApiModule {}
