import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApprovalBulk, ApprovalCopying, ApprovalReading, Approvals, ApprovalUrging } from '#libs/approval';
import type { Actor } from '#libs/kernel';
import { CurrentActor, IdParam, Require } from '../http/index.js';
import { BulkAnswerResponse, CopiedResponse, ReadResponse, UrgeResponse } from './approval.acts.responses.js';
import { ApprovalCountsResponse, ApprovalListResponse } from './approval.lists.responses.js';
import { BoxQuery, BulkDecisionDto, CopyDto, DecisionDto, RouteQuery, UrgeDto } from './approval.dto.js';
import { ApprovalResponse, DecisionAnswerResponse, RouteListResponse } from './approval.responses.js';

@ApiTags('approvals')
@Controller()
export class ApprovalController {
  constructor(
    private readonly approvals: Approvals,
    private readonly reading: ApprovalReading,
    private readonly bulk: ApprovalBulk,
    private readonly urging: ApprovalUrging,
    private readonly copying: ApprovalCopying,
  ) {}

  /** 待办 by due date; 已办, 我发起 and 抄送我 newest first. */
  @Get('approvals')
  @Require('authenticated')
  list(@CurrentActor() actor: Actor, @Query() query: BoxQuery): Promise<ApprovalListResponse> {
    return this.reading.list(actor, query);
  }

  /** How many items each box holds, and how many to decide are past their limit. */
  @Get('approvals/counts')
  @Require('authenticated')
  counts(@CurrentActor() actor: Actor): Promise<ApprovalCountsResponse> {
    return this.reading.counts(actor);
  }

  /** The whole story: steps planned, taken and skipped with the reason, desks, decisions, limits, and what the caller may do. */
  @Get('approvals/:id')
  @Require('authenticated')
  get(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<ApprovalResponse> {
    return this.reading.story(actor, id);
  }

  /** A reviewer proposes, an approver decides. The loser of a race gets 409 and finds the new state at `GET /approvals/{id}`. */
  @Post('approvals/:id/decisions')
  @HttpCode(200)
  @Require('reviewer', 'approver', 'finance_officer', 'finance_approver')
  decide(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: DecisionDto,
  ): Promise<DecisionAnswerResponse> {
    return this.approvals.decide(actor, id, body);
  }

  /**
   * One decision on up to a hundred items. Each is judged by itself, exactly like a decision on one, and answers for itself: 200 also
   * where items were refused. With an Idempotency-Key it can be sent again after a lost answer.
   */
  @Post('approvals/bulk-decisions')
  @HttpCode(200)
  @Require('reviewer', 'approver', 'finance_officer', 'finance_approver')
  decideEach(@CurrentActor() actor: Actor, @Body() { ids, ...decision }: BulkDecisionDto): Promise<BulkAnswerResponse> {
    return this.bulk.decide(actor, ids, decision);
  }

  /** 催办: asks the people at the open desks to hurry. For the owner and departments that have passed it on; once a working day. */
  @Post('approvals/:id/actions/urge')
  @HttpCode(200)
  @Require('authenticated')
  urge(@CurrentActor() actor: Actor, @IdParam() id: string, @Body() body: UrgeDto): Promise<UrgeResponse> {
    return this.urging.urge(actor, id, body.note ?? null);
  }

  /** 抄送: tells departments without asking them. For the owner and departments with a desk; those copied before stay as they are. */
  @Post('approvals/:id/actions/cc')
  @HttpCode(200)
  @Require('authenticated')
  copy(@CurrentActor() actor: Actor, @IdParam() id: string, @Body() body: CopyDto): Promise<CopiedResponse> {
    return this.copying.copy(actor, id, { organisationIds: body.organisationIds, note: body.note ?? null });
  }

  /** Marks what was copied to the caller's department as read by the caller; the first reading counts. */
  @Post('approvals/:id/actions/read')
  @HttpCode(200)
  @Require('authenticated')
  markRead(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<ReadResponse> {
    return this.copying.markRead(actor, id);
  }

  /** The routes in force. An approval in flight keeps the version it began with. */
  @Get('approval-routes')
  @Require('authenticated')
  routes(@CurrentActor() actor: Actor, @Query() query: RouteQuery): Promise<RouteListResponse> {
    return this.reading.listRoutes(actor, query.subjectType ?? null);
  }
}
