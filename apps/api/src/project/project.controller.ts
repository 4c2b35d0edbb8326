import { Body, Controller, Get, Header, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor, Language } from '#libs/kernel';
import { ProjectActions, ProjectDrafts, ProjectHistory, ProjectOutputs, ProjectReading } from '#libs/project';
import { CurrentActor, ExpectedVersion, IdParam, ListQuery, OptionalVersion, Require } from '../http/index.js';
import { CallerLanguage } from './language.js';
import { ActionDto, CreateProjectDto, ProjectListQueryDto, ReportOutputsDto, UpdateProjectDto } from './project.dto.js';
import {
  ActionAnswerResponse,
  DraftResponse,
  HistoryResponse,
  OutputsResponse,
  ProjectListResponse,
  ProjectResponse,
} from './project.responses.js';
import { RoutePreviewResponse } from './route-preview.responses.js';

@ApiTags('projects')
@Controller('projects')
export class ProjectController {
  constructor(
    private readonly reading: ProjectReading,
    private readonly drafts: ProjectDrafts,
    private readonly actions: ProjectActions,
    private readonly history: ProjectHistory,
    private readonly outputs: ProjectOutputs,
  ) {}

  /** Projects within the caller's scope, filtered and sorted; drafts are seen by their owner only. */
  @Get()
  @Require('authenticated')
  @Header('vary', 'Accept-Language')
  list(
    @CurrentActor() actor: Actor,
    @Query() { light, ...query }: ProjectListQueryDto,
    @CallerLanguage() language: Language,
  ): Promise<ProjectListResponse> {
    return this.reading.list(actor, { ...query, ...(light ? { extra: { light } } : {}) }, language) as never;
  }

  /** A new draft of the caller's organisation. */
  @Post()
  @Require('owner')
  create(@CurrentActor() actor: Actor, @Body() body: CreateProjectDto): Promise<DraftResponse> {
    return this.drafts.create(actor, body);
  }

  /** The project with budget, outputs, approvals under way, and each action: allowed, or why not. */
  @Get(':id')
  @Require('authenticated')
  @Header('vary', 'Accept-Language')
  get(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @CallerLanguage() language: Language,
  ): Promise<ProjectResponse> {
    return this.reading.detail(actor, id, language) as never;
  }

  /** Changes a draft, or a project returned for correction. What is left out stays as it is. */
  @Patch(':id')
  @Require('owner')
  update(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @ExpectedVersion() version: number,
    @Body() body: UpdateProjectDto,
  ): Promise<DraftResponse> {
    return this.drafts.update(actor, id, version, body);
  }

  /**
   * Takes an action of the lifecycle: submit, recall, resubmit, withdraw, start, copy; suspend, resume and terminate file a
   * change request. What is decided elsewhere (an approval, an acceptance) answers 422 and names the place.
   */
  @Post(':id/actions/:action')
  @HttpCode(200)
  @Require('owner', 'reviewer', 'approver', 'finance_officer', 'finance_approver')
  act(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Param('action') action: string,
    @OptionalVersion() version: number | undefined,
    @Body() { comment, ...body }: ActionDto,
  ): Promise<ActionAnswerResponse> {
    return this.actions.take(actor, id, action, { reason: comment ?? null, version, ...body });
  }

  /** Who did what, when and why, newest first. */
  @Get(':id/history')
  @Require('authenticated')
  log(@CurrentActor() actor: Actor, @IdParam() id: string, @Query() query: ListQuery): Promise<HistoryResponse> {
    return this.history.list(actor, id, query) as never;
  }

  /** The steps that an application of this project will take, and why each. */
  @Get(':id/route-preview')
  @Require('authenticated')
  preview(@CurrentActor() actor: Actor, @IdParam() id: string): Promise<RoutePreviewResponse> {
    return this.reading.routePreview(actor, id) as never;
  }

  /** What was achieved, reported by the owner before acceptance. */
  @Put(':id/outputs')
  @Require('owner')
  report(
    @CurrentActor() actor: Actor,
    @IdParam() id: string,
    @Body() body: ReportOutputsDto,
  ): Promise<OutputsResponse> {
    return this.outputs.report(actor, id, body.outputs);
  }
}
