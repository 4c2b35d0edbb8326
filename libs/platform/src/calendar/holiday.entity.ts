import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

@Entity('holiday_year')
export class HolidayYearEntity {
  @PrimaryColumn({ type: 'int', primaryKeyConstraintName: 'pk_holiday_year' }) year!: number;
  /** Where the days come from: the announcement's number, or the package that carries it. */
  @Column({ type: 'text' }) source!: string;
  @Column({ name: 'changed_at', type: 'timestamptz' }) changedAt!: Date;
}

@Entity('holiday')
@Index('ix_holiday_year', ['year'])
export class HolidayEntity {
  @PrimaryColumn({ type: 'date', primaryKeyConstraintName: 'pk_holiday' }) date!: string;
  @Column({ type: 'int' }) year!: number;
  @Column({ type: 'text' }) kind!: 'holiday' | 'workday';
  @Column({ type: 'text' }) name!: string;
}

/**
 * The working days as a numbered line, kept by a trigger on the holiday table: `number` counts the working days up to and including
 * the day, so that "n working days later" is a join. `known` is false in a year that nobody entered.
 */
@Entity('work_day')
@Index('ix_work_day_number', { synchronize: false })
export class WorkDayEntity {
  @PrimaryColumn({ type: 'date', primaryKeyConstraintName: 'pk_work_day' }) day!: string;
  @Column({ type: 'boolean' }) working!: boolean;
  @Column({ type: 'int' }) number!: number;
  @Column({ type: 'boolean' }) known!: boolean;
}

export const calendarEntities = [HolidayYearEntity, HolidayEntity, WorkDayEntity];
