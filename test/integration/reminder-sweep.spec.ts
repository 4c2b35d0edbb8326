import { addDays, newId, startOfShanghaiDay, WorkCalendar, type CalendarDate } from '#libs/kernel';
import { Reader } from '#libs/platform';
import { DueSources, Inbox, stagesReached, Sweep, type DueSource, type RuleStage } from '#libs/reminder';
import stages from '../../libs/reminder/src/data/default-stages.json' with { type: 'json' };
import { testApp, type TestApp } from '../support/app.js';
import type { Cast } from '../support/cast.js';

/** Things with due dates that belong to nobody else, so that the ladder is tested by itself. */
const probe = (rule: string): DueSource => ({
  rule,
  zh: '探针',
  en: 'Probe',
  sql: `
    select 'probe' as subject_type, id as subject_id, null::uuid as project_id, due_on, since, title, responsible_org_id,
           array['owner'] as responsible_roles, 'ecology' as lead_kind, region_code, city_code, county_code,
           responsible_org_id as owner_org_id
      from probe where not done and due_on <= $2::date and $1::date is not null`,
});

const ladder = stages as RuleStage[];
const weekdays = new WorkCalendar([], []);
const [daily, once] = [probe('a_daily'), probe('b_once')];

describe('the sweep', () => {
  let app: TestApp;
  let cast: Cast;
  let sweep: Sweep;

  beforeEach(async () => {
    app = await testApp();
    cast = await app.cast();
    await app.db.query(`
      create table probe (id uuid primary key, due_on date not null, since date not null, done boolean not null default false,
        title text not null, responsible_org_id uuid not null, region_code text not null, city_code text, county_code text)`);
    await app.db.query('grant select on probe to milepost_app');
    sweep = app.get(Sweep);
    // Only the probes: what the other libs declare is tested with them.
    jest.spyOn(app.get(DueSources), 'all').mockReturnValue([daily, once]);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await app.close();
  });

  const owner = (place: 'gongyi' | 'jiyuan') => `owner.${place}.1.filer`;

  async function due(
    dueOn: CalendarDate,
    place: 'gongyi' | 'jiyuan' = 'gongyi',
    since = '2026-01-01',
  ): Promise<string> {
    const id = newId();
    const { organisationId } = await app.actor(owner(place));
    const at = place === 'gongyi' ? ['410181', '410100', '410181'] : ['419001', null, '419001'];
    await app.db.query('insert into probe values ($1, $2, $3, false, $4, $5, $6, $7, $8)', [
      id,
      dueOn,
      since,
      `探针 ${dueOn}`,
      organisationId,
      ...at,
    ]);
    return id;
  }

  const at = (day: CalendarDate) => sweep.run(startOfShanghaiDay(day));
  const recorded = (rule: string) =>
    app.db.query<{ subject: string; due: string; stage: string; on: string }>(
      `select subject_id as subject, due_on::text as due, stage, stage_on::text as on from reminder
        where rule = $1 order by 1, 2, 4, 3`,
      [rule],
    );
  const titles = async (username: string, rule: string) => {
    const { personId } = await app.actor(username);
    const rows = await app.db.query<{ title: string }>(
      `select title_zh as title from message where person_id = $1 and dedupe_key like $2 order by created_at, id`,
      [personId, `reminder:${rule}:%`],
    );
    return rows.map((row) => row.title);
  };

  it('records run by run over 60 days exactly what it records at once, and what the plain model says', async () => {
    const ids = new Map<string, CalendarDate>();
    for (const offset of [-40, -31, -8, 0, 3, 20, 29, 45, 90]) {
      const dueOn = addDays('2026-03-16', offset);
      ids.set(await due(dueOn), dueOn);
    }
    const only = async (source: DueSource, day: CalendarDate) => {
      jest.spyOn(app.get(DueSources), 'all').mockReturnValue([source]);
      await at(day);
    };
    for (let day = '2026-03-16'; day <= '2026-05-15'; day = addDays(day, 1)) await only(daily, day);
    for (const day of ['2026-03-20', '2026-04-30', '2026-05-15']) await only(once, day);
    const expected = [...ids].flatMap(([subject, dueOn]) =>
      stagesReached(dueOn, '2026-01-01', '2026-05-15', ladder, weekdays).map(({ stage, on }) => ({
        subject,
        due: dueOn,
        stage,
        on,
      })),
    );
    const key = (row: { subject: string; stage: string; on: string }) => `${row.subject} ${row.on} ${row.stage}`;
    expect((await recorded('a_daily')).map(key).sort()).toEqual(expected.map(key).sort());
    expect((await recorded('b_once')).map(key).sort()).toEqual(expected.map(key).sort());
  });

  it('changes nothing when it is run again, also by two at once', async () => {
    await due('2026-03-10');
    const [first, second] = await Promise.all([at('2026-03-16'), at('2026-03-16')]);
    const total = (r: typeof first) =>
      r.rules.reduce((sum, rule) => sum + Object.values(rule.stages).reduce((a, b) => a + b, 0), 0);
    expect(Math.min(total(first), total(second))).toBe(0);
    expect(total(await at('2026-03-16'))).toBe(0);
  });

  it('after an outage gives each person one message, with the highest stage that concerns them', async () => {
    await due('2026-02-01');
    await at('2026-03-16');
    expect(await titles(owner('gongyi'), 'a_daily')).toEqual([expect.stringContaining('督办函')]);
    expect(await titles('county.ecology.gongyi.approver', 'a_daily')).toEqual([
      expect.stringContaining('督办（一级）'),
    ]);
    expect(await titles('city.ecology.zhengzhou.approver', 'a_daily')).toEqual([
      expect.stringContaining('督办（二级）'),
    ]);
    expect(await titles('province.ecology.henan.approver', 'a_daily')).toEqual([expect.stringContaining('督办函')]);
  });

  it('climbs from 济源 straight to the province, because there is no city', async () => {
    await due('2026-03-01', 'jiyuan');
    await at('2026-03-16');
    expect(await titles('province.ecology.henan.approver', 'a_daily')).toEqual([
      expect.stringContaining('督办（二级）'),
    ]);
    expect(await titles('city.ecology.zhengzhou.approver', 'a_daily')).toEqual([]);
  });

  it('stops when the subject is finished, and settles its messages', async () => {
    const id = await due('2026-03-15');
    await at('2026-03-16');
    await app.db.query('update probe set done = true where id = $1', [id]);
    const result = await at('2026-03-17');
    expect(result.rules.map((rule) => rule.closed)).toEqual([1, 1]);
    await at('2026-06-01');
    expect((await recorded('a_daily')).map((row) => row.stage)).not.toContain('supervise-1');
    const open = await app.db.query(`select 1 from message where subject_id = $1 and settled_at is null`, [id]);
    expect(open).toHaveLength(0);
  });

  it('begins a new ladder when the date is moved, and goes on where it was when the subject comes back', async () => {
    const id = await due('2026-03-15');
    await at('2026-03-16');
    await app.db.query(`update probe set due_on = '2026-04-20' where id = $1`, [id]);
    await at('2026-03-17');
    await at('2026-04-21');
    const rows = await recorded('a_daily');
    expect(rows.filter((row) => row.due === '2026-03-15').map((row) => row.stage)).not.toContain('supervise-1');
    expect(rows.filter((row) => row.due === '2026-04-20').map((row) => row.stage)).toContain('urge-1');
    await app.db.query('update probe set done = true where id = $1', [id]);
    await at('2026-04-22');
    await app.db.query('update probe set done = false where id = $1', [id]);
    await at('2026-04-27');
    expect((await recorded('a_daily')).map((row) => row.stage)).toContain('supervise-1');
  });

  it('issues numbered letters that are to be answered within five working days', async () => {
    await due('2026-02-10');
    await due('2026-02-11', 'jiyuan');
    // Friday; the Monday after Qingming (6 April) is a holiday.
    await at('2026-04-03');
    const letters = await app.db.query<{ number: string; answer: string }>(
      `select number, answer_due_on::text as answer from supervision_letter order by number`,
    );
    expect(letters.map((letter) => letter.number)).toEqual([
      '豫督〔2026〕1号',
      '豫督〔2026〕2号',
      '豫督〔2026〕3号',
      '豫督〔2026〕4号',
    ]);
    expect(new Set(letters.map((letter) => letter.answer))).toEqual(new Set(['2026-04-13']));
    await at('2026-04-04');
    expect(await app.db.query('select 1 from supervision_letter')).toHaveLength(4);
  });

  it('goes on with the other sources when one fails', async () => {
    await due('2026-03-15');
    await app.db.query('revoke select on probe from milepost_app');
    expect((await at('2026-03-16')).failures.map((failure) => failure.rule)).toEqual(
      expect.arrayContaining(['a_daily', 'b_once']),
    );
    await app.db.query('grant select on probe to milepost_app');
    expect((await at('2026-03-16')).failures).toEqual([]);
    expect(await recorded('a_daily')).not.toHaveLength(0);
  });

  it('killed half-way leaves nothing, and the next one does it all', async () => {
    for (let i = 0; i < 20; i += 1) await due('2026-03-15');
    // A trigger holds the sweep in the middle of its transaction until its connection is ended.
    await app.db.query(`
      create function slow() returns trigger language plpgsql as $$ begin perform pg_sleep(0.1); return new; end $$;
      create trigger slow before insert on message for each row execute function slow()`);
    const running = at('2026-03-16');
    let killed = 0;
    for (let tries = 0; killed === 0 && tries < 200; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      const ended = await app.db.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where datname = current_database() and state = 'active' and wait_event = 'PgSleep'`,
      );
      killed = ended.length;
    }
    expect(killed).toBe(1);
    expect((await running).failures.map((failure) => failure.rule)).toContain('a_daily');
    expect(await recorded('a_daily')).toEqual([]);
    await app.db.query('drop trigger slow on message');
    await at('2026-03-16');
    expect(new Set((await recorded('a_daily')).map((row) => row.subject)).size).toBe(20);
    expect(await titles(owner('gongyi'), 'a_daily')).toHaveLength(20);
  });

  it('sends the same number of statements whatever there is to notice', async () => {
    const statements = async () => {
      const spy = jest.spyOn(Reader.prototype, 'query');
      await at('2026-03-16');
      const count = spy.mock.calls.length;
      spy.mockRestore();
      return count;
    };
    await at('2026-03-15'); // The holiday table is read once and kept.
    await due('2026-02-01');
    const one = await statements();
    for (let i = 0; i < 60; i += 1) await due(addDays('2026-02-01', i % 30));
    expect(await statements()).toBe(one);
  });

  it('shows a person their own inbox only, and what a scope may see of reminders', async () => {
    await due('2026-03-15');
    await at('2026-03-16');
    const inbox = app.get(Inbox);
    const [gongyi, jiyuan] = [await app.actor(owner('gongyi')), await app.actor(owner('jiyuan'))];
    const page = await inbox.list(gongyi, { limit: 50 });
    expect(page.unread).toBe(2);
    expect((await inbox.list(jiyuan, { limit: 50 })).items).toEqual([]);
    expect(
      await inbox.markRead(
        jiyuan,
        page.items.map((m) => m.id),
      ),
    ).toEqual({ read: 0 });
    expect(await inbox.markRead(gongyi, 'all')).toEqual({ read: 2 });
    expect((await inbox.list(gongyi, { limit: 50, unread: true })).items).toEqual([]);
    expect(
      (await app.as('county.ecology.gongyi.approver').get('/api/v1/reminders').expect(200)).body.items,
    ).not.toEqual([]);
    expect((await app.as('county.ecology.jiyuan.approver').get('/api/v1/reminders').expect(200)).body.items).toEqual(
      [],
    );
    expect(cast).toBeDefined();
  });
});
