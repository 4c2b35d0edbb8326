import type { FundSource, Tier } from '#libs/kernel';
import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { AllocationStatus } from './funding.lifecycle.js';

/** PostgreSQL has it as bigint; TypeORM reads and writes text unless told. */
export const fen = {
  to: (value: bigint | null | undefined) => value?.toString() ?? value,
  from: (value: string | bigint | null) => (value === null ? null : BigInt(value)),
};

/** 资金盘子: what one document brought to one place, never edited. */
@Entity('fund_pool')
@Unique('uq_fund_pool_document', ['regionCode', 'documentNo', 'source', 'fundName'])
@Index('ix_fund_pool_city', ['cityCode', 'id'])
@Index('ix_fund_pool_county', ['countyCode', 'id'])
@Index('ix_fund_pool_pass_down', { synchronize: false })
@Index('ix_fund_pool_year', ['fiscalYear', 'source', 'id'])
export class FundPool {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_fund_pool' }) id!: string;
  @Column('int', { name: 'fiscal_year' }) fiscalYear!: number;
  @Column('text') source!: FundSource;
  @Column('text', { name: 'fund_name' }) fundName!: string;
  @Column('text') tier!: Tier;
  @Column('text', { name: 'region_code' }) regionCode!: string;
  @Column('text', { name: 'city_code', nullable: true }) cityCode!: string | null;
  @Column('text', { name: 'county_code', nullable: true }) countyCode!: string | null;
  @Column('text', { name: 'document_no' }) documentNo!: string;
  @Column('date', { name: 'received_on' }) receivedOn!: string;
  @Column('bigint', { name: 'total_fen', transformer: fen }) total!: bigint;
  @Column('text', { nullable: true }) note!: string | null;
  @Column('uuid', { name: 'created_by' }) createdBy!: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
}

@Entity('allocation')
@Index('uq_allocation_document', { synchronize: false })
@Index('ix_allocation_pool_id', ['poolId', 'id'])
@Index('ix_allocation_status', ['status', 'id'])
export class Allocation {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_allocation' }) id!: string;
  @Column('uuid', { name: 'pool_id' }) poolId!: string;
  @Column('text', { name: 'document_no' }) documentNo!: string;
  @Column('date', { name: 'issued_on' }) issuedOn!: string;
  @Column('text') title!: string;
  @Column('text', { default: 'draft' }) status!: AllocationStatus;
  @Column('uuid', { name: 'filed_by' }) filedBy!: string;
  @Column('timestamptz', { name: 'filed_at' }) filedAt!: Date;
  @Column('timestamptz', { name: 'decided_at', nullable: true }) decidedAt!: Date | null;
  @Column('text', { nullable: true }) opinion!: string | null;
  @Column('int', { default: 1 }) version!: number;
}

/** Pool, source and fund stand on the line as well: a county reads its line, not the province's pool. */
@Entity('allocation_line')
@Unique('uq_allocation_line_project', ['allocationId', 'projectId'])
@Index('ix_allocation_line_project_id', ['projectId', 'id'])
@Index('ix_allocation_line_pool_id', ['poolId'])
export class AllocationLine {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_allocation_line' }) id!: string;
  @Column('uuid', { name: 'allocation_id' }) allocationId!: string;
  @Column('uuid', { name: 'project_id' }) projectId!: string;
  @Column('uuid', { name: 'pool_id' }) poolId!: string;
  @Column('text') source!: FundSource;
  @Column('text', { name: 'fund_name' }) fundName!: string;
  @Column('int', { name: 'fiscal_year' }) fiscalYear!: number;
  @Column('bigint', { name: 'amount_fen', transformer: fen }) amount!: bigint;
  @Column('text', { name: 'outside_library_reason', nullable: true }) outsideLibraryReason!: string | null;
}

@Entity('fund_return')
@Index('ix_fund_return_project_id', ['projectId', 'id'])
@Index('ix_fund_return_pool_id', ['poolId'])
export class FundReturn {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_fund_return' }) id!: string;
  @Column('uuid', { name: 'project_id' }) projectId!: string;
  @Column('uuid', { name: 'pool_id' }) poolId!: string;
  @Column('bigint', { name: 'amount_fen', transformer: fen }) amount!: bigint;
  @Column('text') cause!: 'document' | 'close';
  @Column('text', { name: 'document_no', nullable: true }) documentNo!: string | null;
  @Column('text') reason!: string;
  @Column('date', { name: 'returned_on' }) returnedOn!: string;
  @Column('uuid', { name: 'created_by' }) createdBy!: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
}

@Entity('recovery_item')
@Unique('uq_recovery_item_pool', ['projectId', 'poolId'])
@Index('ix_recovery_item_pool_id', ['poolId'])
export class RecoveryItem {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_recovery_item' }) id!: string;
  @Column('uuid', { name: 'project_id' }) projectId!: string;
  @Column('uuid', { name: 'pool_id' }) poolId!: string;
  @Column('bigint', { name: 'amount_fen', transformer: fen }) amount!: bigint;
  @Column('bigint', { name: 'recovered_fen', default: 0, transformer: fen }) recovered!: bigint;
  @Column('text') reason!: string;
  @Column('text', { default: 'open' }) status!: 'open' | 'recovered';
  @Column('timestamptz', { name: 'listed_at' }) listedAt!: Date;
  @Column('uuid', { name: 'listed_by' }) listedBy!: string;
}
