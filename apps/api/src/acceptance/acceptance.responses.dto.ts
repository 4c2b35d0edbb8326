export class AcceptanceSummaryResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f70" */
  id!: string;
  /** @example 1 */
  round!: number;
  /** applied, grouped, concluded_pass, rectification, rectified, failed, public_notice, passed. @example "grouped" */
  status!: string;
  /** @example "2026-10-08T02:00:00.000Z" */
  filedAt!: Date;
  /** pass, rectify, fail. @example null */
  conclusion!: string | null;
  /** @example null */
  concludedAt!: Date | null;
  /** @example null */
  passedOn!: string | null;
  /** @example 2 */
  version!: number;
}

export class AcceptanceListResponse {
  items!: AcceptanceSummaryResponse[];
}

export class ReportedOutputResponse {
  /** @example "cod_reduced" */
  metric!: string;
  /** @example "t/a" */
  unit!: string;
  /** @example "360.0000" */
  plannedValue!: string;
  /** As reported when acceptance was applied for. @example "365.5000" */
  reportedValue!: string | null;
}

export class ExpertResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f05" */
  personId!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f06" */
  organisationId!: string;
}

export class AcceptanceItemResponse {
  /** @example "scope_completed" */
  key!: string;
  /** @example "建设内容全部完成" */
  titleZh!: string;
  /** @example "Scope completed" */
  titleEn!: string;
  /** met, partly, not_met. @example "met" */
  selfAnswer!: string;
  /** @example null */
  selfNote!: string | null;
  /** What the group found. @example "met" */
  finding!: string | null;
  /** @example null */
  note!: string | null;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f05" */
  foundBy!: string | null;
  /** @example "2026-10-12T02:00:00.000Z" */
  foundAt!: Date | null;
}

export class AcceptanceMemberResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f05" */
  personId!: string;
  /** @example "赵敏" */
  personName!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f06" */
  organisationId!: string;
  /** @example "郑州市生态环境局" */
  organisationName!: string;
  /** Place in the order drawn. @example 1 */
  seat!: number;
  /** none, or conflict: the seat was given up. @example "none" */
  declaration!: string | null;
  /** @example null */
  conflictReason!: string | null;
  /** @example "2026-10-10T02:00:00.000Z" */
  declaredAt!: Date | null;
  /** Before the conclusion only one's own is shown. @example "pass" */
  vote!: string | null;
  /** @example null */
  voteOpinion!: string | null;
  /** @example "2026-10-12T03:00:00.000Z" */
  castAt!: Date | null;
}

export class TallyResponse {
  /** @example 3 */
  pass!: number;
  /** @example 0 */
  rectify!: number;
  /** @example 0 */
  fail!: number;
}

export class RectificationResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f79" */
  id!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f70" */
  acceptanceId!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f71" */
  projectId!: string;
  /** @example 1 */
  seq!: number;
  /** @example "补装管网末端流量计" */
  text!: string;
  /** @example "2026-12-31" */
  dueOn!: string;
  /** open, submitted, returned, closed. @example "open" */
  status!: string;
  /** @example null */
  evidenceNote!: string | null;
  /** @example [] */
  fileIds!: string[];
  /** @example null */
  submittedBy!: string | null;
  /** @example null */
  submittedAt!: Date | null;
  /** @example null */
  decidedBy!: string | null;
  /** @example null */
  decidedAt!: Date | null;
  /** @example null */
  opinion!: string | null;
  /** @example 1 */
  version!: number;
}

export class RectificationListResponse {
  items!: RectificationResponse[];
}

export class PublicNoticeResponse {
  /** @example "2026-10-14" */
  startsOn!: string;
  /** @example "2026-10-28" */
  endsOn!: string;
  /** @example 10 */
  workingDays!: number;
  /** @example "巩义市人民政府网站" */
  medium!: string;
  /** False when the holiday table lacks a year of the term. @example true */
  calendarComplete!: boolean;
  /** @example "2026-10-14T02:00:00.000Z" */
  publishedAt!: Date;
}

export class BothLanguagesResponse {
  /** @example "表决" */
  zh!: string;
  /** @example "Vote" */
  en!: string;
}

export class OfferedActionResponse {
  /** @example "vote" */
  action!: string;
  label!: BothLanguagesResponse;
  /** @example false */
  allowed!: boolean;
  /** @example "ACCEPTANCE_NOT_MEMBER" */
  code!: string | null;
  reason!: BothLanguagesResponse | null;
}

/** The opinion of the group as text: conclusion, votes, findings and items to be put right. */
export class AcceptanceResponse extends AcceptanceSummaryResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f71" */
  projectId!: string;
  /** @example "工程内容全部建成" */
  statement!: string;
  /** @example ["01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f74"] */
  asBuiltFileIds!: string[];
  reportedOutputs!: ReportedOutputResponse[];
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f01" */
  filedBy!: string;
  /** Seed of the draw: with the pool it gives the same order again. @example "9f2c…" */
  seed!: string | null;
  pool!: ExpertResponse[] | null;
  /** @example "2026-10-09T02:00:00.000Z" */
  drawnAt!: Date | null;
  /** @example null */
  opinion!: string | null;
  /** @example null */
  concludedBy!: string | null;
  items!: AcceptanceItemResponse[];
  members!: AcceptanceMemberResponse[];
  /** Null before the conclusion. */
  tally!: TallyResponse | null;
  rectifications!: RectificationResponse[];
  notice!: PublicNoticeResponse | null;
  actions!: OfferedActionResponse[];
}
