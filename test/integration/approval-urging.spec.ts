import { approvalOffice, desk, type ApprovalOffice } from '../support/approval-office.js';

let office: ApprovalOffice;
beforeAll(async () => {
  office = await approvalOffice();
});
afterAll(() => office.close());
beforeEach(() => office.clock.set('2026-03-16T02:00:00Z'));

const owner = 'owner.gongyi.1.filer';
const urge = async (username: string, id: string, note: string | null = null) =>
  office.urging.urge(await office.actor(username), id, note);

describe('urging', () => {
  it('is recorded with who, for which step and why, in one audit row and one event', async () => {
    const { id } = await office.file();
    expect(await urge(owner, id, '施工窗口期将过')).toMatchObject({ stepKey: 'county_lead', on: '2026-03-16' });
    const rows = await office.db.query(
      `select reason from audit_entry where subject_id::text = $1 and action = 'urge'`,
      [id],
    );
    expect(rows).toEqual([{ reason: '施工窗口期将过' }]);
    const events = await office.db.query(
      `select payload->>'note' as note from outbox where topic = 'approval.step_urged' and payload->>'approvalId' = $1`,
      [id],
    );
    expect(events).toEqual([{ note: '施工窗口期将过' }]);
  });

  it('comes once a working day for a step, from whoever; the next step can be urged the same day', async () => {
    const { id } = await office.file();
    await urge(owner, id);
    await expect(urge('owner.gongyi.1.filer2', id)).rejects.toMatchObject({
      code: 'APPROVAL_URGED_ALREADY',
      kind: 'conflict',
    });
    await office.walk(id, desk('county.ecology.gongyi'));
    expect(await urge(owner, id)).toMatchObject({ stepKey: 'county_finance' });
    office.clock.set('2026-03-17T02:00:00Z');
    await urge(owner, id);
  });

  it('on a holiday counts for the next working day, so that a long weekend allows one', async () => {
    const { id } = await office.file();
    office.clock.set('2026-03-21T02:00:00Z'); // Saturday
    expect(await urge(owner, id)).toMatchObject({ on: '2026-03-23' });
    for (const day of ['22', '23']) {
      office.clock.set(`2026-03-${day}T02:00:00Z`);
      await expect(urge(owner, id)).rejects.toMatchObject({ code: 'APPROVAL_URGED_ALREADY' });
    }
    office.clock.set('2026-02-28T02:00:00Z'); // a make-up Saturday is a working day
    expect(await urge(owner, id)).toMatchObject({ on: '2026-02-28' });
  });

  it.each([1, 2, 3])('two at once: one urges, the other is told (%i)', async () => {
    const { id } = await office.file();
    const both = await Promise.allSettled([urge(owner, id), urge('owner.gongyi.1.filer2', id)]);
    const lost = both.filter((one) => one.status === 'rejected');
    expect(lost.map((one) => (one.reason as { code: string }).code)).toEqual(['APPROVAL_URGED_ALREADY']);
  });

  it('is for those who wait: the owner and the desks that have passed it on', async () => {
    const { id } = await office.file();
    await expect(urge('county.ecology.gongyi.approver', id)).rejects.toMatchObject({ code: 'APPROVAL_URGE_NOT_YOURS' });
    await expect(urge('county.health.gongyi.reviewer', id)).rejects.toMatchObject({ code: 'APPROVAL_URGE_NOT_YOURS' });
    await expect(urge('county.ecology.jiyuan.reviewer', id)).rejects.toMatchObject({ code: 'APPROVAL_NOT_FOUND' });
    await office.walk(id, desk('county.ecology.gongyi'));
    await urge('county.ecology.gongyi.reviewer', id);
  });

  it('is refused where nobody has to act: returned, or over', async () => {
    const [returned, rejected] = [await office.file(), await office.file()];
    const [reviewer, approver] = desk('county.ecology.gongyi');
    for (const [{ id }, outcome] of [
      [returned, 'return'],
      [rejected, 'reject'],
    ] as const) {
      await office.decide(reviewer!, id);
      await office.decide(approver!, id, { outcome, opinion: '材料不全' });
      await expect(urge(owner, id)).rejects.toMatchObject({ code: 'ACTION_NOT_AVAILABLE' });
    }
    expect(
      await office.db.query(`select 1 from approval_urge where approval_id = any ($1)`, [[returned.id, rejected.id]]),
    ).toEqual([]);
  });
});
