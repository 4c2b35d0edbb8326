import type { ProjectAction } from './project.lifecycle.js';

/** Outbox topic of each transition, past tense. */
export const projectEvent: Readonly<Record<ProjectAction, `project.${string}`>> = {
  submit: 'project.submitted',
  recall: 'project.recalled',
  return: 'project.returned',
  resubmit: 'project.resubmitted',
  lapse: 'project.lapsed',
  reject: 'project.rejected',
  approve: 'project.approved',
  expire: 'project.expired',
  start: 'project.started',
  suspend: 'project.suspended',
  resume: 'project.resumed',
  withdraw: 'project.withdrawn',
  terminate: 'project.terminated',
  apply_acceptance: 'project.acceptance_applied',
  require_rectification: 'project.rectification_required',
  fail: 'project.acceptance_failed',
  pass: 'project.acceptance_passed',
  close: 'project.closed',
};

/** Payload of every `project.*` event. */
export interface ProjectMoved {
  projectId: string;
  action: ProjectAction;
  from: string;
  to: string;
  reason: string | null;
}

/** Outcome of a request about the project that does not move it: a start or withdrawal sent back, a change decided. */
export interface RequestAnswered {
  projectId: string;
  subjectType: string;
  subjectId: string;
  filedBy: string;
  outcome: 'approved' | 'returned' | 'rejected';
  opinion: string | null;
}
export const REQUEST_ANSWERED = 'project.request_answered';
