import type { MoneyView, PoolView } from '../../tools/journey/answers.js';
import { draft, submit, throughToLibrary, type Plan } from '../../tools/journey/application.js';
import { approveAll, WATCHER } from '../../tools/journey/approvals.js';
import { fifthOfNextMonth } from '../../tools/journey/journey.js';
import { allocate, balances, contract, pay, requestOf, settle } from '../../tools/journey/money.js';
import { baseline, complete, start } from '../../tools/journey/work.js';
import { testApp, type TestApp } from '../support/app.js';
import { journeyOf } from '../support/journey.js';

const OWNER = 'owner.gongyi.1.filer';
const LEAD = 'county.ecology.gongyi.reviewer2';
const FINANCE = 'county.finance.gongyi.finance_officer';
const plan: Plan = { owner: OWNER, region: '410181', place: '巩义市', total: '6000000.00', days: 60 };

describe('the journey of a project that is terminated with money to recover', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await testApp();
  });
  afterAll(() => app.close());

  it('puts what was not spent on the recovery list, to the fen, and drops what was being asked for', async () => {
    const { journey } = await journeyOf(app);
    const project = await submit(journey, plan, await draft(journey, plan));
    await throughToLibrary(journey, project);
    await baseline(journey, OWNER, project, plan.days);
    const funds = await allocate(journey, project.id, { pool: '10000000.00', amount: '6000000.00' });
    await start(journey, OWNER, project);
    const signed = await contract(journey, OWNER, project.id, '5000000.00');
    await journey.waitUntil(fifthOfNextMonth('2026-03-16'), 'work on the site');
    const milestoneIds = await complete(journey, OWNER, project, 0, 1);
    const settled = await settle(journey, OWNER, project.id, signed, '2000000.00');
    const request = (amount: string) =>
      requestOf(journey, OWNER, project.id, funds, settled, { amount, milestoneIds, purpose: `进度款 ${amount}` });
    await pay(journey, OWNER, project.id, await request('1234567.89'), '1234567.89');
    const open = await journey.client.post<{ id: string }>(
      OWNER,
      `/projects/${project.id}/disbursements`,
      await request('500000.00'),
    );

    await journey.client.post(LEAD, `/projects/${project.id}/changes`, { kind: 'terminate', reason: '选址不再可行' });
    const { body: changes } = await app.as(OWNER).get(`/api/v1/projects/${project.id}/changes`).expect(200);
    const { body: change } = await app.as(WATCHER).get(`/api/v1/changes/${changes.items[0].id}`).expect(200);
    await approveAll(journey, change.approval.id);
    await journey.inState(OWNER, project.id, 'terminated');

    const money = () => journey.client.get<MoneyView>(WATCHER, `/projects/${project.id}/money`);
    const [item, ...others] = (await money()).recovery;
    expect(others).toEqual([]);
    expect(item).toMatchObject({ amount: '4765432.11', recovered: '0.00', reason: '选址不再可行' });
    const { body: dropped } = await app.as(OWNER).get(`/api/v1/disbursements/${open.id}`).expect(200);
    expect(dropped).toMatchObject({ amount: '500000.00', approval: null });
    expect(['paid', 'requested']).not.toContain(dropped.status);
    await balances(journey, project.id, funds, { paid: '1234567.89', unpaid: '4765432.11' });

    const later = { lineId: funds.lineId, contractId: signed.id, amount: '1.00', invoiceNo: '264120000099' };
    const { body: refused } = await app
      .as(OWNER)
      .post(`/api/v1/projects/${project.id}/disbursements`)
      .send({ ...later, purpose: '终止后请款', milestoneIds, fileIds: dropped.fileIds });
    expect(refused.code).toBe('PROJECT_NOT_PAYABLE');

    const back = {
      poolId: funds.poolId,
      documentNo: '巩财〔2026〕9号',
      reason: '项目终止收回',
      returnedOn: '2026-04-05',
    };
    const returned = (amount: string) =>
      app
        .as(FINANCE)
        .post(`/api/v1/projects/${project.id}/returns`)
        .send({ ...back, amount });
    expect((await returned('4765432.12').expect(422)).body.code).toBe('RETURN_EXCEEDED');
    await returned('4765432.11').expect(201);
    expect((await money()).recovery).toMatchObject([{ amount: '4765432.11', recovered: '4765432.11' }]);
    const pool = await journey.client.get<PoolView>(
      'province.finance.henan.finance_officer',
      `/fund-pools/${funds.poolId}`,
    );
    expect(pool).toMatchObject({ free: '8765432.11', paid: '1234567.89', unpaid: '0.00', total: '10000000.00' });
  }, 90_000);
});
