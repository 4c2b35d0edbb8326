import { IsOptional } from 'class-validator';
import { IsCode, IsDay, IsQueryFlag, IsReference, IsReferences, ListQuery } from '../http/index.js';

export class InboxQuery extends ListQuery {
  /** Only what was not read yet. */
  @IsOptional()
  @IsQueryFlag()
  unread?: boolean;
}

export class MarkReadDto {
  /** Ids of the caller's messages; left out, all of them are marked. @example ["01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f72"] */
  @IsOptional()
  @IsReferences({ min: 1, max: 200 })
  ids?: string[];
}

export class ReminderQuery extends ListQuery {
  @IsOptional()
  @IsReference()
  project?: string;

  /** What is due: a milestone, an approval, a project. */
  @IsOptional()
  @IsReference()
  subject?: string;

  /** A stage, or a family of them. @example "urge" */
  @IsOptional()
  @IsCode(/^[a-z]{1,20}(-\d{1,4})?$/)
  stage?: string;

  /** Region code; a city stands for all below it. @example "410100" */
  @IsOptional()
  @IsCode(/^\d{6}$/)
  region?: string;
}

export class SweepDto {
  /** The Shanghai day to stand at; today when left out. @example "2026-11-23" */
  @IsOptional()
  @IsDay()
  asOf?: string;
}

export class MessageResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f70" */
  id!: string;
  /** @example "reminder" */
  kind!: string;
  /** @example "今日到期：巩义市产业集聚区污水处理厂二期 · 设备安装（2026-11-23）" */
  titleZh!: string;
  /** @example "Due: 巩义市产业集聚区污水处理厂二期 · 设备安装 (2026-11-23)" */
  titleEn!: string;
  /** @example "" */
  bodyZh!: string;
  /** @example "" */
  bodyEn!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f71" */
  projectId!: string | null;
  /** @example "milestone" */
  subjectType!: string | null;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f72" */
  subjectId!: string | null;
  /** @example "2026-11-23T00:05:00.000Z" */
  createdAt!: Date;
  /** @example null */
  readAt!: Date | null;
  /** Set when the matter is finished or its date was moved. @example null */
  settledAt!: Date | null;
}

export class InboxResponse {
  items!: MessageResponse[];
  /** @example null */
  nextCursor!: string | null;
  /** Unread messages in all. @example 3 */
  unread!: number;
}

export class MarkedResponse {
  /** How many were unread and are read now. @example 2 */
  read!: number;
}

export class TextResponse {
  /** @example "里程碑到期" */
  zh!: string;
  /** @example "Milestone finish" */
  en!: string;
}

export class ResponsibleResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f73" */
  id!: string;
  /** @example "巩义市污水处理有限公司" */
  nameZh!: string;
  /** @example "Gongyi Wastewater Treatment Co." */
  nameEn!: string;
}

export class RecipientResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f74" */
  personId!: string;
  /** @example "王磊" */
  name!: string;
  /** 抄送: for information. @example false */
  cc!: boolean;
}

export class ReminderResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f70" */
  id!: string;
  /** @example "milestone_finish" */
  rule!: string;
  /** @example "milestone" */
  subjectType!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f72" */
  subjectId!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f71" */
  projectId!: string | null;
  /** @example "巩义市产业集聚区污水处理厂二期 · 设备安装" */
  title!: string;
  /** @example "2026-11-01" */
  dueOn!: string;
  /** @example "supervise-1" */
  stage!: string;
  /** Day on which the stage was reached. @example "2026-11-08" */
  stageOn!: string;
  /** @example "2026-11-08T23:05:00.000Z" */
  recordedAt!: Date;
  /** @example null */
  cancelledAt!: Date | null;
  /** @example "410181" */
  regionCode!: string;
  /** When the matter was finished or moved. @example null */
  closedAt!: Date | null;
  /** Name of the due source. @example { "zh": "里程碑到期", "en": "Milestone finish" } */
  ruleName!: TextResponse;
  /** @example { "zh": "督办（一级）", "en": "Supervision level 1" } */
  stageName!: TextResponse;
  responsible!: ResponsibleResponse;
  /** Who was told at this stage. @example [] */
  recipients!: RecipientResponse[];
}

export class ReminderListResponse {
  items!: ReminderResponse[];
  /** @example null */
  nextCursor!: string | null;
}

export class LetterResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f70" */
  id!: string;
  /** @example "豫督〔2026〕12号" */
  number!: string;
  /** @example "milestone" */
  subjectType!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f72" */
  subjectId!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f71" */
  projectId!: string | null;
  /** @example "巩义市产业集聚区污水处理厂二期 · 设备安装" */
  title!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f73" */
  organisationId!: string;
  /** @example "巩义市污水处理有限公司" */
  organisationName!: string;
  /** @example "2026-11-02" */
  issuedOn!: string;
  /** Five working days after the issue. @example "2026-11-09" */
  answerDueOn!: string;
  /** @example "410181" */
  regionCode!: string;
}

export class LetterListResponse {
  items!: LetterResponse[];
  /** @example null */
  nextCursor!: string | null;
}

export class RuleCountsResponse {
  /** @example "milestone_finish" */
  rule!: string;
  /** Ladders that were opened. @example 4 */
  opened!: number;
  /** Ladders that ended because the matter was finished or moved. @example 1 */
  closed!: number;
  /** Reminders recorded, per stage. @example { "due": 3, "urge-1": 1 } */
  stages!: Record<string, number>;
  /** @example 4 */
  messages!: number;
  /** @example 0 */
  letters!: number;
  /** Stages whose offices nobody holds: the province's supervisors were told instead. @example 0 */
  unaddressed!: number;
  /** Years without a holiday table that stages in working days reach into: counted as ordinary weekdays. @example [2027] */
  missingYears!: number[];
}

export class SweepFailureResponse {
  /** @example "monthly_report" */
  rule!: string;
  /** @example "QueryFailedError" */
  error!: string;
}

export class SweepResponse {
  /** @example "2026-11-23" */
  asOf!: string;
  rules!: RuleCountsResponse[];
  failures!: SweepFailureResponse[];
}
