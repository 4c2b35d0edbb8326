import { approvalOffice, desk, GONGYI, JIYUAN, type ApprovalOffice } from '../support/approval-office.js';

let office: ApprovalOffice;
beforeAll(async () => {
  office = await approvalOffice();
});
afterAll(() => office.close());

const toProvince = [...desk('county.ecology.gongyi'), ...desk('county.finance.gongyi')];

describe('the route of a county project that asks for central money', () => {
  it('goes county lead, county finance, city lead with co-signing departments, province lead with finance', async () => {
    const { id } = await office.file();
    await office.walk(id, toProvince);
    expect(await office.steps(id)).toEqual([
      'county_lead:approved',
      'county_finance:approved',
      'city_lead:open',
      'province_joint:planned',
    ]);
    await office.walk(id, ['city.ecology.zhengzhou', 'city.water.zhengzhou'].flatMap(desk));
    expect((await office.steps(id))[2]).toBe('city_lead:open');
    await office.walk(id, desk('city.housing.zhengzhou'));
    expect((await office.steps(id))[3]).toBe('province_joint:open');
    await office.walk(id, [...desk('province.finance.henan'), ...desk('province.ecology.henan')]);
    expect(await office.status(id)).toBe('approved');
    expect(office.heard.filter((one) => one.id === id)).toEqual([{ what: 'approved', id }]);
    const events = await office.db.query(`select topic from outbox where payload->>'approvalId' = $1 order by id`, [
      id,
    ]);
    expect(events.map((event) => event.topic)).toEqual([
      ...Array<string>(4).fill('approval.step_opened'),
      'approval.finished',
    ]);
    const audit = await office.db.query(`select action from audit_entry where subject_id = $1`, [id]);
    expect(audit).toHaveLength(1 + 14);
  });

  it('skips the city for 济源 and records why', async () => {
    const { id } = await office.file({ facts: JIYUAN, by: 'owner.jiyuan.1.filer' });
    await office.walk(id, [...desk('county.ecology.jiyuan'), ...desk('county.finance.jiyuan')]);
    expect(await office.steps(id)).toEqual([
      'county_lead:approved',
      'county_finance:approved',
      'city_lead:skipped',
      'province_joint:open',
    ]);
    const story = await office.reading.story(await office.actor('province.ecology.henan.reviewer'), id);
    expect(story.steps[2]).toMatchObject({ status: 'skipped', reason: '济源市之上没有市级，跳过' });
    await office.walk(id, [...desk('province.ecology.henan'), ...desk('province.finance.henan')]);
    expect(await office.status(id)).toBe('approved');
  });

  it('copies the city when only county money is used, without asking it', async () => {
    const { id } = await office.file({ facts: { sources: ['county', 'own'] } });
    await office.walk(id, toProvince);
    expect(await office.steps(id)).toEqual(['county_joint:approved', 'city_cc:copied']);
    expect(await office.status(id)).toBe('approved');
    const box = await office.reading.list(await office.actor('city.ecology.zhengzhou.approver'), {
      box: 'cc',
      limit: 50,
    });
    expect(box.items.map((item) => item.id)).toEqual([id]);
  });

  it('asks the province development and reform last from 100 million yuan on', async () => {
    const { id } = await office.file({ facts: { totalInvestment: 10_000_000_000n } });
    const steps = await office.steps(id);
    expect(steps.at(-1)).toBe('province_development_reform:planned');
  });
});

it('one person of the lead department is enough for a monthly report', async () => {
  const { id } = await office.file({ type: 'progress_report' });
  await office.decide('county.ecology.gongyi.reviewer', id);
  expect(await office.status(id)).toBe('approved');
});

it('terminating a county project also takes county finance', async () => {
  const { id } = await office.file({ type: 'change', facts: { changeKind: 'terminate' } });
  expect(await office.steps(id)).toEqual(['lead:open', 'finance:planned', 'city_lead:planned']);
});

it('limits count working days: county 5, finance 3, over the Qingming holiday', async () => {
  office.clock.set('2026-04-02T02:00:00Z');
  const { id } = await office.file();
  const [row] = await office.db.query<{ due: string }>(`select due_on::text as due from approval where id = $1`, [id]);
  // 4–6 April 2026 are Qingming; the 5th working day after Thursday 2 April is Friday 10 April.
  expect(row!.due).toBe('2026-04-10');
  await office.walk(id, desk('county.ecology.gongyi'));
  const [next] = await office.db.query<{ due: string }>(`select due_on::text as due from approval where id = $1`, [id]);
  expect(next!.due).toBe('2026-04-08');
  office.clock.set('2026-07-01T02:00:00Z');
  expect(await office.status(id)).toBe('pending');
});

it('a desk that the region does not have is named when it is filed', async () => {
  await office.db.query(`update organisation set region_code = '410102' where code = 'city.housing.zhengzhou'`);
  await expect(office.file()).rejects.toMatchObject({
    code: 'APPROVAL_DESK_EMPTY',
    params: expect.objectContaining({ kind: 'housing', regionCode: '410100', region: '郑州市' }),
  });
  const actor = await office.actor('owner.gongyi.1.filer');
  const preview = await office.database.read(actor, (r) => office.approvals.preview(r, 'application', GONGYI));
  expect(preview[2]!.desks.map((one) => [one.kind, one.organisationId !== null])).toEqual([
    ['ecology', true],
    ['water', true],
    ['housing', false],
  ]);
  await office.db.query(`update organisation set region_code = '410100' where code = 'city.housing.zhengzhou'`);
});
