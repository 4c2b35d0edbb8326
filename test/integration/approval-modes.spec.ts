import { newId } from '#libs/kernel';
import type { StepDefinition } from '#libs/approval';
import { approvalOffice, desk, layRoute, type ApprovalOffice, type Filed } from '../support/approval-office.js';

const cities = ['city.ecology.zhengzhou', 'city.water.zhengzhou', 'city.housing.zhengzhou'];
const together = (mode: StepDefinition['mode'], quorum?: StepDefinition['quorum']): StepDefinition[] => [
  {
    key: 'city_together',
    tier: 'city',
    desks: ['lead', 'cosign'],
    mode,
    ...(quorum ? { quorum } : {}),
    zh: '市级部门共同办理',
    en: 'City departments together',
  },
  { key: 'province_lead', tier: 'province', desks: ['lead'], mode: 'single', zh: '省级审核', en: 'Province' },
];

let office: ApprovalOffice;
beforeAll(async () => {
  office = await approvalOffice();
  await layRoute(office, 'application', together('any'));
  await layRoute(office, 'change', together('quorum', { of: 2, in: 3 }));
  await layRoute(office, 'allocation', together('all'));
});
afterAll(() => office.close());

const vote = async (place: string, { id }: Filed, outcome: 'approve' | 'return' | 'reject'): Promise<void> => {
  const [reviewer, approver] = desk(place);
  const input = outcome === 'approve' ? { outcome } : { outcome, opinion: '不符合规划' };
  await office.decide(reviewer!, id, input);
  await office.decide(approver!, id, input);
};
const desksOf = async ({ id }: Filed): Promise<string[]> => {
  const rows = await office.db.query<{ status: string }>(
    `select t.status from approval_task t join approval_step s on s.id = t.step_id join organisation o on o.id = t.organisation_id
      where t.approval_id = $1 and s.key = 'city_together' and s.status <> 'superseded'
      order by array_position($2::text[], o.code)`,
    [id, cities],
  );
  return rows.map((row) => row.status);
};

describe('any 或签: the first vote decides', () => {
  it('an approval passes the step; who has not voted is not asked any more', async () => {
    const filed = await office.file();
    await office.decide('city.housing.zhengzhou.reviewer', filed.id);
    await vote(cities[1]!, filed, 'approve');
    expect(await office.steps(filed.id)).toEqual(['city_together:approved', 'province_lead:open']);
    expect(await desksOf(filed)).toEqual(['closed', 'approved', 'closed']);
    await expect(office.decide('city.housing.zhengzhou.approver', filed.id)).rejects.toMatchObject({
      code: 'ACTION_NOT_AVAILABLE',
    });
  });

  it('a return returns and a rejection rejects', async () => {
    const [back, no] = [await office.file(), await office.file()];
    await vote(cities[0]!, back, 'return');
    await vote(cities[2]!, no, 'reject');
    expect([await office.status(back.id), await office.status(no.id)]).toEqual(['returned', 'rejected']);
    expect(await desksOf(back)).toEqual(['returned', 'closed', 'closed']);
  });

  it('two desks at once: one decides, the other is too late', async () => {
    const filed = await office.file();
    for (const place of cities) await office.decide(`${place}.reviewer`, filed.id);
    const all = await Promise.allSettled(cities.map((place) => office.decide(`${place}.approver`, filed.id)));
    const lost = all.filter((one) => one.status === 'rejected');
    expect(lost.map((one) => (one.reason as { code: string }).code)).toEqual(Array(2).fill('ACTION_NOT_AVAILABLE'));
    expect((await office.steps(filed.id))[1]).toBe('province_lead:open');
  });
});

describe('quorum 票签: two thirds of three desks are two', () => {
  const file = () => office.file({ type: 'change' });

  it('passes with the second approval, also against a vote for a return', async () => {
    const filed = await file();
    await vote(cities[0]!, filed, 'return');
    expect(await office.status(filed.id)).toBe('pending');
    await vote(cities[1]!, filed, 'approve');
    await vote(cities[2]!, filed, 'approve');
    expect(await desksOf(filed)).toEqual(['returned', 'approved', 'approved']);
    expect((await office.steps(filed.id))[1]).toBe('province_lead:open');
  });

  it('fails as soon as two approvals are out of reach: returned if one asked for a return', async () => {
    const [back, no] = [await file(), await file()];
    await vote(cities[0]!, back, 'return');
    await vote(cities[1]!, back, 'reject');
    await vote(cities[0]!, no, 'reject');
    await vote(cities[1]!, no, 'reject');
    expect([await office.status(back.id), await office.status(no.id)]).toEqual(['returned', 'rejected']);
    expect(await desksOf(no)).toEqual(['rejected', 'rejected', 'closed']);
  });

  it('runs again as a whole after a correction, with the same quorum', async () => {
    const filed = await file();
    await vote(cities[0]!, filed, 'return');
    await vote(cities[1]!, filed, 'return');
    const owner = await office.actor('owner.gongyi.1.filer');
    await office.database.run(owner, (tx) => office.approvals.resubmitIn(tx, filed.subject, filed.facts));
    expect(await office.steps(filed.id)).toEqual(['city_together:open', 'province_lead:planned']);
    await vote(cities[0]!, filed, 'approve');
    await vote(cities[2]!, filed, 'approve');
    expect((await office.steps(filed.id))[1]).toBe('province_lead:open');
  });

  it('the last two votes at once count both', async () => {
    const filed = await file();
    for (const place of cities) await office.decide(`${place}.reviewer`, filed.id);
    await Promise.all(cities.slice(1).map((place) => office.decide(`${place}.approver`, filed.id)));
    expect((await office.steps(filed.id))[1]).toBe('province_lead:open');
  });
});

describe('the database knows the modes too', () => {
  const pass = (id: string) =>
    office.db.query(
      `update approval_step set status = 'approved', finished_at = now() where approval_id = $1 and status = 'open'`,
      [id],
    );

  it.each(['application', 'change', 'allocation'] as const)(
    'no step of an %s passes without its votes',
    async (type) => {
      const filed = await office.file({ type });
      await office.decide(`${cities[0]}.reviewer`, filed.id);
      if (type !== 'application') await office.decide(`${cities[0]}.approver`, filed.id);
      await expect(pass(filed.id)).rejects.toMatchObject({ constraint: 'ck_approval_step_passed' });
    },
  );

  it('a quorum goes with its mode and with no other', async () => {
    const { id } = await office.file({ type: 'allocation', id: newId() });
    const set = (quorum: number | null, mode: string) =>
      office.db.query(`update approval_step set quorum = $2, mode = $3 where approval_id = $1`, [id, quorum, mode]);
    await expect(set(2, 'all')).rejects.toMatchObject({ constraint: 'ck_approval_step_quorum' });
    await expect(set(null, 'quorum')).rejects.toMatchObject({ constraint: 'ck_approval_step_quorum' });
    await expect(set(0, 'quorum')).rejects.toMatchObject({ constraint: 'ck_approval_step_quorum' });
  });
});
