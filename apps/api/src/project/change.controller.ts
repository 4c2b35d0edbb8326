import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '#libs/kernel';
import { ChangeRequests } from '#libs/project';
import { CurrentActor, IdParam, ListQuery, Require } from '../http/index.js';
import {
  ChangeActionDto,
  ChangeDetailResponse,
  ChangeListResponse,
  ChangeResponse,
  CreateChangeDto,
} from './change.dto.js';

@ApiTags('changes')
@Controller()
export class ChangeController {
  constructor(private readonly changes: ChangeRequests) {}

  /** Change requests of a project, newest first. */
  @Get('projects/:id/changes')
  @Require('authenticated')
  list(@CurrentActor() actor: Actor, @IdParam() id: string, @Query() query: ListQuery): Promise<ChangeListResponse> {
    return this.changes.list(actor, id, query) as never;
  }

  /** Asks for a change; one may be open per project. Suspend, resume and terminate may also be asked for by the lead department. */
  @Post('projects/:id/changes')
  @Require('owner', 'reviewer', 'approver')
  file(@CurrentActor() actor: Actor, @IdParam() id: string, @Body() body: CreateChangeDto): Promise<ChangeResponse> {
    return this.changes.file(actor, id, body) as never;
  }

  /** One change with what differs, leaf by leaf. */
  @Get('changes/:id')
  @Require('authenticated')
  get(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<ChangeDetailResponse> {
    return this.changes.get(actor, id) as never;
  }

  /** `withdraw`, or `resubmit` after a return; by the organisation that filed it. */
  @Post('changes/:id/actions/:action')
  @HttpCode(200)
  @Require('owner', 'reviewer', 'approver')
  act(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Param('action') action: string,
    @Body() body: ChangeActionDto,
  ): Promise<ChangeResponse> {
    return this.changes.act(actor, id, action, { reason: body.comment ?? null }) as never;
  }
}
