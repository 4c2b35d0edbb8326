import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** A request that was carried out under a key; its answer is given again for 24 h (ADR 0008). */
@Entity('idempotency_key')
@Index('ix_idempotency_key_created_at', ['createdAt'])
export class IdempotencyKey {
  @PrimaryColumn({ name: 'person_id', type: 'uuid', primaryKeyConstraintName: 'pk_idempotency_key' }) personId!: string;
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_idempotency_key' }) key!: string;
  @Column({ name: 'request_hash', type: 'text' }) requestHash!: string;
  /** Not jsonb, which would answer with its members in another order. */
  @Column({ type: 'json', nullable: true }) response!: unknown;
  @Column({ name: 'created_at', type: 'timestamptz' }) createdAt!: Date;
}

/** What happened and must be told, in the transaction that caused it (ADR 0004). */
@Entity('outbox')
@Unique('uq_outbox_key', ['key'])
@Index('ix_outbox_waiting', { synchronize: false })
@Index('ix_outbox_dead', { synchronize: false })
@Index('ix_outbox_delivered', { synchronize: false })
export class OutboxRow {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_outbox' }) id!: string;
  @Column({ type: 'text' }) topic!: string;
  @Column({ type: 'text', nullable: true }) key!: string | null;
  @Column({ type: 'jsonb' }) payload!: Record<string, unknown>;
  @Column({ name: 'created_at', type: 'timestamptz' }) createdAt!: Date;
  @Column({ name: 'available_at', type: 'timestamptz' }) availableAt!: Date;
  @Column({ type: 'int', default: 0 }) attempts!: number;
  @Column({ name: 'last_error', type: 'text', nullable: true }) lastError!: string | null;
  @Column({ name: 'handed_at', type: 'timestamptz', nullable: true }) handedAt!: Date | null;
  @Column({ name: 'delivered_at', type: 'timestamptz', nullable: true }) deliveredAt!: Date | null;
  @Column({ name: 'dead_at', type: 'timestamptz', nullable: true }) deadAt!: Date | null;
}

/** The last minute a schedule ran for, so that a tick runs once per cluster. */
@Entity('schedule_tick')
export class ScheduleTick {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_schedule_tick' }) name!: string;
  @Column({ name: 'last_tick', type: 'timestamptz' }) lastTick!: Date;
}

/** End of a subject's audit chain; its row lock is the queue of the writers (ADR 0005). */
@Entity('audit_head')
export class AuditHead {
  @PrimaryColumn({ name: 'subject_type', type: 'text', primaryKeyConstraintName: 'pk_audit_head' })
  subjectType!: string;
  @PrimaryColumn({ name: 'subject_id', type: 'uuid', primaryKeyConstraintName: 'pk_audit_head' }) subjectId!: string;
  @Column({ type: 'int' }) seq!: number;
  @Column({ type: 'bytea' }) hash!: Buffer;
}

/** One link of a subject's audit chain; appended by audit_append() only. */
@Entity('audit_entry')
@Index('ix_audit_entry_project', { synchronize: false })
@Index('ix_audit_entry_at', { synchronize: false })
export class AuditEntryRow {
  @PrimaryColumn({ name: 'subject_type', type: 'text', primaryKeyConstraintName: 'pk_audit_entry' })
  subjectType!: string;
  @PrimaryColumn({ name: 'subject_id', type: 'uuid', primaryKeyConstraintName: 'pk_audit_entry' }) subjectId!: string;
  @PrimaryColumn({ type: 'int', primaryKeyConstraintName: 'pk_audit_entry' }) seq!: number;
  @Column({ name: 'project_id', type: 'uuid', nullable: true }) projectId!: string | null;
  @Column({ type: 'timestamptz' }) at!: Date;
  @Column({ name: 'person_id', type: 'uuid' }) personId!: string;
  @Column({ name: 'person_name', type: 'text' }) personName!: string;
  @Column({ name: 'organisation_id', type: 'uuid' }) organisationId!: string;
  @Column({ type: 'text' }) action!: string;
  @Column({ type: 'jsonb', nullable: true }) before!: unknown;
  @Column({ type: 'jsonb', nullable: true }) after!: unknown;
  @Column({ type: 'text', nullable: true }) reason!: string | null;
  @Column({ name: 'request_id', type: 'text' }) requestId!: string;
  @Column({ name: 'prev_hash', type: 'bytea' }) prevHash!: Buffer;
  @Column({ type: 'bytea' }) hash!: Buffer;
}

export const platformEntities = [IdempotencyKey, OutboxRow, ScheduleTick, AuditHead, AuditEntryRow];
