import { IsOptional } from 'class-validator';
import {
  BOXES,
  BULK_LIMIT,
  OUTCOMES,
  RESUME_POINTS,
  SUBJECT_TYPES,
  type Box,
  type Outcome,
  type ResumeAt,
  type SubjectType,
} from '#libs/approval';
import { IsCode, IsOneOf, IsPlainText, IsReference, IsReferences, ListQuery } from '../http/index.js';

export class BoxQuery extends ListQuery {
  /** 待办, 已办, 我发起 or 抄送我. @example "todo" */
  @IsOptional()
  @IsOneOf(BOXES)
  box: Box = 'todo';

  @IsOptional()
  @IsOneOf(SUBJECT_TYPES)
  subjectType?: SubjectType;

  @IsOptional()
  @IsReference()
  projectId?: string;

  /** Words in the title. @example "污水" */
  @IsOptional()
  @IsPlainText({ max: 100 })
  q?: string;
}

export class RouteQuery {
  @IsOptional()
  @IsOneOf(SUBJECT_TYPES)
  subjectType?: SubjectType;
}

export class DecisionDto {
  /** @example "return" */
  @IsOneOf(OUTCOMES)
  outcome!: Outcome;

  /** Required for return and reject. @example "可研报告缺少投资估算表，请补充。" */
  @IsOptional()
  @IsPlainText({ max: 2000, multiline: true })
  opinion?: string;

  /** Only with `return`: `owner` (default) or the key of an earlier step. @example "owner" */
  @IsOptional()
  @IsCode(/^[a-z][a-z0-9_]{0,63}$/)
  returnTo?: string;

  /** Only with a return to the owner: where it goes on after the correction. @example "here" */
  @IsOptional()
  @IsOneOf(RESUME_POINTS)
  resumeAt?: ResumeAt;
}

export class BulkDecisionDto extends DecisionDto {
  /** One to a hundred approvals, each once. */
  @IsReferences({ min: 1, max: BULK_LIMIT })
  ids!: string[];
}

export class UrgeDto {
  /** Why it is urgent. @example "施工窗口期将过，请尽快办理" */
  @IsOptional()
  @IsPlainText({ max: 500, multiline: true })
  note?: string;
}

export class CopyDto {
  /** Departments that may see it, or the owner. */
  @IsReferences({ min: 1, max: 20 })
  organisationIds!: string[];

  /** Why they are told. @example "供参考" */
  @IsOptional()
  @IsPlainText({ max: 500, multiline: true })
  note?: string;
}
