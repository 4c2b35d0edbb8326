import { Body, Controller, Get, HttpCode, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Actor } from '#libs/kernel';
import { ANY, ReminderRules, RulePreviews, type RuleInput } from '#libs/reminder';
import { CodeParam, CurrentActor, ExpectedVersion, Require } from '../http/index.js';
import {
  PreviewDto,
  PreviewResponse,
  PutRuleDto,
  RuleListResponse,
  RuleResponse,
  RuleVersionListResponse,
} from './rule.dto.js';

@ApiTags('reminders')
@Controller('reminder-rules')
export class ReminderRuleController {
  constructor(
    private readonly rules: ReminderRules,
    private readonly previews: RulePreviews,
  ) {}

  /** The rule sets in force, with every due source, recipient and placeholder that a rule may name. */
  @Get()
  @Require('authenticated')
  list(@CurrentActor() actor: Actor): Promise<RuleListResponse> {
    return this.rules.inForce(actor);
  }

  /** Every version of a rule, the newest first, also those still to come. `default` is the ladder of all that have no own one. */
  @Get(':rule/versions')
  @Require('authenticated')
  versions(@CurrentActor() actor: Actor, @CodeParam('rule') rule: string): Promise<RuleVersionListResponse> {
    return this.rules.versions(actor, rule);
  }

  /** Adds a version for a tier and category; If-Match names the newest one, "0" when there is none yet. */
  @Put(':rule')
  @Require('system_admin')
  put(
    @CurrentActor() actor: Actor,
    @CodeParam('rule') rule: string,
    @ExpectedVersion() version: number,
    @Body() body: PutRuleDto,
  ): Promise<RuleResponse> {
    return this.rules.put(actor, inputOf(rule, body), version);
  }

  /** What would have been sent in a week under this rule; the last seven days when no days are given. Writes nothing. */
  @Post(':rule/preview')
  @HttpCode(200)
  @Require('system_admin')
  preview(
    @CurrentActor() actor: Actor,
    @CodeParam('rule') rule: string,
    @Body() { from, to, ...body }: PreviewDto,
  ): Promise<PreviewResponse> {
    return this.previews.preview(actor, inputOf(rule, body), { from, to });
  }
}

function inputOf(rule: string, { tier, category = ANY, stages, ...rest }: PutRuleDto): RuleInput {
  return {
    ...rest,
    rule,
    tier: tier ?? ANY,
    categoryCode: category,
    stages: stages.map(({ repeat = null, cc = [], letter = false, mandatory = false, ...stage }) => ({
      ...stage,
      repeat,
      cc,
      letter,
      mandatory,
    })),
  };
}
