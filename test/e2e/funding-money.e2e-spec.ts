import { testApp, type TestApp } from '../support/app.js';
import { approvedMilestone } from '../support/builders/funding.js';
import { aProject, approveThrough, moveProject } from '../support/builders/project.js';

const OFFICER = 'province.finance.henan.finance_officer';
const OWNER = 'owner.gongyi.1.filer';
const pool = {
  fiscalYear: 2026,
  source: 'central',
  fundName: '水污染防治资金',
  documentNo: '财资环〔2026〕15号',
  receivedOn: '2026-03-02',
  total: '5000000.00',
};

describe('/fund-pools, /allocations, /disbursements', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await testApp();
    await app.cast();
  });
  afterAll(() => app.close());

  const post = (who: string, path: string, body: object = {}) => app.as(who).post(`/api/v1${path}`).send(body);
  const get = (who: string, path: string) => app.as(who).get(`/api/v1${path}`);

  it('carry money from the receipt of a pool to a voucher, and show it to the fen', async () => {
    const received = await post(OFFICER, '/fund-pools', pool).expect(201);
    expect(received.body).toMatchObject({ total: '5000000.00', free: '5000000.00', regionCode: '410000' });

    const project = await aProject(app).ownedBy('gongyi').fundedBy('central').costing('3000000.00').reserved();
    const drafted = await post(OFFICER, '/allocations', {
      poolId: received.body.id,
      documentNo: '豫财资环〔2026〕22号',
      issuedOn: '2026-03-16',
      title: '关于下达2026年水污染防治资金的通知',
      lines: [{ projectId: project.id, amount: '3000000.00' }],
    }).expect(201);
    await post(OFFICER, `/allocations/${drafted.body.id}/actions/submit`).expect(200);
    await approveThrough(app, { type: 'allocation', id: drafted.body.id });
    const issued = await get('county.finance.gongyi.finance_officer', `/allocations/${drafted.body.id}`).expect(200);
    expect(issued.body).toMatchObject({ status: 'issued', total: '3000000.00' });

    await moveProject(app, project.id, 'start');
    const contract = await post(OWNER, `/projects/${project.id}/contracts`, {
      number: 'HT-2026-018',
      title: '施工合同',
      party: '河南某建设工程有限公司',
      amount: '2900000.00',
      signedOn: '2026-03-10',
    }).expect(201);
    const files = await get(OWNER, `/projects/${project.id}/files`).expect(200);
    const fileIds = [files.body.items[0].id];
    await app
      .as(OWNER)
      .post(`/api/v1/contracts/${contract.body.id}/actions/settle`)
      .set('if-match', '"1"')
      .send({ settled: '1000000.00', fileIds })
      .expect(200);

    const request = {
      lineId: issued.body.lines[0].id,
      contractId: contract.body.id,
      amount: '970000.01',
      invoiceNo: '26412000000012345678',
      purpose: '进度款',
      milestoneIds: [await approvedMilestone(app, project.id)],
      fileIds,
    };
    const tooMuch = await post(OWNER, `/projects/${project.id}/disbursements`, request).expect(422);
    expect(tooMuch.body.code).toBe('RETENTION_EXCEEDED');
    const asked = await app
      .as(OWNER)
      .post(`/api/v1/projects/${project.id}/disbursements`)
      .set('idempotency-key', 'pay-1')
      .send({ ...request, amount: '970000.00' })
      .expect(201);
    const again = await app
      .as(OWNER)
      .post(`/api/v1/projects/${project.id}/disbursements`)
      .set('idempotency-key', 'pay-1')
      .send({ ...request, amount: '970000.00' })
      .expect(201);
    expect(again.body.id).toBe(asked.body.id);

    const step = (who: string, action: string, body: object = {}) =>
      post(who, `/disbursements/${asked.body.id}/actions/${action}`, body);
    await step('county.ecology.gongyi.reviewer', 'confirm_progress').expect(200);
    await step('county.ecology.gongyi.approver', 'confirm_progress').expect(200);
    await step('county.finance.gongyi.finance_officer', 'prepare').expect(200);
    await step('county.finance.gongyi.finance_approver', 'release').expect(409);
    const paid = await step('county.finance.gongyi.finance_approver', 'release', {
      voucherNo: '2026-03-0117',
      paidOn: '2026-03-16',
    }).expect(200);
    expect(paid.body).toMatchObject({ status: 'paid', amount: '970000.00', voucherNo: '2026-03-0117' });

    const money = await get(OWNER, `/projects/${project.id}/money`).expect(200);
    expect(money.body.totals).toMatchObject({ budget: '3000000.00', paid: '970000.00', unpaid: '2030000.00' });
    const ledger = await get(OWNER, `/projects/${project.id}/ledger?limit=1`).expect(200);
    expect(ledger.body.items[0]).toMatchObject({ amount: '970000.00', note: '2026-03-0117', seq: 3 });
    const rest = await get(OWNER, `/projects/${project.id}/ledger?cursor=${ledger.body.nextCursor}`).expect(200);
    expect(rest.body.items).toHaveLength(1);
    await get(OFFICER, `/fund-pools/${received.body.id}/ledger?cursor=${ledger.body.nextCursor}`).expect(400);
    const statement = await get(OFFICER, `/fund-pools/${received.body.id}/ledger`).expect(200);
    expect(statement.body.items.map((line: { causeType: string }) => line.causeType)).toEqual([
      'disbursement',
      'allocation',
      'pool_receipt',
    ]);
    const list = await get(OWNER, `/projects/${project.id}/disbursements?status=paid`).expect(200);
    expect(list.body.items).toHaveLength(1);
    await get(OWNER, `/disbursements/${asked.body.id}`).expect(200);
  });

  it.each([
    ['a number', { total: 5 }, 'total'],
    ['three decimals', { total: '1.001' }, 'total'],
    ['a negative amount', { total: '-1.00' }, 'total'],
    ['zero', { total: '0.00' }, 'total'],
    ['too much', { total: '1000000000000001.00' }, 'total'],
    ['a source that has no pool', { source: 'own' }, 'source'],
    ['a day that does not exist', { receivedOn: '2027-02-29' }, 'receivedOn'],
    ['a zero-width character', { fundName: '水污\u200b染' }, 'fundName'],
    ['an unknown field', { extra: 1 }, 'extra'],
  ])('refuse %s', async (_, wrong, path) => {
    const answer = await post(OFFICER, '/fund-pools', { ...pool, ...wrong }).expect(400);
    expect(answer.body.code).toBe('VALIDATION_FAILED');
    expect(answer.body.errors[0].path).toBe(path);
  });

  it('answer 403 to the wrong role, 404 below the pool, 401 to nobody, 400 to unknown parameters', async () => {
    await post(OWNER, '/fund-pools', pool).expect(403);
    const { body } = await post(OFFICER, '/fund-pools', { ...pool, documentNo: '财资环〔2026〕16号' }).expect(201);
    const twice = await post(OFFICER, '/fund-pools', { ...pool, documentNo: '财资环〔2026〕16号' }).expect(409);
    expect(twice.body.code).toBe('POOL_DOCUMENT_TAKEN');
    await get('county.finance.gongyi.finance_officer', `/fund-pools/${body.id}`).expect(404);
    await get('county.finance.gongyi.finance_officer', `/fund-pools/${body.id}/ledger`).expect(404);
    await app.http.get('/api/v1/fund-pools').expect(401);
    await get(OFFICER, '/fund-pools?colour=red').expect(400);
    const list = await get(OFFICER, '/fund-pools?fiscalYear=2026&source=central&limit=1').expect(200);
    expect(list.body.items).toHaveLength(1);
    const next = await get(OFFICER, `/fund-pools?limit=1&cursor=${list.body.nextCursor}`).expect(200);
    expect(next.body.items[0].id < list.body.items[0].id).toBe(true);
    expect((await get('county.finance.gongyi.finance_officer', '/fund-pools').expect(200)).body.items).toEqual([]);
  });

  it('ask for If-Match where a version is changed', async () => {
    const id = '01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f10';
    await app.as(OFFICER).patch(`/api/v1/allocations/${id}`).send({}).expect(428);
    await app.as(OFFICER).patch(`/api/v1/allocations/${id}`).set('if-match', '"1"').send({}).expect(404);
  });
});
