import { Body, Controller, Get, HttpCode, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '#libs/kernel';
import { Baselines, Completions, Progress, Reports } from '#libs/milestone';
import { CodeParam, CurrentActor, IdParam, ListQuery, OptionalVersion, Require } from '../http/index.js';
import { FileReportDto, MilestoneActionDto, PutBaselineDto } from './milestone.dto.js';
import {
  BaselineListResponse,
  BaselineWrittenResponse,
  CompletionListResponse,
  CurveResponse,
  MilestoneResponse,
  MovedResponse,
  ProgressResponse,
  ReportListResponse,
} from './milestone.responses.dto.js';

@ApiTags('milestones')
@Controller()
export class MilestoneController {
  constructor(
    private readonly baselines: Baselines,
    private readonly completions: Completions,
    private readonly progress: Progress,
    private readonly reports: Reports,
  ) {}

  /** All versions of the milestone plan, newest first. */
  @Get('projects/:id/baseline')
  @Require('authenticated')
  plans(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<BaselineListResponse> {
    return this.baselines.list(actor, id);
  }

  /** Writes the plan in preparation as a whole; If-Match once there is one. */
  @Put('projects/:id/baseline')
  @Require('owner')
  putPlan(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @OptionalVersion() version: number | undefined,
    @Body() body: PutBaselineDto,
  ): Promise<BaselineWrittenResponse> {
    return this.baselines.put(actor, id, body, version);
  }

  /** Files the plan with the lead department. */
  @Post('projects/:id/baseline/actions/submit')
  @HttpCode(200)
  @Require('owner')
  submitPlan(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<MovedResponse> {
    return this.baselines.submit(actor, id);
  }

  /** Milestones with overdue, light, weighted progress and missed reports. */
  @Get('projects/:id/milestones')
  @Require('authenticated')
  milestones(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<ProgressResponse> {
    return this.progress.of(actor, id);
  }

  /** `begin`, or `submit` the completion with evidence. */
  @Post('milestones/:id/actions/:action')
  @HttpCode(200)
  @Require('owner')
  act(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @CodeParam('action') action: string,
    @Body() body: MilestoneActionDto,
  ): Promise<MilestoneResponse> {
    return this.completions.act(actor, id, action, body);
  }

  /** Every filing of the completion with its evidence and the department's opinion. */
  @Get('milestones/:id/completions')
  @Require('authenticated')
  filings(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<CompletionListResponse> {
    return this.progress.completions(actor, id);
  }

  /** Monthly reports, newest first. */
  @Get('projects/:id/reports')
  @Require('authenticated')
  listReports(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Query() query: ListQuery,
  ): Promise<ReportListResponse> {
    return this.reports.list(actor, id, query) as never;
  }

  /** Files the report of a month, or a returned one again. */
  @Post('projects/:id/reports')
  @Require('owner')
  fileReport(@CurrentActor() actor: Actor, @IdParam() id: string, @Body() body: FileReportDto): Promise<MovedResponse> {
    return this.reports.file(actor, id, { ...body, period: `${body.period}-01` });
  }

  /** Planned and reported progress at the end of each month. */
  @Get('projects/:id/s-curve')
  @Require('authenticated')
  sCurve(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<CurveResponse> {
    return this.progress.sCurve(actor, id);
  }
}
