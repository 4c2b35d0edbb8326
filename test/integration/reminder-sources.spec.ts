import { newId, startOfShanghaiDay, type CalendarDate } from '#libs/kernel';
import { DueSources, Sweep } from '#libs/reminder';
import type { ProjectRow } from '#libs/project';
import { testApp, type TestApp } from '../support/app.js';
import { concluded, readyForAcceptance } from '../support/builders/acceptance.js';
import { allocate, aPool, funded } from '../support/builders/funding.js';
import { aProject, approveThrough } from '../support/builders/project.js';

const OWNER = 'owner.gongyi.1.filer';

/** Of every due source: a date appears, moves, and ends. */
describe('due sources', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await testApp();
    await app.cast();
  });
  afterAll(() => app?.close());
  afterEach(() => jest.restoreAllMocks());

  /** The open due dates of a subject after a sweep of this source alone. */
  async function due(rule: string, subjectId: string, day: CalendarDate): Promise<CalendarDate[]> {
    const sources = app.get(DueSources);
    const only = sources.all().filter((source) => source.rule === rule);
    expect(only).toHaveLength(1);
    const spy = jest.spyOn(sources, 'all').mockReturnValue(only);
    const { failures } = await app.get(Sweep).run(startOfShanghaiDay(day));
    spy.mockRestore();
    expect(failures).toEqual([]);
    const rows = await app.db.query<{ due: string }>(
      `select due_on::text as due from reminder_ladder where rule = $1 and subject_id = $2 and closed_at is null order by 1`,
      [rule, subjectId],
    );
    return rows.map((row) => row.due);
  }

  const set = (table: string, id: string, assignments: string) =>
    app.db.query(`update ${table} set ${assignments} where id = $1`, [id]);

  async function implementing(): Promise<ProjectRow> {
    const project = await aProject(app).ownedBy('gongyi').implementing();
    await set('project', project.id, `started_on = '2026-03-16'`);
    return project;
  }

  /** A request that was sent back, in the table: how one gets there is tested with its subject. */
  async function sentBack(project: ProjectRow, type: string, subjectId: string, dueOn: CalendarDate): Promise<string> {
    const id = newId();
    const { personId } = await app.actor(OWNER);
    await app.db.query(
      `insert into approval (id, subject_type, subject_id, project_id, title, status, route_id, tier, region_code, city_code, county_code,
         owner_organisation_id, lead_kind, filed_by, filers, opened_at, due_on, returned_step_key, resume_at)
       select $1, $2, $3, p.id, p.name, 'returned', (select id from approval_route limit 1), p.tier, p.region_code, p.city_code,
              p.county_code, p.owner_organisation_id, p.lead_kind, $4, array[$4::uuid], now(), $5, 'step', 'here'
         from project p where p.id = $6`,
      [id, type, subjectId, personId, dueOn, project.id],
    );
    return id;
  }

  it('milestone_finish: by the planned finish; paused with the project; a return has a term of its own', async () => {
    const { id: projectId } = await implementing();
    const id = newId();
    await app.db.query(
      `insert into milestone (id, project_id, seq, name, planned_start, planned_finish, weight_bp, status)
       values ($1, $2, 9, '设备安装', '2026-01-01', '2026-04-10', 1000, 'in_progress')`,
      [id, projectId],
    );
    expect(await due('milestone_finish', id, '2026-03-10')).toEqual([]);
    expect(await due('milestone_finish', id, '2026-03-16')).toEqual(['2026-04-10']);
    await set('milestone', id, `planned_finish = '2026-04-12'`);
    expect(await due('milestone_finish', id, '2026-03-17')).toEqual(['2026-04-12']);
    await set('project', projectId, `status = 'suspended', suspended_on = '2026-03-18'`);
    expect(await due('milestone_finish', id, '2026-03-18')).toEqual([]);
    await set('project', projectId, `status = 'implementing', suspended_on = null`);
    expect(await due('milestone_finish', id, '2026-04-20')).toEqual(['2026-04-12']);
    await set('milestone', id, `status = 'submitted'`);
    expect(await due('milestone_finish', id, '2026-04-21')).toEqual([]);
    await app.db.query(
      `insert into milestone_completion (id, milestone_id, project_id, note, finished_on, file_ids, status, filed_by, filed_at, decided_at, opinion)
       values ($1, $2, $3, '已完工', '2026-04-20', array[$1::uuid], 'returned', $4, '2026-04-20T02:00:00Z', '2026-04-24T02:00:00Z', '照片不清')`,
      [newId(), id, projectId, (await app.actor(OWNER)).personId],
    );
    await set('milestone', id, `status = 'returned'`);
    // Friday 24 April: 27, 28, 29, 30 April and, after the holiday of 1 to 5 May, the 6th.
    expect(await due('milestone_finish', id, '2026-04-24')).toEqual(['2026-05-06']);
    await app.db.query(`update milestone_completion set opinion = null where milestone_id = $1`, [id]);
    // Recalled by the owner: nobody gives themselves more time.
    expect(await due('milestone_finish', id, '2026-04-24')).toEqual(['2026-04-12']);
    await set('milestone', id, `status = 'approved', approved_on = '2026-04-25'`);
    expect(await due('milestone_finish', id, '2026-04-25')).toEqual([]);
  });

  it('monthly_report: each month by the 10th of the next; a returned one by its correction', async () => {
    const project = await implementing();
    const [row] = await app.db.query<{ march: string; april: string }>(
      `select md5($1::uuid::text || date '2026-03-01')::uuid as march, md5($1::uuid::text || date '2026-04-01')::uuid as april`,
      [project.id],
    );
    const { march, april } = row!;
    expect(await due('monthly_report', march, '2026-03-16')).toEqual(['2026-04-10']);
    const id = newId();
    await app.db.query(
      `insert into progress_report (id, project_id, period, investment_done_fen, status, filed_by, filed_at)
       values ($1, $2, '2026-03-01', 0, 'submitted', $3, now())`,
      [id, project.id, (await app.actor(OWNER)).personId],
    );
    expect(await due('monthly_report', march, '2026-05-20')).toEqual([]);
    expect(await due('monthly_report', april, '2026-05-20')).toEqual(['2026-05-10']);
    await set('progress_report', id, `status = 'returned'`);
    await sentBack(project, 'progress_report', id, '2026-05-27');
    expect(await due('monthly_report', march, '2026-05-20')).toEqual(['2026-05-27']);
    await set('project', project.id, `status = 'suspended', suspended_on = '2026-05-21'`);
    expect(await due('monthly_report', march, '2026-05-21')).toEqual([]);
  });

  it('approval_step: by the limit of the desk, until it has decided', async () => {
    const { id } = await aProject(app).ownedBy('gongyi').underReview();
    const [task] = await app.db.query<{ id: string; due: string }>(
      `select t.id, t.due_on::text as due from approval_task t join approval a on a.id = t.approval_id
        where a.subject_id = $1 and t.status = 'open'`,
      [id],
    );
    expect(await due('approval_step', task!.id, '2026-03-16')).toEqual([task!.due]);
    await set('approval_task', task!.id, `due_on = due_on + 3`);
    expect(await due('approval_step', task!.id, '2026-03-16')).not.toEqual([task!.due]);
    await approveThrough(app, { type: 'application', id });
    expect(await due('approval_step', task!.id, '2026-03-17')).toEqual([]);
  });

  it('correction_term: five working days from each return, until it is filed again or withdrawn', async () => {
    const { id } = await aProject(app).ownedBy('gongyi').returned();
    expect(await due('correction_term', id, '2026-03-16')).toEqual(['2026-03-23']);
    await set('project', id, `returned_due_on = '2026-04-01'`);
    expect(await due('correction_term', id, '2026-03-17')).toEqual(['2026-04-01']);
    await set('project', id, `status = 'withdrawn', returned_due_on = null`);
    expect(await due('correction_term', id, '2026-03-18')).toEqual([]);
  });

  it('request_correction: any other request that was sent back', async () => {
    const project = await implementing();
    const id = await sentBack(project, 'change', newId(), '2026-03-23');
    expect(await due('request_correction', id, '2026-03-16')).toEqual(['2026-03-23']);
    await set('approval', id, `due_on = '2026-03-30'`);
    expect(await due('request_correction', id, '2026-03-16')).toEqual(['2026-03-30']);
    await set('approval', id, `status = 'cancelled', due_on = null, resume_at = null, finished_at = now()`);
    expect(await due('request_correction', id, '2026-03-16')).toEqual([]);
  });

  it('reserve_expiry: three years in the library, until work begins', async () => {
    const { id } = await aProject(app).ownedBy('gongyi').reserved();
    expect(await due('reserve_expiry', id, '2029-02-01')).toEqual([]);
    expect(await due('reserve_expiry', id, '2029-03-01')).toEqual(['2029-03-16']);
    await set('project', id, `library_expires_on = '2029-03-20'`);
    expect(await due('reserve_expiry', id, '2029-03-02')).toEqual(['2029-03-20']);
    await set('project', id, `status = 'implementing', started_on = '2029-03-03'`);
    expect(await due('reserve_expiry', id, '2029-03-03')).toEqual([]);
  });

  it('acceptance: three months after the planned finish, whatever the length of the months', async () => {
    const { id } = await implementing();
    await set('project', id, `planned_start = '2026-01-01', planned_finish = '2026-11-30'`);
    expect(await due('acceptance', id, '2027-01-28')).toEqual([]);
    expect(await due('acceptance', id, '2027-01-29')).toEqual(['2027-02-28']);
    await set('project', id, `planned_finish = '2026-12-05'`);
    expect(await due('acceptance', id, '2027-02-10')).toEqual(['2027-03-05']);
    await set('project', id, `status = 'under_acceptance'`);
    expect(await due('acceptance', id, '2027-02-11')).toEqual([]);
  });

  it('rectification: by the date of the item; a returned item has a term of its own', async () => {
    const project = await readyForAcceptance(app);
    await concluded(app, project, ['rectify', 'rectify', 'rectify'], {
      items: [{ text: '补齐在线监测', dueOn: '2026-04-10' }],
    });
    const [item] = await app.db.query<{ id: string }>('select id from rectification_item where project_id = $1', [
      project.id,
    ]);
    const { id } = item!;
    expect(await due('rectification', id, '2026-03-16')).toEqual(['2026-04-10']);
    await set('rectification_item', id, `due_on = '2026-04-12'`);
    expect(await due('rectification', id, '2026-03-17')).toEqual(['2026-04-12']);
    const { personId } = await app.actor(OWNER);
    const decider = (await app.actor('county.ecology.gongyi.approver')).personId;
    await set(
      'rectification_item',
      id,
      `status = 'submitted', submitted_by = '${personId}', evidence_note = '已改', file_ids = array['${project.fileId}'::uuid]`,
    );
    expect(await due('rectification', id, '2026-04-20')).toEqual([]);
    await set(
      'rectification_item',
      id,
      `status = 'returned', decided_by = '${decider}', decided_at = '2026-04-13T02:00:00Z'`,
    );
    expect(await due('rectification', id, '2026-04-20')).toEqual(['2026-04-20']);
    await set('rectification_item', id, `status = 'closed'`);
    expect(await due('rectification', id, '2026-04-21')).toEqual([]);
  });

  it('final_accounts and annual_evaluation: after completion, until filed', async () => {
    const { id } = await implementing();
    await set('project', id, `status = 'completed', completed_on = '2026-11-30'`);
    expect(await due('final_accounts', id, '2027-02-01')).toEqual(['2027-02-28']);
    expect(await due('annual_evaluation', id, '2026-12-31')).toEqual([]);
    expect(await due('annual_evaluation', id, '2027-03-01')).toEqual(['2027-03-31']);
    await set('project', id, `completed_on = '2026-12-05'`);
    expect(await due('final_accounts', id, '2027-02-10')).toEqual(['2027-03-05']);
    const accounts = newId();
    const { personId } = await app.actor(OWNER);
    await app.db.query(
      `insert into final_accounts (id, project_id, status, file_ids, total_fen, created_by, created_at, filed_by)
       values ($1, $2, 'under_review', array[$1::uuid], 100, $3, now(), $3)`,
      [accounts, id, personId],
    );
    expect(await due('final_accounts', id, '2027-02-11')).toEqual([]);
    const turns: (string | undefined)[] = [];
    for (const [level, who] of [
      ['self', OWNER],
      ['department', 'county.ecology.gongyi.approver'],
      ['finance', 'county.finance.gongyi.finance_approver'],
    ] as const) {
      await due('annual_evaluation', id, '2027-03-02');
      const [ladder] = await app.db.query<{ code: string }>(
        `select o.code from reminder_ladder l join organisation o on o.id = l.responsible_org_id
          where l.rule = 'annual_evaluation' and l.subject_id = $1 and l.closed_at is null`,
        [id],
      );
      turns.push(ladder?.code);
      const actor = await app.actor(who);
      await app.db.query(
        `insert into evaluation (id, project_id, level, output_score, benefit_score, management_score, satisfaction_score, total, grade,
           comment, organisation_id, filed_by, filed_at)
         values ($1, $2, $3, 50, 30, 10, 5, 95, 'excellent', '达标', $4, $5, now())`,
        [newId(), id, level, actor.organisationId, actor.personId],
      );
    }
    expect(new Set(turns).size).toBe(3);
    expect(await due('annual_evaluation', id, '2027-03-03')).toEqual([]);
  });

  it('pass_down: 30 days from receipt, until the pool is given on', async () => {
    const project = await aProject(app).ownedBy('gongyi').fundedBy('central').reserved();
    const pool = await aPool(app, '1000000.00');
    expect(await due('pass_down', pool.id, '2026-03-16')).toEqual(['2026-04-01']);
    await app.db.query(
      `insert into policy (key, version, value, valid_from) values ('funding.pass_down_days', 2, '40', '2026-03-17')`,
    );
    expect(await due('pass_down', pool.id, '2026-03-17')).toEqual(['2026-04-11']);
    await allocate(app, pool.id, { [project.id]: '1000000.00' });
    expect(await due('pass_down', pool.id, '2026-03-18')).toEqual([]);
  });

  it('idle_funds: unspent at the end of the second fiscal year, until paid, returned or listed for recovery', async () => {
    const reserved = await aProject(app).ownedBy('gongyi').fundedBy('central').reserved();
    const { project, poolId } = await funded(app, reserved, '1000000.00');
    const [account] = await app.db.query<{ id: string }>(
      `select id from ledger_account where project_id = $1 and pool_id = $2 and kind = 'project_unpaid'`,
      [project.id, poolId],
    );
    const { id } = account!;
    expect(await due('idle_funds', id, '2027-11-30')).toEqual([]);
    expect(await due('idle_funds', id, '2027-12-01')).toEqual(['2027-12-31']);
    await app.db.query(
      `insert into policy (key, version, value, valid_from) values ('funding.idle_fiscal_years', 2, '3', '2028-01-05')`,
    );
    expect(await due('idle_funds', id, '2028-01-05')).toEqual([]);
    expect(await due('idle_funds', id, '2028-12-01')).toEqual(['2028-12-31']);
    await app.db.query(
      `insert into recovery_item (id, project_id, pool_id, amount_fen, reason, listed_at, listed_by)
       values ($1, $2, $3, 100000000, '闲置两年', now(), $4)`,
      [newId(), project.id, poolId, (await app.actor(OWNER)).personId],
    );
    expect(await due('idle_funds', id, '2028-12-02')).toEqual([]);
  });
});
