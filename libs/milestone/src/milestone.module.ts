import { Module } from '@nestjs/common';
import { ApprovalModule } from '#libs/approval';
import { ProjectModule } from '#libs/project';
import { ReminderModule } from '#libs/reminder';
import { Baselines } from './baseline.service.js';
import { Completions } from './completion.service.js';
import { Progress } from './progress.service.js';
import { Reports } from './report.service.js';
import { ScheduleChange } from './schedule-change.service.js';

const services = [Baselines, Completions, Progress, Reports, ScheduleChange];

@Module({ imports: [ApprovalModule, ProjectModule, ReminderModule], providers: services, exports: services })
export class MilestoneModule {}
