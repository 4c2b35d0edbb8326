import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import type { Actor } from '#libs/kernel';
import { Holidays } from '#libs/platform';
import { CurrentActor, Require } from '../http/index.js';
import { HolidayYearAnswer, HolidayYearInput, HolidayYearParams } from './holidays.dto.js';

@Controller('holidays')
export class HolidaysController {
  constructor(private readonly holidays: Holidays) {}

  /** The free weekdays and the worked weekend days of a year; 404 when nobody has entered that year yet. */
  @Get(':year')
  @Require('authenticated')
  get(@CurrentActor() actor: Actor, @Param() { year }: HolidayYearParams): Promise<HolidayYearAnswer> {
    return this.holidays.get(actor, Number(year));
  }

  /** Replaces the whole year. Terms given from now on use it; those already given keep their end. */
  @Put(':year')
  @Require('system_admin')
  put(
    @CurrentActor() actor: Actor,
    @Param() { year }: HolidayYearParams,
    @Body() entry: HolidayYearInput,
  ): Promise<HolidayYearAnswer> {
    return this.holidays.put(actor, Number(year), entry);
  }
}
