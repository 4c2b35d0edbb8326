import type { CalendarDate, DepartmentKind, Tier } from '#libs/kernel';
import type { ApprovalStatus, StepStatus, TaskStatus } from './approval.lifecycle.js';
import type { ResumeAt, Subject } from './approval.types.js';
import type { RouteDefinition } from './route.rules.js';
import type { StepMode } from './step.rules.js';

/** An approval as approval_lock() answers it: what every rule is asked about. */
export interface ApprovalState {
  id: string;
  subject: Subject;
  projectId: string | null;
  title: string;
  status: ApprovalStatus;
  round: number;
  routeId: string;
  route: RouteDefinition;
  ownerOrganisationId: string | null;
  filedBy: string;
  /** Everybody who ever filed it: nobody of them decides on it (§4). */
  filers: readonly string[];
  currentStepId: string | null;
  dueOn: CalendarDate | null;
  returnedStepKey: string | null;
  resumeAt: ResumeAt | null;
  version: number;
  /** How many desks have decided, in all rounds. */
  decisions: number;
  /** The asker has decided in this round, or earlier on a step that still counts. */
  decidedHere: boolean;
  /** Every run of every step, by seq and round. */
  steps: readonly StepState[];
}

export interface StepState {
  id: string;
  seq: number;
  key: string;
  round: number;
  title: string;
  titleEn: string;
  tier: Tier;
  regionCode: string | null;
  mode: StepMode;
  /** Approvals that mode `quorum` needs. */
  quorum: number | null;
  persons: number;
  cc: boolean;
  limitDays: number | null;
  reason: string;
  reasonEn: string;
  status: StepStatus;
  dueOn: CalendarDate | null;
  tasks: readonly TaskState[];
}

export interface TaskState {
  id: string;
  organisationId: string;
  kind: DepartmentKind;
  status: TaskStatus;
  persons: number;
  proposedBy: string | null;
  decidedBy: string | null;
}
