import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { DepartmentKind } from '#libs/kernel';

@Entity('plan')
class PlanEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_plan' }) code!: string;
  @Column({ name: 'title_zh', type: 'text' }) titleZh!: string;
  @Column({ name: 'title_en', type: 'text' }) titleEn!: string;
  @Column({ name: 'document_no', type: 'text', nullable: true }) documentNo!: string | null;
  @Column({ type: 'text' }) issuer!: string;
  @Column({ name: 'issued_on', type: 'date', nullable: true }) issuedOn!: string | null;
  @Column({ name: 'published_on', type: 'date', nullable: true }) publishedOn!: string | null;
  @Column({ name: 'index_no', type: 'text', nullable: true }) indexNo!: string | null;
  @Column({ name: 'period_start', type: 'int' }) periodStart!: number;
  @Column({ name: 'period_end', type: 'int' }) periodEnd!: number;
  @Column({ name: 'vision_year', type: 'int', nullable: true }) visionYear!: number | null;
  @Column({ name: 'region_code', type: 'text' }) regionCode!: string;
  @Column({ type: 'boolean' }) provisional!: boolean;
  @Column({ name: 'carried_over_from', type: 'text', nullable: true }) carriedOverFrom!: string | null;
  @Column({ name: 'note_zh', type: 'text', nullable: true }) noteZh!: string | null;
  @Column({ name: 'note_en', type: 'text', nullable: true }) noteEn!: string | null;
  @Column({ name: 'content_hash', type: 'text', nullable: true }) contentHash!: string | null;
}

@Entity('category')
class CategoryEntity {
  @PrimaryColumn({ name: 'plan_code', type: 'text', primaryKeyConstraintName: 'pk_category' }) planCode!: string;
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_category' }) code!: string;
  @Column({ type: 'text' }) slug!: string;
  @Column({ name: 'name_zh', type: 'text' }) nameZh!: string;
  @Column({ name: 'name_en', type: 'text' }) nameEn!: string;
  @Column({ name: 'lead_kind', type: 'text' }) leadKind!: DepartmentKind;
  @Column({ name: 'co_sign_kinds', type: 'text', array: true, default: () => "'{}'" }) coSignKinds!: DepartmentKind[];
}

@Index('ix_work_category_code', ['planCode', 'categoryCode'])
@Entity('work')
class WorkEntity {
  @PrimaryColumn({ name: 'plan_code', type: 'text', primaryKeyConstraintName: 'pk_work' }) planCode!: string;
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_work' }) code!: string;
  @Column({ name: 'category_code', type: 'text' }) categoryCode!: string;
  @Column({ name: 'name_zh', type: 'text' }) nameZh!: string;
  @Column({ name: 'name_en', type: 'text' }) nameEn!: string;
  @Column({ name: 'lead_kind', type: 'text' }) leadKind!: DepartmentKind;
  @Column({ name: 'co_sign_kinds', type: 'text', array: true, default: () => "'{}'" }) coSignKinds!: DepartmentKind[];
  @Column({ type: 'text', array: true, default: () => "'{}'" }) places!: string[];
  @Column({ name: 'region_codes', type: 'text', array: true, default: () => "'{}'" }) regionCodes!: string[];
  @Column({ type: 'text', array: true, default: () => "'{}'" }) notes!: string[];
}

@Entity('plan_gap')
class PlanGapEntity {
  @PrimaryColumn({ name: 'plan_code', type: 'text', primaryKeyConstraintName: 'pk_plan_gap' }) planCode!: string;
  @PrimaryColumn({ type: 'int', primaryKeyConstraintName: 'pk_plan_gap' }) seq!: number;
  @Column({ type: 'text' }) ref!: string;
  @Column({ type: 'text' }) kind!: string;
  @Column({ type: 'boolean' }) certain!: boolean;
  @Column({ type: 'text' }) note!: string;
}

@Index('ix_target_work_code', ['planCode', 'workCode'])
@Entity('target')
class TargetEntity {
  @PrimaryColumn({ name: 'plan_code', type: 'text', primaryKeyConstraintName: 'pk_target' }) planCode!: string;
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_target' }) code!: string;
  @Column({ name: 'work_code', type: 'text' }) workCode!: string;
  @Column({ type: 'int' }) seq!: number;
  @Column({ name: 'metric_zh', type: 'text' }) metricZh!: string;
  @Column({ name: 'metric_en', type: 'text' }) metricEn!: string;
  @Column({ type: 'numeric', nullable: true }) value!: string | null;
  @Column({ type: 'text' }) unit!: string;
  @Column({ name: 'unit_en', type: 'text' }) unitEn!: string;
  @Column({ name: 'by_year', type: 'int', nullable: true }) byYear!: number | null;
  @Column({ type: 'text', nullable: true }) comparator!: string | null;
  @Column({ name: 'region_codes', type: 'text', array: true, default: () => "'{}'" }) regionCodes!: string[];
  @Column({ type: 'boolean' }) derived!: boolean;
}

@Entity('indicator')
class IndicatorEntity {
  @PrimaryColumn({ name: 'plan_code', type: 'text', primaryKeyConstraintName: 'pk_indicator' }) planCode!: string;
  @PrimaryColumn({ type: 'int', primaryKeyConstraintName: 'pk_indicator' }) no!: number;
  @Column({ name: 'group_zh', type: 'text' }) groupZh!: string;
  @Column({ name: 'group_en', type: 'text' }) groupEn!: string;
  @Column({ name: 'name_zh', type: 'text' }) nameZh!: string;
  @Column({ name: 'name_en', type: 'text' }) nameEn!: string;
  @Column({ type: 'text', nullable: true }) unit!: string | null;
  @Column({ name: 'unit_en', type: 'text', nullable: true }) unitEn!: string | null;
  @Column({ name: 'baseline_value', type: 'numeric', nullable: true }) baselineValue!: string | null;
  @Column({ name: 'baseline_text', type: 'text', nullable: true }) baselineText!: string | null;
  @Column({ name: 'target_value', type: 'numeric', nullable: true }) targetValue!: string | null;
  @Column({ name: 'target_text', type: 'text' }) targetText!: string;
  @Column({ type: 'text' }) nature!: string;
  @Column({ type: 'text' }) direction!: string;
  @Column({ type: 'text' }) comparator!: string;
  @Column({ type: 'boolean' }) cumulative!: boolean;
  @Column({ type: 'boolean' }) qualitative!: boolean;
  @Column({ name: 'five_year_reduction', type: 'boolean' }) fiveYearReduction!: boolean;
  @Column({ type: 'boolean' }) cap!: boolean;
  @Column({ type: 'boolean' }) decomposable!: boolean;
  @Column({ name: 'decomposable_basis', type: 'text' }) decomposableBasis!: string;
  @Column({ name: 'decomposable_reason', type: 'text' }) decomposableReason!: string;
  @Column({ type: 'text', nullable: true }) note!: string | null;
}

@Index('ix_deadline_work_code', ['planCode', 'workCode'])
@Entity('deadline')
class DeadlineEntity {
  @PrimaryColumn({ name: 'plan_code', type: 'text', primaryKeyConstraintName: 'pk_deadline' }) planCode!: string;
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_deadline' }) code!: string;
  @Column({ name: 'text_ref', type: 'text' }) textRef!: string;
  @Column({ name: 'subject_zh', type: 'text' }) subjectZh!: string;
  @Column({ name: 'subject_en', type: 'text' }) subjectEn!: string;
  @Column({ type: 'text' }) metric!: string;
  @Column({ type: 'numeric', nullable: true }) value!: string | null;
  @Column({ name: 'value_text', type: 'text', nullable: true }) valueText!: string | null;
  @Column({ name: 'value_max', type: 'numeric', nullable: true }) valueMax!: string | null;
  @Column({ type: 'text' }) unit!: string;
  @Column({ name: 'unit_en', type: 'text' }) unitEn!: string;
  @Column({ type: 'text' }) comparator!: string;
  @Column({ name: 'due_year', type: 'int', nullable: true }) dueYear!: number | null;
  @Column({ name: 'due_month', type: 'int', nullable: true }) dueMonth!: number | null;
  @Column({ name: 'implied_due_year', type: 'int', nullable: true }) impliedDueYear!: number | null;
  @Column({ type: 'text' }) kind!: string;
  @Column({ type: 'text' }) scope!: string;
  @Column({ name: 'work_code', type: 'text', nullable: true }) workCode!: string | null;
  @Column({ name: 'indicator_no', type: 'int', nullable: true }) indicatorNo!: number | null;
  @Column({ name: 'region_codes', type: 'text', array: true, default: () => "'{}'" }) regionCodes!: string[];
  @Column({ name: 'excluded_region_codes', type: 'text', array: true, default: () => "'{}'" })
  excludedRegionCodes!: string[];
  @Column({ type: 'text', nullable: true }) alternative!: string | null;
  @Column({ type: 'boolean' }) derived!: boolean;
  @Column({ type: 'text', nullable: true }) note!: string | null;
}

@Entity('strategic_action')
class StrategicActionEntity {
  @PrimaryColumn({ name: 'plan_code', type: 'text', primaryKeyConstraintName: 'pk_strategic_action' })
  planCode!: string;
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_strategic_action' }) key!: string;
  @Column({ type: 'int' }) seq!: number;
  @Column({ type: 'text' }) kind!: string;
  @Column({ name: 'text_ref', type: 'text' }) textRef!: string;
  @Column({ name: 'name_zh', type: 'text' }) nameZh!: string;
  @Column({ name: 'name_en', type: 'text' }) nameEn!: string;
  @Column({ type: 'text' }) requirement!: string;
  @Column({ name: 'implies_feature', type: 'text' }) impliesFeature!: string;
  @Column({ type: 'text', nullable: true }) cadence!: string | null;
  @Column({ name: 'indicator_nos', type: 'int', array: true, default: () => "'{}'" }) indicatorNos!: number[];
}

/** For the data source: tables of plans. */
export const planEntities = [
  PlanEntity,
  CategoryEntity,
  WorkEntity,
  PlanGapEntity,
  TargetEntity,
  IndicatorEntity,
  DeadlineEntity,
  StrategicActionEntity,
];
