import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** One round of acceptance of a project (§8). */
@Entity('acceptance')
@Unique('uq_acceptance_round', ['projectId', 'round'])
@Index('uq_acceptance_open', { synchronize: false })
@Index('uq_acceptance_passed', { synchronize: false })
class Acceptance {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_acceptance' }) id!: string;
  @Column({ name: 'project_id', type: 'uuid' }) projectId!: string;
  @Column({ type: 'int' }) round!: number;
  @Column({ type: 'text', default: 'applied' }) status!: string;
  @Column({ type: 'text' }) statement!: string;
  @Column({ name: 'as_built_file_ids', type: 'uuid', array: true }) asBuiltFileIds!: string[];
  @Column({ name: 'reported_outputs', type: 'jsonb' }) reportedOutputs!: unknown;
  @Column({ name: 'filed_by', type: 'uuid' }) filedBy!: string;
  @Column({ name: 'filed_at', type: 'timestamptz' }) filedAt!: Date;
  @Column({ type: 'text', nullable: true }) seed!: string | null;
  @Column({ type: 'jsonb', nullable: true }) pool!: unknown;
  @Column({ name: 'drawn_by', type: 'uuid', nullable: true }) drawnBy!: string | null;
  @Column({ name: 'drawn_at', type: 'timestamptz', nullable: true }) drawnAt!: Date | null;
  @Column({ type: 'text', nullable: true }) conclusion!: string | null;
  @Column({ type: 'text', nullable: true }) opinion!: string | null;
  @Column({ name: 'concluded_by', type: 'uuid', nullable: true }) concludedBy!: string | null;
  @Column({ name: 'concluded_at', type: 'timestamptz', nullable: true }) concludedAt!: Date | null;
  @Column({ name: 'passed_by', type: 'uuid', nullable: true }) passedBy!: string | null;
  @Column({ name: 'passed_on', type: 'date', nullable: true }) passedOn!: string | null;
  @Column({ type: 'int', default: 1 }) version!: number;
}

/** A seat in the group of a round; who declares a conflict gives it up. */
@Entity('acceptance_member')
@Unique('uq_acceptance_member_seat', ['acceptanceId', 'seat'])
@Index('ix_acceptance_member_person_id', ['personId'])
class AcceptanceMember {
  @PrimaryColumn({ name: 'acceptance_id', type: 'uuid', primaryKeyConstraintName: 'pk_acceptance_member' })
  acceptanceId!: string;
  @PrimaryColumn({ name: 'person_id', type: 'uuid', primaryKeyConstraintName: 'pk_acceptance_member' })
  personId!: string;
  @Column({ name: 'project_id', type: 'uuid' }) projectId!: string;
  @Column({ name: 'person_name', type: 'text' }) personName!: string;
  @Column({ name: 'organisation_id', type: 'uuid' }) organisationId!: string;
  @Column({ name: 'organisation_name', type: 'text' }) organisationName!: string;
  @Column({ type: 'int' }) seat!: number;
  @Column({ type: 'text', nullable: true }) declaration!: string | null;
  @Column({ name: 'conflict_reason', type: 'text', nullable: true }) conflictReason!: string | null;
  @Column({ name: 'declared_at', type: 'timestamptz', nullable: true }) declaredAt!: Date | null;
}

/** An item of the category's checklist: the owner's self-check and the finding of the group. */
@Entity('acceptance_item')
class AcceptanceItem {
  @PrimaryColumn({ name: 'acceptance_id', type: 'uuid', primaryKeyConstraintName: 'pk_acceptance_item' })
  acceptanceId!: string;
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_acceptance_item' }) key!: string;
  @Column({ name: 'project_id', type: 'uuid' }) projectId!: string;
  @Column({ type: 'int' }) seq!: number;
  @Column({ name: 'title_zh', type: 'text' }) titleZh!: string;
  @Column({ name: 'title_en', type: 'text' }) titleEn!: string;
  @Column({ name: 'self_answer', type: 'text' }) selfAnswer!: string;
  @Column({ name: 'self_note', type: 'text', nullable: true }) selfNote!: string | null;
  @Column({ type: 'text', nullable: true }) finding!: string | null;
  @Column({ type: 'text', nullable: true }) note!: string | null;
  @Column({ name: 'found_by', type: 'uuid', nullable: true }) foundBy!: string | null;
  @Column({ name: 'found_at', type: 'timestamptz', nullable: true }) foundAt!: Date | null;
}

/** One vote of one member, append-only. */
@Entity('acceptance_vote')
class AcceptanceVote {
  @PrimaryColumn({ name: 'acceptance_id', type: 'uuid', primaryKeyConstraintName: 'pk_acceptance_vote' })
  acceptanceId!: string;
  @PrimaryColumn({ name: 'person_id', type: 'uuid', primaryKeyConstraintName: 'pk_acceptance_vote' }) personId!: string;
  @Column({ name: 'project_id', type: 'uuid' }) projectId!: string;
  @Column({ type: 'text' }) vote!: string;
  @Column({ type: 'text', nullable: true }) opinion!: string | null;
  @Column({ name: 'cast_at', type: 'timestamptz' }) castAt!: Date;
}

/** What must be put right before the next round. */
@Entity('rectification_item')
@Unique('uq_rectification_item_seq', ['acceptanceId', 'seq'])
@Index('ix_rectification_item_project_id', ['projectId'])
@Index('ix_rectification_item_due', { synchronize: false })
class RectificationItem {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_rectification_item' }) id!: string;
  @Column({ name: 'acceptance_id', type: 'uuid' }) acceptanceId!: string;
  @Column({ name: 'project_id', type: 'uuid' }) projectId!: string;
  @Column({ type: 'int' }) seq!: number;
  @Column({ type: 'text' }) text!: string;
  @Column({ name: 'due_on', type: 'date' }) dueOn!: string;
  @Column({ type: 'text', default: 'open' }) status!: string;
  @Column({ name: 'evidence_note', type: 'text', nullable: true }) evidenceNote!: string | null;
  @Column({ name: 'file_ids', type: 'uuid', array: true, default: '{}' }) fileIds!: string[];
  @Column({ name: 'submitted_by', type: 'uuid', nullable: true }) submittedBy!: string | null;
  @Column({ name: 'submitted_at', type: 'timestamptz', nullable: true }) submittedAt!: Date | null;
  @Column({ name: 'decided_by', type: 'uuid', nullable: true }) decidedBy!: string | null;
  @Column({ name: 'decided_at', type: 'timestamptz', nullable: true }) decidedAt!: Date | null;
  @Column({ type: 'text', nullable: true }) opinion!: string | null;
  @Column({ name: 'created_at', type: 'timestamptz' }) createdAt!: Date;
  @Column({ type: 'int', default: 1 }) version!: number;
}

/** The notice to the public of a round, append-only. */
@Entity('public_notice')
class PublicNotice {
  @PrimaryColumn({ name: 'acceptance_id', type: 'uuid', primaryKeyConstraintName: 'pk_public_notice' })
  acceptanceId!: string;
  @Column({ name: 'project_id', type: 'uuid' }) projectId!: string;
  @Column({ name: 'starts_on', type: 'date' }) startsOn!: string;
  @Column({ name: 'ends_on', type: 'date' }) endsOn!: string;
  @Column({ name: 'working_days', type: 'int' }) workingDays!: number;
  @Column({ type: 'text' }) medium!: string;
  @Column({ name: 'calendar_complete', type: 'boolean' }) calendarComplete!: boolean;
  @Column({ name: 'published_by', type: 'uuid' }) publishedBy!: string;
  @Column({ name: 'published_at', type: 'timestamptz' }) publishedAt!: Date;
}

/** 竣工财务决算 of a project. */
@Entity('final_accounts')
@Unique('uq_final_accounts_project', ['projectId'])
class FinalAccounts {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_final_accounts' }) id!: string;
  @Column({ name: 'project_id', type: 'uuid' }) projectId!: string;
  @Column({ type: 'text', default: 'draft' }) status!: string;
  @Column({ type: 'text', nullable: true }) note!: string | null;
  @Column({ name: 'file_ids', type: 'uuid', array: true }) fileIds!: string[];
  @Column({ name: 'total_fen', type: 'bigint' }) totalFen!: bigint;
  @Column({ name: 'created_by', type: 'uuid' }) createdBy!: string;
  @Column({ name: 'created_at', type: 'timestamptz' }) createdAt!: Date;
  @Column({ name: 'filed_by', type: 'uuid', nullable: true }) filedBy!: string | null;
  @Column({ name: 'filed_at', type: 'timestamptz', nullable: true }) filedAt!: Date | null;
  @Column({ name: 'approved_at', type: 'timestamptz', nullable: true }) approvedAt!: Date | null;
  @Column({ type: 'text', nullable: true }) opinion!: string | null;
  @Column({ type: 'int', default: 1 }) version!: number;
}

/** Settled cost of one kind. */
@Entity('final_accounts_line')
class FinalAccountsLine {
  @PrimaryColumn({ name: 'final_accounts_id', type: 'uuid', primaryKeyConstraintName: 'pk_final_accounts_line' })
  finalAccountsId!: string;
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_final_accounts_line' }) kind!: string;
  @Column({ name: 'project_id', type: 'uuid' }) projectId!: string;
  @Column({ name: 'amount_fen', type: 'bigint' }) amountFen!: bigint;
}

/** One of the three evaluations of a project, append-only. */
@Entity('evaluation')
@Unique('uq_evaluation_level', ['projectId', 'level'])
@Unique('uq_evaluation_person', ['projectId', 'filedBy'])
class Evaluation {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_evaluation' }) id!: string;
  @Column({ name: 'project_id', type: 'uuid' }) projectId!: string;
  @Column({ type: 'text' }) level!: string;
  @Column({ name: 'output_score', type: 'int' }) outputScore!: number;
  @Column({ name: 'benefit_score', type: 'int' }) benefitScore!: number;
  @Column({ name: 'management_score', type: 'int' }) managementScore!: number;
  @Column({ name: 'satisfaction_score', type: 'int' }) satisfactionScore!: number;
  @Column({ type: 'int' }) total!: number;
  @Column({ type: 'text' }) grade!: string;
  @Column({ type: 'text' }) comment!: string;
  @Column({ name: 'organisation_id', type: 'uuid' }) organisationId!: string;
  @Column({ name: 'filed_by', type: 'uuid' }) filedBy!: string;
  @Column({ name: 'filed_at', type: 'timestamptz' }) filedAt!: Date;
}

/** One of the two confirmations that close a project, append-only. */
@Entity('close_confirmation')
@Unique('uq_close_confirmation_person', ['projectId', 'personId'])
class CloseConfirmationRecord {
  @PrimaryColumn({ name: 'project_id', type: 'uuid', primaryKeyConstraintName: 'pk_close_confirmation' })
  projectId!: string;
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_close_confirmation' }) side!: string;
  @Column({ name: 'person_id', type: 'uuid' }) personId!: string;
  @Column({ name: 'organisation_id', type: 'uuid' }) organisationId!: string;
  @Column({ type: 'text', nullable: true }) comment!: string | null;
  @Column({ name: 'confirmed_at', type: 'timestamptz' }) confirmedAt!: Date;
}

export const acceptanceEntities = [
  Acceptance,
  AcceptanceMember,
  AcceptanceItem,
  AcceptanceVote,
  RectificationItem,
  PublicNotice,
  FinalAccounts,
  FinalAccountsLine,
  Evaluation,
  CloseConfirmationRecord,
];
