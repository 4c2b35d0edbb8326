import type { RouteFacts } from '#libs/approval';
import { approvalOffice, desk, type ApprovalOffice, type Filed } from '../support/approval-office.js';

let office: ApprovalOffice;
beforeAll(async () => {
  office = await approvalOffice();
});
afterAll(() => office.close());

const county = desk('county.ecology.gongyi');
const finance = desk('county.finance.gongyi');
const city = ['city.ecology.zhengzhou', 'city.water.zhengzhou', 'city.housing.zhengzhou'].flatMap(desk);
const opinion = '投资估算缺依据';

const resubmit = async (filed: Filed, changes: Partial<RouteFacts> = {}) => {
  const owner = await office.actor('owner.gongyi.1.filer');
  const facts = { ...filed.facts, ...changes };
  await office.database.run(owner, (tx) => office.approvals.resubmitIn(tx, filed.subject, facts));
};

describe('a return to the owner', () => {
  it('gives a correction term of 5 working days and goes on at the step that returned it', async () => {
    const filed = await office.file();
    await office.walk(filed.id, [...county, finance[0]!]);
    const answer = await office.decide(finance[1]!, filed.id, { outcome: 'return', opinion });
    expect(answer).toMatchObject({ status: 'returned', correctionDueOn: '2026-03-23', currentStep: null });
    expect(office.heard.at(-1)).toEqual({ what: 'returned', id: filed.id, opinion, correctionDue: '2026-03-23' });
    const owner = await office.actor('owner.gongyi.1.filer');
    const current = await office.database.read(owner, (r) => office.approvals.currentIn(r, filed.subject));
    expect(current).toMatchObject({ status: 'returned', currentStep: null, correctionDueOn: '2026-03-23' });
    await resubmit(filed);
    expect(await office.steps(filed.id)).toEqual([
      'county_lead:approved',
      'county_finance:open',
      'city_lead:planned',
      'province_joint:planned',
    ]);
    // A new round: the same persons decide again, and the step has a clock of its own.
    await office.walk(filed.id, finance);
    expect((await office.steps(filed.id))[2]).toBe('city_lead:open');
  });

  it('starts again where the returner chose so', async () => {
    const filed = await office.file();
    await office.walk(filed.id, [...county, finance[0]!]);
    await office.decide(finance[1]!, filed.id, { outcome: 'return', opinion, resumeAt: 'start' });
    await resubmit(filed);
    expect((await office.steps(filed.id)).slice(0, 2)).toEqual(['county_lead:open', 'county_finance:planned']);
    await office.walk(filed.id, county);
  });

  it('starts again when the correction leads to another route', async () => {
    const filed = await office.file();
    await office.walk(filed.id, [...county, finance[0]!]);
    await office.decide(finance[1]!, filed.id, { outcome: 'return', opinion });
    await resubmit(filed, { sources: ['county'] });
    expect(await office.steps(filed.id)).toEqual(['county_joint:open', 'city_cc:planned']);
  });

  it('keeps the version of the route that it began with', async () => {
    const filed = await office.file();
    await office.walk(filed.id, [county[0]!]);
    await office.decide(county[1]!, filed.id, { outcome: 'return', opinion });
    await office.db.query(
      `insert into approval_route (id, subject_type, version, definition, valid_from, created_by, created_at)
       select gen_random_uuid(), subject_type, 2, jsonb_set(definition, '{rules,0,steps}', definition #> '{rules,2,steps}'),
              valid_from, created_by, created_at from approval_route where subject_type = 'application'`,
    );
    await resubmit(filed);
    expect(await office.steps(filed.id)).toHaveLength(4);
    const next = await office.file();
    expect(await office.steps(next.id)).toHaveLength(2);
    await office.db.query(`alter table approval disable trigger all`);
    await office.db.query(
      `update approval set route_id = (select id from approval_route
       where subject_type = 'application' and version = 1) where id = $1`,
      [next.id],
    );
    await office.db.query(`alter table approval enable trigger all`);
    await office.db.query(`delete from approval_route where version = 2`);
  });

  it('may also be filed again by opening it: the owner need not know that it was returned', async () => {
    const filed = await office.file();
    await office.decide(county[0]!, filed.id);
    await office.decide(county[1]!, filed.id, { outcome: 'return', opinion });
    expect((await office.file({ id: filed.subject.id })).id).toBe(filed.id);
    await expect(office.file({ id: filed.subject.id })).rejects.toMatchObject({ code: 'APPROVAL_ALREADY_OPEN' });
  });
});

it('a return to an earlier step runs that step and those after it again, in a new round', async () => {
  const { id } = await office.file();
  await office.walk(id, [...county, ...finance, 'city.water.zhengzhou.reviewer']);
  const input = { outcome: 'return', opinion, returnTo: 'county_finance' } as const;
  const answer = await office.decide('city.water.zhengzhou.approver', id, input);
  expect(answer).toMatchObject({ status: 'pending', round: 2, currentStep: { key: 'county_finance' } });
  expect(await office.steps(id)).toEqual([
    'county_lead:approved',
    'county_finance:open',
    'city_lead:planned',
    'province_joint:planned',
  ]);
  expect(office.heard.filter((one) => one.id === id)).toEqual([]);
  expect(office.decided.at(-1)).toMatchObject({
    stepKey: 'city_lead',
    outcome: 'return',
    nextStepKey: 'county_finance',
  });
  // Countersigning keeps its desks after a return: all three are asked again.
  await office.walk(id, [...finance, ...city]);
  expect((await office.steps(id))[3]).toBe('province_joint:open');
});

it('with all desks to sign, the first return ends the step for the others', async () => {
  const { id } = await office.file();
  await office.walk(id, [...county, ...finance, ...desk('city.ecology.zhengzhou'), 'city.water.zhengzhou.reviewer']);
  await office.decide('city.water.zhengzhou.approver', id, { outcome: 'return', opinion });
  await expect(office.decide('city.housing.zhengzhou.reviewer', id)).rejects.toMatchObject({
    code: 'ACTION_NOT_AVAILABLE',
    kind: 'conflict',
  });
});

it('a rejection ends it for good', async () => {
  const filed = await office.file();
  await office.decide(county[0]!, filed.id);
  await office.decide(county[1]!, filed.id, { outcome: 'reject', opinion });
  expect(await office.status(filed.id)).toBe('rejected');
  expect(office.heard.at(-1)).toEqual({ what: 'rejected', id: filed.id, opinion });
  await expect(resubmit(filed)).rejects.toMatchObject({ code: 'APPROVAL_NOT_OPEN' });
  expect((await office.file({ id: filed.subject.id })).id).not.toBe(filed.id);
});

describe('a recall by the owner', () => {
  const recall = async (filed: Filed) =>
    office.database.run(await office.actor('owner.gongyi.1.filer'), (tx) =>
      office.approvals.recallIn(tx, filed.subject),
    );

  it('is possible while nobody has decided, a proposal notwithstanding', async () => {
    const filed = await office.file();
    await office.decide(county[0]!, filed.id);
    await recall(filed);
    expect(await office.status(filed.id)).toBe('recalled');
    expect(office.heard.at(-1)).toEqual({ what: 'recalled', id: filed.id });
    await expect(office.decide(county[1]!, filed.id)).rejects.toMatchObject({ code: 'ACTION_NOT_AVAILABLE' });
  });

  it('is refused after the first decision', async () => {
    const filed = await office.file();
    await office.walk(filed.id, county);
    await expect(recall(filed)).rejects.toMatchObject({ code: 'APPROVAL_DECIDED_ALREADY' });
    expect(await office.status(filed.id)).toBe('pending');
  });
});

it('a subject that is gone takes its approval with it, and nothing to cancel is no error', async () => {
  const filed = await office.file();
  const owner = await office.actor('owner.gongyi.1.filer');
  const cancel = () => office.database.run(owner, (tx) => office.approvals.cancelIn(tx, filed.subject, '项目已撤销'));
  expect(await cancel()).toBe(true);
  expect(await office.status(filed.id)).toBe('cancelled');
  expect(await cancel()).toBe(false);
});

it('a subject that is filed anew each time ends its approval itself when it is returned', async () => {
  const filed = await office.file();
  office.onOutcome.current = (approval, tx) => office.approvals.cancelIn(tx, approval.subject, opinion);
  await office.decide(county[0]!, filed.id);
  await office.decide(county[1]!, filed.id, { outcome: 'return', opinion });
  office.onOutcome.current = () => undefined;
  expect(await office.status(filed.id)).toBe('cancelled');
  const tasks = `select 1 from approval_task where approval_id = $1 and status in ('waiting', 'open', 'proposed')`;
  expect(await office.db.query(tasks, [filed.id])).toEqual([]);
});

describe('what is refused for its content', () => {
  it.each([
    ['a return without opinion', { outcome: 'return' }, 'APPROVAL_OPINION_REQUIRED'],
    ['a rejection with a blank opinion', { outcome: 'reject', opinion: ' ' }, 'APPROVAL_OPINION_REQUIRED'],
    [
      'a return to a later step',
      { outcome: 'return', opinion, returnTo: 'city_lead' },
      'APPROVAL_RETURN_TARGET_INVALID',
    ],
    ['a return to itself', { outcome: 'return', opinion, returnTo: 'county_lead' }, 'APPROVAL_RETURN_TARGET_INVALID'],
    ['an approval that returns', { outcome: 'approve', returnTo: 'owner' }, 'APPROVAL_RETURN_OPTIONS_UNUSED'],
    ['a rejection that resumes', { outcome: 'reject', opinion, resumeAt: 'here' }, 'APPROVAL_RETURN_OPTIONS_UNUSED'],
  ] as const)('%s', async (_name, input, code) => {
    const { id } = await office.file();
    await expect(office.decide(county[0]!, id, input)).rejects.toMatchObject({ code, kind: 'rule' });
  });
});
