export class ApprovalItemResponse {
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
  /** @example "2026-03-16T02:00:00.000Z" */
  openedAt!: Date;
  /** @example null */
  finishedAt!: Date | null;
  /** @example "李敏" */
  filedBy!: string;
  /** @example "county_lead" */
  stepKey!: string | null;
  /** @example "县级牵头部门审核" */
  stepTitle!: string | null;
  /** @example "County lead department" */
  stepTitleEn!: string | null;
  /** @example "2026-03-23" */
  dueOn!: string | null;
  /** Working days to the limit, negative past it; passing it approves nothing. @example 5 */
  remainingWorkingDays!: number | null;
  /** In `todo`: open waits for a proposal, proposed for a decision. @example "open" */
  taskStatus!: string | null;
  /** In `done`: what the caller said. @example null */
  outcome!: string | null;
  /** In `cc`: when the caller marked it as read. @example null */
  readAt!: Date | null;
}

export class ApprovalListResponse {
  items!: ApprovalItemResponse[];
  /** @example null */
  nextCursor!: string | null;
}

export class ApprovalCountsResponse {
  /** @example 3 */
  todo!: number;
  /** To decide and past the limit. @example 1 */
  overdue!: number;
  /** @example 12 */
  done!: number;
  /** @example 0 */
  started!: number;
  /** @example 2 */
  cc!: number;
  /** Copied to the department and not yet marked as read by the caller. @example 1 */
  ccUnread!: number;
}
