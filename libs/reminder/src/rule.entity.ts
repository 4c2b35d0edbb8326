import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { RuleStage } from './rule.rules.js';

/** A version of the stages for a due source, or of the `default` ladder; `*` stands for any tier or category. Versions are added, never changed. */
@Entity('reminder_rule')
@Unique('uq_reminder_rule_version', ['rule', 'tier', 'categoryCode', 'version'])
export class ReminderRule {
  @PrimaryColumn({ type: 'uuid', primaryKeyConstraintName: 'pk_reminder_rule' }) id!: string;
  @Column({ type: 'text' }) rule!: string;
  @Column({ type: 'text' }) tier!: string;
  @Column({ name: 'category_code', type: 'text' }) categoryCode!: string;
  @Column({ type: 'int' }) version!: number;
  @Column({ name: 'valid_from', type: 'date' }) validFrom!: string;
  @Column({ type: 'jsonb' }) stages!: RuleStage[];
  @Column({ type: 'text', default: '' }) note!: string;
  @Column({ name: 'created_by', type: 'uuid' }) createdBy!: string;
  @Column({ name: 'created_at', type: 'timestamptz' }) createdAt!: Date;
}

/** How the last sweeps of a due source went: what health and the lag metric answer from. */
@Entity('reminder_source_run')
export class ReminderSourceRun {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'pk_reminder_source_run' }) rule!: string;
  @Column({ name: 'started_at', type: 'timestamptz' }) startedAt!: Date;
  /** The latest day whose stages are all recorded. */
  @Column({ name: 'as_of', type: 'date', nullable: true }) asOf!: string | null;
  @Column({ name: 'ok_at', type: 'timestamptz', nullable: true }) okAt!: Date | null;
  @Column({ name: 'duration_ms', type: 'int', nullable: true }) durationMs!: number | null;
  @Column({ name: 'failed_at', type: 'timestamptz', nullable: true }) failedAt!: Date | null;
  @Column({ name: 'error_code', type: 'text', nullable: true }) errorCode!: string | null;
  /** In a row; 0 after a success. */
  @Column({ type: 'int', default: 0 }) failures!: number;
  /** Stages of the last run that nobody held the office for; the province's supervisors were told instead. */
  @Column({ type: 'int', default: 0 }) unaddressed!: number;
  /** Years that working-day stages reach into and nobody entered holidays for. */
  @Column({ name: 'missing_years', type: 'int', array: true, default: [] }) missingYears!: number[];
  /** What the days of the stages were computed from: another one computes them anew. */
  @Column({ type: 'text', nullable: true }) basis!: string | null;
}
