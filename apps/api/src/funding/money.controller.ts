import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Contracts, Disbursements, Ledger, Payments, ProjectMoney, Returns } from '#libs/funding';
import type { Actor } from '#libs/kernel';
import { CurrentActor, ExpectedVersion, IdParam, ListQuery, Require } from '../http/index.js';
import {
  ContractListResponse,
  ContractResponse,
  CreateContractDto,
  CreateDisbursementDto,
  DisbursementActionDto,
  DisbursementDetailResponse,
  DisbursementListResponse,
  DisbursementQueryDto,
  DisbursementResponse,
  SettleContractDto,
} from './disbursement.dto.js';
import {
  CreateProofDto,
  CreateReturnDto,
  MoneyResponse,
  ProofResponse,
  ReturnListResponse,
  ReturnResponse,
  StatementResponse,
} from './money.dto.js';

@ApiTags('money')
@Controller()
export class MoneyController {
  constructor(
    private readonly contracts: Contracts,
    private readonly disbursements: Disbursements,
    private readonly payments: Payments,
    private readonly returns: Returns,
    private readonly money: ProjectMoney,
    private readonly ledger: Ledger,
  ) {}

  /** Budget by source and year against allocated, paid and returned; lines, proofs, returns, recovery list. */
  @Get('projects/:id/money')
  @Require('authenticated')
  summary(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<MoneyResponse> {
    return this.money.summary(actor, id) as never;
  }

  /** Postings of the project, newest first. */
  @Get('projects/:id/ledger')
  @Require('authenticated')
  projectLedger(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Query() query: ListQuery,
  ): Promise<StatementResponse> {
    return this.ledger.ofProject(actor, id, query) as never;
  }

  /** Contracts of the project, with what was paid and settled on each. */
  @Get('projects/:id/contracts')
  @Require('authenticated')
  listContracts(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<ContractListResponse> {
    return this.contracts.list(actor, id) as never;
  }

  /** Records a signed contract, of which the owner may then ask for payment. */
  @Post('projects/:id/contracts')
  @Require('owner')
  createContract(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: CreateContractDto,
  ): Promise<ContractResponse> {
    return this.contracts.create(actor, id, body) as never;
  }

  /** The cumulative settled value, the base of the 97 %. */
  @Post('contracts/:id/actions/settle')
  @HttpCode(200)
  @Require('owner')
  settle(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @ExpectedVersion() version: number,
    @Body() body: SettleContractDto,
  ): Promise<ContractResponse> {
    return this.contracts.settle(actor, id, version, body) as never;
  }

  /** Requests for payment of the project, newest first. */
  @Get('projects/:id/disbursements')
  @Require('authenticated')
  listDisbursements(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Query() query: DisbursementQueryDto,
  ): Promise<DisbursementListResponse> {
    return this.disbursements.list(actor, id, query) as never;
  }

  /** Asks for money of an issued line, for approved milestones, under a contract. It reserves the amount. */
  @Post('projects/:id/disbursements')
  @Require('owner')
  request(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: CreateDisbursementDto,
  ): Promise<DisbursementResponse> {
    return this.disbursements.request(actor, id, body) as never;
  }

  /** A request for payment and how far it has come, with each action: allowed, or why not. */
  @Get('disbursements/:id')
  @Require('authenticated')
  getDisbursement(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<DisbursementDetailResponse> {
    return this.disbursements.get(actor, id) as never;
  }

  /**
   * `confirm_progress`, `prepare`, `release` (voucherNo, paidOn), `return`, `refuse`, `resubmit` (correction), `withdraw`,
   * `request_reversal`, `reverse`, `keep`.
   */
  @Post('disbursements/:id/actions/:action')
  @HttpCode(200)
  @Require('owner', 'reviewer', 'approver', 'finance_officer', 'finance_approver')
  act(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Param('action') action: string,
    @Body() body: DisbursementActionDto,
  ): Promise<DisbursementResponse> {
    return this.payments.act(actor, id, action, body) as never;
  }

  /** Money that went back to its pools. */
  @Get('projects/:id/returns')
  @Require('authenticated')
  listReturns(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<ReturnListResponse> {
    return this.returns.list(actor, id) as never;
  }

  /** Unspent money goes back to its pool by a document. */
  @Post('projects/:id/returns')
  @Require('finance_officer')
  createReturn(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: CreateReturnDto,
  ): Promise<ReturnResponse> {
    return this.returns.create(actor, id, body) as never;
  }

  /** Own money, a loan or social capital, proven by a document, so that the project may start without public money. */
  @Post('projects/:id/self-funding-proofs')
  @Require('owner')
  prove(@CurrentActor() actor: Actor, @IdParam() id: string, @Body() body: CreateProofDto): Promise<ProofResponse> {
    return this.money.prove(actor, id, body) as never;
  }
}
