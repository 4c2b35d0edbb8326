import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '#libs/kernel';
import { CurrentActor, Require } from '../http/index.js';
import { AdvanceClockDto, ClockResponse } from './demo-clock.dto.js';
import { DemoClock } from './demo-clock.service.js';

@ApiTags('demo')
@Controller('admin/clock')
export class DemoClockController {
  constructor(private readonly clock: DemoClock) {}

  /** Where this process stands in time. */
  @Get()
  @Require('system_admin')
  get(): ClockResponse {
    return this.clock.view();
  }

  /** Moves the time of this process ahead, until it is started anew. Sessions age with it. */
  @Post()
  @HttpCode(200)
  @Require('system_admin')
  advance(@CurrentActor() actor: Actor, @Body() { advanceDays }: AdvanceClockDto): Promise<ClockResponse> {
    return this.clock.advance(actor, advanceDays);
  }
}
