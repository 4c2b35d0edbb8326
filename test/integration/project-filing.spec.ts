import { isCalendarDate, SYSTEM_ACTOR } from '#libs/kernel';
import {
  ProjectActions,
  ProjectDrafts,
  ProjectReading,
  Projects,
  StartConditions,
  type ProjectRow,
} from '#libs/project';
import { Approvals } from '#libs/approval';
import { Database } from '#libs/platform';
import { testApp, type TestApp } from '../support/app.js';
import { approveThrough, aProject, decideStep, getProject, moveProject } from '../support/builders/project.js';

describe('filing a project', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await testApp();
    await app.cast();
  });
  afterAll(() => app.close());

  const take = async (project: ProjectRow, action: string, input = {}, who = 'owner.gongyi.1.filer') =>
    app.get(ProjectActions).take(await app.actor(who), project.id, action, input);
  const history = (id: string) =>
    app.db.query<{ action: string; from_status: string; to_status: string; reason: string | null }>(
      'select action, from_status, to_status, reason from project_transition where project_id = $1 order by at, id',
      [id],
    );

  it('a complete draft is submitted, numbered, and waits at the county lead department', async () => {
    const project = await aProject(app).ownedBy('gongyi').underReview();
    expect(project.status).toBe('under_review');
    expect(project.number).toMatch(/^HN-04-2-410181-2026-\d{4}$/);
    expect(project.leadKind).toBe('ecology');
    const reviewer = await app.actor('county.ecology.gongyi.reviewer');
    const detail = await app.get(ProjectReading).detail(reviewer, project.id, 'zh-CN');
    expect(detail.requests).toHaveLength(1);
    expect(detail.requests[0]!.step!.desks.length).toBeGreaterThan(0);
    expect(detail.actions.find((a) => a.action === 'approve')).toMatchObject({ allowed: true, via: 'approval' });
    expect(detail.actions.find((a) => a.action === 'submit')).toMatchObject({
      allowed: false,
      code: 'PROJECT_NOT_OWNER',
    });
    expect(await history(project.id)).toMatchObject([
      { action: 'submit', from_status: 'draft', to_status: 'under_review' },
    ]);
  });

  it('an incomplete draft is refused with everything that is missing, and nothing has changed', async () => {
    const drafts = app.get(ProjectDrafts);
    const actor = await app.actor('owner.gongyi.1.filer');
    const { id } = await drafts.create(actor, { name: '空白项目', workCode: '04-2', regionCode: '410181' });
    const refusal = app.get(ProjectActions).take(actor, id, 'submit', {});
    await expect(refusal).rejects.toMatchObject({ code: 'PROJECT_INCOMPLETE' });
    const error = await refusal.catch((e: { details: { path: string }[] }) => e);
    const paths = (error as { details: { path: string }[] }).details.map((d) => d.path);
    for (const path of ['projectCode', 'budget', 'outputs', 'siteAddress', 'contactPhone'])
      expect(paths).toContain(path);
    expect(paths.some((path) => path.startsWith('answers.'))).toBe(true);
    expect(paths.some((path) => path.startsWith('files.'))).toBe(true);
    const after = await getProject(app, id);
    expect([after.status, after.number, after.version]).toEqual(['draft', null, 1]);
  });

  it('all approve: it enters the library with a number, for three years', async () => {
    const project = await aProject(app).ownedBy('gongyi').reserved();
    expect(project).toMatchObject({ status: 'reserved', reservedOn: '2026-03-16', libraryExpiresOn: '2029-03-16' });
    expect(project.libraryNumber).toMatch(/^HNK-2026-\d{6}$/);
    const transitions = await history(project.id);
    expect(transitions.map((t) => t.action)).toEqual(['submit', 'approve']);
  });

  it('returned: it has a correction term, is edited and resubmitted, and reaches the library', async () => {
    const project = await aProject(app).ownedBy('gongyi').returned('请补充可研');
    expect(project.status).toBe('returned');
    expect(isCalendarDate(project.returnedDueOn)).toBe(true);
    const actor = await app.actor('owner.gongyi.1.filer');
    await app.get(ProjectDrafts).update(actor, project.id, project.version, { summary: '已补充' });
    const moving = app.get(ProjectDrafts).update(actor, project.id, project.version + 1, { workCode: '04-1' });
    await expect(moving).rejects.toMatchObject({ code: 'PROJECT_FIELD_FIXED' });
    await take(project, 'resubmit');
    await approveThrough(app, { type: 'application', id: project.id });
    const after = await getProject(app, project.id);
    expect(after).toMatchObject({ status: 'reserved', returnedDueOn: null });
    const transitions = await history(project.id);
    expect(transitions.map((t) => t.action)).toEqual(['submit', 'return', 'resubmit', 'approve']);
    expect(transitions[1]!.reason).toBe('请补充可研');
  });

  it('recall takes it back while nobody has decided, and not after', async () => {
    const project = await aProject(app).ownedBy('gongyi').underReview();
    await take(project, 'recall');
    expect((await getProject(app, project.id)).status).toBe('draft');
    await take(project, 'submit', { acknowledgeDuplicates: true });
    const again = await getProject(app, project.id);
    expect(again.number).toBe(project.number);
    const decided = await aProject(app).ownedBy('gongyi').fundedBy('province').underReview();
    await decideStep(app, { type: 'application', id: decided.id }, 'approve');
    await expect(take(decided, 'recall')).rejects.toMatchObject({ kind: 'conflict' });
    expect((await getProject(app, decided.id)).status).toBe('under_review');
  });

  it('a rejected one is at its end and may be copied, with content, budget, outputs and documents', async () => {
    const project = await aProject(app).ownedBy('gongyi').rejected('不符合规划');
    expect(project.status).toBe('rejected');
    await expect(take(project, 'resubmit')).rejects.toMatchObject({ code: 'ACTION_NOT_AVAILABLE' });
    const copy = await take(project, 'copy');
    expect(copy.id).not.toBe(project.id);
    const draft = await getProject(app, copy.id);
    expect(draft).toMatchObject({ status: 'draft', number: null, copiedFrom: project.id, name: project.name });
    expect(draft.totalInvestment).toBe(project.totalInvestment);
    const submitted = await take(draft, 'submit', { acknowledgeDuplicates: true });
    expect(submitted.status).toBe('under_review');
    await expect(take(project, 'copy', {}, 'owner.gongyi.2.filer')).rejects.toMatchObject({ kind: 'not_found' });
  });

  it('withdraw is the owner’s own act before the library and needs the lead department after', async () => {
    const draft = await aProject(app).ownedBy('gongyi').draft();
    expect((await take(draft, 'withdraw')).status).toBe('withdrawn');
    const returned = await aProject(app).ownedBy('gongyi').returned();
    expect((await take(returned, 'withdraw')).status).toBe('withdrawn');
    const reserved = await aProject(app).ownedBy('gongyi').reserved();
    expect((await take(reserved, 'withdraw')).status).toBe('reserved');
    await expect(take(reserved, 'withdraw')).rejects.toMatchObject({ code: 'PROJECT_REQUEST_PENDING' });
    await approveThrough(app, { type: 'withdrawal', id: reserved.id });
    expect((await getProject(app, reserved.id)).status).toBe('withdrawn');
  });

  it('start is filed by the owner, confirmed by the lead department, and asks its conditions both times', async () => {
    const project = await aProject(app).ownedBy('gongyi').reserved();
    const conditions = jest.spyOn(app.get(StartConditions), 'verdictIn');
    const reason = { zh: '计划未批准', en: 'No plan' };
    conditions.mockResolvedValue({ allowed: false, code: 'BASELINE_MISSING', reason });
    await expect(take(project, 'start')).rejects.toMatchObject({ code: 'BASELINE_MISSING', kind: 'rule' });
    const owner = await app.actor('owner.gongyi.1.filer');
    const detail = await app.get(ProjectReading).detail(owner, project.id, 'en');
    expect(detail.actions.find((a) => a.action === 'start')).toMatchObject({
      allowed: false,
      code: 'BASELINE_MISSING',
      reason: 'No plan',
    });
    conditions.mockResolvedValue({ allowed: true });
    expect((await take(project, 'start')).status).toBe('reserved');
    await expect(take(project, 'start')).rejects.toMatchObject({ code: 'PROJECT_REQUEST_PENDING' });
    conditions.mockResolvedValue({ allowed: false, code: 'BASELINE_MISSING', reason });
    const confirm = async (role: string) => {
      const who = await app.actor(`county.ecology.gongyi.${role}`);
      const [{ id }] = (await app.db.query<{ id: string }>(
        `select id from approval where subject_id = $1 and status = 'pending'`,
        [project.id],
      )) as [{ id: string }];
      return app.get(Approvals).decide(who, id, { outcome: 'approve', opinion: '同意开工' });
    };
    await confirm('reviewer');
    await expect(confirm('approver')).rejects.toMatchObject({ code: 'BASELINE_MISSING' });
    expect((await getProject(app, project.id)).status).toBe('reserved');
    conditions.mockResolvedValue({ allowed: true });
    await confirm('approver');
    expect(await getProject(app, project.id)).toMatchObject({ status: 'implementing', startedOn: '2026-03-16' });
    conditions.mockRestore();
  });

  it('two live projects never share a project code, even when both are submitted at once', async () => {
    const code = '2026-410181-77-01-990001';
    const first = await aProject(app).ownedBy('gongyi').withCode(code).draft();
    const second = await aProject(app).ownedBy('gongyi', 2).withCode(code).draft();
    const submit = { acknowledgeDuplicates: true };
    const results = await Promise.allSettled([
      take(first, 'submit', submit),
      take(second, 'submit', submit, 'owner.gongyi.2.filer'),
    ]);
    const refused = results.filter((r) => r.status === 'rejected');
    expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(1);
    expect(refused.map((r) => (r as PromiseRejectedResult).reason.code)).toEqual(['PROJECT_CODE_TAKEN']);
    const states = [await getProject(app, first.id), await getProject(app, second.id)].map((p) => p.status);
    expect(states.sort()).toEqual(['draft', 'under_review']);
  });

  it('a project much like another of the same owner must be acknowledged', async () => {
    await aProject(app).ownedBy('gongyi', 2).named('回郭镇集镇污水处理厂提标改造工程').underReview();
    const twin = await aProject(app).ownedBy('gongyi', 2).named('回郭镇集镇污水处理厂提标改造项目').draft();
    const owner = 'owner.gongyi.2.filer';
    await expect(take(twin, 'submit', {}, owner)).rejects.toMatchObject({
      code: 'PROJECT_SIMILAR',
      details: [{ path: 'acknowledgeDuplicates', code: 'SIMILAR_PROJECT' }],
    });
    expect((await take(twin, 'submit', { acknowledgeDuplicates: true }, owner)).status).toBe('under_review');
  });

  it('moving a project that somebody has moved meanwhile loses the race and changes nothing', async () => {
    const project = await aProject(app).ownedBy('gongyi').reserved();
    const projects = app.get(Projects);
    await moveProject(app, project.id, 'start');
    const late = app.get(Database).run(SYSTEM_ACTOR, (tx) => projects.transitionIn(tx, project, 'expire'));
    await expect(late).rejects.toMatchObject({ code: 'LOST_RACE' });
    expect((await getProject(app, project.id)).status).toBe('implementing');
  });
});
