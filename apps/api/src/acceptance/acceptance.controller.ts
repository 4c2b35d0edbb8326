import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  AcceptanceApplications,
  AcceptanceConclusions,
  AcceptanceGroups,
  AcceptancePassing,
  AcceptanceRounds,
  PublicNotices,
} from '#libs/acceptance';
import type { Actor } from '#libs/kernel';
import { CurrentActor, IdParam, Require } from '../http/index.js';
import {
  AnswerItemDto,
  ApplyAcceptanceDto,
  ConcludeDto,
  DeclareConflictDto,
  DrawGroupDto,
  PassDto,
  PublishNoticeDto,
  UpholdObjectionDto,
  VoteDto,
} from './acceptance.dto.js';
import { AcceptanceListResponse, AcceptanceResponse } from './acceptance.responses.dto.js';

@ApiTags('acceptance')
@Controller()
export class AcceptanceController {
  constructor(
    private readonly rounds: AcceptanceRounds,
    private readonly applications: AcceptanceApplications,
    private readonly groups: AcceptanceGroups,
    private readonly conclusions: AcceptanceConclusions,
    private readonly notices: PublicNotices,
    private readonly passing: AcceptancePassing,
  ) {}

  /** All rounds of a project, newest first. */
  @Get('projects/:id/acceptances')
  @Require('authenticated')
  list(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<AcceptanceListResponse> {
    return this.rounds.list(actor, id);
  }

  /** Applies for acceptance: self-check, as-built documents and the outputs as reported. */
  @Post('projects/:id/acceptances')
  @Require('owner')
  apply(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: ApplyAcceptanceDto,
  ): Promise<AcceptanceResponse> {
    return this.applications.apply(actor, id, body);
  }

  /** The round with findings, votes, conclusion and what the caller may do now. */
  @Get('acceptances/:id')
  @Require('authenticated')
  get(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<AcceptanceResponse> {
    return this.rounds.get(actor, id);
  }

  /** Draws the group at random from the experts who see the project's place. */
  @Post('acceptances/:id/actions/draw-group')
  @HttpCode(200)
  @Require('reviewer', 'approver')
  draw(@CurrentActor() actor: Actor, @IdParam() id: string, @Body() body: DrawGroupDto): Promise<AcceptanceResponse> {
    return this.groups.draw(actor, id, { size: body.size ?? 3 });
  }

  /** A member declares, before anything else, whether there is a conflict of interest. */
  @Post('acceptances/:id/actions/declare-conflict')
  @HttpCode(200)
  @Require('expert')
  declare(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: DeclareConflictDto,
  ): Promise<AcceptanceResponse> {
    return this.groups.declare(actor, id, body);
  }

  /** A member records a finding; until the first vote it may be corrected. */
  @Post('acceptances/:id/actions/answer-item')
  @HttpCode(200)
  @Require('expert')
  answer(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: AnswerItemDto,
  ): Promise<AcceptanceResponse> {
    return this.groups.answerItem(actor, id, body);
  }

  /** One vote per member, once every item is answered. */
  @Post('acceptances/:id/actions/vote')
  @HttpCode(200)
  @Require('expert')
  vote(@CurrentActor() actor: Actor, @IdParam() id: string, @Body() body: VoteDto): Promise<AcceptanceResponse> {
    return this.groups.vote(actor, id, body);
  }

  /** The convenor records what the majority voted; without a majority it is rectification. */
  @Post('acceptances/:id/actions/conclude')
  @HttpCode(200)
  @Require('approver')
  conclude(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: ConcludeDto,
  ): Promise<AcceptanceResponse> {
    return this.conclusions.conclude(actor, id, body);
  }

  /** 公示 for ten working days. */
  @Post('acceptances/:id/actions/publish-notice')
  @HttpCode(200)
  @Require('reviewer', 'approver')
  publish(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: PublishNoticeDto,
  ): Promise<AcceptanceResponse> {
    return this.notices.publish(actor, id, body);
  }

  /** An objection from the public that holds good: rectification instead of the pass. */
  @Post('acceptances/:id/actions/uphold-objection')
  @HttpCode(200)
  @Require('approver')
  uphold(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: UpholdObjectionDto,
  ): Promise<AcceptanceResponse> {
    return this.conclusions.upholdObjection(actor, id, body);
  }

  /** After the notice: confirms the outputs and completes the project. */
  @Post('acceptances/:id/actions/pass')
  @HttpCode(200)
  @Require('approver')
  pass(@CurrentActor() actor: Actor, @IdParam() id: string, @Body() body: PassDto): Promise<AcceptanceResponse> {
    return this.passing.pass(actor, id, body);
  }
}
