import { DueSources } from '#libs/reminder';
import { Database } from '#libs/platform';
import { SYSTEM_ACTOR } from '#libs/kernel';
import { testApp, type TestApp } from '../support/app.js';
import {
  concluded,
  CONVENOR,
  FINANCE,
  OWNER,
  passed,
  readyForAcceptance,
  REVIEWER,
} from '../support/builders/acceptance.js';
import { MoneyByHand } from '../support/builders/money.js';
import { approveThrough, decideStep, getProject } from '../support/builders/project.js';

const LEAD_EVALUATOR = REVIEWER;
const scores = { output: 46, benefit: 27, management: 9, satisfaction: 9, comment: '产出超额完成' };

describe('closing', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await testApp();
    await app.cast();
  });
  afterAll(() => app.close());

  async function completed() {
    const project = await readyForAcceptance(app);
    await passed(app, project);
    return project;
  }
  const accountsOf = (id: string, who = OWNER) => app.as(who).get(`/api/v1/projects/${id}/final-accounts`);
  const put = (id: string, body: object) => app.as(OWNER).put(`/api/v1/projects/${id}/final-accounts`).send(body);
  const submit = (id: string) => app.as(OWNER).post(`/api/v1/projects/${id}/final-accounts/actions/submit`).send({});
  const evaluate = (id: string, who: string, body: object = scores) =>
    app.as(who).post(`/api/v1/projects/${id}/evaluations`).send(body);
  const close = (id: string, who: string) => app.as(who).post(`/api/v1/projects/${id}/actions/close`).send({});
  const lines = [
    { kind: 'construction', amount: '2500000.50' },
    { kind: 'equipment', amount: '400000.00' },
  ];

  async function settled(project: { id: string; fileId: string }): Promise<void> {
    await put(project.id, { lines, fileIds: [project.fileId] }).expect(200);
    const { body } = await submit(project.id).expect(200);
    await approveThrough(app, { type: 'final_accounts', id: body.id });
  }
  async function evaluated(id: string): Promise<void> {
    for (const who of [OWNER, LEAD_EVALUATOR, FINANCE]) await evaluate(id, who).expect(201);
  }

  describe('final accounts', () => {
    it('wait for a passed acceptance', async () => {
      const project = await readyForAcceptance(app);
      const { body } = await put(project.id, { lines, fileIds: [] }).expect(409);
      expect(body.code).toBe('PROJECT_NOT_COMPLETED');
      await accountsOf(project.id).expect(404);
    });

    it('sum exactly, go to the lead department and to finance, and come back when returned', async () => {
      const project = await completed();
      await app
        .as(CONVENOR)
        .put(`/api/v1/projects/${project.id}/final-accounts`)
        .send({ lines, fileIds: [] })
        .expect(403);
      const draft = await put(project.id, { lines, fileIds: [] }).expect(200);
      expect(draft.body).toMatchObject({ status: 'draft', total: '2900000.50', version: 1 });
      expect((await submit(project.id).expect(422)).body.code).toBe('FINAL_ACCOUNTS_FILES_MISSING');
      const stale = put(project.id, { lines, fileIds: [project.fileId] }).set('if-match', '"7"');
      expect((await stale.expect(412)).body.code).toBe('VERSION_CONFLICT');
      await put(project.id, { lines, fileIds: [project.fileId] })
        .set('if-match', '"1"')
        .expect(200);
      const { id } = (await submit(project.id).expect(200)).body;
      expect((await put(project.id, { lines, fileIds: [] }).expect(409)).body.code).toBe('FINAL_ACCOUNTS_FIXED');
      await decideStep(app, { type: 'final_accounts', id }, 'return', '附件不全');
      expect((await accountsOf(project.id).expect(200)).body).toMatchObject({
        status: 'returned',
        opinion: '附件不全',
      });
      await submit(project.id).expect(200);
      await approveThrough(app, { type: 'final_accounts', id });
      const done = (await accountsOf(project.id, FINANCE).expect(200)).body;
      expect(done.status).toBe('approved');
      expect((await submit(project.id).expect(409)).body.code).toBe('ACTION_NOT_AVAILABLE');
    });

    it('refuse the same kind twice and an amount of nothing', async () => {
      const project = await completed();
      const twice = [lines[0], lines[0]];
      const { body } = await put(project.id, { lines: twice, fileIds: [] }).expect(422);
      expect(body.errors).toMatchObject([{ path: 'lines.1.kind', code: 'KIND_TWICE' }]);
      await put(project.id, { lines: [{ kind: 'other', amount: '0.00' }], fileIds: [] }).expect(400);
      await put(project.id, { lines: [{ kind: 'other', amount: '1.005' }], fileIds: [] }).expect(400);
    });
  });

  describe('evaluation', () => {
    it('goes self, department, finance, and finance’s score counts', async () => {
      const { id } = await completed();
      expect((await evaluate(id, FINANCE).expect(409)).body.code).toBe('EVALUATION_NOT_YOUR_TURN');
      await evaluate(id, 'county.water.gongyi.approver').expect(403);
      await evaluate(id, OWNER, { ...scores, output: 51 }).expect(400);
      await evaluate(id, OWNER).expect(201);
      expect((await evaluate(id, OWNER).expect(409)).body.code).toBe('EVALUATION_NOT_YOUR_TURN');
      await evaluate(id, LEAD_EVALUATOR, { ...scores, output: 40 }).expect(201);
      const { body } = await evaluate(id, FINANCE, { ...scores, output: 35 }).expect(201);
      expect(body).toMatchObject({ next: null, result: { total: 80, grade: 'good' } });
      expect(body.items.map((row: { total: number }) => row.total)).toEqual([91, 85, 80]);
      expect((await evaluate(id, FINANCE).expect(409)).body.code).toBe('EVALUATION_DONE');
    });

    it('is made by three people, also for a statement by hand', async () => {
      const { id } = await completed();
      await evaluate(id, OWNER).expect(201);
      const again = `insert into evaluation select gen_random_uuid(), project_id, 'department', output_score, benefit_score,
        management_score, satisfaction_score, total, grade, comment, organisation_id, filed_by, filed_at from evaluation where project_id = $1`;
      await expect(app.db.query(again, [id])).rejects.toThrow(/uq_evaluation_person/);
      await expect(app.db.query(`delete from evaluation where project_id = $1`, [id])).rejects.toThrow(/append-only/);
    });
  });

  describe('the close', () => {
    it('is refused with the first condition that is missing, until all are met', async () => {
      const project = await completed();
      expect((await close(project.id, CONVENOR).expect(422)).body.code).toBe('FINAL_ACCOUNTS_NOT_APPROVED');
      await settled(project);
      expect((await close(project.id, CONVENOR).expect(422)).body.code).toBe('EVALUATION_MISSING');
      await evaluated(project.id);
      await close(project.id, CONVENOR).expect(200);
    });

    it('takes two: the lead department and finance, in either order', async () => {
      for (const [first, second] of [
        [CONVENOR, FINANCE],
        [FINANCE, CONVENOR],
      ] as const) {
        const project = await completed();
        await settled(project);
        await evaluated(project.id);
        await close(project.id, OWNER).expect(403);
        await close(project.id, REVIEWER).expect(403);
        await close(project.id, first).expect(200);
        expect((await getProject(app, project.id)).status).toBe('completed');
        expect((await close(project.id, first).expect(409)).body.code).toBe('CLOSE_CONFIRMED');
        const confirmations = await app.as(OWNER).get(`/api/v1/projects/${project.id}/close-confirmations`).expect(200);
        expect(confirmations.body.items).toHaveLength(1);
        await close(project.id, second).expect(200);
        expect(await getProject(app, project.id)).toMatchObject({ status: 'closed' });
        expect((await close(project.id, second).expect(409)).body.code).toBe('ACTION_NOT_AVAILABLE');
      }
    });

    it('returns what was not spent to the pool of the province, which the two who close cannot see', async () => {
      const project = await completed();
      await settled(project);
      await evaluated(project.id);
      const money = await MoneyByHand.connect(app.db, await app.cast());
      await app.db.query(
        `insert into project_budget (project_id, source, year, amount_fen) values ($1, 'central', 2026, 500000)`,
        [project.id],
      );
      const pool = await money.pool(900_000n);
      await money.allocated(pool, { [project.id]: 500_000n });
      await money.end();
      const balances = async () =>
        Object.fromEntries(
          (
            await app.db.query<{ kind: string; balance: string }>(
              `select kind, balance_fen::text as balance from ledger_account where pool_id = $1 and kind in ('pool_free', 'project_unpaid')`,
              [pool],
            )
          ).map(({ kind, balance }) => [kind, balance]),
        );
      expect(await balances()).toEqual({ pool_free: '400000', project_unpaid: '500000' });
      await close(project.id, CONVENOR).expect(200);
      await close(project.id, FINANCE).expect(200);
      expect(await balances()).toEqual({ pool_free: '900000', project_unpaid: '0' });
      expect((await getProject(app, project.id)).status).toBe('closed');
    });

    it('by one person twice is refused by the database', async () => {
      const project = await completed();
      await settled(project);
      await evaluated(project.id);
      await close(project.id, CONVENOR).expect(200);
      const byHand = `insert into close_confirmation (project_id, side, person_id, organisation_id, confirmed_at)
        select project_id, 'finance', person_id, organisation_id, confirmed_at from close_confirmation where project_id = $1`;
      await expect(app.db.query(byHand, [project.id])).rejects.toThrow(/uq_close_confirmation_person/);
    });
  });

  describe('due dates', () => {
    const dueOf = async (rule: string, projectId: string, asOf: string, until: string) => {
      const source = app
        .get(DueSources)
        .all()
        .find((candidate) => candidate.rule === rule)!;
      return app
        .get(Database)
        .read(SYSTEM_ACTOR, (r) =>
          r.query<{ due_on: string; responsible_roles: string[] }>(
            `select * from (${source.sql}) item where project_id = '${projectId}'`,
            [asOf, until],
          ),
        );
    };

    it('acceptance is due three months after the planned finish, until it is applied for', async () => {
      const project = await readyForAcceptance(app);
      await app.db.query(
        `update project set planned_finish = '2025-11-30', planned_start = '2025-01-01' where id = $1`,
        [project.id],
      );
      expect(await dueOf('acceptance', project.id, '2026-02-01', '2026-02-27')).toEqual([]);
      const [due] = await dueOf('acceptance', project.id, '2026-02-01', '2026-02-28');
      expect(due).toMatchObject({ due_on: '2026-02-28', responsible_roles: ['owner'] });
      await concluded(app, project, ['pass', 'pass', 'pass']);
      expect(await dueOf('acceptance', project.id, '2026-02-01', '2026-02-28')).toEqual([]);
    });

    it('a rectification item is due on its day, final accounts three months after acceptance', async () => {
      const rectified = await readyForAcceptance(app);
      await concluded(app, rectified, ['rectify', 'rectify', 'pass'], {
        items: [{ text: '补装', dueOn: '2027-01-10' }],
      });
      expect(await dueOf('rectification', rectified.id, '2027-01-01', '2027-01-09')).toEqual([]);
      expect(await dueOf('rectification', rectified.id, '2027-01-01', '2027-01-10')).toMatchObject([
        { due_on: '2027-01-10' },
      ]);

      const project = await completed();
      const { body } = await put(project.id, { lines, fileIds: [project.fileId] }).expect(200);
      expect(await dueOf('final_accounts', project.id, '2026-01-01', '2028-01-01')).toMatchObject([
        { due_on: body.dueOn },
      ]);
      await submit(project.id).expect(200);
      expect(await dueOf('final_accounts', project.id, '2026-01-01', '2028-01-01')).toEqual([]);
    });
  });
});
