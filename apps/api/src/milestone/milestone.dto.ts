import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsOptional, ValidateNested } from 'class-validator';
import { IsCode, IsDay, IsPlainText, IsReference, IsReferences, IsTexts, IsWhole, IsYuan } from '../http/index.js';

export class BaselineItemDto {
  /** Of a milestone that is planned already; left out for a new one. @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f72" */
  @IsOptional()
  @IsReference()
  milestoneId?: string;

  /** @example "土建施工" */
  @IsPlainText({ max: 100 })
  name!: string;

  /** @example "2026-03-01" */
  @IsDay()
  plannedStart!: string;

  /** @example "2026-09-30" */
  @IsDay()
  plannedFinish!: string;

  /** Basis points; all of a plan sum to 10000. @example 3500 */
  @IsWhole({ min: 1, max: 10_000 })
  weightBp!: number;

  /** @example "主体结构验收记录" */
  @IsOptional()
  @IsPlainText({ min: 0, max: 500, multiline: true })
  deliverables?: string;

  /** @example ["photo", "acceptance_record"] */
  @IsOptional()
  @IsTexts({ max: 20, length: 50 })
  evidenceKinds?: string[];
}

export class PutBaselineDto {
  /** In order of their finish. */
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => BaselineItemDto)
  items!: BaselineItemDto[];

  /** @example "按初步设计批复编制" */
  @IsOptional()
  @IsPlainText({ max: 500 })
  note?: string;
}

export class MilestoneActionDto {
  /** Needed by `submit`. @example "主体结构已完成并通过验收" */
  @IsOptional()
  @IsPlainText({ max: 2000, multiline: true })
  note?: string;

  /** Needed by `submit`: the day on which it was reached. @example "2026-09-20" */
  @IsOptional()
  @IsDay()
  finishedOn?: string;

  /** Needed by `submit`: evidence uploaded to the project. @example ["01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f74"] */
  @IsOptional()
  @IsReferences({ max: 50 })
  fileIds?: string[];
}

export class ReportItemDto {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f72" */
  @IsReference()
  milestoneId!: string;

  /** Cumulative physical progress. @example 45 */
  @IsWhole({ min: 0, max: 100 })
  percent!: number;
}

export class FileReportDto {
  /** The month reported on. @example "2026-10" */
  @IsCode(/^\d{4}-(0[1-9]|1[0-2])$/)
  period!: string;

  /** Cumulative investment done. @example "12500000.00" */
  @IsYuan()
  investmentDone!: bigint;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => ReportItemDto)
  items!: ReportItemDto[];

  /** @example "连续降雨影响基坑施工" */
  @IsOptional()
  @IsPlainText({ min: 0, max: 2000, multiline: true })
  problems?: string;

  /** @example "增加作业面，11 月底前完成" */
  @IsOptional()
  @IsPlainText({ min: 0, max: 2000, multiline: true })
  nextSteps?: string;

  /** Why a cumulative figure is lower than reported before. @example "上月误报，现更正" */
  @IsOptional()
  @IsPlainText({ max: 500 })
  fallReason?: string;

  /** Photos and papers uploaded to the project. @example [] */
  @IsOptional()
  @IsReferences({ max: 50 })
  fileIds?: string[];
}
