import type { FundSource } from '#libs/kernel';
import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import { fen } from './pool.entity.js';

export type AccountKind = 'pool_source' | 'pool_free' | 'project_unpaid' | 'project_paid';
export type CauseType = 'pool_receipt' | 'allocation' | 'disbursement' | 'fund_return' | 'reversal';

/** Opened and moved by the database only (migration 8100). */
@Entity('ledger_account')
@Index('uq_ledger_account_pool', { synchronize: false })
@Index('ix_ledger_account_idle', { synchronize: false })
@Index('uq_ledger_account_project', { synchronize: false })
@Index('ix_ledger_account_pool_id', ['poolId'])
export class LedgerAccount {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_ledger_account' }) id!: string;
  @Column('uuid', { name: 'pool_id' }) poolId!: string;
  @Column('uuid', { name: 'project_id', nullable: true }) projectId!: string | null;
  @Column('text') kind!: AccountKind;
  @Column('text') source!: FundSource;
  @Column('int', { name: 'fiscal_year' }) fiscalYear!: number;
  @Column('bigint', { name: 'balance_fen', default: 0, transformer: fen }) balance!: bigint;
}

/** Head of the hash chain of one pool; its row is the lock that orders the entries of the pool. */
@Entity('ledger_chain')
export class LedgerChain {
  @PrimaryColumn('uuid', { name: 'pool_id', primaryKeyConstraintName: 'pk_ledger_chain' }) poolId!: string;
  @Column('int', { default: 0 }) seq!: number;
  @Column('text') hash!: string;
}

@Entity('ledger_entry')
@Unique('uq_ledger_entry_idempotency_key', ['idempotencyKey'])
@Unique('uq_ledger_entry_cause', ['causeType', 'causeId'])
@Unique('uq_ledger_entry_seq', ['poolId', 'seq'])
export class LedgerEntry {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_ledger_entry' }) id!: string;
  @Column('uuid', { name: 'pool_id' }) poolId!: string;
  @Column('text', { name: 'cause_type' }) causeType!: CauseType;
  @Column('uuid', { name: 'cause_id' }) causeId!: string;
  @Column('text', { name: 'idempotency_key' }) idempotencyKey!: string;
  @Column('uuid', { name: 'reversal_of', nullable: true }) reversalOf!: string | null;
  @Column('date', { name: 'occurred_on' }) occurredOn!: string;
  @Column('timestamptz') at!: Date;
  @Column('uuid', { name: 'person_id' }) personId!: string;
  @Column('text', { nullable: true }) note!: string | null;
  @Column('int', { nullable: true }) seq!: number | null;
  @Column('text', { name: 'prev_hash', nullable: true }) prevHash!: string | null;
  @Column('text', { nullable: true }) hash!: string | null;
}

@Entity('ledger_posting')
@Index('ix_ledger_posting_from', ['fromAccountId'])
@Index('ix_ledger_posting_to', ['toAccountId'])
@Index('ix_ledger_posting_project', ['projectId', 'entryId', 'line'])
export class LedgerPosting {
  @PrimaryColumn('uuid', { name: 'entry_id', primaryKeyConstraintName: 'pk_ledger_posting' }) entryId!: string;
  @PrimaryColumn('int', { primaryKeyConstraintName: 'pk_ledger_posting' }) line!: number;
  @Column('uuid', { name: 'from_account_id' }) fromAccountId!: string;
  @Column('uuid', { name: 'to_account_id' }) toAccountId!: string;
  @Column('uuid', { name: 'project_id', nullable: true }) projectId!: string | null;
  @Column('bigint', { name: 'amount_fen', transformer: fen }) amount!: bigint;
}
