import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '#libs/kernel';
import { Inbox, Reminders, Sweep } from '#libs/reminder';
import { CurrentActor, ListQuery, Require } from '../http/index.js';
import {
  InboxQuery,
  InboxResponse,
  LetterListResponse,
  MarkedResponse,
  MarkReadDto,
  ReminderListResponse,
  ReminderQuery,
  SweepDto,
  SweepResponse,
} from './reminder.dto.js';

@ApiTags('reminders')
@Controller()
export class ReminderController {
  constructor(
    private readonly inbox: Inbox,
    private readonly reminders: Reminders,
    private readonly sweep: Sweep,
  ) {}

  /** The caller's own inbox, newest first, with the number of unread messages. */
  @Get('messages')
  @Require('authenticated')
  messages(@CurrentActor() actor: Actor, @Query() query: InboxQuery): Promise<InboxResponse> {
    return this.inbox.list(actor, query);
  }

  /** Marks messages as read, all of them when no ids are given. */
  @Post('messages/read')
  @HttpCode(200)
  @Require('authenticated')
  markRead(@CurrentActor() actor: Actor, @Body() body: MarkReadDto): Promise<MarkedResponse> {
    return this.inbox.markRead(actor, body.ids ?? 'all');
  }

  /** Which stage of which due date was reached when, within the caller's scope. */
  @Get('reminders')
  @Require('authenticated')
  list(@CurrentActor() actor: Actor, @Query() query: ReminderQuery): Promise<ReminderListResponse> {
    return this.reminders.list(actor, query);
  }

  /** Register of supervision letters 督办函. */
  @Get('supervision-letters')
  @Require('authenticated')
  letters(@CurrentActor() actor: Actor, @Query() query: ListQuery): Promise<LetterListResponse> {
    return this.reminders.letters(actor, query);
  }

  /** Notices everything that is due by a day. Idempotent: what was noticed before is not noticed again. */
  @Post('admin/sweeps')
  @HttpCode(200)
  @Require('system_admin')
  run(@CurrentActor() actor: Actor, @Body() body: SweepDto): Promise<SweepResponse> {
    return this.sweep.runFor(actor, body.asOf);
  }
}
