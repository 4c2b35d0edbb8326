import type { Subject } from './approval.types.js';

/** A step waits for its desks. */
export const STEP_OPENED = 'approval.step_opened';
/** Whoever waits asks the open desks to hurry. */
export const STEP_URGED = 'approval.step_urged';
/** Departments are told without being asked. */
export const APPROVAL_COPIED = 'approval.copied';
/** Over for good: approved, rejected, recalled or cancelled. */
export const APPROVAL_FINISHED = 'approval.finished';

export interface StepOpened {
  approvalId: string;
  stepId: string;
  stepKey: string;
  taskIds: string[];
  subject: Subject;
  projectId: string | null;
  dueOn: string;
}

export interface StepUrged {
  urgeId: string;
  approvalId: string;
  stepId: string;
  note: string | null;
}

export interface ApprovalCopied {
  approvalId: string;
  organisationIds: string[];
  note: string | null;
}

export interface ApprovalFinished {
  approvalId: string;
  subject: Subject;
  projectId: string | null;
  title: string;
  outcome: 'approved' | 'rejected' | 'recalled' | 'cancelled';
  filedBy: string;
  reason: string | null;
}
