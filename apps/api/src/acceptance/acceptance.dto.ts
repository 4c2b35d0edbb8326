import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, ValidateNested } from 'class-validator';
import { FINDINGS, VOTES, type Finding, type Vote } from '#libs/acceptance';
import { IsCode, IsDay, IsOneOf, IsPlainText, IsReferences, IsWhole, Omittable } from '../http/index.js';

export class SelfAnswerDto {
  /** Key of an item of the category's checklist. @example "scope_completed" */
  @IsCode()
  key!: string;

  @IsOneOf(FINDINGS)
  answer!: Finding;

  /** Needed unless fully met. @example "绿化补植待春季完成" */
  @Omittable()
  @IsPlainText({ max: 1000, multiline: true })
  note?: string;
}

export class ApplyAcceptanceDto {
  /** What was built and what it brought. @example "工程内容全部建成，试运行三个月，出水稳定达标" */
  @IsPlainText({ max: 4000, multiline: true })
  statement!: string;

  /** As-built documents uploaded to the project. @example ["01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f74"] */
  @IsReferences({ min: 1, max: 100 })
  asBuiltFileIds!: string[];

  /** The self-check: every item of the checklist once. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => SelfAnswerDto)
  answers!: SelfAnswerDto[];
}

export class DrawGroupDto {
  /** Three or more, an odd number. @example 3 */
  @Omittable()
  @IsWhole({ min: 1, max: 15 })
  size?: number;
}

export class DeclareConflictDto {
  /** True gives up the seat to the next one drawn. @example false */
  @IsBoolean()
  conflict!: boolean;

  /** Needed with a conflict. @example "曾任该项目设计咨询" */
  @Omittable()
  @IsPlainText({ max: 500 })
  reason?: string;
}

export class AnswerItemDto {
  /** @example "scope_completed" */
  @IsCode()
  key!: string;

  @IsOneOf(FINDINGS)
  finding!: Finding;

  /** Needed unless met. @example "管网末端流量计未安装" */
  @Omittable()
  @IsPlainText({ max: 1000, multiline: true })
  note?: string;
}

export class VoteDto {
  @IsOneOf(VOTES)
  vote!: Vote;

  /** Needed unless pass. @example "计量设施须补装并校验" */
  @Omittable()
  @IsPlainText({ max: 1000, multiline: true })
  opinion?: string;
}

export class NewRectificationDto {
  /** @example "补装管网末端流量计并完成校验" */
  @IsPlainText({ max: 1000, multiline: true })
  text!: string;

  /** @example "2026-12-31" */
  @IsDay()
  dueOn!: string;
}

export class ConcludeDto {
  /** What the convenor reads from the votes; refused when the majority says otherwise. @example "rectify" */
  @Omittable()
  @IsOneOf(VOTES)
  conclusion?: Vote;

  /** The opinion of the group; with a failure it holds the reasons. @example "主体工程合格，计量设施不完善，限期整改" */
  @IsPlainText({ max: 4000, multiline: true })
  opinion!: string;

  /** At least one if the conclusion is rectification. */
  @Omittable()
  @IsArray()
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => NewRectificationDto)
  items?: NewRectificationDto[];
}

export class PublishNoticeDto {
  /** Today if left out. @example "2026-11-23" */
  @Omittable()
  @IsDay()
  startsOn?: string;

  /** Where the public can read it. @example "巩义市人民政府网站" */
  @IsPlainText({ max: 200 })
  medium!: string;
}

export class UpholdObjectionDto {
  /** @example "群众反映排口标识缺失，核查属实" */
  @IsPlainText({ max: 4000, multiline: true })
  opinion!: string;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(50)
  @ValidateNested({ each: true })
  @Type(() => NewRectificationDto)
  items!: NewRectificationDto[];
}

export class ConfirmedOutputDto {
  /** @example "cod_reduced" */
  @IsCode()
  metric!: string;

  /** A decimal number as text, at most four places. @example "365.5" */
  @IsCode(/^\d{1,16}(\.\d{1,4})?$/)
  value!: string;
}

export class PassDto {
  /** Every output of the project once: from here on it counts towards targets and indicators. */
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => ConfirmedOutputDto)
  outputs!: ConfirmedOutputDto[];

  /** @example "公示无异议" */
  @Omittable()
  @IsPlainText({ max: 1000, multiline: true })
  comment?: string;
}

export class SubmitRectificationDto {
  /** @example "流量计已安装，校验证书见附件" */
  @IsPlainText({ max: 2000, multiline: true })
  note!: string;

  /** Evidence uploaded to the project. @example ["01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f75"] */
  @IsReferences({ min: 1, max: 50 })
  fileIds!: string[];
}

export class CloseRectificationDto {
  /** @example "现场核实，已完成" */
  @IsPlainText({ max: 1000, multiline: true })
  opinion!: string;
}

export class ReturnRectificationDto extends CloseRectificationDto {
  /** A new day, if the old one is too near. @example "2027-01-15" */
  @Omittable()
  @IsDay()
  dueOn?: string;
}
