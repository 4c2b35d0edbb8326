import type { CalendarDate, DepartmentKind, FundSource, Tier } from '#libs/kernel';
import type { Tx } from '#libs/platform';

/** Everything that is decided through the engine (§4). The engine knows a subject only as {type, id}. */
export const SUBJECT_TYPES = [
  'application',
  'withdrawal',
  'project_start',
  'milestone_plan',
  'milestone_completion',
  'progress_report',
  'change',
  'allocation',
  'disbursement',
  'acceptance',
  'final_accounts',
  'target_decomposition',
] as const;
export type SubjectType = (typeof SUBJECT_TYPES)[number];

export interface Subject {
  type: SubjectType;
  id: string;
}

/** What a route may depend on (route.rules.ts): nothing else is ever asked. */
export interface RouteFacts {
  tier: Tier;
  regionCode: string;
  cityCode: string | null;
  countyCode: string | null;
  leadKind: DepartmentKind;
  coSignKinds: readonly DepartmentKind[];
  categoryCode: string | null;
  workCode: string | null;
  sources: readonly FundSource[];
  totalInvestment: bigint;
  /** Only for the subject `change`: schedule, budget, terminate … */
  changeKind?: string | null;
}

export interface OpenApproval {
  subject: Subject;
  projectId: string | null;
  title: string;
  ownerOrganisationId: string | null;
  /** The person who files it; they never decide on it (§4 separation of duties). */
  filedBy: string;
  facts: RouteFacts;
}

export interface ApprovalRef {
  id: string;
  subject: Subject;
  projectId: string | null;
  title: string;
  filedBy: string;
  round: number;
}

export const OUTCOMES = ['approve', 'return', 'reject'] as const;
export type Outcome = (typeof OUTCOMES)[number];
/** After a correction: at the step that returned it, or from the first one. */
export const RESUME_POINTS = ['here', 'start'] as const;
export type ResumeAt = (typeof RESUME_POINTS)[number];

export interface DecisionInput {
  outcome: Outcome;
  opinion?: string | null;
  /** Only with `return`: `owner` (default) or the key of an earlier step. */
  returnTo?: string;
  /** Only with a return to the owner; default `here`. */
  resumeAt?: ResumeAt;
}

/** One decision as the subject's lib hears of it. */
export interface StepDecision {
  stepKey: string;
  organisationId: string;
  /** A reviewer proposes, an approver decides. */
  act: 'propose' | 'decide';
  outcome: Outcome;
  /** True when this decision ended the step. */
  stepDone: boolean;
  /** The step that opened because of it. */
  nextStepKey: string | null;
}

/** Registered by the lib that owns the subject. Each method runs in the transaction of the decision: if it throws, the decision is not taken. */
export interface OutcomeHandler {
  type: SubjectType;
  approved(tx: Tx, approval: ApprovalRef): Promise<void>;
  /** Returned to the owner. A return to an earlier step reaches `decided` only. */
  returned(tx: Tx, approval: ApprovalRef, info: { opinion: string; correctionDue: CalendarDate }): Promise<void>;
  rejected(tx: Tx, approval: ApprovalRef, info: { opinion: string }): Promise<void>;
  recalled?(tx: Tx, approval: ApprovalRef): Promise<void>;
  /** After every decision, before the outcome if it has one. */
  decided?(tx: Tx, approval: ApprovalRef, decision: StepDecision): Promise<void>;
}

export interface CurrentApproval {
  id: string;
  status: 'pending' | 'returned';
  /** Null while returned to the owner. */
  currentStep: {
    key: string;
    title: string;
    titleEn: string;
    dueOn: CalendarDate;
    desks: { organisationId: string; organisationName: string; status: string }[];
  } | null;
  correctionDueOn: CalendarDate | null;
}

export interface DecisionAnswer {
  id: string;
  status: string;
  act: 'propose' | 'decide';
  outcome: Outcome;
  round: number;
  version: number;
  currentStep: { key: string; title: string; titleEn: string; dueOn: CalendarDate } | null;
  correctionDueOn: CalendarDate | null;
}
