import { IsObject, IsOptional } from 'class-validator';
import { CHANGE_KINDS, type ChangeKind } from '#libs/project';
import { IsOneOf, IsPlainText } from '../http/index.js';

export class CreateChangeDto {
  @IsOneOf(CHANGE_KINDS)
  kind!: ChangeKind;

  /** Why. @example "汛期停工" */
  @IsPlainText({ max: 1000, multiline: true })
  reason!: string;

  /** What should change; for `schedule` the new plan of milestones. @example {} */
  @IsOptional()
  @IsObject()
  payload?: Record<string, unknown>;
}

export class ChangeActionDto {
  /** @example "情况已变化" */
  @IsOptional()
  @IsPlainText({ max: 1000, multiline: true })
  comment?: string;
}

export class ChangeResponse {
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f73" */
  id!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f70" */
  projectId!: string;
  /** @example "suspend" */
  kind!: string;
  /** @example "汛期停工" */
  reason!: string;
  /** @example {} */
  payload!: Record<string, unknown>;
  /** @example { "status": "implementing" } */
  before!: Record<string, unknown>;
  /** @example { "status": "suspended" } */
  after!: Record<string, unknown>;
  /** @example "under_review" */
  status!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f75" */
  filedBy!: string;
  /** @example "01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f74" */
  filedOrganisationId!: string;
  /** @example "2026-11-20T08:00:00.000Z" */
  filedAt!: string;
  /** @example null */
  decidedAt!: string | null;
  /** Of the one who returned or refused it. @example null */
  opinion!: string | null;
  /** @example 1 */
  version!: number;
}

export class ChangeListResponse {
  items!: ChangeResponse[];
  /** @example null */
  nextCursor!: string | null;
}

export class DifferenceResponse {
  /** @example "status" */
  path!: string;
  /** @example "implementing" */
  before!: unknown;
  /** @example "suspended" */
  after!: unknown;
}

export class ChangeDetailResponse extends ChangeResponse {
  /** @example "王建国" */
  personName!: string;
  /** @example "巩义市污水处理有限公司" */
  organisationName!: string;
  diff!: DifferenceResponse[];
  /** The approval under way, if any. */
  approval!: object | null;
}
