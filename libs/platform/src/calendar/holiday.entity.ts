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

export const calendarEntities = [HolidayYearEntity, HolidayEntity];
