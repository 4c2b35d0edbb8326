import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Working days as a numbered line, so that "five working days later" is a join and not a loop: `number` counts the working days up
 * to and including a day. The holiday table stays the only source; a statement that changes it renumbers the days.
 */
export class NumberWorkDays1790000011000 implements MigrationInterface {
  name = 'NumberWorkDays1790000011000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table work_day (
        day date not null,
        working boolean not null,
        number int not null,
        known boolean not null,
        constraint pk_work_day primary key (day)
      )`);
    // A year nobody entered counts Monday to Friday, and says so: known = false (§7).
    await runner.query(`
      create function work_day_line() returns table (day date, working boolean, number int, known boolean)
      language sql stable as $$
        select d.day, d.working, (count(*) filter (where d.working) over (order by d.day))::int, d.known
          from (select s::date as day, coalesce(h.kind = 'workday', extract(isodow from s) < 6) as working,
                       y.year is not null as known
                  from generate_series(timestamp '2000-01-01', timestamp '2099-12-31', interval '1 day') s
                  left join holiday h on h.date = s::date
                  left join holiday_year y on y.year = extract(year from s)::int) d
      $$`);
    await runner.query(`insert into work_day (day, working, number, known) select * from work_day_line()`);
    await runner.query(`create index ix_work_day_number on work_day (number) where working`);
    await runner.query(`
      create function work_day_renumber() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
      begin
        update work_day w set working = l.working, number = l.number, known = l.known
          from work_day_line() l
         where l.day = w.day and (l.working, l.number, l.known) is distinct from (w.working, w.number, w.known);
        return null;
      end $$`);
    for (const table of ['holiday', 'holiday_year']) {
      await runner.query(`
        create trigger ${table}_renumbers after insert or update or delete on ${table}
          for each statement execute function work_day_renumber()`);
    }
    // The kernel's addWorkingDays and workingDaysBetween, for all rows at once.
    await runner.query(`
      create function work_day_after(start date, days int) returns date language sql stable parallel safe as $$
        select case
          when days = 0 then start
          when days > 0 then (select w.day from work_day w where w.working
            and w.number = (select s.number from work_day s where s.day = start) + days)
          else (select w.day from work_day w where w.working
            and w.number = (select s.number from work_day s where s.day = start - 1) + days + 1)
        end
      $$`);
    await runner.query(`
      create function work_days_between(a date, b date) returns int language sql stable parallel safe as $$
        select (select w.number from work_day w where w.day = b) - (select w.number from work_day w where w.day = a)
      $$`);
    await runner.query('grant select on work_day to milepost_app');
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['holiday', 'holiday_year']) await runner.query(`drop trigger ${table}_renumbers on ${table}`);
    await runner.query('drop function work_days_between(date, date)');
    await runner.query('drop function work_day_after(date, int)');
    await runner.query('drop function work_day_renumber()');
    await runner.query('drop function work_day_line()');
    await runner.query('drop table work_day');
  }
}
