import { IsOptional } from 'class-validator';
import { IsCode, IsReference, ListQuery } from '../http/index.js';

export class AuditListQuery extends ListQuery {
  /** @example project */
  @IsCode(/^[a-z][a-z_]{0,63}$/)
  subjectType!: string;

  @IsReference()
  subjectId!: string;
}

export class AuditVerificationQuery {
  /** Together with `subjectId`: only this one; without both: the whole trail that the caller may see. */
  @IsOptional()
  @IsCode(/^[a-z][a-z_]{0,63}$/)
  subjectType?: string;

  @IsOptional()
  @IsReference()
  subjectId?: string;
}

export class AuditEntryAnswer {
  subjectType!: string;
  subjectId!: string;
  /** Counts the entries of this subject from 1. */
  seq!: number;
  projectId!: string | null;
  at!: Date;
  personId!: string;
  personName!: string;
  organisationId!: string;
  /** @example project.submitted */
  action!: string;
  before!: unknown;
  after!: unknown;
  reason!: string | null;
  requestId!: string;
  /** Covers every field of this entry and `prevHash`. */
  hash!: string;
  prevHash!: string;
}

export class AuditPage {
  items!: AuditEntryAnswer[];
  nextCursor!: string | null;
}

export class AuditFaultAnswer {
  kind!: 'edited' | 'removed' | 'reordered' | 'cut off';
  subjectType!: string;
  subjectId!: string;
  seq!: number;
}

export class AuditVerificationAnswer {
  entries!: number;
  subjects!: number;
  /** Empty when the trail is whole. */
  faults!: AuditFaultAnswer[];
}
