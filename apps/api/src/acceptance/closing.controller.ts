import { Body, Controller, Get, HttpCode, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Evaluations, FinalAccountsDesk, ProjectClosing } from '#libs/acceptance';
import type { Actor } from '#libs/kernel';
import { CurrentActor, IdParam, OptionalVersion, Require } from '../http/index.js';
import {
  CloseConfirmationListResponse,
  EvaluationDto,
  EvaluationsResponse,
  FinalAccountsDto,
  FinalAccountsResponse,
} from './closing.dto.js';

/** What follows a passed acceptance; the close itself is `POST /projects/{id}/actions/close`, once by each side. */
@ApiTags('acceptance')
@Controller('projects')
export class ClosingController {
  constructor(
    private readonly accounts: FinalAccountsDesk,
    private readonly evaluations: Evaluations,
    private readonly closing: ProjectClosing,
  ) {}

  /** 竣工财务决算 */
  @Get(':id/final-accounts')
  @Require('authenticated')
  getAccounts(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<FinalAccountsResponse> {
    return this.accounts.get(actor, id) as never;
  }

  /** Writes the final accounts as a whole, while nobody is deciding on them. */
  @Put(':id/final-accounts')
  @Require('owner')
  putAccounts(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @OptionalVersion() version: number | undefined,
    @Body() body: FinalAccountsDto,
  ): Promise<FinalAccountsResponse> {
    return this.accounts.put(actor, id, version, body) as never;
  }

  /** To the lead department, then to finance. */
  @Post(':id/final-accounts/actions/submit')
  @HttpCode(200)
  @Require('owner')
  submitAccounts(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<FinalAccountsResponse> {
    return this.accounts.submit(actor, id) as never;
  }

  /** Self, department and finance, with the score that counts. */
  @Get(':id/evaluations')
  @Require('authenticated')
  listEvaluations(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<EvaluationsResponse> {
    return this.evaluations.list(actor, id);
  }

  /** Files the evaluation of the caller's side, in the order owner, lead department, finance. */
  @Post(':id/evaluations')
  @Require('owner', 'reviewer', 'approver', 'finance_approver')
  evaluate(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: EvaluationDto,
  ): Promise<EvaluationsResponse> {
    return this.evaluations.file(actor, id, body);
  }

  /** Which sides have confirmed that the project may be closed. */
  @Get(':id/close-confirmations')
  @Require('authenticated')
  confirmations(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<CloseConfirmationListResponse> {
    return this.closing.confirmations(actor, id);
  }
}
