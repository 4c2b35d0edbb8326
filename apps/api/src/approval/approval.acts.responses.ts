import { BilingualResponse, DecisionAnswerResponse } from './approval.responses.js';

export class BulkItemResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f70" */
  id!: string;
  /** @example "refused" */
  result!: 'done' | 'refused';
  /** What the decision came to; null when it was refused. */
  answer!: DecisionAnswerResponse | null;
  /** Stable code of the refusal. @example "APPROVAL_NOT_PROPOSED" */
  code!: string | null;
  /** Why not. */
  reason!: BilingualResponse | null;
}

export class BulkAnswerResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f7b" */
  id!: string;
  /** @example 29 */
  done!: number;
  /** @example 1 */
  refused!: number;
  /** In the order in which they were sent. */
  items!: BulkItemResponse[];
}

export class UrgeResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f7a" */
  id!: string;
  /** @example "county_lead" */
  stepKey!: string;
  /** The working day that it counts for. @example "2026-03-18" */
  on!: string;
}

export class CopiedResponse {
  /** Those that had not been copied before. */
  organisationIds!: string[];
}

export class ReadResponse {
  /** When the caller read it first. @example "2026-03-18T03:00:00.000Z" */
  readAt!: Date;
}
