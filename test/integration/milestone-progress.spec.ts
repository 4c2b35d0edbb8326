import { addDays, newId, parseYuan, startOfShanghaiDay, type Actor } from '#libs/kernel';
import { Baselines, Completions, lightOf, Progress, Reports, type ReportInput } from '#libs/milestone';
import { ChangeRequests, ProjectReading, type ProjectRow } from '#libs/project';
import { Sweep } from '#libs/reminder';
import { testApp, type TestApp } from '../support/app.js';
import { aFile } from '../support/builders/acceptance.js';
import { approveThrough, aProject, decideStep, moveProject } from '../support/builders/project.js';

const OWNER = 'owner.gongyi.1.filer';
const PLAN = [
  { name: '土建', plannedStart: '2026-06-01', plannedFinish: '2026-12-31', weightBp: 6000 },
  { name: '设备', plannedStart: '2027-01-01', plannedFinish: '2027-09-30', weightBp: 4000 },
];

describe('milestones on PostgreSQL', () => {
  let app: TestApp;
  let owner: Actor;
  let reserved: ProjectRow;

  beforeEach(async () => {
    app = await testApp();
    await app.cast();
    owner = await app.actor(OWNER);
    reserved = await aProject(app).ownedBy('gongyi').reserved();
  });
  afterEach(() => app.close());

  const put = (items: object[] = PLAN, version?: number) =>
    app.get(Baselines).put(owner, reserved.id, { items: items as typeof PLAN }, version);

  async function inForce(): Promise<void> {
    const { id } = await put();
    await app.get(Baselines).submit(owner, reserved.id);
    await approveThrough(app, { type: 'milestone_plan', id });
  }

  async function implementing(): Promise<void> {
    await inForce();
    await moveProject(app, reserved.id, 'start');
  }

  const milestones = async () => (await app.get(Progress).of(owner, reserved.id)).items;
  const at = (day: string) => app.clock.set(new Date(startOfShanghaiDay(day).getTime() + 3 * 3_600_000));

  const report = async (period: string, percents: number[], more: Partial<ReportInput> = {}) => {
    const items = (await milestones()).map((m, i) => ({ milestoneId: m.id, percent: percents[i]! }));
    return app.get(Reports).file(owner, reserved.id, { period, investmentDone: parseYuan('1000.00'), items, ...more });
  };

  describe('the plan', () => {
    it('refuses weights that sum to 99.99 and lists every fault, changing nothing', async () => {
      const faulty = put([PLAN[0]!, { ...PLAN[1]!, weightBp: 3999, plannedFinish: '2026-12-01' }]);
      await expect(faulty).rejects.toMatchObject({
        code: 'BASELINE_INVALID',
        details: expect.arrayContaining([
          expect.objectContaining({ code: 'WEIGHTS_NOT_100' }),
          expect.objectContaining({ code: 'FINISH_BEFORE_START', path: 'items.1.plannedFinish' }),
        ]),
      });
      expect((await app.get(Baselines).list(owner, reserved.id)).items).toEqual([]);
    });

    it('is refused by the database, too, when a hand-written statement leaves the weights short', async () => {
      await inForce();
      await expect(
        app.db.query(`update baseline_item set weight_bp = weight_bp - 1 where project_id = $1 and seq = 1`, [
          reserved.id,
        ]),
      ).rejects.toMatchObject({ constraint: 'ck_baseline_weights' });
    });

    it('is filed for approval once the project is in the library, not before', async () => {
      const draft = await aProject(app).ownedBy('gongyi').draft();
      await app.get(Baselines).put(owner, draft.id, { items: PLAN });
      await expect(app.get(Baselines).submit(owner, draft.id)).rejects.toMatchObject({ code: 'BASELINE_TOO_EARLY' });
    });

    it('needs the version that the caller has seen once there is one', async () => {
      const { version } = await put();
      await expect(put()).rejects.toMatchObject({ code: 'VERSION_CONFLICT' });
      await expect(put(PLAN, version)).resolves.toMatchObject({ number: 1, version: version + 1 });
    });

    it('once approved is changed by a change request only', async () => {
      await inForce();
      await expect(put()).rejects.toMatchObject({ code: 'BASELINE_IN_FORCE' });
      expect((await milestones()).map((m) => [m.name, m.status])).toEqual([
        ['土建', 'not_started'],
        ['设备', 'not_started'],
      ]);
    });

    it('returned goes back to the owner as a draft and can be filed again', async () => {
      const { id } = await put();
      await app.get(Baselines).submit(owner, reserved.id);
      await decideStep(app, { type: 'milestone_plan', id }, 'return');
      const [plan] = (await app.get(Baselines).list(owner, reserved.id)).items;
      expect(plan!.status).toBe('draft');
      await put(PLAN, plan!.version);
      await app.get(Baselines).submit(owner, reserved.id);
      await approveThrough(app, { type: 'milestone_plan', id });
      expect((await app.get(Baselines).list(owner, reserved.id)).items[0]!.status).toBe('approved');
    });
  });

  describe('a change of schedule', () => {
    it('makes a new version; the old one stays readable, and the reminders follow the new day', async () => {
      await implementing();
      at('2026-12-20');
      await app.get(Sweep).run(app.clock.now());
      const [first, second] = await milestones();
      const items = [
        { ...PLAN[0]!, milestoneId: first!.id, plannedFinish: '2027-03-31' },
        { ...PLAN[1]!, milestoneId: second!.id },
      ];
      const change = await app
        .get(ChangeRequests)
        .file(owner, reserved.id, { kind: 'schedule', reason: '征地推迟', payload: { items } });
      const { diff } = await app.get(ChangeRequests).get(owner, change.id);
      expect(diff.map((d) => [d.path, d.before, d.after])).toContainEqual([
        '土建.plannedFinish',
        '2026-12-31',
        '2027-03-31',
      ]);
      await approveThrough(app, { type: 'change', id: change.id });
      const plans = (await app.get(Baselines).list(owner, reserved.id)).items;
      expect(plans.map((p) => [p.number, p.status])).toEqual([
        [2, 'approved'],
        [1, 'superseded'],
      ]);
      expect(plans[1]!.items[0]!.plannedFinish).toBe('2026-12-31');
      expect((await milestones())[0]).toMatchObject({ id: first!.id, plannedFinish: '2027-03-31' });
      at('2027-01-02');
      await app.get(Sweep).run(app.clock.now());
      const stages = await app.db.query<{ stage: string }>(
        `select stage from reminder where subject_id = $1 and due_on = '2026-12-31'`,
        [first!.id],
      );
      expect(stages.map((s) => s.stage)).not.toContain('urge-1');
    });

    it('cannot touch what was approved', async () => {
      await implementing();
      const [first, second] = await milestones();
      await complete(first!.id);
      const items = [
        { ...PLAN[0]!, milestoneId: first!.id, plannedFinish: '2026-12-30' },
        { ...PLAN[1]!, milestoneId: second!.id },
      ];
      const filed = app
        .get(ChangeRequests)
        .file(owner, reserved.id, { kind: 'schedule', reason: '调整', payload: { items } });
      await expect(filed).rejects.toMatchObject({ details: [expect.objectContaining({ code: 'MILESTONE_APPROVED' })] });
    });
  });

  async function complete(milestoneId: string): Promise<string> {
    const fileIds = [await aFile(app, reserved.id)];
    const input = { note: '完成', finishedOn: '2026-03-16', fileIds };
    await app.get(Completions).submit(owner, milestoneId, input);
    const [filing] = (await app.get(Progress).completions(owner, milestoneId)).items;
    await approveThrough(app, { type: 'milestone_completion', id: filing!.id });
    return filing!.id;
  }

  describe('completion', () => {
    beforeEach(implementing);

    it('needs evidence of this project, a day that has come, and an implementing project', async () => {
      const [first] = await milestones();
      const submit = (over: object) =>
        app.get(Completions).submit(owner, first!.id, { note: '完成', finishedOn: '2026-03-16', fileIds: [], ...over });
      await expect(submit({})).rejects.toMatchObject({ code: 'EVIDENCE_MISSING' });
      await expect(submit({ fileIds: [newId()] })).rejects.toMatchObject({ kind: 'rule' });
      await expect(submit({ finishedOn: '2026-03-17' })).rejects.toMatchObject({ code: 'FINISH_IN_FUTURE' });
      await moveProject(app, reserved.id, 'suspend');
      await expect(submit({})).rejects.toMatchObject({ code: 'PROJECT_NOT_IMPLEMENTING' });
    });

    it('approved counts in full; returned may be filed again with its own clock', async () => {
      const [first] = await milestones();
      const fileIds = [await aFile(app, reserved.id)];
      const input = { note: '完成', finishedOn: '2026-03-16', fileIds };
      await app.get(Completions).submit(owner, first!.id, input);
      await expect(app.get(Completions).submit(owner, first!.id, input)).rejects.toMatchObject({
        code: 'ACTION_NOT_AVAILABLE',
      });
      const [filing] = (await app.get(Progress).completions(owner, first!.id)).items;
      await decideStep(app, { type: 'milestone_completion', id: filing!.id }, 'return', '照片不清楚');
      expect((await milestones())[0]!.status).toBe('returned');
      await complete(first!.id);
      const progress = await app.get(Progress).of(owner, reserved.id);
      expect([progress.items[0]!.status, progress.progressBp]).toEqual(['approved', 6000]);
      const filings = (await app.get(Progress).completions(owner, first!.id)).items;
      expect(filings.map((f) => [f.status, f.opinion])).toEqual([
        ['approved', null],
        ['returned', '照片不清楚'],
      ]);
    });

    it('is not for people of another owner', async () => {
      const [first] = await milestones();
      const stranger = await app.actor('owner.gongyi.2.filer');
      const input = { note: '完成', finishedOn: '2026-03-16', fileIds: [] };
      await expect(app.get(Completions).submit(stranger, first!.id, input)).rejects.toMatchObject({
        kind: 'not_found',
      });
    });
  });

  describe('the monthly report', () => {
    beforeEach(async () => {
      await implementing();
      at('2026-05-20');
    });

    it('lies between the month of the start and this month, once per month', async () => {
      await expect(report('2026-02-01', [0, 0])).rejects.toMatchObject({ code: 'REPORT_PERIOD_INVALID' });
      await expect(report('2026-06-01', [0, 0])).rejects.toMatchObject({ code: 'REPORT_PERIOD_INVALID' });
      await report('2026-03-01', [10, 0]);
      await expect(report('2026-03-01', [20, 0])).rejects.toMatchObject({ code: 'REPORT_EXISTS' });
    });

    it('filed twice at once is one report', async () => {
      const results = await Promise.allSettled([report('2026-03-01', [10, 0]), report('2026-03-01', [10, 0])]);
      expect(results.map((r) => r.status).sort()).toEqual(['fulfilled', 'rejected']);
    });

    it('moves the milestones, and cumulative figures fall only with a reason', async () => {
      await report('2026-03-01', [40, 5]);
      expect((await milestones()).map((m) => [m.percent, m.status])).toEqual([
        [40, 'in_progress'],
        [5, 'in_progress'],
      ]);
      const fallen = report('2026-04-01', [30, 5], { investmentDone: parseYuan('999.99') });
      await expect(fallen).rejects.toMatchObject({
        code: 'REPORT_FIGURE_FELL',
        details: [
          expect.objectContaining({ path: 'items.0.percent' }),
          expect.objectContaining({ path: 'investmentDone' }),
        ],
      });
      await report('2026-04-01', [30, 5], { fallReason: '上月误报' });
      expect((await milestones())[0]!.percent).toBe(30);
    });

    it('returned is filed again; verified by one person of the lead department', async () => {
      const { id } = await report('2026-03-01', [40, 0]);
      await decideStep(app, { type: 'progress_report', id }, 'return', '请补充照片').catch(() => undefined);
      const { items } = await app.get(Reports).list(owner, reserved.id, { limit: 10 });
      expect(items[0]!.status).toBe('returned');
      await report('2026-03-01', [45, 0]);
      const again = (await app.get(Reports).list(owner, reserved.id, { limit: 10 })).items[0]!;
      expect(again).toMatchObject({ id, status: 'submitted' });
    });

    it('refuses a milestone of another project', async () => {
      const filed = report('2026-03-01', [], { items: [{ milestoneId: newId(), percent: 1 }] });
      await expect(filed).rejects.toMatchObject({ code: 'REPORT_ITEM_UNKNOWN' });
    });
  });

  it('the light in SQL is the light of the rules, whatever day it is', async () => {
    await implementing();
    const reading = app.get(ProjectReading);
    for (const day of [
      '2026-03-20',
      '2026-05-11',
      '2026-12-20',
      '2027-01-15',
      '2027-02-15',
      '2027-10-31',
      '2027-11-05',
    ]) {
      at(day);
      const progress = await app.get(Progress).of(owner, reserved.id);
      const { items } = await reading.list(owner, { limit: 10 } as never, 'zh-CN');
      expect([day, items]).toEqual([day, [expect.objectContaining({ id: reserved.id, light: progress.light })]]);
      expect(lightOf(progress.items, progress.missedReports.length, day)).toBe(progress.light);
    }
  });

  it('reminds of milestones and of each month without a report, until it is there', async () => {
    await implementing();
    at('2026-05-20');
    await app.get(Sweep).run(app.clock.now());
    const open = () =>
      app.db.query<{ rule: string; due: string }>(
        `select rule, due_on::text as due from reminder_ladder where project_id = $1 and rule = 'monthly_report' and closed_at is null order by 1, 2`,
        [reserved.id],
      );
    expect((await open()).map((row) => row.due)).toEqual(['2026-04-10', '2026-05-10', '2026-06-10']);
    await report('2026-03-01', [1, 0]);
    at(addDays('2026-05-20', 1));
    await app.get(Sweep).run(app.clock.now());
    expect((await open()).map((row) => row.due)).toEqual(['2026-05-10', '2026-06-10']);
  });
});
