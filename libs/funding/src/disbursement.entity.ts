import type { FundSource } from '#libs/kernel';
import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DisbursementStatus } from './funding.lifecycle.js';
import type { SelfSource } from './funding.rules.js';
import { fen } from './pool.entity.js';

@Entity('contract')
@Unique('uq_contract_number', ['projectId', 'number'])
export class Contract {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_contract' }) id!: string;
  @Column('uuid', { name: 'project_id' }) projectId!: string;
  @Column('text') number!: string;
  @Column('text') title!: string;
  @Column('text') party!: string;
  @Column('bigint', { name: 'amount_fen', transformer: fen }) amount!: bigint;
  @Column('bigint', { name: 'settled_fen', default: 0, transformer: fen }) settled!: bigint;
  @Column('int', { name: 'retention_bp', default: 300 }) retentionBp!: number;
  @Column('date', { name: 'signed_on' }) signedOn!: string;
  @Column('uuid', { name: 'file_ids', array: true, default: '{}' }) fileIds!: string[];
  @Column('uuid', { name: 'created_by' }) createdBy!: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('int', { default: 1 }) version!: number;
}

@Entity('disbursement')
@Index('uq_disbursement_voucher', ['poolId', 'voucherNo'], { unique: true })
@Index('ix_disbursement_project_id', ['projectId', 'id'])
@Index('ix_disbursement_line_id', ['lineId'])
@Index('ix_disbursement_contract_id', ['contractId', 'status'])
export class Disbursement {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_disbursement' }) id!: string;
  @Column('uuid', { name: 'project_id' }) projectId!: string;
  @Column('uuid', { name: 'line_id' }) lineId!: string;
  @Column('uuid', { name: 'pool_id' }) poolId!: string;
  @Column('text') source!: FundSource;
  @Column('uuid', { name: 'contract_id' }) contractId!: string;
  @Column('bigint', { name: 'amount_fen', transformer: fen }) amount!: bigint;
  @Column('text', { name: 'payee_name' }) payeeName!: string;
  @Column('text', { name: 'invoice_no' }) invoiceNo!: string;
  @Column('text') purpose!: string;
  @Column('uuid', { name: 'milestone_ids', array: true }) milestoneIds!: string[];
  @Column('uuid', { name: 'file_ids', array: true }) fileIds!: string[];
  @Column('text', { default: 'requested' }) status!: DisbursementStatus;
  @Column('uuid', { name: 'requested_by' }) requestedBy!: string;
  @Column('timestamptz', { name: 'requested_at' }) requestedAt!: Date;
  @Column('uuid', { name: 'confirmed_by', nullable: true }) confirmedBy!: string | null;
  @Column('timestamptz', { name: 'confirmed_at', nullable: true }) confirmedAt!: Date | null;
  @Column('uuid', { name: 'prepared_by', nullable: true }) preparedBy!: string | null;
  @Column('timestamptz', { name: 'prepared_at', nullable: true }) preparedAt!: Date | null;
  @Column('uuid', { name: 'released_by', nullable: true }) releasedBy!: string | null;
  @Column('timestamptz', { name: 'released_at', nullable: true }) releasedAt!: Date | null;
  @Column('text', { name: 'voucher_no', nullable: true }) voucherNo!: string | null;
  @Column('date', { name: 'paid_on', nullable: true }) paidOn!: string | null;
  @Column('text', { nullable: true }) opinion!: string | null;
  @Column('uuid', { name: 'reversal_requested_by', nullable: true }) reversalRequestedBy!: string | null;
  @Column('text', { name: 'reversal_reason', nullable: true }) reversalReason!: string | null;
  @Column('uuid', { name: 'reversed_by', nullable: true }) reversedBy!: string | null;
  @Column('timestamptz', { name: 'reversed_at', nullable: true }) reversedAt!: Date | null;
  @Column('int', { default: 1 }) version!: number;
}

@Entity('self_funding_proof')
@Index('ix_self_funding_proof_project_id', ['projectId'])
export class SelfFundingProof {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_self_funding_proof' }) id!: string;
  @Column('uuid', { name: 'project_id' }) projectId!: string;
  @Column('text') source!: SelfSource;
  @Column('bigint', { name: 'amount_fen', transformer: fen }) amount!: bigint;
  @Column('text') note!: string;
  @Column('uuid', { name: 'file_ids', array: true }) fileIds!: string[];
  @Column('uuid', { name: 'recorded_by' }) recordedBy!: string;
  @Column('timestamptz', { name: 'recorded_at' }) recordedAt!: Date;
}
