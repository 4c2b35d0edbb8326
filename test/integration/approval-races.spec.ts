import { approvalOffice, desk, type ApprovalOffice } from '../support/approval-office.js';

let office: ApprovalOffice;
beforeAll(async () => {
  office = await approvalOffice();
});
afterAll(() => office.close());

const county = desk('county.ecology.gongyi');
const finance = desk('county.finance.gongyi');

describe('two people at once, on two connections', () => {
  it.each([1, 2, 3, 4, 5])('exactly one approver wins and the other gets 409 (%i)', async () => {
    const { id } = await office.file();
    await office.decide(county[0]!, id);
    const both = await Promise.allSettled([
      office.decide('county.ecology.gongyi.approver', id),
      office.decide('county.ecology.gongyi.approver2', id, { outcome: 'return', opinion: '补充材料' }),
    ]);
    const lost = both.filter((one) => one.status === 'rejected');
    expect(lost).toHaveLength(1);
    expect(lost[0]!.reason).toMatchObject({ kind: 'conflict', code: 'ACTION_NOT_AVAILABLE' });
    const [row] = await office.db.query(
      `select count(*)::int as n from approval_decision where approval_id = $1 and act = 'decide'`,
      [id],
    );
    expect(row!.n).toBe(1);
  });

  it('the last two desks of a step both sign: the step opens its successor once', async () => {
    const { id } = await office.file();
    const desks = ['city.ecology.zhengzhou', 'city.water.zhengzhou', 'city.housing.zhengzhou'];
    await office.walk(id, [...county, ...finance, ...desk(desks[0]!)]);
    await Promise.all(desks.slice(1).map((place) => office.decide(`${place}.reviewer`, id)));
    await Promise.all(desks.slice(1).map((place) => office.decide(`${place}.approver`, id)));
    expect((await office.steps(id))[3]).toBe('province_joint:open');
    const events = await office.db.query(
      `select 1 from outbox where payload->>'approvalId' = $1 and payload->>'stepKey' = 'province_joint'`,
      [id],
    );
    expect(events).toHaveLength(1);
  });

  it('the owner recalls while the approver decides: one of the two', async () => {
    const filed = await office.file();
    await office.decide(county[0]!, filed.id);
    const owner = await office.actor('owner.gongyi.1.filer');
    const both = await Promise.allSettled([
      office.decide(county[1]!, filed.id),
      office.database.run(owner, (tx) => office.approvals.recallIn(tx, filed.subject)),
    ]);
    expect(both.filter((one) => one.status === 'rejected')).toHaveLength(1);
    expect(['pending', 'recalled']).toContain(await office.status(filed.id));
  });

  it('the same request twice gives the first answer; the same key with another body is refused', async () => {
    const { id } = await office.file();
    const idempotency = { key: 'decide-1', hash: 'a' };
    const actor = { ...(await office.actor(county[0]!)), idempotency };
    const [one, two] = await Promise.all([1, 2].map(() => office.approvals.decide(actor, id, { outcome: 'approve' })));
    expect(two).toEqual(one);
    const other = { ...actor, idempotency: { ...idempotency, hash: 'b' } };
    await expect(office.approvals.decide(other, id, { outcome: 'approve' })).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
  });
});

it('a handler that fails leaves the decision untaken', async () => {
  const { id } = await office.file({ type: 'progress_report' });
  const count = async () => (await office.db.query(`select count(*)::int as n from audit_entry`))[0]!.n;
  const before = await count();
  office.onOutcome.current = () => {
    throw new Error('no library number left');
  };
  await expect(office.decide(county[0]!, id)).rejects.toThrow('no library number left');
  office.onOutcome.current = () => undefined;
  expect(await office.status(id)).toBe('pending');
  expect(await office.db.query(`select 1 from approval_decision where approval_id = $1`, [id])).toEqual([]);
  expect(await count()).toBe(before);
  await office.decide(county[0]!, id);
  expect(await office.status(id)).toBe('approved');
});
