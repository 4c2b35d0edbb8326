import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsLatitude,
  IsLongitude,
  IsNumber,
  IsObject,
  IsOptional,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { FUND_SOURCES, TIERS, type FundSource } from '#libs/kernel';
import { PROJECT_SORTS, projectLifecycle } from '#libs/project';
import {
  IsCode,
  IsDay,
  IsOneOf,
  IsPlainText,
  IsReference,
  IsSomeOf,
  IsWhole,
  IsYuan,
  ListQuery,
} from '../http/index.js';

/** A field that may be emptied with `null` or left out. */
const Emptiable = (): PropertyDecorator => IsOptional();
/** A field that may be left out but not emptied. */
const MayBeLeftOut = (): PropertyDecorator => ValidateIf((_, value) => value !== undefined);

const WORK = /^\d{2}-\d{1,2}$/;
const REGION = /^\d{6}$/;
/** A decimal with at most four places, as text so that it stays exact. */
const QUANTITY = /^\d{1,15}(\.\d{1,4})?$/;
const PHONE = /^\+?[\d-]{5,20}$/;

export class SitePointDto {
  /** WGS-84. @example 112.981 */
  @IsNumber()
  @IsLongitude()
  longitude!: number;

  /** WGS-84. @example 34.752 */
  @IsNumber()
  @IsLatitude()
  latitude!: number;
}

export class BudgetLineDto {
  @IsOneOf(FUND_SOURCES)
  source!: FundSource;

  /** @example 2026 */
  @IsWhole({ min: 2000, max: 2100 })
  year!: number;

  @IsYuan({ positive: true })
  amount!: bigint;
}

export class OutputLineDto {
  /** A metric of the category. @example "cod_reduction" */
  @IsPlainText({ max: 80 })
  metric!: string;

  /** @example "t/a" */
  @IsPlainText({ max: 30 })
  unit!: string;

  /** @example "320.5" */
  @IsCode(QUANTITY)
  plannedValue!: string;
}

/** Without the three that a draft cannot be without: whether they may be left out is inherited, and cannot be undone. */
class DraftFieldsDto {
  /** Default: the plan in force. @example "HN-ECO-15FYP" */
  @MayBeLeftOut()
  @IsCode()
  planCode?: string;

  /** @example "巩义市回郭镇人民路1号" */
  @Emptiable()
  @IsPlainText({ max: 200 })
  siteAddress?: string | null;

  @Emptiable()
  @ValidateNested()
  @Type(() => SitePointDto)
  sitePoint?: SitePointDto | null;

  /** 项目代码, GB/T 40058-2021, with hyphens. @example "2026-410181-77-01-000123" */
  @Emptiable()
  @IsCode(/^[0-9-]{1,40}$/)
  projectCode?: string | null;

  /** @example "将现有一级B排放标准提升至一级A" */
  @Emptiable()
  @IsPlainText({ max: 2000, multiline: true })
  summary?: string | null;

  /** @example "断面水质不能稳定达标" */
  @Emptiable()
  @IsPlainText({ max: 4000, multiline: true })
  need?: string | null;

  /** @example "规模2万立方米/日" */
  @Emptiable()
  @IsPlainText({ max: 4000, multiline: true })
  contentScale?: string | null;

  @Emptiable()
  @IsDay()
  plannedStart?: string | null;

  @Emptiable()
  @IsDay()
  plannedFinish?: string | null;

  /** Yuan; equals the sum of `budget`. */
  @Emptiable()
  @IsYuan({ positive: true })
  totalInvestment?: bigint | null;

  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(80)
  @ValidateNested({ each: true })
  @Type(() => BudgetLineDto)
  budget?: BudgetLineDto[];

  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => OutputLineDto)
  outputs?: OutputLineDto[];

  /** The category's own fields, checked against its JSON Schema. @example { "capacity": 20000 } */
  @MayBeLeftOut()
  @IsObject()
  answers?: Record<string, unknown>;

  /** @example "王建国" */
  @Emptiable()
  @IsPlainText({ max: 50 })
  contactName?: string | null;

  /** @example "0371-64350000" */
  @Emptiable()
  @IsCode(PHONE)
  contactPhone?: string | null;
}

export class CreateProjectDto extends DraftFieldsDto {
  /** @example "巩义市回郭镇生活污水处理厂提标改造工程" */
  @IsPlainText({ max: 100 })
  name!: string;

  /** @example "04-2" */
  @IsCode(WORK)
  workCode!: string;

  /** @example "410181" */
  @IsCode(REGION)
  regionCode!: string;
}

export class UpdateProjectDto extends DraftFieldsDto {
  /** @example "巩义市回郭镇生活污水处理厂提标改造工程" */
  @MayBeLeftOut()
  @IsPlainText({ max: 100 })
  name?: string;

  /** A work of the plan. @example "04-2" */
  @MayBeLeftOut()
  @IsCode(WORK)
  workCode?: string;

  /** GB/T 2260. @example "410181" */
  @MayBeLeftOut()
  @IsCode(REGION)
  regionCode?: string;
}

export class ActionDto {
  /** Reason or remark; required for suspend, resume and terminate. @example "请予审核" */
  @IsOptional()
  @IsPlainText({ max: 1000, multiline: true })
  comment?: string;

  /** With `submit`: the similar projects that were listed are not the same. @example false */
  @IsOptional()
  @IsBoolean()
  acknowledgeDuplicates?: boolean;
}

export class ReportedOutputDto {
  /** @example "cod_reduction" */
  @IsPlainText({ max: 80 })
  metric!: string;

  /** @example "318" */
  @IsCode(QUANTITY)
  value!: string;
}

export class ReportOutputsDto {
  /** One line for each output. @example [{ "metric": "cod_reduction", "value": "318" }] */
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => ReportedOutputDto)
  outputs!: ReportedOutputDto[];
}

export class ProjectListQueryDto extends ListQuery {
  /** @example "04" */
  @IsOptional()
  @IsCode(/^\d{2}$/)
  category?: string;

  /** @example "04-2" */
  @IsOptional()
  @IsCode(WORK)
  work?: string;

  /** This region and all below it. @example "410100" */
  @IsOptional()
  @IsCode(REGION)
  region?: string;

  @IsOptional()
  @IsOneOf(TIERS)
  tier?: string;

  /** One or several. */
  @IsOptional()
  @IsSomeOf(projectLifecycle.stateNames)
  status?: string[];

  /** Progress light, derived from the milestones. */
  @IsOptional()
  @IsOneOf(['green', 'yellow', 'red'])
  light?: string;

  /** Projects with money from this source. */
  @IsOptional()
  @IsOneOf(FUND_SOURCES)
  fundSource?: string;

  /** Owner organisation. */
  @IsOptional()
  @IsReference()
  owner?: string;

  /** @example "HN-ECO-15FYP" */
  @IsOptional()
  @IsCode()
  plan?: string;

  /** Part of a name, number, project code or library number. @example "污水" */
  @IsOptional()
  @IsPlainText({ max: 100 })
  q?: string;

  /** Planned finish before this day. */
  @IsOptional()
  @IsDay()
  dueBefore?: string;

  /** A leading `-` sorts downwards; default `-updated`. */
  @IsOptional()
  @IsOneOf(PROJECT_SORTS)
  sort?: string;
}
