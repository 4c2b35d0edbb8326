import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Rectifications } from '#libs/acceptance';
import type { Actor } from '#libs/kernel';
import { CurrentActor, IdParam, Require } from '../http/index.js';
import {
  CloseRectificationDto,
  NewRectificationDto,
  ReturnRectificationDto,
  SubmitRectificationDto,
} from './acceptance.dto.js';
import { RectificationListResponse, RectificationResponse } from './acceptance.responses.dto.js';

@ApiTags('acceptance')
@Controller()
export class RectificationController {
  constructor(private readonly rectifications: Rectifications) {}

  /** What must be put right before the next round. */
  @Get('acceptances/:id/rectifications')
  @Require('authenticated')
  list(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<RectificationListResponse> {
    return this.rectifications.list(actor, id);
  }

  /** A further item while rectification runs. */
  @Post('acceptances/:id/rectifications')
  @Require('approver')
  add(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: NewRectificationDto,
  ): Promise<RectificationListResponse> {
    return this.rectifications.add(actor, id, body);
  }

  /** The owner's evidence that an item is done. */
  @Post('rectifications/:id/actions/submit')
  @HttpCode(200)
  @Require('owner')
  submit(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: SubmitRectificationDto,
  ): Promise<RectificationResponse> {
    return this.rectifications.submit(actor, id, body);
  }

  /** The convenor has seen that it was put right. */
  @Post('rectifications/:id/actions/close')
  @HttpCode(200)
  @Require('approver')
  close(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: CloseRectificationDto,
  ): Promise<RectificationResponse> {
    return this.rectifications.close(actor, id, body);
  }

  /** Back to the owner, with a new day if need be. */
  @Post('rectifications/:id/actions/return')
  @HttpCode(200)
  @Require('approver')
  return(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: ReturnRectificationDto,
  ): Promise<RectificationResponse> {
    return this.rectifications.return(actor, id, body);
  }
}
