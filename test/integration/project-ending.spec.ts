import { newId, SYSTEM_ACTOR } from '#libs/kernel';
import {
  ChangeRequests,
  ExpiryExemptions,
  ProjectActions,
  ProjectSweeps,
  TerminationHandlers,
  type ProjectRow,
} from '#libs/project';
import { testApp, type TestApp } from '../support/app.js';
import { approveThrough, aProject, decideStep, getProject } from '../support/builders/project.js';

describe('a project comes to its end', () => {
  let app: TestApp;
  beforeEach(async () => {
    app = await testApp();
    await app.cast();
  });
  afterEach(() => app.close());

  const lead = 'county.ecology.gongyi.reviewer';
  const owner = 'owner.gongyi.1.filer';
  const sweeps = () => app.get(ProjectSweeps);
  const status = async (project: ProjectRow) => (await getProject(app, project.id)).status;
  /** As the reminder sweep records it; the ladder itself is the reminder lib's. */
  async function reminded(project: ProjectRow, stageOn: string): Promise<void> {
    const ladder = newId();
    await app.db.query(
      `insert into reminder_ladder (id, rule, subject_type, subject_id, project_id, due_on, since, title,
         responsible_org_id, responsible_roles, lead_kind, region_code, city_code, county_code, owner_org_id, opened_at)
       values ($1, 'correction_term', 'project', $2, $2, $3, $3, 'x', $4, '{owner}', 'ecology', '410181', '410100',
         '410181', $4, now())`,
      [ladder, project.id, project.returnedDueOn, project.ownerOrganisationId],
    );
    await app.db.query(
      `insert into reminder (id, ladder_id, sweep_id, rule, subject_id, due_on, stage, stage_on, rank, recorded_at)
       values ($1, $2, $1, 'correction_term', $3, $4, 'urge', $5, 5, now())`,
      [newId(), ladder, project.id, project.returnedDueOn, stageOn],
    );
  }

  it('lapses only when the correction term and its grace are over and the owner was reminded', async () => {
    const project = await aProject(app).ownedBy('gongyi').returned();
    const due = Date.parse(project.returnedDueOn!);
    const after = (days: number): Date => new Date(due + days * 86_400_000);
    expect(await sweeps().lapse(SYSTEM_ACTOR, after(30))).toEqual({ lapsed: 0 });
    await reminded(project, after(1).toISOString().slice(0, 10));
    expect(await sweeps().lapse(SYSTEM_ACTOR, after(7))).toEqual({ lapsed: 0 });
    expect(await sweeps().lapse(SYSTEM_ACTOR, after(8))).toEqual({ lapsed: 1 });
    expect(await sweeps().lapse(SYSTEM_ACTOR, after(8))).toEqual({ lapsed: 0 });
    expect(await status(project)).toBe('withdrawn');
    const open = await app.db.query(
      `select 1 from approval where subject_id = $1 and status in ('pending', 'returned')`,
      [project.id],
    );
    expect(open).toEqual([]);
  });

  it('expires after three years in the library, unless money keeps it', async () => {
    const [poor, rich] = [
      await aProject(app).ownedBy('gongyi').reserved(),
      await aProject(app).ownedBy('gongyi').reserved(),
    ];
    app.get(ExpiryExemptions).register({ name: 'test', sql: `p.id = '${rich.id}'` });
    expect(await sweeps().expire(SYSTEM_ACTOR, new Date('2029-03-16T10:00:00+08:00'))).toEqual({ expired: 0 });
    expect(await sweeps().expire(SYSTEM_ACTOR, new Date('2029-03-17T00:00:00+08:00'))).toEqual({ expired: 1 });
    expect([await status(poor), await status(rich)]).toEqual(['expired', 'reserved']);
  });

  it('the number of years is policy: a later version holds for what enters the library later', async () => {
    await app.db.query(
      `insert into policy (key, version, value, valid_from) values ('project.library_valid_years', 2, '2', '2026-03-16')`,
    );
    const project = await aProject(app).ownedBy('gongyi').reserved();
    expect(project.libraryExpiresOn).toBe('2028-03-16');
  });

  it('is suspended and resumed by an approved change, and the time is added up', async () => {
    const project = await aProject(app).ownedBy('gongyi').implementing();
    const actions = app.get(ProjectActions);
    const input = { reason: '汛期停工' };
    expect((await actions.take(await app.actor(owner), project.id, 'suspend', input)).status).toBe('implementing');
    const [change] = (await app.get(ChangeRequests).list(await app.actor(owner), project.id, { limit: 10 })).items;
    await approveThrough(app, { type: 'change', id: change!.id });
    expect(await getProject(app, project.id)).toMatchObject({ status: 'suspended', suspendedOn: '2026-03-16' });
    app.clock.advance({ days: 20 });
    const resume = await app
      .get(ChangeRequests)
      .file(await app.actor(lead), project.id, { kind: 'resume', reason: '复工' });
    await approveThrough(app, { type: 'change', id: resume.id });
    const after = await getProject(app, project.id);
    expect(after).toMatchObject({ status: 'implementing', suspendedOn: null, suspendedDays: 20 });
  });

  it('is terminated by an approved change, and who must recover money is told in the same transaction', async () => {
    const project = await aProject(app).ownedBy('gongyi').implementing();
    const told: string[] = [];
    app.get(TerminationHandlers).register({
      name: 'test',
      terminated: async (_tx, { id, status }) => void told.push(`${id} ${status}`),
    });
    const changes = app.get(ChangeRequests);
    const change = await changes.file(await app.actor(lead), project.id, { kind: 'terminate', reason: '选址不再可行' });
    expect((await changes.get(await app.actor(owner), change.id)).diff).toEqual([
      { path: 'status', before: 'implementing', after: 'terminated' },
    ]);
    await approveThrough(app, { type: 'change', id: change.id });
    expect(await status(project)).toBe('terminated');
    expect(told).toEqual([`${project.id} terminated`]);
  });

  it('has one change request open at a time; a returned one is filed again or withdrawn', async () => {
    const project = await aProject(app).ownedBy('gongyi').implementing();
    const changes = app.get(ChangeRequests);
    const filer = await app.actor(owner);
    const change = await changes.file(filer, project.id, { kind: 'suspend', reason: '资金未到位' });
    const second = changes.file(filer, project.id, { kind: 'terminate', reason: '不做了' });
    await expect(second).rejects.toMatchObject({ code: 'CHANGE_ALREADY_OPEN' });
    await decideStep(app, { type: 'change', id: change.id }, 'return', '请说明工期');
    expect((await changes.act(filer, change.id, 'resubmit', {})).status).toBe('under_review');
    await expect(changes.act(await app.actor(lead), change.id, 'withdraw', {})).rejects.toMatchObject({
      code: 'CHANGE_NOT_FILER',
    });
    expect((await changes.act(filer, change.id, 'withdraw', {})).status).toBe('withdrawn');
    const third = await changes.file(filer, project.id, { kind: 'terminate', reason: '不做了' });
    expect(third.status).toBe('under_review');
  });

  it('tells the owner’s people what became of it, each once', async () => {
    const project = await aProject(app).ownedBy('gongyi').returned('请补充可研');
    await app.drainOutbox();
    await app.drainOutbox();
    const messages = await app.db.query<{ username: string; title_zh: string; body_zh: string }>(
      `select p.username, m.title_zh, m.body_zh from message m join person p on p.id = m.person_id
       where m.project_id = $1 and m.kind = 'project' order by p.username`,
      [project.id],
    );
    expect(messages).toEqual(
      ['owner.gongyi.1.filer', 'owner.gongyi.1.filer2'].map((username) => ({
        username,
        title_zh: `退回补正：${project.name}`,
        body_zh: '请补充可研',
      })),
    );
    const desks = await app.db.query<{ username: string }>(
      `select distinct p.username from message m join person p on p.id = m.person_id
       where m.project_id = $1 and m.kind = 'approval' order by p.username`,
      [project.id],
    );
    expect(desks.map((d) => d.username)).toContain(lead);
  });
});
