import { Module } from '@nestjs/common';
import { DueSources } from './due-source.js';
import { Inbox } from './inbox.service.js';
import { Reminders } from './reminder.service.js';
import { Sweep } from './sweep.service.js';

const services = [DueSources, Inbox, Reminders, Sweep];

@Module({ providers: services, exports: services })
export class ReminderModule {}
