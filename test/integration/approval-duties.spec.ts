import pg from 'pg';
import { approvalOffice, desk, type ApprovalOffice } from '../support/approval-office.js';

let office: ApprovalOffice;
beforeAll(async () => {
  office = await approvalOffice();
});
afterAll(() => office.close());

const county = desk('county.ecology.gongyi');
const finance = desk('county.finance.gongyi');

/** Gives somebody of the cast one more role in an organisation, until the end of the suite. */
async function appoint(username: string, organisation: string, ...roles: string[]): Promise<void> {
  for (const role of roles)
    await office.db.query(
      `insert into membership (id, person_id, organisation_id, role, created_at) values (gen_random_uuid(), $1, $2, $3, $4)
       on conflict do nothing`,
      [office.cast.person(username).id, office.cast.organisation(organisation).id, role, office.clock.now()],
    );
}

/** The same person acting in another organisation. */
async function acting(username: string, organisation: string) {
  const [actor, place] = [await office.actor(username), office.cast.organisation(organisation)];
  const roles = ['reviewer', 'approver', 'finance_officer', 'finance_approver'] as const;
  return { ...actor, organisationId: place.id, departmentKind: place.departmentKind, roles };
}

describe('separation of duties (§4, fixed)', () => {
  it('the proposer does not decide, whatever roles they hold', async () => {
    const both = 'county.ecology.gongyi.reviewer2';
    await appoint(both, 'county.ecology.gongyi', 'approver');
    const { id } = await office.file();
    await office.decide(both, id);
    await expect(office.decide(both, id)).rejects.toMatchObject({ code: 'APPROVAL_OWN_PROPOSAL', kind: 'forbidden' });
    await office.decide(county[1]!, id);
  });

  it('nobody proposes or decides on what they filed', async () => {
    const facts = { tier: 'county', sources: [] } as const;
    const filed = await office.file({ type: 'allocation', by: finance[0]!, facts });
    await expect(office.decide(finance[0]!, filed.id)).rejects.toMatchObject({ code: 'APPROVAL_OWN_FILING' });
    await office.decide('county.finance.gongyi.finance_officer2', filed.id);
    await office.decide(finance[1]!, filed.id);
    expect(await office.status(filed.id)).toBe('approved');
  });

  it('whoever files it again does not decide on it either', async () => {
    const filed = await office.file({ type: 'allocation', by: finance[0]! });
    await office.decide('county.finance.gongyi.finance_officer2', filed.id);
    await office.decide(finance[1]!, filed.id, { outcome: 'return', opinion: '文号有误' });
    const second = await office.actor('county.finance.gongyi.finance_officer2');
    await office.database.run(second, (tx) => office.approvals.resubmitIn(tx, filed.subject, filed.facts));
    await expect(office.decide('county.finance.gongyi.finance_officer2', filed.id)).rejects.toMatchObject({
      code: 'APPROVAL_OWN_FILING',
    });
  });

  it('nobody decides twice in one round, also not at another desk', async () => {
    await appoint(county[1]!, 'county.finance.gongyi', 'finance_approver');
    const { id } = await office.file();
    await office.walk(id, [...county, finance[0]!]);
    const again = await acting(county[1]!, 'county.finance.gongyi');
    await expect(office.approvals.decide(again, id, { outcome: 'approve' })).rejects.toMatchObject({
      code: 'APPROVAL_TWICE_IN_ROUND',
    });
    await office.decide(finance[1]!, id);
  });

  it('nor after a return to an earlier step, while the first decision still counts', async () => {
    const { id } = await office.file();
    await office.walk(id, [...county, ...finance, 'city.ecology.zhengzhou.reviewer']);
    const back = { outcome: 'return', opinion: '资金来源不清', returnTo: 'county_finance' } as const;
    await office.decide('city.ecology.zhengzhou.approver', id, back);
    await office.decide(finance[0]!, id);
    const again = await acting(county[1]!, 'county.finance.gongyi');
    await expect(office.approvals.decide(again, id, { outcome: 'approve' })).rejects.toMatchObject({
      code: 'APPROVAL_TWICE_IN_ROUND',
    });
  });

  it('an approver cannot decide before the reviewer has proposed', async () => {
    const { id } = await office.file();
    await expect(office.decide(county[1]!, id)).rejects.toMatchObject({
      code: 'APPROVAL_NOT_PROPOSED',
      kind: 'conflict',
    });
  });

  it.each([
    ['a department without a desk', 'county.water.gongyi.approver', 'APPROVAL_NOT_YOUR_DESK', 'forbidden'],
    ['an expert at the right department', 'county.ecology.gongyi.expert', 'APPROVAL_ROLE_MISSING', 'forbidden'],
    [
      'a reviewer of finance, who is no finance officer',
      'county.finance.gongyi.reviewer',
      'APPROVAL_ROLE_MISSING',
      'forbidden',
    ],
    ['a department whose turn comes later', 'city.ecology.zhengzhou.reviewer', 'ACTION_NOT_AVAILABLE', 'conflict'],
    ['another county', 'county.ecology.jiyuan.approver', 'APPROVAL_NOT_FOUND', 'not_found'],
    ['another owner', 'owner.gongyi.2.filer', 'APPROVAL_NOT_FOUND', 'not_found'],
    ['the owner', 'owner.gongyi.1.filer2', 'APPROVAL_NOT_YOUR_DESK', 'forbidden'],
  ])('refuses %s', async (_name, who, code, kind) => {
    const { id } = await office.file();
    await expect(office.decide(who, id)).rejects.toMatchObject({ code, kind });
    const [count] = await office.db.query(`select count(*)::int as n from approval_decision where approval_id = $1`, [
      id,
    ]);
    expect(count!.n).toBe(0);
  });
});

describe('the database refuses by itself, whoever writes the statement', () => {
  let client: pg.Client;
  let at: { id: string; step: string; task: string; filer: string; reviewer: string; approver: string; desk: string };
  beforeAll(async () => {
    client = new pg.Client({ connectionString: office.db.url });
    await client.connect();
    await client.query(`select set_config('app.scope', 'system', false)`);
    const { id } = await office.file({ type: 'allocation', by: finance[0]! });
    await office.decide('county.finance.gongyi.finance_officer2', id);
    const [row] = await office.db.query<{ step: string; task: string; desk: string }>(
      `select step_id as step, id as task, organisation_id as desk from approval_task where approval_id = $1`,
      [id],
    );
    const person = (name: string) => office.cast.person(name).id;
    const [filer, approver] = finance.map(person);
    const reviewer = person('county.finance.gongyi.finance_officer2');
    at = { id, ...row!, filer: filer!, approver: approver!, reviewer };
    await appoint(finance[0]!, 'county.finance.gongyi', 'finance_approver');
    await appoint('county.finance.gongyi.finance_officer2', 'county.finance.gongyi', 'finance_approver');
  });
  afterAll(() => client.end());

  const decision = (changes: Record<string, unknown> = {}) => {
    const row: Record<string, unknown> = {
      id: '01936a3e-5c1a-7d2e-9b3f-2a1c4d5e6f70',
      approval_id: at.id,
      step_id: at.step,
      task_id: at.task,
      round: 1,
      act: 'decide',
      outcome: 'approve',
      person_id: at.approver,
      organisation_id: at.desk,
      filers: [at.filer],
      proposed_by: at.reviewer,
      at: office.clock.now(),
      ...changes,
    };
    const names = Object.keys(row);
    return client.query(
      `insert into approval_decision (${names.join(', ')}) values (${names.map((_, n) => `$${n + 1}`).join(', ')})`,
      Object.values(row),
    );
  };

  it.each([
    ['a decision by the filer', () => ({ person_id: at.filer }), 'ck_approval_decision_filer'],
    ['by the filer, hidden from the row', () => ({ person_id: at.filer, filers: [] }), 'ck_approval_decision_desk'],
    ['by the proposer', () => ({ person_id: at.reviewer }), 'ck_approval_decision_proposer'],
    ['by the proposer, hidden', () => ({ person_id: at.reviewer, proposed_by: null }), 'ck_approval_decision_desk'],
    ['a second proposal', () => ({ act: 'propose' }), 'ck_approval_decision_turn'],
    ['a rejection without opinion', () => ({ outcome: 'reject' }), 'ck_approval_decision_opinion'],
    [
      'somebody of another department',
      () => ({ person_id: office.cast.person('county.ecology.gongyi.approver2').id }),
      'ck_approval_decision_member',
    ],
    ['another round', () => ({ round: 2 }), 'ck_approval_decision_desk'],
  ])('%s', async (_name, changes, constraint) => {
    await expect(decision(changes())).rejects.toMatchObject({ constraint });
  });

  it('a desk that is closed by hand', async () => {
    const update = `update approval_task set status = 'approved', decided_by = $2 where id = $1`;
    await expect(client.query(update, [at.task, at.approver])).rejects.toMatchObject({
      constraint: 'ck_approval_task_by_decision',
    });
  });

  it('an approval that passes without its desks', async () => {
    const update = `update approval set status = 'approved', current_step_id = null, due_on = null, finished_at = $2 where id = $1`;
    await expect(client.query(update, [at.id, office.clock.now()])).rejects.toMatchObject({
      constraint: 'ck_approval_passed',
    });
    await expect(
      client.query(`update approval_step set status = 'approved' where id = $1`, [at.step]),
    ).rejects.toMatchObject({ constraint: 'ck_approval_step_passed' });
  });

  it('a changed or removed decision', async () => {
    await expect(client.query(`update approval_decision set opinion = '改'`)).rejects.toMatchObject({ code: '42501' });
    await expect(client.query(`delete from approval_decision`)).rejects.toMatchObject({ code: '42501' });
    await expect(office.db.query(`update approval_decision set opinion = '改'`)).rejects.toMatchObject({
      constraint: 'ck_approval_decision_append_only',
    });
  });

  it('a second open approval of the same subject, and any row out of scope', async () => {
    const copy = `insert into approval select (jsonb_populate_record(a, jsonb_build_object('id', gen_random_uuid()))).*
       from approval a where a.id = $1`;
    await expect(client.query(copy, [at.id])).rejects.toMatchObject({ constraint: 'uq_approval_open' });
    await client.query(`select set_config('app.scope', 'county:419001', false)`);
    for (const table of ['approval', 'approval_step', 'approval_task', 'approval_decision', 'approval_cc'])
      expect((await client.query(`select 1 from ${table}`)).rowCount).toBe(0);
  });
});
