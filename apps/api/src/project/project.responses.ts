import type { ActionAnswer, ActionView, FileView, HistoryEntry, OutputView } from '#libs/project';

/** One action of a project, for this caller, now. */
export class ActionResponse implements ActionView {
  /** @example "submit" */
  action!: ActionView['action'];
  /** @example "提交" */
  name!: string;
  /** Which resource brings it about. @example "action" */
  via!: ActionView['via'];
  /** @example true */
  allowed!: boolean;
  /** Why not, as a stable code. @example "PROJECT_NOT_OWNER" */
  code?: string;
  /** Why not, in the caller's language. @example "只有项目单位的填报人可以操作" */
  reason?: string;
}

export class DraftResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f70" */
  id!: string;
  /** Given at the first submission. @example "HN-04-2-410181-2026-0007" */
  number!: string | null;
  /** @example "draft" */
  status!: string;
  /** Send it back as `If-Match: "1"`. @example 1 */
  version!: number;
}

export class ActionAnswerResponse implements ActionAnswer {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f70" */
  id!: string;
  /** @example "HN-04-2-410181-2026-0007" */
  number!: string | null;
  /** @example "HNK-2026-000123" */
  libraryNumber!: string | null;
  /** @example "under_review" */
  status!: string;
  /** @example 4 */
  version!: number;
}

export class BudgetLineResponse {
  /** @example "province" */
  source!: string;
  /** @example 2026 */
  year!: number;
  /** @example "12000000.00" */
  amount!: string;
}

export class OutputResponse implements OutputView {
  /** @example "cod_reduction" */
  metric!: string;
  /** @example "t/a" */
  unit!: string;
  /** @example "320.5" */
  plannedValue!: string;
  /** @example "318" */
  reportedValue!: string | null;
  /** Confirmed at acceptance; only this counts towards targets. @example null */
  confirmedValue!: string | null;
}

export class OutputsResponse {
  outputs!: OutputResponse[];
}

export class DeskResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f71" */
  organisationId!: string;
  /** @example "巩义市生态环境局" */
  organisationName!: string;
  /** @example "open" */
  status!: string;
}

export class OpenStepResponse {
  /** @example "县级牵头部门审核" */
  title!: string;
  /** @example "County lead department" */
  titleEn!: string;
  /** @example "2026-11-30" */
  dueOn!: string | null;
  desks!: DeskResponse[];
}

export class OpenRequestResponse {
  /** The approval. @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f72" */
  id!: string;
  /** @example "application" */
  subjectType!: string;
  /** @example "open" */
  status!: string;
  step!: OpenStepResponse | null;
}

export class OpenChangeResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f73" */
  id!: string;
  /** @example "suspend" */
  kind!: string;
  /** @example "under_review" */
  status!: string;
}

export class SitePointResponse {
  /** @example 112.981 */
  longitude!: number;
  /** @example 34.752 */
  latitude!: number;
}

export class ProjectListItemResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f70" */
  id!: string;
  /** @example "HN-04-2-410181-2026-0007" */
  number!: string | null;
  /** @example "巩义市回郭镇生活污水处理厂提标改造工程" */
  name!: string;
  /** @example "under_review" */
  status!: string;
  /** In the caller's language. @example "审核中" */
  statusName!: string;
  /** @example "HN-ECO-15FYP" */
  planCode!: string;
  /** @example "04" */
  categoryCode!: string;
  /** @example "04-2" */
  workCode!: string;
  /** @example "county" */
  tier!: string;
  /** @example "410181" */
  regionCode!: string;
  /** @example "巩义市" */
  regionName!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f74" */
  ownerOrganisationId!: string;
  /** @example "巩义市污水处理有限公司" */
  ownerName!: string;
  /** @example "2026-410181-77-01-000123" */
  projectCode!: string | null;
  /** @example "HNK-2026-000123" */
  libraryNumber!: string | null;
  /** @example "2026-12-01" */
  plannedStart!: string | null;
  /** @example "2027-10-31" */
  plannedFinish!: string | null;
  /** @example "38000000.00" */
  totalInvestment!: string | null;
  /** While returned for correction: its term. @example null */
  returnedDueOn!: string | null;
  /** green, yellow or red, once there is a plan of milestones. @example "green" */
  light?: string | null;
  /** @example "2026-11-23T08:00:00.000Z" */
  updatedAt!: string;
  /** @example 3 */
  version!: number;
}

export class ProjectListResponse {
  items!: ProjectListItemResponse[];
  /** @example null */
  nextCursor!: string | null;
}

export class ProjectResponse extends ProjectListItemResponse {
  /** Kind of the lead department. @example "ecology" */
  leadKind!: string;
  /** @example "410100" */
  cityCode!: string | null;
  /** @example "410181" */
  countyCode!: string | null;
  /** @example "巩义市回郭镇人民路1号" */
  siteAddress!: string | null;
  sitePoint!: SitePointResponse | null;
  /** @example "将现有一级B排放标准提升至一级A" */
  summary!: string | null;
  /** @example "断面水质不能稳定达标" */
  need!: string | null;
  /** @example "规模2万立方米/日" */
  contentScale!: string | null;
  /** @example { "capacity": 20000 } */
  answers!: Record<string, unknown>;
  /** @example "王建国" */
  contactName!: string | null;
  /** @example "0371-64350000" */
  contactPhone!: string | null;
  budget!: BudgetLineResponse[];
  outputs!: OutputResponse[];
  /** Approvals under way: the application, a start, a withdrawal … */
  requests!: OpenRequestResponse[];
  openChange!: OpenChangeResponse | null;
  actions!: ActionResponse[];
  /** @example "2026-11-20T08:00:00.000Z" */
  submittedAt!: string | null;
  /** @example "2026-12-20" */
  reservedOn!: string | null;
  /** @example "2029-12-20" */
  libraryExpiresOn!: string | null;
  /** @example null */
  startedOn!: string | null;
  /** @example null */
  suspendedOn!: string | null;
  /** Days of all finished suspensions together. @example 0 */
  suspendedDays!: number;
  /** @example null */
  completedOn!: string | null;
  /** @example null */
  closedOn!: string | null;
  /** @example null */
  copiedFrom!: string | null;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f75" */
  createdBy!: string;
  /** @example "2026-11-20T07:30:00.000Z" */
  createdAt!: string;
}

export class HistoryEntryResponse implements Omit<HistoryEntry, 'at'> {
  /** @example "2026-11-23T08:00:00.000Z" */
  at!: string;
  /** @example "submit" */
  action!: string;
  /** @example "project" */
  subjectType!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f70" */
  subjectId!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f75" */
  personId!: string;
  /** @example "王建国" */
  personName!: string;
  /** @example "巩义市污水处理有限公司" */
  organisationName!: string | null;
  /** @example "补充可行性研究报告" */
  reason!: string | null;
  /** @example "draft" */
  fromStatus!: string | null;
  /** @example "under_review" */
  toStatus!: string | null;
  /** @example { "status": "draft" } */
  before!: Record<string, unknown> | null;
  /** @example { "status": "under_review" } */
  after!: Record<string, unknown> | null;
}

export class HistoryResponse {
  items!: HistoryEntryResponse[];
  /** @example null */
  nextCursor!: string | null;
}

export class FileResponse implements Omit<FileView, 'uploadedAt'> {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f76" */
  id!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f70" */
  projectId!: string;
  /** Document of the category, or a kind of evidence. @example "feasibility" */
  kind!: string;
  /** @example "可行性研究报告.pdf" */
  name!: string;
  /** Found from the content, not from the name. @example "application/pdf" */
  mediaType!: string;
  /** @example 482133 */
  sizeBytes!: number;
  /** @example "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" */
  sha256!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f75" */
  uploadedBy!: string;
  /** @example "2026-11-20T08:00:00.000Z" */
  uploadedAt!: string;
}

export class FileListResponse {
  items!: FileResponse[];
}

export class FileDeletedResponse {
  /** @example true */
  deleted!: true;
}
