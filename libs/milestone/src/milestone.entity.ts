import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** One version of a project's milestone plan; old versions stay readable and comparable (§6). */
@Entity('baseline')
@Unique('uq_baseline_number', ['projectId', 'number'])
@Index('uq_baseline_in_force', { synchronize: false })
@Index('uq_baseline_in_preparation', { synchronize: false })
export class Baseline {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_baseline' }) id!: string;
  @Column({ name: 'project_id', type: 'uuid' }) projectId!: string;
  @Column({ type: 'int' }) number!: number;
  @Column({ type: 'text' }) status!: string;
  @Column({ name: 'change_id', type: 'uuid', nullable: true }) changeId!: string | null;
  @Column({ type: 'text', nullable: true }) note!: string | null;
  @Column({ name: 'filed_by', type: 'uuid', nullable: true }) filedBy!: string | null;
  @Column({ name: 'created_by', type: 'uuid' }) createdBy!: string;
  @Column({ name: 'created_at', type: 'timestamptz' }) createdAt!: Date;
  @Column({ name: 'approved_at', type: 'timestamptz', nullable: true }) approvedAt!: Date | null;
  @Column({ type: 'int', default: 1 }) version!: number;
}

/** A milestone as it stands now: the plan in force and what was reached of it. */
@Entity('milestone')
@Index('ix_milestone_project', ['projectId', 'seq'])
@Index('ix_milestone_open_finish', { synchronize: false })
export class Milestone {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_milestone' }) id!: string;
  @Column({ name: 'project_id', type: 'uuid' }) projectId!: string;
  @Column({ type: 'int' }) seq!: number;
  @Column({ type: 'text' }) name!: string;
  @Column({ name: 'planned_start', type: 'date' }) plannedStart!: string;
  @Column({ name: 'planned_finish', type: 'date' }) plannedFinish!: string;
  /** Basis points: 10000 = 100 %. */
  @Column({ name: 'weight_bp', type: 'int' }) weightBp!: number;
  @Column({ type: 'text', default: '' }) deliverables!: string;
  @Column({ name: 'evidence_kinds', type: 'text', array: true, default: '{}' }) evidenceKinds!: string[];
  @Column({ type: 'text' }) status!: string;
  @Column({ type: 'int', default: 0 }) percent!: number;
  @Column({ name: 'started_on', type: 'date', nullable: true }) startedOn!: string | null;
  @Column({ name: 'approved_on', type: 'date', nullable: true }) approvedOn!: string | null;
  @Column({ type: 'int', default: 1 }) version!: number;
}

@Entity('baseline_item')
@Unique('uq_baseline_item_seq', ['baselineId', 'seq'])
export class BaselineItem {
  @PrimaryColumn({ name: 'baseline_id', type: 'uuid', primaryKeyConstraintName: 'pk_baseline_item' })
  baselineId!: string;
  @PrimaryColumn({ name: 'milestone_id', type: 'uuid', primaryKeyConstraintName: 'pk_baseline_item' })
  milestoneId!: string;
  @Column({ name: 'project_id', type: 'uuid' }) projectId!: string;
  @Column({ type: 'int' }) seq!: number;
  @Column({ type: 'text' }) name!: string;
  @Column({ name: 'planned_start', type: 'date' }) plannedStart!: string;
  @Column({ name: 'planned_finish', type: 'date' }) plannedFinish!: string;
  @Column({ name: 'weight_bp', type: 'int' }) weightBp!: number;
  @Column({ type: 'text', default: '' }) deliverables!: string;
  @Column({ name: 'evidence_kinds', type: 'text', array: true, default: '{}' }) evidenceKinds!: string[];
}

/** One filing of a milestone's completion with its evidence; a returned one stays as history. */
@Entity('milestone_completion')
@Index('ix_milestone_completion_milestone', { synchronize: false })
@Index('uq_milestone_completion_open', { synchronize: false })
export class MilestoneCompletion {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_milestone_completion' }) id!: string;
  @Column({ name: 'milestone_id', type: 'uuid' }) milestoneId!: string;
  @Column({ name: 'project_id', type: 'uuid' }) projectId!: string;
  @Column({ type: 'text' }) note!: string;
  @Column({ name: 'finished_on', type: 'date' }) finishedOn!: string;
  @Column({ name: 'file_ids', type: 'uuid', array: true }) fileIds!: string[];
  @Column({ type: 'text' }) status!: string;
  @Column({ name: 'filed_by', type: 'uuid' }) filedBy!: string;
  @Column({ name: 'filed_at', type: 'timestamptz' }) filedAt!: Date;
  @Column({ name: 'decided_at', type: 'timestamptz', nullable: true }) decidedAt!: Date | null;
  @Column({ type: 'text', nullable: true }) opinion!: string | null;
}

/** 月报, one per project and month. */
@Entity('progress_report')
@Unique('uq_progress_report_period', ['projectId', 'period'])
export class ProgressReport {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_progress_report' }) id!: string;
  @Column({ name: 'project_id', type: 'uuid' }) projectId!: string;
  /** First day of the month reported on. */
  @Column({ type: 'date' }) period!: string;
  @Column({ name: 'investment_done_fen', type: 'bigint' }) investmentDone!: bigint;
  @Column({ type: 'text', default: '' }) problems!: string;
  @Column({ name: 'next_steps', type: 'text', default: '' }) nextSteps!: string;
  @Column({ name: 'fall_reason', type: 'text', nullable: true }) fallReason!: string | null;
  @Column({ name: 'file_ids', type: 'uuid', array: true, default: '{}' }) fileIds!: string[];
  @Column({ type: 'text' }) status!: string;
  @Column({ name: 'filed_by', type: 'uuid' }) filedBy!: string;
  @Column({ name: 'filed_at', type: 'timestamptz' }) filedAt!: Date;
  @Column({ type: 'int', default: 1 }) version!: number;
}

@Entity('progress_report_item')
export class ProgressReportItem {
  @PrimaryColumn({ name: 'report_id', type: 'uuid', primaryKeyConstraintName: 'pk_progress_report_item' })
  reportId!: string;
  @PrimaryColumn({ name: 'milestone_id', type: 'uuid', primaryKeyConstraintName: 'pk_progress_report_item' })
  milestoneId!: string;
  @Column({ name: 'project_id', type: 'uuid' }) projectId!: string;
  @Column({ type: 'int' }) percent!: number;
}

export const milestoneEntities = [
  Baseline,
  Milestone,
  BaselineItem,
  MilestoneCompletion,
  ProgressReport,
  ProgressReportItem,
];
