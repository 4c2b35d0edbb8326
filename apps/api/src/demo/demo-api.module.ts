import { Module } from '@nestjs/common';
import { DemoClockController } from './demo-clock.controller.js';
import { DemoClock } from './demo-clock.service.js';

/** Part of the application only where DEMO_CLOCK says so; elsewhere these routes do not exist. */
@Module({ controllers: [DemoClockController], providers: [DemoClock] })
export class DemoApiModule {}
