import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { ChangeKind, ChangeStatus } from './change.lifecycle.js';

@Entity('change_request')
@Index('uq_change_request_open', { synchronize: false })
@Index('ix_change_request_project_id', ['projectId', 'filedAt', 'id'])
export class ChangeRequest {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_change_request' }) id!: string;
  @Column('uuid', { name: 'project_id' }) projectId!: string;
  @Column('text') kind!: ChangeKind;
  @Column('text') reason!: string;
  @Column('jsonb', { default: {} }) payload!: Record<string, unknown>;
  @Column('jsonb') before!: Record<string, unknown>;
  @Column('jsonb') after!: Record<string, unknown>;
  @Column('text', { default: 'under_review' }) status!: ChangeStatus;
  @Column('uuid', { name: 'filed_by' }) filedBy!: string;
  @Column('uuid', { name: 'filed_organisation_id' }) filedOrganisationId!: string;
  @Column('timestamptz', { name: 'filed_at' }) filedAt!: Date;
  @Column('timestamptz', { name: 'decided_at', nullable: true }) decidedAt!: Date | null;
  @Column('text', { nullable: true }) opinion!: string | null;
  @Column('int', { default: 1 }) version!: number;
}
