import type { Subject } from './approval.types.js';

/** A step waits for its desks. */
export const STEP_OPENED = 'approval.step_opened';
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

export interface ApprovalFinished {
  approvalId: string;
  subject: Subject;
  projectId: string | null;
  title: string;
  outcome: 'approved' | 'rejected' | 'recalled' | 'cancelled';
  filedBy: string;
  reason: string | null;
}
