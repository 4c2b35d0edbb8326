import { Controller, Get, Query } from '@nestjs/common';
import type { Actor } from '#libs/kernel';
import { Catalogue, Plans } from '#libs/plan';
import { CodeParam, CurrentActor, Require } from '../http/index.js';
import { CategoryConfigurationAnswer } from './configuration.dto.js';
import {
  CategoriesAnswer,
  DeadlineQuery,
  DeadlinesAnswer,
  IndicatorsAnswer,
  PlansAnswer,
  StrategicActionsAnswer,
  TargetQuery,
  TargetsAnswer,
  WorkQuery,
  WorksAnswer,
} from './plan.dto.js';

/** Lists of a plan are short and come whole: `nextCursor` is always null. */
const whole = async <T>(items: Promise<T[]>): Promise<{ items: T[]; nextCursor: null }> => ({
  items: await items,
  nextCursor: null,
});

@Controller()
@Require('authenticated')
export class PlanController {
  constructor(
    private readonly plans: Plans,
    private readonly catalogue: Catalogue,
  ) {}

  /** The plans, side by side, and which one new projects belong to. */
  @Get('plans')
  async listPlans(@CurrentActor() actor: Actor): Promise<PlansAnswer> {
    return { ...(await whole(this.plans.list(actor))), currentPlanCode: this.catalogue.currentPlanCode };
  }

  /** The categories of a plan with their lead and co-signing departments. */
  @Get('plans/:code/categories')
  listCategories(@CurrentActor() actor: Actor, @CodeParam() code: string): Promise<CategoriesAnswer> {
    return whole(this.plans.categories(actor, code));
  }

  /** The works, and what the source of the plan lost. */
  @Get('plans/:code/works')
  async listWorks(
    @CurrentActor() actor: Actor,
    @CodeParam() code: string,
    @Query() query: WorkQuery,
  ): Promise<WorksAnswer> {
    return { ...(await whole(this.plans.works(actor, code, query))), gaps: await this.plans.gaps(actor, code) };
  }

  /** What the works are to bring about. */
  @Get('plans/:code/targets')
  listTargets(
    @CurrentActor() actor: Actor,
    @CodeParam() code: string,
    @Query() query: TargetQuery,
  ): Promise<TargetsAnswer> {
    return whole(this.plans.targets(actor, code, query));
  }

  /** The indicators of the plan with baseline and target, and how each is judged. */
  @Get('plans/:code/indicators')
  listIndicators(@CurrentActor() actor: Actor, @CodeParam() code: string): Promise<IndicatorsAnswer> {
    return whole(this.plans.indicators(actor, code));
  }

  /** Every dated or standing commitment in the text. */
  @Get('plans/:code/deadlines')
  listDeadlines(
    @CurrentActor() actor: Actor,
    @CodeParam() code: string,
    @Query() query: DeadlineQuery,
  ): Promise<DeadlinesAnswer> {
    return whole(this.plans.deadlines(actor, code, query));
  }

  /** Strategic actions, duties of implementation and related mechanisms. */
  @Get('plans/:code/actions')
  listActions(@CurrentActor() actor: Actor, @CodeParam() code: string): Promise<StrategicActionsAnswer> {
    return whole(this.plans.actions(actor, code));
  }

  /** All that a category asks of a project, work by work: fields, documents, milestones, checklist, outputs. */
  @Get('categories/:code/configuration')
  showConfiguration(@CodeParam() code: string): CategoryConfigurationAnswer {
    return this.catalogue.configuration(code);
  }
}
