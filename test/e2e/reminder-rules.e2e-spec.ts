import { addDays, newId, startOfShanghaiDay } from '#libs/kernel';
import { DueSources, Sweep, type DueSource, type RuleStage } from '#libs/reminder';
import defaults from '../../libs/reminder/src/data/default-stages.json' with { type: 'json' };
import { testApp, type TestApp } from '../support/app.js';

const ADMIN = 'province.ecology.henan.system_admin';
const RULES = '/api/v1/reminder-rules';

const probe: DueSource = {
  rule: 'probe',
  zh: '探针',
  en: 'Probe',
  also: ['category_code'],
  sql: `
    select 'probe' as subject_type, id as subject_id, null::uuid as project_id, due_on, date '2026-01-01' as since, title,
           responsible_org_id, array['owner'] as responsible_roles, 'ecology' as lead_kind, '410181' as region_code,
           '410100' as city_code, '410181' as county_code, responsible_org_id as owner_org_id, category_code
      from probe where not done and due_on <= $2::date and $1::date is not null`,
};

const broken: DueSource = {
  rule: 'broken',
  zh: '坏',
  en: 'Broken',
  sql: 'select 1/0 as nothing where $1::date < $2::date',
};

const stages = defaults as RuleStage[];
const urge: RuleStage = {
  ...stages.find(({ stage }) => stage === 'urge')!,
  offset: 2,
  unit: 'working',
  repeat: 3,
  to: ['owner'],
  cc: ['finance_county', 'reviewer_city'],
  title: {
    zh: '{stage}·{rule}·{title}（逾期 {daysLate} 天）',
    en: '{stage} · {rule} · {title} ({daysLate} days late)',
  },
  body: {
    zh: '{region}{unit}{number}，{due}，今日 {today}，剩余 {daysLeft}',
    en: '{region} {unit} {number} {due} {today} {daysLeft}',
  },
};

describe('Reminder rules', () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await testApp({ environment: { METRICS_TOKEN: 'metrics-token-for-tests' } });
    await app.cast();
    await app.db
      .query(`create table probe (id uuid primary key, due_on date not null, done boolean not null default false,
      title text not null, responsible_org_id uuid not null, category_code text)`);
    await app.db.query('grant select on probe to milepost_app');
    app.get(DueSources).register(probe);
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await app.close();
  });

  const put = (rule: string, body: object, version = 0) =>
    app.as(ADMIN).put(`${RULES}/${rule}`).set('if-match', `"${version}"`).send(body);
  const due = async (dueOn: string, category: string | null = null, title = `探针 ${dueOn}`) => {
    const id = newId();
    const { organisationId } = await app.actor('owner.gongyi.1.filer');
    await app.db.query('insert into probe values ($1, $2, false, $3, $4, $5)', [
      id,
      dueOn,
      title,
      organisationId,
      category,
    ]);
    return id;
  };
  const only = (...sources: DueSource[]) => jest.spyOn(app.get(DueSources), 'all').mockReturnValue(sources);
  const sweep = (day: string) => app.get(Sweep).run(startOfShanghaiDay(day));
  const messages = (subject: string) =>
    app.db.query<{
      who: string;
      title: string;
      body: string;
      stage: string;
      cc: boolean;
      mandatory: boolean;
      en: string;
    }>(
      `select p.username as who, m.title_zh as title, m.title_en as en, m.body_zh as body, m.stage, m.cc, m.mandatory
         from message m join person p on p.id = m.person_id where m.subject_id = $1 order by m.created_at, m.cc, p.username`,
      [subject],
    );

  it('lists what is in force, and all that a rule may name', async () => {
    const { body } = await app.as('owner.gongyi.1.filer').get(RULES).expect(200);
    expect(body.items).toMatchObject([
      { rule: 'default', tier: '*', categoryCode: '*', version: 1, stages: { length: 8 } },
    ]);
    expect(body.sources.map((source: { rule: string }) => source.rule)).toEqual(
      expect.arrayContaining([
        'milestone_finish',
        'idle_funds',
        'pass_down',
        'annual_evaluation',
        'request_correction',
      ]),
    );
    expect(body.placeholders.map((one: { name: string }) => one.name)).toContain('daysLate');
    expect(body.recipients.map((one: { word: string }) => one.word)).toContain('finance_city');
  });

  it('refuses what is wrong, names each fault by its path, and changes nothing', async () => {
    const { body } = await put('probe', {
      stages: [
        { ...urge, title: { zh: '{titel}', en: 'late {' }, to: ['everybody'] },
        { ...urge, stage: 'urge', offset: 1, channels: ['mail'] },
        { ...stages[5]!, mandatory: false },
        { ...stages[0]!, stage: 'notice-3', offset: 3 },
        { ...stages[3]!, letter: true },
      ],
    }).expect(422);
    expect(body.code).toBe('REMINDER_RULE_INVALID');
    expect(body.errors.map(({ path, code }: { path: string; code: string }) => `${path} ${code}`)).toEqual([
      'stages.0.to.0 RECIPIENT_UNKNOWN',
      'stages.0.title.zh PLACEHOLDER_UNKNOWN',
      'stages.0.title.en PLACEHOLDER_UNKNOWN',
      'stages.1.channels CHANNEL_UNKNOWN',
      'stages.1.stage STAGE_TWICE',
      'stages.1.offset STAGE_ORDER',
      'stages.2.mandatory SUPERVISION_MANDATORY',
      'stages.3.offset STAGE_OFFSET',
      'stages.3.offset STAGE_ORDER',
      'stages.4.letter LETTER_STAGE',
      'stages.4.offset STAGE_ORDER',
    ]);
    const half = await put('probe', { stages: [{ ...urge, body: { zh: '有' } }] }).expect(400);
    expect(half.body.errors[0].path).toBe('stages.0.body.en');
    await put('probe', { stages: [{ ...urge, title: { zh: '长'.repeat(201), en: 'long' } }] }).expect(400);
    await put('probe', { stages: [{ ...urge, title: { zh: '零\u200b宽', en: 'zero' } }] }).expect(400);
    await put('nothing', { stages: [urge] }).expect(404);
    await put('probe', { category: '99', stages: [urge] }).expect(422);
    await put('probe', { validFrom: '2026-03-15', stages: [urge] }).expect(422);
    await app
      .as(ADMIN)
      .put(`${RULES}/probe`)
      .send({ stages: [urge] })
      .expect(428);
    expect((await app.as(ADMIN).get(`${RULES}/probe/versions`).expect(200)).body.items).toEqual([]);
  });

  it('keeps versions: stale is refused, also of two at once; one to come holds from its day', async () => {
    const answers = await Promise.all([put('probe', { stages: [urge] }), put('probe', { stages: [urge] })]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 412]);
    await put('probe', { stages: [urge] }, 0).expect(412);
    await put('probe', { validFrom: '2026-03-20', note: '提前', stages: [{ ...urge, offset: 1 }] }, 1).expect(200);
    const { body } = await app.as(ADMIN).get(`${RULES}/probe/versions`).expect(200);
    expect(body.items.map((item: { version: number }) => item.version)).toEqual([2, 1]);
    only(probe);
    const id = await due('2026-03-18');
    const recorded = async (): Promise<string[]> =>
      (await app.db.query<{ stage: string }>('select stage from reminder where subject_id = $1', [id])).map(
        (row) => row.stage,
      );
    await sweep('2026-03-19');
    expect(await recorded()).toEqual([]); // Version 1: two working days later, on the 20th.
    await sweep('2026-03-20');
    expect(await recorded()).toEqual(['urge-1']); // Version 2: on the 19th, noticed on the first day it holds.
    expect(await app.db.query(`select 1 from audit_entry where subject_type = 'reminder_rule'`)).toHaveLength(2);
  });

  it('the most specific rule wins: category before tier before source before default', async () => {
    const named = (title: string): object => ({
      stages: [{ ...urge, offset: 1, unit: 'calendar', title: { zh: title, en: title } }],
    });
    await put('probe', named('source')).expect(200);
    await put('probe', { ...named('tier'), tier: 'county' }).expect(200);
    await put('probe', { ...named('category'), category: '04' }).expect(200);
    await put('probe', { ...named('elsewhere'), tier: 'city', category: '04' }).expect(200);
    only(probe);
    const [water, air] = [await due('2026-03-15', '04'), await due('2026-03-15', '03')];
    await sweep('2026-03-16');
    expect((await messages(water))[0]!.title).toBe('category');
    expect((await messages(air))[0]!.title).toBe('tier');
  });

  it('fills texts, tells recipients and copies, in working days', async () => {
    await put('probe', { stages: [urge] }).expect(200);
    only(probe);
    // 1 to 5 May are free: two working days after Thursday 30 April is Thursday 7 May.
    const id = await due('2026-04-30', null, '含 {due} 的名称');
    await sweep('2026-05-06');
    expect(await messages(id)).toEqual([]);
    await sweep('2026-05-07');
    const [mine, ...copies] = await messages(id);
    expect(mine).toMatchObject({
      who: 'owner.gongyi.1.filer',
      title: '催办（第 1 次）·探针·含 {due} 的名称（逾期 7 天）',
      en: 'Urge no. 1 · Probe · 含 {due} 的名称 (7 days late)',
      stage: 'urge-1',
      cc: false,
      mandatory: false,
    });
    expect(mine!.body).toMatch(/^巩义市.+，2026-04-30，今日 2026-05-07，剩余 0$/);
    // Two people hold each office.
    expect(copies.map(({ who, cc, title }) => `${who} ${cc} ${title.slice(0, 4)}`)).toEqual([
      'owner.gongyi.1.filer2 false 催办（第',
      'city.ecology.zhengzhou.reviewer true 【抄送】',
      'city.ecology.zhengzhou.reviewer2 true 【抄送】',
      'county.finance.gongyi.finance_approver true 【抄送】',
      'county.finance.gongyi.finance_approver2 true 【抄送】',
      'county.finance.gongyi.finance_officer true 【抄送】',
      'county.finance.gongyi.finance_officer2 true 【抄送】',
    ]);
    const { body } = await app.as(ADMIN).get(`/api/v1/reminders?subject=${id}`).expect(200);
    expect(body.items[0]).toMatchObject({
      ruleName: { zh: '探针', en: 'Probe' },
      stageName: { zh: '催办（第 1 次）', en: 'Urge no. 1' },
      recipients: { length: 8 },
    });
    expect(body.items[0].responsible.nameZh).toEqual(expect.any(String));
  });

  it('tells the supervisors of the province what nobody else is there for, and says so', async () => {
    only(probe);
    const id = await due('2026-03-16');
    await app.db.query(`update person set disabled_at = now() where username like 'owner.gongyi%'`);
    const { rules } = await sweep('2026-03-16');
    expect(rules[0]).toMatchObject({ unaddressed: 1 });
    expect(new Set((await messages(id)).map(({ who }) => who.replace(/\d+$/, '')))).toEqual(
      new Set(['province.ecology.henan.supervisor']),
    );
  });

  it('warns of a year without holidays, and still computes it', async () => {
    await put('probe', { stages: [{ ...urge, offset: 10 }] }).expect(200);
    only(probe);
    expect((await sweep('2026-12-25')).rules[0]).toMatchObject({ missingYears: [2027] });
    expect((await sweep('2026-03-16')).rules[0]).toMatchObject({ missingYears: [] });
  });

  it('previews a week and writes nothing', async () => {
    only(probe);
    for (let day = '2026-03-01'; day <= '2026-03-20'; day = addDays(day, 1)) await due(day);
    const gone = await due('2026-03-10', null, '已办结');
    await sweep('2026-03-12');
    await app.db.query('update probe set done = true where id = $1', [gone]);
    await sweep('2026-03-13');
    const state = () =>
      app.db.query(`select (select count(*) from reminder) as reminders, (select count(*) from message) as messages,
        (select count(*) from reminder_ladder) as ladders, (select count(*) from reminder_rule) as rules`);
    const before = await state();
    const rule = { stages: [{ ...urge, offset: 1, unit: 'calendar', repeat: null }] };
    const { body } = await app
      .as(ADMIN)
      .post(`${RULES}/probe/preview`)
      .send({ ...rule, from: '2026-03-09', to: '2026-03-15' })
      .expect(200);
    // Due from the 8th to the 14th, one each day, and the one that was still open on the 11th.
    expect(body.counts).toEqual([{ stage: 'urge', reminders: 8, messages: 64 }]);
    expect(body.examples[0]).toMatchObject({ rule: 'probe', stage: 'urge', on: '2026-03-15', dueOn: '2026-03-14' });
    expect(body.examples[0].recipients).toHaveLength(8);
    expect(await state()).toEqual(before);
    const week = await app.as(ADMIN).post(`${RULES}/probe/preview`).send(rule).expect(200);
    expect([week.body.from, week.body.to]).toEqual(['2026-03-09', '2026-03-15']);
    await app
      .as(ADMIN)
      .post(`${RULES}/probe/preview`)
      .send({ ...rule, from: '2026-03-09', to: '2026-04-30' })
      .expect(422);
    await app
      .as(ADMIN)
      .post(`${RULES}/probe/preview`)
      .send({ ...rule, from: '2026-03-09', to: '2026-03-08' })
      .expect(422);
  });

  it('a failing source is seen in health and metrics, and well again after a success', async () => {
    const spy = only(broken, probe);
    await due('2026-03-10');
    const { failures, rules } = await sweep('2026-03-16');
    expect(failures).toEqual([{ rule: 'broken', error: expect.any(String) }]);
    expect(rules[0]!.stages['due']).toBe(1);
    const ready = await app.http.get('/health/ready').expect(200);
    expect(ready.body).toMatchObject({
      status: 'degraded',
      watches: [{ name: 'reminders', status: 'degraded', unwell: [{ name: 'broken', state: 'failing' }] }],
    });
    const metrics = async (): Promise<string> =>
      (await app.http.get('/metrics').set('authorization', 'Bearer metrics-token-for-tests').expect(200)).text;
    expect(await metrics()).toContain('milepost_reminder_source_failures{rule="broken"} 1');
    app.clock.advance({ days: 2 });
    // Two days on, 10:00: since the start of the 17th nothing was recorded.
    expect(await metrics()).toContain(`milepost_reminder_lag_seconds{rule="probe"} ${34 * 3600}`);
    spy.mockReturnValue([{ ...broken, sql: probe.sql }, probe]);
    await sweep('2026-03-18');
    expect((await app.http.get('/health/ready').expect(200)).body.status).toBe('up');
    expect(await metrics()).toContain('milepost_reminder_lag_seconds{rule="probe"} 0');
  });
});
