export { acceptanceEntities } from './acceptance.entity.js';
export { AcceptanceErrors } from './acceptance.errors.js';
export { AcceptanceEvent } from './acceptance.events.js';
export {
  acceptanceLifecycle,
  finalAccountsLifecycle,
  rectificationLifecycle,
  type AcceptanceStatus,
  type FinalAccountsStatus,
  type RectificationStatus,
} from './acceptance.lifecycle.js';
export { AcceptanceModule } from './acceptance.module.js';
export type * from './acceptance.rows.js';
export {
  COST_KINDS,
  FINDINGS,
  FULL_MARKS,
  LEVELS,
  VOTES,
  type ConfirmedOutput,
  type CostKind,
  type CostLine,
  type EvaluationLevel,
  type Finding,
  type Grade,
  type NewRectification,
  type Scores,
  type SelfAnswer,
  type Vote,
} from './acceptance.rules.js';
export { AcceptanceApplications, type AcceptanceApplication } from './application.service.js';
export { ProjectClosing, type CloseConfirmation } from './closing.service.js';
export { AcceptanceConclusions, type Conclusion } from './conclusion.service.js';
export { drawOrder, type Expert } from './draw.rules.js';
export { Evaluations, type EvaluationRow, type EvaluationsView } from './evaluation.service.js';
export { FinalAccountsDesk, type FinalAccountsInput, type FinalAccountsView } from './final-accounts.service.js';
export { AcceptanceGroups } from './group.service.js';
export { AcceptancePassing } from './passing.service.js';
export { PublicNotices } from './public-notice.service.js';
export { Rectifications } from './rectification.service.js';
export { AcceptanceRounds } from './rounds.service.js';
