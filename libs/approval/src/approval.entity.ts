import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { DepartmentKind, Tier } from '#libs/kernel';
import type { StepMode } from './step.rules.js';
import type { ApprovalStatus, StepStatus, TaskStatus } from './approval.lifecycle.js';
import type { Outcome, ResumeAt, SubjectType } from './approval.types.js';
import type { RouteDefinition } from './route.rules.js';

@Entity('approval_route')
@Unique('uq_approval_route_version', ['subjectType', 'version'])
class ApprovalRouteEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_approval_route' }) id!: string;
  @Column({ name: 'subject_type', type: 'text' }) subjectType!: SubjectType;
  @Column({ type: 'int' }) version!: number;
  @Column({ type: 'jsonb' }) definition!: RouteDefinition;
  @Column({ name: 'valid_from', type: 'date' }) validFrom!: string;
  @Column({ name: 'created_by', type: 'uuid' }) createdBy!: string;
  @Column({ name: 'created_at', type: 'timestamptz' }) createdAt!: Date;
}

@Entity('approval')
@Index('uq_approval_open', { synchronize: false })
@Index('ix_approval_project', { synchronize: false })
@Index('ix_approval_correction_due', { synchronize: false })
@Index('ix_approval_filed_by', { synchronize: false })
class ApprovalEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_approval' }) id!: string;
  @Column({ name: 'subject_type', type: 'text' }) subjectType!: SubjectType;
  @Column({ name: 'subject_id', type: 'uuid' }) subjectId!: string;
  @Column({ name: 'project_id', type: 'uuid', nullable: true }) projectId!: string | null;
  @Column({ type: 'text' }) title!: string;
  @Column({ type: 'text' }) status!: ApprovalStatus;
  @Column({ type: 'int', default: 1 }) round!: number;
  @Column({ name: 'route_id', type: 'uuid' }) routeId!: string;
  @Column({ type: 'text' }) tier!: Tier;
  @Column({ name: 'region_code', type: 'text' }) regionCode!: string;
  @Column({ name: 'city_code', type: 'text', nullable: true }) cityCode!: string | null;
  @Column({ name: 'county_code', type: 'text', nullable: true }) countyCode!: string | null;
  @Column({ name: 'owner_organisation_id', type: 'uuid', nullable: true }) ownerOrganisationId!: string | null;
  @Column({ name: 'lead_kind', type: 'text' }) leadKind!: DepartmentKind;
  @Column({ name: 'filed_by', type: 'uuid' }) filedBy!: string;
  @Column({ type: 'uuid', array: true }) filers!: string[];
  @Column({ name: 'opened_at', type: 'timestamptz' }) openedAt!: Date;
  @Column({ name: 'current_step_id', type: 'uuid', nullable: true }) currentStepId!: string | null;
  @Column({ name: 'due_on', type: 'date', nullable: true }) dueOn!: string | null;
  @Column({ name: 'returned_step_key', type: 'text', nullable: true }) returnedStepKey!: string | null;
  @Column({ name: 'resume_at', type: 'text', nullable: true }) resumeAt!: ResumeAt | null;
  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true }) finishedAt!: Date | null;
  @Column({ name: 'finish_reason', type: 'text', nullable: true }) finishReason!: string | null;
  @Column({ type: 'int', default: 1 }) version!: number;
}

@Entity('approval_step')
@Unique('uq_approval_step_run', ['approvalId', 'seq', 'round'])
@Index('uq_approval_step_open', { synchronize: false })
class ApprovalStepEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_approval_step' }) id!: string;
  @Column({ name: 'approval_id', type: 'uuid' }) approvalId!: string;
  @Column({ type: 'int' }) seq!: number;
  @Column({ type: 'text' }) key!: string;
  @Column({ type: 'int' }) round!: number;
  @Column({ type: 'text' }) title!: string;
  @Column({ name: 'title_en', type: 'text' }) titleEn!: string;
  @Column({ type: 'text' }) tier!: Tier;
  @Column({ name: 'region_code', type: 'text', nullable: true }) regionCode!: string | null;
  @Column({ type: 'text' }) mode!: StepMode;
  @Column({ type: 'int' }) persons!: number;
  @Column({ type: 'boolean' }) cc!: boolean;
  @Column({ name: 'limit_days', type: 'int', nullable: true }) limitDays!: number | null;
  @Column({ type: 'text' }) reason!: string;
  @Column({ name: 'reason_en', type: 'text' }) reasonEn!: string;
  @Column({ type: 'text' }) status!: StepStatus;
  @Column({ name: 'opened_at', type: 'timestamptz', nullable: true }) openedAt!: Date | null;
  @Column({ name: 'due_on', type: 'date', nullable: true }) dueOn!: string | null;
  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true }) finishedAt!: Date | null;
  /** Approvals that a step of mode `quorum` needs; null in every other mode. */
  @Column({ type: 'int', nullable: true }) quorum!: number | null;
}

@Entity('approval_task')
@Unique('uq_approval_task_desk', ['stepId', 'organisationId'])
@Index('ix_approval_task_approval', ['approvalId'])
@Index('ix_approval_task_todo', { synchronize: false })
@Index('ix_approval_task_due', { synchronize: false })
class ApprovalTaskEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_approval_task' }) id!: string;
  @Column({ name: 'approval_id', type: 'uuid' }) approvalId!: string;
  @Column({ name: 'step_id', type: 'uuid' }) stepId!: string;
  @Column({ name: 'organisation_id', type: 'uuid' }) organisationId!: string;
  @Column({ type: 'text' }) kind!: DepartmentKind;
  @Column({ type: 'int' }) persons!: number;
  @Column({ type: 'text' }) status!: TaskStatus;
  @Column({ name: 'proposed_by', type: 'uuid', nullable: true }) proposedBy!: string | null;
  @Column({ name: 'decided_by', type: 'uuid', nullable: true }) decidedBy!: string | null;
  @Column({ name: 'opened_at', type: 'timestamptz', nullable: true }) openedAt!: Date | null;
  @Column({ name: 'due_on', type: 'date', nullable: true }) dueOn!: string | null;
  @Column({ name: 'finished_at', type: 'timestamptz', nullable: true }) finishedAt!: Date | null;
}

@Entity('approval_decision')
@Index('uq_approval_decision_round', { synchronize: false })
@Index('uq_approval_decision_act', ['taskId', 'act'], { unique: true })
@Index('ix_approval_decision_approval', ['approvalId', 'at'])
@Index('ix_approval_decision_person', { synchronize: false })
class ApprovalDecisionEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_approval_decision' }) id!: string;
  @Column({ name: 'approval_id', type: 'uuid' }) approvalId!: string;
  @Column({ name: 'step_id', type: 'uuid' }) stepId!: string;
  @Column({ name: 'task_id', type: 'uuid' }) taskId!: string;
  @Column({ type: 'int' }) round!: number;
  @Column({ type: 'text' }) act!: 'propose' | 'decide';
  @Column({ type: 'text' }) outcome!: Outcome;
  @Column({ type: 'text', nullable: true }) opinion!: string | null;
  @Column({ name: 'return_to', type: 'text', nullable: true }) returnTo!: string | null;
  @Column({ name: 'resume_at', type: 'text', nullable: true }) resumeAt!: ResumeAt | null;
  @Column({ name: 'person_id', type: 'uuid' }) personId!: string;
  @Column({ name: 'organisation_id', type: 'uuid' }) organisationId!: string;
  @Column({ type: 'uuid', array: true }) filers!: string[];
  @Column({ name: 'proposed_by', type: 'uuid', nullable: true }) proposedBy!: string | null;
  @Column({ type: 'timestamptz' }) at!: Date;
}

@Entity('approval_cc')
@Unique('uq_approval_cc_desk', ['stepId', 'organisationId'])
@Index('ix_approval_cc_organisation', { synchronize: false })
@Index('ix_approval_cc_approval', ['approvalId'])
class ApprovalCcEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_approval_cc' }) id!: string;
  @Column({ name: 'approval_id', type: 'uuid' }) approvalId!: string;
  @Column({ name: 'step_id', type: 'uuid' }) stepId!: string;
  @Column({ name: 'organisation_id', type: 'uuid' }) organisationId!: string;
  @Column({ type: 'timestamptz' }) at!: Date;
  /** Null where the route copies. */
  @Column({ name: 'by_person', type: 'uuid', nullable: true }) byPerson!: string | null;
  @Column({ type: 'text', nullable: true }) note!: string | null;
}

@Entity('approval_cc_read')
class ApprovalCcReadEntity {
  @PrimaryColumn({ name: 'approval_id', type: 'uuid', primaryKeyConstraintName: 'pk_approval_cc_read' })
  approvalId!: string;
  @PrimaryColumn({ name: 'person_id', type: 'uuid', primaryKeyConstraintName: 'pk_approval_cc_read' })
  personId!: string;
  @Column({ type: 'timestamptz' }) at!: Date;
}

/** 催办: at most one per step and working day. */
@Entity('approval_urge')
@Unique('uq_approval_urge_day', ['stepId', 'onDay'])
@Index('ix_approval_urge_approval', ['approvalId'])
class ApprovalUrgeEntity {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_approval_urge' }) id!: string;
  @Column({ name: 'approval_id', type: 'uuid' }) approvalId!: string;
  @Column({ name: 'step_id', type: 'uuid' }) stepId!: string;
  @Column({ name: 'on_day', type: 'date' }) onDay!: string;
  @Column({ name: 'person_id', type: 'uuid' }) personId!: string;
  @Column({ name: 'organisation_id', type: 'uuid' }) organisationId!: string;
  @Column({ type: 'text', nullable: true }) note!: string | null;
  @Column({ type: 'timestamptz' }) at!: Date;
}

export const approvalEntities = [
  ApprovalRouteEntity,
  ApprovalEntity,
  ApprovalStepEntity,
  ApprovalTaskEntity,
  ApprovalDecisionEntity,
  ApprovalCcEntity,
  ApprovalCcReadEntity,
  ApprovalUrgeEntity,
];
