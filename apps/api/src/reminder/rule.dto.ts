import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsOptional, ValidateNested } from 'class-validator';
import type { Tier } from '#libs/kernel';
import type { Channel } from '#libs/reminder';
import { IsCode, IsDay, IsOneOf, IsPlainText, IsTexts, IsWhole } from '../http/index.js';

export class TitleDto {
  /** @example "催办：{title}（{due} 到期，已逾期 {daysLate} 天）" */
  @IsPlainText({ max: 200 })
  zh!: string;

  /** @example "Overdue: {title} (was due {due}, {daysLate} days late)" */
  @IsPlainText({ max: 200 })
  en!: string;
}

export class BodyDto {
  /** @example "{unit}：请尽快办理。" */
  @IsPlainText({ max: 2000, multiline: true })
  zh!: string;

  /** @example "{unit}: please act." */
  @IsPlainText({ max: 2000, multiline: true })
  en!: string;
}

export class RuleStageDto {
  /** `notice-<days>`, `due`, `urge` or `supervise-<level 1–9>`. @example "urge" */
  @IsCode(/^[a-z]{1,20}(-\d{1,4})?$/)
  stage!: string;

  /** Days from the due date; negative before it. @example 1 */
  @IsWhole({ min: -730, max: 730 })
  offset!: number;

  /** Whether the days of `offset` and `repeat` are calendar or working days. @example "calendar" */
  @IsOneOf(['calendar', 'working'])
  unit!: 'calendar' | 'working';

  /** Again every so many days; `urge` only. @example 7 */
  @IsOptional()
  @IsWhole({ min: 1, max: 365 })
  repeat?: number | null;

  /** Whose matter it is: words of `recipients`. @example ["responsible"] */
  @IsTexts({ max: 20, length: 40 })
  to!: string[];

  /** Who is told. @example ["lead_county"] */
  @IsOptional()
  @IsTexts({ max: 20, length: 40 })
  cc?: string[];

  /** `inbox` always, `mail`, `webhook`. @example ["inbox", "mail"] */
  @IsTexts({ max: 3, length: 20 })
  channels!: Channel[];

  /** A numbered supervision letter is issued. @example false */
  @IsOptional()
  @IsBoolean()
  letter?: boolean;

  /** No preference of a person switches it off; supervision always is. @example false */
  @IsOptional()
  @IsBoolean()
  mandatory?: boolean;

  @ValidateNested()
  @Type(() => TitleDto)
  title!: TitleDto;

  @ValidateNested()
  @Type(() => BodyDto)
  body!: BodyDto;
}

export class PutRuleDto {
  /** Only for projects of this tier; left out, for all. @example "county" */
  @IsOptional()
  @IsOneOf(['province', 'city', 'county'])
  tier?: Tier;

  /** Only for projects of this category; left out, for all. @example "04" */
  @IsOptional()
  @IsCode(/^\d{2}$/)
  category?: string;

  /** First day that the version holds for; today when left out. @example "2026-12-01" */
  @IsOptional()
  @IsDay()
  validFrom?: string;

  /** Why. @example "汛期提前催办" */
  @IsOptional()
  @IsPlainText({ max: 500 })
  note?: string;

  /** In the order of their days; the last is the most urgent. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(30)
  @ValidateNested({ each: true })
  @Type(() => RuleStageDto)
  stages!: RuleStageDto[];
}

export class PreviewDto extends PutRuleDto {
  /** First day; with `to`, at most 31 days. @example "2026-11-16" */
  @IsOptional()
  @IsDay()
  from?: string;

  /** Last day. @example "2026-11-22" */
  @IsOptional()
  @IsDay()
  to?: string;
}

export class RuleTextResponse {
  /** @example "催办：{title}（{due} 到期，已逾期）" */
  zh!: string;
  /** @example "Overdue: {title} (was due {due})" */
  en!: string;
}

export class RuleStageResponse {
  /** @example "urge" */
  stage!: string;
  /** Days from the due date. @example 1 */
  offset!: number;
  /** @example "calendar" */
  unit!: 'calendar' | 'working';
  /** @example 7 */
  repeat!: number | null;
  /** @example ["responsible"] */
  to!: string[];
  /** @example ["lead_county"] */
  cc!: string[];
  /** @example ["inbox", "mail"] */
  channels!: string[];
  /** Whether a numbered supervision letter is issued. @example false */
  letter!: boolean;
  /** @example false */
  mandatory!: boolean;
  title!: RuleTextResponse;
  body!: RuleTextResponse;
}

export class RuleResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f70" */
  id!: string;
  /** A due source, or `default` for all that have no rule of their own. @example "default" */
  rule!: string;
  /** `*` for any. @example "*" */
  tier!: string;
  /** `*` for any. @example "*" */
  categoryCode!: string;
  /** @example 1 */
  version!: number;
  /** @example "2026-12-01" */
  validFrom!: string;
  stages!: RuleStageResponse[];
  /** @example "汛期提前催办" */
  note!: string;
  /** @example "2026-11-23T01:00:00.000Z" */
  createdAt!: Date;
  /** @example "王磊" */
  createdBy!: string;
}

export class RuleVersionListResponse {
  items!: RuleResponse[];
}

export class SourceResponse {
  /** @example "milestone_finish" */
  rule!: string;
  /** @example "里程碑到期" */
  zh!: string;
  /** @example "Milestone finish" */
  en!: string;
}

export class RecipientWordResponse {
  /** @example "lead_county" */
  word!: string;
  /** @example "县级牵头部门负责人" */
  zh!: string;
  /** @example "county lead, approver" */
  en!: string;
}

export class PlaceholderResponse {
  /** @example "daysLate" */
  name!: string;
  /** @example "逾期天数" */
  zh!: string;
  /** @example "days past the due date, or 0" */
  en!: string;
}

export class RuleListResponse {
  /** Every due source there is. */
  sources!: SourceResponse[];
  /** Words for `to` and `cc`. */
  recipients!: RecipientWordResponse[];
  /** What texts may name in braces. */
  placeholders!: PlaceholderResponse[];
  items!: RuleResponse[];
}

export class PreviewCountResponse {
  /** @example "urge" */
  stage!: string;
  /** Stages that would have been reached. @example 12 */
  reminders!: number;
  /** Messages that people would have got at this stage. @example 20 */
  messages!: number;
}

export class PreviewRecipientResponse {
  /** @example "王磊" */
  name!: string;
  /** @example false */
  cc!: boolean;
}

export class PreviewExampleResponse {
  /** @example "milestone_finish" */
  rule!: string;
  /** @example "milestone" */
  subjectType!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f72" */
  subjectId!: string;
  /** @example "2026-11-10" */
  dueOn!: string;
  /** @example "urge-1" */
  stage!: string;
  /** @example "2026-11-11" */
  on!: string;
  /** @example "催办：巩义市产业集聚区污水处理厂二期 · 设备安装（2026-11-10 到期，已逾期）" */
  titleZh!: string;
  /** @example "Overdue: 巩义市产业集聚区污水处理厂二期 · 设备安装 (was due 2026-11-10)" */
  titleEn!: string;
  recipients!: PreviewRecipientResponse[];
}

export class PreviewResponse {
  /** @example "2026-11-16" */
  from!: string;
  /** @example "2026-11-22" */
  to!: string;
  /** Per stage of the rule; what repeats is counted together. */
  counts!: PreviewCountResponse[];
  /** At most twenty. */
  examples!: PreviewExampleResponse[];
  /** Years without a holiday table that stages in working days reach into. @example [] */
  missingYears!: number[];
}
