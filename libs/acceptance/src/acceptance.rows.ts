import type { Bilingual, CalendarDate, Verdict } from '#libs/kernel';
import type {
  AcceptanceAction,
  AcceptanceOperation,
  AcceptanceStatus,
  RectificationStatus,
} from './acceptance.lifecycle.js';
import type { Finding, Vote } from './acceptance.rules.js';
import type { Expert } from './draw.rules.js';

export interface ReportedOutput {
  metric: string;
  unit: string;
  plannedValue: string;
  reportedValue: string | null;
}

/** One round of acceptance as services pass it around. */
export interface AcceptanceRow {
  id: string;
  projectId: string;
  round: number;
  status: AcceptanceStatus;
  statement: string;
  asBuiltFileIds: string[];
  reportedOutputs: ReportedOutput[];
  filedBy: string;
  filedAt: Date;
  seed: string | null;
  pool: Expert[] | null;
  drawnAt: Date | null;
  conclusion: Vote | null;
  opinion: string | null;
  concludedBy: string | null;
  concludedAt: Date | null;
  passedOn: CalendarDate | null;
  version: number;
}

export interface AcceptanceSummary {
  id: string;
  round: number;
  status: AcceptanceStatus;
  filedAt: Date;
  conclusion: Vote | null;
  concludedAt: Date | null;
  passedOn: CalendarDate | null;
  version: number;
}

export interface MemberRow {
  personId: string;
  personName: string;
  organisationId: string;
  organisationName: string;
  seat: number;
  declaration: 'none' | 'conflict' | null;
  conflictReason: string | null;
  declaredAt: Date | null;
  vote: Vote | null;
  voteOpinion: string | null;
  castAt: Date | null;
}

export interface ItemRow {
  key: string;
  titleZh: string;
  titleEn: string;
  selfAnswer: Finding;
  selfNote: string | null;
  finding: Finding | null;
  note: string | null;
  foundBy: string | null;
  foundAt: Date | null;
}

export interface NoticeRow {
  startsOn: CalendarDate;
  endsOn: CalendarDate;
  workingDays: number;
  medium: string;
  /** False when the holiday table lacked a year of the term, so that the last day is only the ordinary reading (§7). */
  calendarComplete: boolean;
  publishedAt: Date;
}

export interface RectificationRow {
  id: string;
  acceptanceId: string;
  projectId: string;
  seq: number;
  text: string;
  dueOn: CalendarDate;
  status: RectificationStatus;
  evidenceNote: string | null;
  fileIds: string[];
  submittedBy: string | null;
  submittedAt: Date | null;
  decidedBy: string | null;
  decidedAt: Date | null;
  opinion: string | null;
  version: number;
}

export interface OfferedAction {
  action: AcceptanceAction | AcceptanceOperation;
  label: Bilingual;
  allowed: boolean;
  code: string | null;
  reason: Bilingual | null;
}

export const offered = (action: OfferedAction['action'], label: Bilingual, verdict: Verdict): OfferedAction => ({
  action,
  label: { zh: label.zh, en: label.en },
  allowed: verdict.allowed,
  code: verdict.allowed ? null : verdict.code,
  reason: verdict.allowed ? null : verdict.reason,
});

/** The opinion of the group as text: conclusion, votes and findings, item by item. */
export interface AcceptanceView extends AcceptanceRow {
  items: ItemRow[];
  members: MemberRow[];
  tally: Record<Vote, number> | null;
  rectifications: RectificationRow[];
  notice: NoticeRow | null;
  actions: OfferedAction[];
}
