import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import type { Actor } from '#libs/kernel';
import { Outbox } from '#libs/platform';
import { CurrentActor, IdParam, ListQuery, Require } from '../http/index.js';
import { DeadLetterPage, RequeuedAnswer } from './dead-letters.dto.js';

@Controller('admin/dead-letters')
export class DeadLettersController {
  constructor(private readonly outbox: Outbox) {}

  /** Events that failed too often to be tried again by themselves. */
  @Get()
  @Require('system_admin')
  list(@CurrentActor() actor: Actor, @Query() query: ListQuery): Promise<DeadLetterPage> {
    return this.outbox.deadLetters(actor, query);
  }

  /** Try again from the beginning, once the cause is gone. */
  @Post(':id/actions/requeue')
  @HttpCode(200)
  @Require('system_admin')
  requeue(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<RequeuedAnswer> {
    return this.outbox.requeue(actor, id);
  }
}
