import { newId } from '#libs/kernel';
import { drawOrder, type AcceptanceView } from '#libs/acceptance';
import { testApp, type TestApp } from '../support/app.js';
import {
  act,
  aFile,
  application,
  applied,
  concluded,
  CONVENOR,
  drawn,
  group,
  outputsOf,
  OWNER,
  passed,
  planInForce,
  readyForAcceptance,
  REVIEWER,
  voted,
} from '../support/builders/acceptance.js';
import { getProject } from '../support/builders/project.js';

describe('acceptance', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await testApp();
    await app.cast();
  });
  afterAll(() => app.close());

  const statusOf = async (projectId: string) => (await getProject(app, projectId)).status;

  describe('from application to pass', () => {
    it('completes the project and confirms its outputs', async () => {
      const project = await readyForAcceptance(app);
      const acceptance = await passed(app, project);
      expect(acceptance).toMatchObject({
        status: 'passed',
        conclusion: 'pass',
        tally: { pass: 3, rectify: 0, fail: 0 },
      });
      expect(await getProject(app, project.id)).toMatchObject({
        status: 'completed',
        completedOn: acceptance.passedOn,
      });
      const outputs = await app.db.query<{ ok: boolean }>(
        `select confirmed_value = reported_value as ok from project_output where project_id = $1`,
        [project.id],
      );
      expect(outputs.length).toBeGreaterThan(0);
      expect(outputs.every(({ ok }) => ok)).toBe(true);
    });

    it('leaves an audit trail and an event for every step', async () => {
      const project = await readyForAcceptance(app);
      const { id } = await passed(app, project);
      const trail = await app.db.query<{ action: string }>(
        `select action from audit_entry where subject_type = 'acceptance' and subject_id = $1 order by seq`,
        [id],
      );
      const actions = trail.map((entry) => entry.action);
      for (const action of [
        'apply',
        'draw_group',
        'seat_group',
        'declare_conflict',
        'answer_item',
        'vote',
        'conclude_pass',
        'publish_notice',
        'pass',
      ]) {
        expect(actions).toContain(action);
      }
      const topics = await app.db.query<{ topic: string }>(
        `select distinct topic from outbox where payload->>'acceptanceId' = $1`,
        [id],
      );
      expect(topics.map(({ topic }) => topic).sort()).toEqual([
        'acceptance.applied',
        'acceptance.concluded',
        'acceptance.conflict_declared',
        'acceptance.group_drawn',
        'acceptance.item_answered',
        'acceptance.notice_published',
        'acceptance.passed',
        'acceptance.voted',
      ]);
    });

    it('is refused before every milestone is approved, and to everybody but the owner', async () => {
      const project = await readyForAcceptance(app);
      const path = `/api/v1/projects/${project.id}/acceptances`;
      await app.as(CONVENOR).post(path).send(application(app, project)).expect(403);
      await app.as('owner.gongyi.2.filer').post(path).send(application(app, project)).expect(404);
      await app.db.query(`update milestone set status = 'submitted', approved_on = null where project_id = $1`, [
        project.id,
      ]);
      const { body } = await app.as(OWNER).post(path).send(application(app, project)).expect(422);
      expect(body.code).toBe('MILESTONES_OPEN');
      expect(await statusOf(project.id)).toBe('implementing');
    });

    it('is refused with a self-check that leaves an item out, naming it', async () => {
      const project = await readyForAcceptance(app);
      const input = application(app, project);
      const left = input.answers.pop()!;
      const { body } = await app.as(OWNER).post(`/api/v1/projects/${project.id}/acceptances`).send(input).expect(422);
      expect(body.errors).toMatchObject([{ path: 'answers', code: 'ITEM_MISSING' }]);
      expect(body.errors[0].message).toContain(left.key);
    });

    it('is one at a time', async () => {
      const project = await readyForAcceptance(app);
      await applied(app, project);
      const again = app.as(OWNER).post(`/api/v1/projects/${project.id}/acceptances`).send(application(app, project));
      expect((await again.expect(409)).body.code).toBe('ACTION_NOT_AVAILABLE');
      const byHand = `insert into acceptance (id, project_id, round, statement, as_built_file_ids, reported_outputs, filed_by, filed_at)
        select $1, project_id, 2, 'x', as_built_file_ids, '[]', filed_by, filed_at from acceptance where project_id = $2`;
      await expect(app.db.query(byHand, [newId(), project.id])).rejects.toThrow(/uq_acceptance_open/);
    });
  });

  describe('the group', () => {
    let acceptance: AcceptanceView;
    beforeAll(async () => {
      acceptance = await applied(app, await readyForAcceptance(app));
    });

    it('is refused when even or smaller than three', async () => {
      for (const size of [1, 2, 4]) {
        const { body } = await act(app, REVIEWER, acceptance.id, 'draw-group', { size }).expect(422);
        expect(body.code).toBe('ACCEPTANCE_GROUP_SIZE');
      }
      await act(app, OWNER, acceptance.id, 'draw-group').expect(403);
      await act(app, 'city.ecology.zhengzhou.reviewer', acceptance.id, 'draw-group').expect(403);
    });

    it('can be drawn again from its recorded seed and pool', async () => {
      acceptance = await drawn(app, acceptance.id);
      expect(acceptance.members.map((member) => member.personId)).toEqual(
        drawOrder(acceptance.seed!, acceptance.pool!)
          .slice(0, 3)
          .map((expert) => expert.personId),
      );
      expect(acceptance.pool).toHaveLength(9);
    });

    it('declares before it acts, and gives the seat of a conflict to the next one drawn', async () => {
      const [first] = group(acceptance);
      const early = await act(app, first!, acceptance.id, 'vote', { vote: 'pass' }).expect(409);
      expect(early.body.code).toBe('ACCEPTANCE_UNDECLARED');
      await act(app, first!, acceptance.id, 'declare-conflict', { conflict: true }).expect(422);
      const { body } = await act(app, first!, acceptance.id, 'declare-conflict', {
        conflict: true,
        reason: '曾任设计',
      });
      const fourth = drawOrder(acceptance.seed!, acceptance.pool!)[3]!.personId;
      expect(body.members).toHaveLength(4);
      expect(body.members[3].personId).toBe(fourth);
      expect(group(body)).toHaveLength(3);
      await act(app, first!, acceptance.id, 'vote', { vote: 'pass' }).expect(403);
      acceptance = body;
    });

    it('votes after every item, once each, unseen by the others', async () => {
      const [a, b] = group(acceptance) as [string, string];
      await act(app, a, acceptance.id, 'declare-conflict', { conflict: false }).expect(200);
      const early = await act(app, a, acceptance.id, 'vote', { vote: 'pass' }).expect(409);
      expect(early.body.code).toBe('ACCEPTANCE_ITEMS_OPEN');
      for (const { key } of acceptance.items) {
        const noted = await act(app, a, acceptance.id, 'answer-item', { key, finding: 'partly' }).expect(422);
        expect(noted.body.code).toBe('ACCEPTANCE_NOTE_MISSING');
        await act(app, a, acceptance.id, 'answer-item', { key, finding: 'met' }).expect(200);
      }
      await act(app, a, acceptance.id, 'vote', { vote: 'pass' }).expect(200);
      expect((await act(app, a, acceptance.id, 'vote', { vote: 'fail', opinion: 'x' }).expect(409)).body.code).toBe(
        'ACCEPTANCE_VOTED',
      );
      const key = acceptance.items[0]!.key;
      const late = await act(app, a, acceptance.id, 'answer-item', { key, finding: 'met' }).expect(409);
      expect(late.body.code).toBe('ACCEPTANCE_VOTING_BEGUN');
      const { body } = await app.as(b).get(`/api/v1/acceptances/${acceptance.id}`).expect(200);
      expect(body.members.map((member: { vote: unknown }) => member.vote)).toEqual([null, null, null, null]);
      const tooEarly = await act(app, CONVENOR, acceptance.id, 'conclude', { opinion: 'x' }).expect(409);
      expect(tooEarly.body.code).toBe('ACCEPTANCE_VOTES_MISSING');
    });
  });

  describe('the public notice', () => {
    it('runs ten working days; nothing passes before it is over', async () => {
      const project = await readyForAcceptance(app);
      const { id } = await concluded(app, project, ['pass', 'pass', 'rectify']);
      await act(app, CONVENOR, id, 'pass', { outputs: [] }).expect(409);
      await act(app, REVIEWER, id, 'publish-notice', { medium: '网站', startsOn: '2020-01-01' }).expect(422);
      const { body } = await act(app, REVIEWER, id, 'publish-notice', { medium: '网站' }).expect(200);
      expect(body.notice).toMatchObject({ workingDays: 10 });
      const outputs = await outputsOf(app, project.id);
      app.clock.set(`${body.notice.endsOn}T15:59:00Z`);
      const refused = await act(app, CONVENOR, id, 'pass', { outputs }).expect(409);
      expect(refused.body.code).toBe('ACCEPTANCE_NOTICE_NOT_OVER');
      const byHand = `update acceptance set status = 'passed', passed_by = concluded_by, passed_on = $2 where id = $1`;
      await expect(app.db.query(byHand, [id, body.notice.endsOn])).rejects.toThrow(/not over/);
      app.clock.advance({ minutes: 2 });
      await act(app, REVIEWER, id, 'pass', { outputs }).expect(403);
      const incomplete = await act(app, CONVENOR, id, 'pass', { outputs: [] }).expect(422);
      expect(incomplete.body.errors[0].code).toBe('OUTPUT_MISSING');
      await act(app, CONVENOR, id, 'pass', { outputs }).expect(200);
      expect(await statusOf(project.id)).toBe('completed');
    });

    it('ends in rectification when an objection holds good', async () => {
      const project = await readyForAcceptance(app);
      const { id } = await concluded(app, project, ['pass', 'pass', 'pass']);
      await act(app, REVIEWER, id, 'publish-notice', { medium: '网站' }).expect(200);
      const items = [{ text: '补设排口标识', dueOn: '2027-01-01' }];
      const { body } = await act(app, CONVENOR, id, 'uphold-objection', { opinion: '核查属实', items }).expect(200);
      expect(body).toMatchObject({
        status: 'rectification',
        rectifications: [{ text: '补设排口标识', status: 'open' }],
      });
      expect(await statusOf(project.id)).toBe('rectifying');
    });
  });

  describe('rectification', () => {
    it('is asked for with items, closed one by one, and leads to a second round', async () => {
      const project = await readyForAcceptance(app);
      const acceptance = await drawn(app, (await applied(app, project)).id);
      await voted(app, acceptance, ['pass', 'rectify', 'fail']);
      const conclude = (body: object) =>
        act(app, CONVENOR, acceptance.id, 'conclude', { opinion: '限期整改', ...body });
      expect((await conclude({ conclusion: 'pass' }).expect(422)).body.code).toBe('ACCEPTANCE_CONCLUSION_DIFFERS');
      expect((await conclude({}).expect(422)).body.errors[0].code).toBe('RECTIFICATION_EMPTY');
      const { body } = await conclude({ items: [{ text: '补装流量计', dueOn: '2027-01-01' }] }).expect(200);
      expect(body).toMatchObject({ status: 'rectification', conclusion: 'rectify' });
      expect(await statusOf(project.id)).toBe('rectifying');

      const reapply = () =>
        app.as(OWNER).post(`/api/v1/projects/${project.id}/acceptances`).send(application(app, project));
      expect((await reapply().expect(422)).body.code).toBe('RECTIFICATION_OPEN');
      const [{ id }] = body.rectifications;
      const item = (who: string, action: string, input: object) =>
        app.as(who).post(`/api/v1/rectifications/${id}/actions/${action}`).send(input);
      await item(OWNER, 'close', { opinion: 'x' }).expect(403);
      await item(CONVENOR, 'close', { opinion: 'x' }).expect(409);
      const evidence = { note: '已安装', fileIds: [await aFile(app, project.id)] };
      await item(OWNER, 'submit', { note: '已安装', fileIds: [newId()] }).expect(422);
      await item(OWNER, 'submit', evidence).expect(200);
      const returned = await item(CONVENOR, 'return', { opinion: '缺校验证书', dueOn: '2027-02-01' }).expect(200);
      expect(returned.body).toMatchObject({ status: 'returned', dueOn: '2027-02-01' });
      await item(OWNER, 'submit', evidence).expect(200);
      const byHand = `update rectification_item set status = 'closed', decided_by = submitted_by where id = $1`;
      await expect(app.db.query(byHand, [id])).rejects.toThrow(/ck_rectification_item_decided_by/);
      expect((await item(CONVENOR, 'close', { opinion: '已核实' }).expect(200)).body.status).toBe('closed');

      const second = (await reapply().expect(201)).body;
      expect(second).toMatchObject({ round: 2, status: 'applied' });
      const { body: rounds } = await app.as(OWNER).get(`/api/v1/projects/${project.id}/acceptances`).expect(200);
      expect(rounds.items.map((round: { status: string }) => round.status)).toEqual(['applied', 'rectified']);
      expect(await statusOf(project.id)).toBe('under_acceptance');
    });
  });

  describe('a failed round', () => {
    it('sends the project back to work; a new milestone plan comes before the next application', async () => {
      const project = await readyForAcceptance(app);
      const failed = await concluded(app, project, ['fail', 'fail', 'pass'], { opinion: '主体结构不合格' });
      expect(failed).toMatchObject({ status: 'failed', conclusion: 'fail', opinion: '主体结构不合格' });
      expect(await statusOf(project.id)).toBe('implementing');
      const again = () =>
        app.as(OWNER).post(`/api/v1/projects/${project.id}/acceptances`).send(application(app, project));
      expect((await again().expect(422)).body.code).toBe('NEW_PLAN_NEEDED');
      app.clock.advance({ days: 1 });
      await planInForce(app, project.id);
      expect((await again().expect(201)).body.round).toBe(2);
    });
  });

  it('a request repeated with the same key is one application', async () => {
    const project = await readyForAcceptance(app);
    const send = () =>
      app
        .as(OWNER)
        .post(`/api/v1/projects/${project.id}/acceptances`)
        .set('idempotency-key', 'apply-once')
        .send(application(app, project))
        .expect(201);
    const [first, second] = await Promise.all([send(), send()]);
    expect(first.body.id).toBe(second.body.id);
  });
});
