import type { RouteDefinition } from '#libs/approval';

export class NamedPersonResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f72" */
  id!: string;
  /** @example "李敏" */
  name!: string;
}

export class RouteVersionResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f73" */
  id!: string;
  /** @example 1 */
  version!: number;
}

export class ApprovalDeskResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f74" */
  id!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f75" */
  organisationId!: string;
  /** @example "巩义市生态环境局" */
  organisationName!: string;
  /** @example "Gongyi ecology" */
  organisationNameEn!: string;
  /** @example "ecology" */
  kind!: string;
  /** @example "proposed" */
  status!: string;
  /** 1 where one person suffices. @example 2 */
  persons!: number;
  /** @example null */
  proposedBy!: string | null;
  /** @example null */
  decidedBy!: string | null;
}

export class DecisionResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f76" */
  id!: string;
  /** @example "decide" */
  act!: string;
  /** @example "approve" */
  outcome!: string;
  /** Owners see it for returns and rejections, and for the rest when all is over. @example "同意" */
  opinion!: string | null;
  /** @example null */
  returnTo!: string | null;
  /** @example null */
  resumeAt!: string | null;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f77" */
  personId!: string;
  /** @example "王强" */
  personName!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f75" */
  organisationId!: string;
  /** @example 1 */
  round!: number;
  /** @example "2026-03-17T03:00:00+00:00" */
  at!: string;
}

export class UrgeOfStepResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f7a" */
  id!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f77" */
  personId!: string;
  /** @example "李敏" */
  personName!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f75" */
  organisationId!: string;
  /** The working day that it counts for. @example "2026-03-18" */
  onDay!: string;
  /** @example "施工窗口期将过，请尽快办理" */
  note!: string | null;
  /** @example "2026-03-18T03:00:00+00:00" */
  at!: string;
}

export class StepResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f78" */
  id!: string;
  /** @example 1 */
  seq!: number;
  /** @example "county_lead" */
  key!: string;
  /** @example 1 */
  round!: number;
  /** @example "县级牵头部门审核" */
  title!: string;
  /** @example "County lead department" */
  titleEn!: string;
  /** @example "county" */
  tier!: string;
  /** Null where the region has no such tier. @example "410181" */
  regionCode!: string | null;
  /** @example "single" */
  mode!: string;
  /** Approvals that a step of mode `quorum` needs. @example null */
  quorum!: number | null;
  /** @example 2 */
  persons!: number;
  /** Told, not asked. @example false */
  cc!: boolean;
  /** planned, skipped, copied, open, approved, returned, rejected, closed, superseded. @example "open" */
  status!: string;
  /** In working days. @example 5 */
  limitDays!: number | null;
  /** @example "2026-03-23" */
  dueOn!: string | null;
  /** @example 4 */
  remainingWorkingDays!: number | null;
  /** Why it comes, or why it is skipped. @example "县级项目申请中央或省级资金" */
  reason!: string;
  /** @example "A county project that asks for central or provincial money" */
  reasonEn!: string;
  /** @example "2026-03-16T02:00:00+00:00" */
  openedAt!: string | null;
  /** @example null */
  finishedAt!: string | null;
  tasks!: ApprovalDeskResponse[];
  decisions!: DecisionResponse[];
  urges!: UrgeOfStepResponse[];
}

export class BilingualResponse {
  /** @example "本单位不是审批部门" */
  zh!: string;
  /** @example "Your department has no desk here" */
  en!: string;
}

export class ApprovalActionResponse {
  /** @example "return" */
  action!: string;
  /** Whether it would be a proposal or the decision. @example "propose" */
  act!: string | null;
  /** @example true */
  allowed!: boolean;
  /** @example null */
  code!: string | null;
  /** Why not. */
  reason!: BilingualResponse | null;
  /** Where a return may go. @example ["owner"] */
  returnTo!: string[];
}

export class ReturnChoiceResponse {
  /** @example "county_lead" */
  key!: string;
  /** @example "县级牵头部门审核" */
  title!: string;
  /** @example "County lead department" */
  titleEn!: string;
  /** @example true */
  allowed!: boolean;
  /** Why not. */
  reason!: BilingualResponse | null;
}

export class ApprovalResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f70" */
  id!: string;
  /** @example "application" */
  subjectType!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f71" */
  subjectId!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f71" */
  projectId!: string | null;
  /** @example "巩义市产业集聚区污水处理厂二期" */
  title!: string;
  /** @example "pending" */
  status!: string;
  /** @example 1 */
  round!: number;
  /** @example "410181" */
  regionCode!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f79" */
  ownerOrganisationId!: string | null;
  /** @example "2026-03-16T02:00:00.000Z" */
  openedAt!: Date;
  /** @example null */
  finishedAt!: Date | null;
  /** @example null */
  finishReason!: string | null;
  /** Of the open step, or of the correction. @example "2026-03-23" */
  dueOn!: string | null;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f78" */
  currentStepId!: string | null;
  /** @example null */
  returnedStepKey!: string | null;
  /** @example null */
  resumeAt!: string | null;
  /** @example 2 */
  version!: number;
  filedBy!: NamedPersonResponse;
  route!: RouteVersionResponse;
  steps!: StepResponse[];
  actions!: ApprovalActionResponse[];
  /** Every step as a place to return to from the open one, or why not; empty when none is open. */
  returnable!: ReturnChoiceResponse[];
}

export class CurrentStepResponse {
  /** @example "county_finance" */
  key!: string;
  /** @example "县级财政审核" */
  title!: string;
  /** @example "County finance" */
  titleEn!: string;
  /** @example "2026-03-19" */
  dueOn!: string;
}

export class DecisionAnswerResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f70" */
  id!: string;
  /** Of the approval after this decision. @example "pending" */
  status!: string;
  /** @example "decide" */
  act!: string;
  /** @example "approve" */
  outcome!: string;
  /** @example 1 */
  round!: number;
  /** @example 3 */
  version!: number;
  /** The step that is open now. */
  currentStep!: CurrentStepResponse | null;
  /** After a return to the owner. @example null */
  correctionDueOn!: string | null;
}

export class RouteResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f73" */
  id!: string;
  /** @example "application" */
  subjectType!: string;
  /** @example 1 */
  version!: number;
  /** @example "2020-01-01" */
  validFrom!: string;
  /** Rules in order: the first that matches gives the steps; those under `append` add theirs. */
  definition!: RouteDefinition;
  /** @example "2026-03-16T02:00:00.000Z" */
  createdAt!: Date;
  /** @example "系统" */
  createdBy!: string;
}

export class RouteListResponse {
  items!: RouteResponse[];
}
