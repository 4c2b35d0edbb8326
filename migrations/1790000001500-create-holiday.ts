import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The official holidays and make-up working days (调休), year by year as the State Council announces them. */
export class CreateHoliday1790000001500 implements MigrationInterface {
  name = 'CreateHoliday1790000001500';

  async up(runner: QueryRunner): Promise<void> {
    // A year is known or not known; without this row its weekends would silently pass for the whole truth (§7).
    await runner.query(`
      create table holiday_year (
        year int not null,
        source text not null,
        changed_at timestamptz not null,
        constraint pk_holiday_year primary key (year),
        constraint ck_holiday_year_range check (year between 2000 and 2199)
      )`);
    await runner.query(`
      create table holiday (
        date date not null,
        year int not null,
        kind text not null,
        name text not null,
        constraint pk_holiday primary key (date),
        constraint fk_holiday_year foreign key (year) references holiday_year (year) on delete cascade,
        constraint ck_holiday_year check (extract(year from date) = year),
        constraint ck_holiday_kind check (kind in ('holiday', 'workday')),
        constraint ck_holiday_name check (name <> '')
      )`);
    await runner.query('create index ix_holiday_year on holiday (year)');
    await runner.query('grant select, insert, update on holiday_year to milepost_app');
    await runner.query('grant select, insert, delete on holiday to milepost_app');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table holiday');
    await runner.query('drop table holiday_year');
  }
}
