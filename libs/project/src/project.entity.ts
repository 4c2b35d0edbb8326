import type { DepartmentKind, FundSource, Tier } from '#libs/kernel';
import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { ProjectStatus } from './project.lifecycle.js';

/** PostgreSQL has it as bigint; TypeORM reads and writes text unless told. */
export const fenColumn = {
  to: (value: bigint | null | undefined) => value?.toString() ?? value,
  from: (value: string | bigint | null) => (value === null ? null : BigInt(value)),
};

@Entity('project')
@Unique('uq_project_number', ['number'])
@Unique('uq_project_library_number', ['libraryNumber'])
@Index('uq_project_code_live', { synchronize: false })
@Index('ix_project_updated', ['updatedAt', 'id'])
@Index('ix_project_city_updated', ['cityCode', 'updatedAt', 'id'])
@Index('ix_project_county_updated', ['countyCode', 'updatedAt', 'id'])
@Index('ix_project_owner_updated', ['ownerOrganisationId', 'updatedAt', 'id'])
@Index('ix_project_status_updated', ['status', 'updatedAt', 'id'])
@Index('ix_project_work_updated', ['workCode', 'updatedAt', 'id'])
@Index('ix_project_category_updated', ['categoryCode', 'updatedAt', 'id'])
@Index('ix_project_finish', { synchronize: false })
@Index('ix_project_city_finish', { synchronize: false })
@Index('ix_project_county_finish', { synchronize: false })
@Index('ix_project_name', { synchronize: false })
@Index('ix_project_number_sort', { synchronize: false })
@Index('ix_project_investment', { synchronize: false })
@Index('ix_project_returned_due', { synchronize: false })
@Index('ix_project_library_expiry', { synchronize: false })
@Index('ix_project_acceptance_due', { synchronize: false })
@Index('ix_project_completed_due', { synchronize: false })
@Index('ix_project_copied_from', { synchronize: false })
@Check('ck_project_dates', 'planned_finish >= planned_start')
export class Project {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_project' }) id!: string;
  /** `HN-04-2-410181-2026-0007`, given at the first submission; null in a draft never submitted. */
  @Column('text', { nullable: true }) number!: string | null;
  @Column('text', { name: 'plan_code' }) planCode!: string;
  @Column('text', { name: 'category_code' }) categoryCode!: string;
  @Column('text', { name: 'work_code' }) workCode!: string;
  /** Kind of the lead department, fixed from the catalogue when the work is chosen (§2). */
  @Column('text', { name: 'lead_kind' }) leadKind!: DepartmentKind;
  @Column('text') name!: string;
  @Column('text') tier!: Tier;
  @Column('text', { name: 'region_code' }) regionCode!: string;
  @Column('text', { name: 'city_code', nullable: true }) cityCode!: string | null;
  @Column('text', { name: 'county_code', nullable: true }) countyCode!: string | null;
  @Column('uuid', { name: 'owner_organisation_id' }) ownerOrganisationId!: string;
  @Column('text', { name: 'site_address', nullable: true }) siteAddress!: string | null;
  @Column('numeric', { name: 'site_longitude', precision: 9, scale: 6, nullable: true }) siteLongitude!: string | null;
  @Column('numeric', { name: 'site_latitude', precision: 8, scale: 6, nullable: true }) siteLatitude!: string | null;
  @Column('text', { name: 'project_code', nullable: true }) projectCode!: string | null;
  @Column('text', { nullable: true }) summary!: string | null;
  @Column('text', { nullable: true }) need!: string | null;
  @Column('text', { name: 'content_scale', nullable: true }) contentScale!: string | null;
  @Column('date', { name: 'planned_start', nullable: true }) plannedStart!: string | null;
  @Column('date', { name: 'planned_finish', nullable: true }) plannedFinish!: string | null;
  @Column('bigint', { name: 'total_investment_fen', nullable: true, transformer: fenColumn })
  totalInvestment!: bigint | null;
  @Column('jsonb', { default: {} }) answers!: Record<string, unknown>;
  @Column('text', { name: 'contact_name', nullable: true }) contactName!: string | null;
  @Column('text', { name: 'contact_phone', nullable: true }) contactPhone!: string | null;
  @Column('text', { default: 'draft' }) status!: ProjectStatus;
  @Column('text', { name: 'library_number', nullable: true }) libraryNumber!: string | null;
  @Column('timestamptz', { name: 'submitted_at', nullable: true }) submittedAt!: Date | null;
  @Column('date', { name: 'reserved_on', nullable: true }) reservedOn!: string | null;
  @Column('date', { name: 'library_expires_on', nullable: true }) libraryExpiresOn!: string | null;
  @Column('date', { name: 'returned_due_on', nullable: true }) returnedDueOn!: string | null;
  @Column('date', { name: 'started_on', nullable: true }) startedOn!: string | null;
  @Column('date', { name: 'suspended_on', nullable: true }) suspendedOn!: string | null;
  @Column('int', { name: 'suspended_days', default: 0 }) suspendedDays!: number;
  @Column('date', { name: 'completed_on', nullable: true }) completedOn!: string | null;
  @Column('date', { name: 'closed_on', nullable: true }) closedOn!: string | null;
  @Column('uuid', { name: 'copied_from', nullable: true }) copiedFrom!: string | null;
  @Column('uuid', { name: 'created_by' }) createdBy!: string;
  @Column('timestamptz', { name: 'created_at' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
  @Column('int', { default: 1 }) version!: number;
}

@Entity('project_budget')
@Index('ix_project_budget_source', ['source', 'projectId'])
export class ProjectBudget {
  @PrimaryColumn('uuid', { name: 'project_id', primaryKeyConstraintName: 'pk_project_budget' }) projectId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_project_budget' }) source!: FundSource;
  @PrimaryColumn('int', { primaryKeyConstraintName: 'pk_project_budget' }) year!: number;
  @Column('bigint', { name: 'amount_fen', transformer: fenColumn }) amount!: bigint;
}

@Entity('project_output')
export class ProjectOutput {
  @PrimaryColumn('uuid', { name: 'project_id', primaryKeyConstraintName: 'pk_project_output' }) projectId!: string;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_project_output' }) metric!: string;
  @Column('text') unit!: string;
  @Column('numeric', { name: 'planned_value', precision: 20, scale: 4 }) plannedValue!: string;
  @Column('numeric', { name: 'reported_value', precision: 20, scale: 4, nullable: true }) reportedValue!: string | null;
  @Column('numeric', { name: 'confirmed_value', precision: 20, scale: 4, nullable: true })
  confirmedValue!: string | null;
}

@Entity('project_transition')
@Index('ix_project_transition_project_id', ['projectId', 'at', 'id'])
export class ProjectTransition {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'pk_project_transition' }) id!: string;
  @Column('uuid', { name: 'project_id' }) projectId!: string;
  @Column('text') action!: string;
  @Column('text', { name: 'from_status' }) fromStatus!: string;
  @Column('text', { name: 'to_status' }) toStatus!: string;
  @Column('timestamptz') at!: Date;
  @Column('uuid', { name: 'person_id' }) personId!: string;
  @Column('text', { name: 'person_name' }) personName!: string;
  @Column('text', { name: 'organisation_name' }) organisationName!: string;
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('jsonb', { nullable: true }) before!: Record<string, unknown> | null;
  @Column('jsonb', { nullable: true }) after!: Record<string, unknown> | null;
}

@Entity('project_counter')
export class ProjectCounter {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_project_counter' }) key!: string;
  @Column('int') last!: number;
}

@Entity('project_search')
@Index('ix_project_search_grams', { synchronize: false })
export class ProjectSearch {
  @PrimaryColumn('uuid', { name: 'project_id', primaryKeyConstraintName: 'pk_project_search' }) projectId!: string;
  @Column('text') document!: string;
  @Column('text', { array: true }) grams!: string[];
}

@Entity('policy')
export class Policy {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'pk_policy' }) key!: string;
  @PrimaryColumn('int', { default: 1, primaryKeyConstraintName: 'pk_policy' }) version!: number;
  @Column('jsonb') value!: unknown;
  @Column('date', { name: 'valid_from' }) validFrom!: string;
}
