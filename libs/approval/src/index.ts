export { ApprovalErrors } from './approval.errors.js';
export { approvalCorrectionDue, approvalStepDue } from './approval.due.js';
export { approvalEntities } from './approval.entity.js';
export { ApprovalCopying } from './copying.service.js';
export type { ReturnChoice } from './return.rules.js';
export {
  APPROVAL_COPIED,
  APPROVAL_FINISHED,
  STEP_OPENED,
  STEP_URGED,
  type ApprovalCopied,
  type ApprovalFinished,
  type StepOpened,
  type StepUrged,
} from './approval.events.js';
export { approvalLifecycle, stepLifecycle, taskLifecycle, type ApprovalStatus } from './approval.lifecycle.js';
export { ApprovalModule } from './approval.module.js';
export { Approvals } from './approval.service.js';
export {
  OUTCOMES,
  RESUME_POINTS,
  SUBJECT_TYPES,
  type ApprovalRef,
  type CurrentApproval,
  type DecisionAnswer,
  type DecisionInput,
  type OpenApproval,
  type Outcome,
  type OutcomeHandler,
  type ResumeAt,
  type RouteFacts,
  type StepDecision,
  type Subject,
  type SubjectType,
} from './approval.types.js';
export { ApprovalBulk, BULK_LIMIT, type BulkAnswer, type BulkItem } from './bulk.service.js';
export { ApprovalUrging, type UrgeAnswer } from './urging.service.js';
export { routeLoader } from './route.loader.js';
export type { PlannedStep, RouteDefinition, SeatedStep, StepDefinition } from './route.rules.js';
export { STEP_MODES, type Quorum, type StepMode } from './step.rules.js';
export {
  ApprovalReading,
  BOXES,
  type ActionView,
  type ApprovalStory,
  type Box,
  type BoxFilter,
  type BoxItem,
  type DecisionView,
  type StoryStep,
  type UrgeView,
} from './approval.reading.service.js';
