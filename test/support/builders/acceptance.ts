import { newId } from '#libs/kernel';
import type { AcceptanceView, Vote } from '#libs/acceptance';
import { Catalogue } from '#libs/plan';
import type { ProjectRow } from '#libs/project';
import type { TestApp } from '../app.js';
import { aProject } from './project.js';

export const OWNER = 'owner.gongyi.1.filer';
export const REVIEWER = 'county.ecology.gongyi.reviewer';
export const CONVENOR = 'county.ecology.gongyi.approver';
export const FINANCE = 'county.finance.gongyi.finance_approver';

/** A county project of 巩义 with its one milestone approved and its outputs reported: acceptance may be applied for. */
export async function readyForAcceptance(app: TestApp): Promise<ProjectRow & { fileId: string }> {
  const project = await aProject(app).ownedBy('gongyi').implementing();
  await planInForce(app, project.id);
  await app.db.query(`update project_output set reported_value = planned_value where project_id = $1`, [project.id]);
  return { ...project, fileId: await aFile(app, project.id) };
}

/** An approved plan of one milestone that is approved, too; the plan before it is superseded. */
export async function planInForce(app: TestApp, projectId: string): Promise<void> {
  const cast = await app.cast();
  const [plan, milestone, now] = [newId(), newId(), app.clock.now().toISOString()];
  // One string, one transaction: the weights are checked at its end.
  await app.db.query(`
    update baseline set status = 'superseded' where project_id = '${projectId}' and status = 'approved';
    insert into milestone (id, project_id, seq, name, planned_start, planned_finish, weight_bp, status, percent, approved_on)
      values ('${milestone}', '${projectId}', 1, '竣工', '2026-01-01', '2026-03-01', 10000, 'approved', 100, '2026-03-01');
    insert into baseline (id, project_id, number, status, created_by, created_at, approved_at)
      select '${plan}', '${projectId}', coalesce(max(number), 0) + 1, 'approved', '${cast.person(OWNER).id}', '${now}', '${now}'
        from baseline where project_id = '${projectId}';
    insert into baseline_item (baseline_id, milestone_id, project_id, seq, name, planned_start, planned_finish, weight_bp)
      values ('${plan}', '${milestone}', '${projectId}', 1, '竣工', '2026-01-01', '2026-03-01', 10000)`);
}

export async function aFile(app: TestApp, projectId: string): Promise<string> {
  const cast = await app.cast();
  const [row] = await app.db.query<{ id: string }>(
    `insert into file (id, project_id, kind, name, media_type, size_bytes, sha256, uploaded_by, uploaded_at)
     values ($1, $2, 'as_built', '竣工图.pdf', 'application/pdf', 10, repeat('b', 64), $3, $4) returning id`,
    [newId(), projectId, cast.person(OWNER).id, app.clock.now()],
  );
  return row!.id;
}

export const application = (app: TestApp, project: { workCode: string; fileId: string }) => ({
  statement: '工程内容全部建成，出水稳定达标',
  asBuiltFileIds: [project.fileId],
  answers: app
    .get(Catalogue)
    .checklist(project.workCode)
    .map(({ key }) => ({ key, answer: 'met' })),
});

export async function applied(app: TestApp, project: ProjectRow & { fileId: string }): Promise<AcceptanceView> {
  const { body } = await app
    .as(OWNER)
    .post(`/api/v1/projects/${project.id}/acceptances`)
    .send(application(app, project))
    .expect(201);
  return body;
}

/** `act(app, who, acceptanceId, 'vote', {…})`: the request, to be expected of. */
export const act = (app: TestApp, who: string, id: string, action: string, body: object = {}) =>
  app.as(who).post(`/api/v1/acceptances/${id}/actions/${action}`).send(body);

export async function drawn(app: TestApp, id: string): Promise<AcceptanceView> {
  return (await act(app, REVIEWER, id, 'draw-group').expect(200)).body;
}

/** Members' usernames in the order of their seats, without those who gave up theirs. */
export const group = (view: AcceptanceView): string[] =>
  view.members.filter((member) => member.declaration !== 'conflict').map((member) => member.personName);

/** The group declares, answers every item and votes as told. */
export async function voted(app: TestApp, acceptance: AcceptanceView, votes: readonly Vote[]): Promise<void> {
  const members = group(acceptance);
  for (const member of members)
    await act(app, member, acceptance.id, 'declare-conflict', { conflict: false }).expect(200);
  for (const { key } of acceptance.items) {
    await act(app, members[0]!, acceptance.id, 'answer-item', { key, finding: 'met' }).expect(200);
  }
  for (const [index, vote] of votes.entries()) {
    await act(app, members[index]!, acceptance.id, 'vote', { vote, opinion: '依据现场核查' }).expect(200);
  }
}

export async function concluded(
  app: TestApp,
  project: ProjectRow & { fileId: string },
  votes: readonly Vote[],
  body: object = {},
): Promise<AcceptanceView> {
  const acceptance = await drawn(app, (await applied(app, project)).id);
  await voted(app, acceptance, votes);
  return (await act(app, CONVENOR, acceptance.id, 'conclude', { opinion: '按多数意见', ...body }).expect(200)).body;
}

/** Through the notice to the pass; the clock is moved past the last day of the notice. */
export async function passed(app: TestApp, project: ProjectRow & { fileId: string }): Promise<AcceptanceView> {
  const { id } = await concluded(app, project, ['pass', 'pass', 'pass']);
  await act(app, REVIEWER, id, 'publish-notice', { medium: '巩义市人民政府网站' }).expect(200);
  app.clock.advance({ days: 25 });
  const outputs = await outputsOf(app, project.id);
  return (await act(app, CONVENOR, id, 'pass', { outputs, comment: '公示无异议' }).expect(200)).body;
}

export const outputsOf = (app: TestApp, projectId: string): Promise<{ metric: string; value: string }[]> =>
  app.db.query(`select metric, reported_value::text as value from project_output where project_id = $1`, [projectId]);
