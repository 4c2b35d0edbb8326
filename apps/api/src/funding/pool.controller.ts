import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allocations, FundPools, Ledger } from '#libs/funding';
import type { Actor } from '#libs/kernel';
import { CurrentActor, ExpectedVersion, IdParam, ListQuery, Require } from '../http/index.js';
import { StatementResponse } from './money.dto.js';
import {
  AllocationListResponse,
  AllocationQueryDto,
  AllocationResponse,
  ChangeAllocationDto,
  CreateAllocationDto,
  CreatePoolDto,
  PoolListResponse,
  PoolQueryDto,
  PoolResponse,
} from './pool.dto.js';

@ApiTags('money')
@Controller()
export class PoolController {
  constructor(
    private readonly pools: FundPools,
    private readonly allocations: Allocations,
    private readonly ledger: Ledger,
  ) {}

  /** Fund pools of the caller's place and below, newest first, with what is free, allocated and paid. */
  @Get('fund-pools')
  @Require('authenticated')
  listPools(@CurrentActor() actor: Actor, @Query() query: PoolQueryDto): Promise<PoolListResponse> {
    return this.pools.list(actor, query) as never;
  }

  /** Records money received under one document; the pool lies where the caller's finance department lies. */
  @Post('fund-pools')
  @Require('finance_officer')
  createPool(@CurrentActor() actor: Actor, @Body() body: CreatePoolDto): Promise<PoolResponse> {
    return this.pools.create(actor, body) as never;
  }

  /** A pool with what is free, allocated, unpaid and paid of it. */
  @Get('fund-pools/:id')
  @Require('authenticated')
  getPool(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<PoolResponse> {
    return this.pools.get(actor, id) as never;
  }

  /** Statement of the pool, newest entry first. */
  @Get('fund-pools/:id/ledger')
  @Require('authenticated')
  poolLedger(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Query() query: ListQuery,
  ): Promise<StatementResponse> {
    return this.ledger.ofPool(actor, id, query) as never;
  }

  /** Allocation documents, newest first. */
  @Get('allocations')
  @Require('authenticated')
  listAllocations(@CurrentActor() actor: Actor, @Query() query: AllocationQueryDto): Promise<AllocationListResponse> {
    return this.allocations.list(actor, query) as never;
  }

  /** Drafts a document; its lines reserve money of the pool. */
  @Post('allocations')
  @Require('finance_officer', 'reviewer')
  createAllocation(@CurrentActor() actor: Actor, @Body() body: CreateAllocationDto): Promise<AllocationResponse> {
    return this.allocations.create(actor, body) as never;
  }

  /** An allocation document with its lines, one for each project. */
  @Get('allocations/:id')
  @Require('authenticated')
  getAllocation(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<AllocationResponse> {
    return this.allocations.get(actor, id) as never;
  }

  /** While it is a draft or was returned. */
  @Patch('allocations/:id')
  @Require('finance_officer', 'reviewer')
  changeAllocation(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @ExpectedVersion() version: number,
    @Body() body: ChangeAllocationDto,
  ): Promise<AllocationResponse> {
    return this.allocations.change(actor, id, version, body) as never;
  }

  /** `submit`, `recall`, `withdraw`; approved through /approvals by finance of the pool's place. */
  @Post('allocations/:id/actions/:action')
  @HttpCode(200)
  @Require('finance_officer', 'reviewer')
  actOnAllocation(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Param('action') action: string,
  ): Promise<AllocationResponse> {
    return this.allocations.act(actor, id, action) as never;
  }
}
