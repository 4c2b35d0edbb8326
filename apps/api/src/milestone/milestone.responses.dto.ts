export class BaselineItemResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f72" */
  milestoneId!: string;
  /** @example 3 */
  seq!: number;
  /** @example "土建施工" */
  name!: string;
  /** @example "2026-03-01" */
  plannedStart!: string;
  /** @example "2026-09-30" */
  plannedFinish!: string;
  /** @example 3500 */
  weightBp!: number;
  /** @example "主体结构验收记录" */
  deliverables!: string;
  /** @example ["photo"] */
  evidenceKinds!: string[];
}

export class BaselineResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f70" */
  id!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f71" */
  projectId!: string;
  /** Version of the plan, from 1. @example 1 */
  number!: number;
  /** @example "approved" */
  status!: string;
  /** @example null */
  note!: string | null;
  /** The change request it came by. @example null */
  changeId!: string | null;
  /** @example "2026-03-16T02:00:00.000Z" */
  createdAt!: Date;
  /** @example "2026-03-20T02:00:00.000Z" */
  approvedAt!: Date | null;
  /** For If-Match. @example 2 */
  version!: number;
  items!: BaselineItemResponse[];
}

export class BaselineListResponse {
  items!: BaselineResponse[];
}

export class BaselineWrittenResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f70" */
  id!: string;
  /** @example 1 */
  number!: number;
  /** @example 2 */
  version!: number;
}

export class MovedResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f70" */
  id!: string;
  /** @example "under_approval" */
  status!: string;
}

export class MilestoneResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f72" */
  id!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f71" */
  projectId!: string;
  /** @example 3 */
  seq!: number;
  /** @example "土建施工" */
  name!: string;
  /** @example "2026-03-01" */
  plannedStart!: string;
  /** @example "2026-09-30" */
  plannedFinish!: string;
  /** @example 3500 */
  weightBp!: number;
  /** @example "主体结构验收记录" */
  deliverables!: string;
  /** @example ["photo"] */
  evidenceKinds!: string[];
  /** @example "in_progress" */
  status!: string;
  /** @example 45 */
  percent!: number;
  /** @example "2026-03-10" */
  startedOn!: string | null;
  /** @example null */
  approvedOn!: string | null;
  /** @example 4 */
  version!: number;
}

export class MilestoneViewResponse extends MilestoneResponse {
  /** Planned finish before today (Asia/Shanghai) and not approved. @example false */
  overdue!: boolean;
}

export class ProgressResponse {
  items!: MilestoneViewResponse[];
  /** Physical progress in basis points. @example 4250 */
  progressBp!: number;
  /** 红黄绿; null while nothing is being built. @example "yellow" */
  light!: string | null;
  /** Months whose report is overdue. @example ["2026-09-01"] */
  missedReports!: string[];
}

export class CompletionResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f75" */
  id!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f72" */
  milestoneId!: string;
  /** @example "主体结构已完成并通过验收" */
  note!: string;
  /** @example "2026-09-20" */
  finishedOn!: string;
  /** @example ["01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f74"] */
  fileIds!: string[];
  /** @example "submitted" */
  status!: string;
  /** @example "2026-09-21T02:00:00.000Z" */
  filedAt!: Date;
  /** @example null */
  decidedAt!: Date | null;
  /** @example null */
  opinion!: string | null;
}

export class CompletionListResponse {
  items!: CompletionResponse[];
}

export class ReportItemResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f72" */
  milestoneId!: string;
  /** @example 45 */
  percent!: number;
}

export class ReportResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f76" */
  id!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f71" */
  projectId!: string;
  /** First day of the month reported on. @example "2026-10-01" */
  period!: string;
  /** Yuan. @example "12500000.00" */
  investmentDone!: string;
  /** @example "" */
  problems!: string;
  /** @example "" */
  nextSteps!: string;
  /** @example null */
  fallReason!: string | null;
  /** @example [] */
  fileIds!: string[];
  /** @example "accepted" */
  status!: string;
  /** @example "2026-11-05T02:00:00.000Z" */
  filedAt!: Date;
  /** @example 2 */
  version!: number;
  items!: ReportItemResponse[];
}

export class ReportListResponse {
  items!: ReportResponse[];
  /** @example null */
  nextCursor!: string | null;
}

export class CurvePointResponse {
  /** Last day of a month. @example "2026-10-31" */
  on!: string;
  /** Basis points. @example 4800 */
  planned!: number;
  /** Basis points; null after the last report. @example 4250 */
  actual!: number | null;
}

export class CurveResponse {
  items!: CurvePointResponse[];
}
