import { approvalOffice, desk, type ApprovalOffice } from '../support/approval-office.js';
import { approvalStepDue, type Box } from '#libs/approval';

let office: ApprovalOffice;
beforeAll(async () => {
  office = await approvalOffice();
});
afterAll(() => office.close());

const county = desk('county.ecology.gongyi');
const ids = async (username: string, box: Box, changes: object = {}) => {
  const page = await office.reading.list(await office.actor(username), { box, limit: 50, ...changes });
  return page.items.map((item) => item.id);
};

describe('boxes', () => {
  it('待办 follows the work: reviewer, then approver, then the next desk', async () => {
    const { id } = await office.file();
    expect(await ids(county[0]!, 'todo')).toContain(id);
    expect(await ids(county[1]!, 'todo')).not.toContain(id);
    await office.decide(county[0]!, id);
    expect(await ids(county[0]!, 'todo')).not.toContain(id);
    expect(await ids(county[1]!, 'todo')).toContain(id);
    await office.decide(county[1]!, id);
    expect(await ids(county[1]!, 'todo')).not.toContain(id);
    expect(await ids('county.finance.gongyi.finance_officer', 'todo')).toContain(id);
    expect(await ids(county[1]!, 'done')).toContain(id);
    expect(await ids(county[0]!, 'done')).toContain(id);
    expect(await ids('owner.gongyi.1.filer', 'started')).toContain(id);
    expect(await ids('owner.gongyi.1.filer2', 'started')).not.toContain(id);
  });

  it('does not offer what one may not do: the own filing', async () => {
    const officer = 'county.finance.gongyi.finance_officer';
    const { id } = await office.file({ type: 'allocation', by: officer });
    expect(await ids(officer, 'todo')).not.toContain(id);
    expect(await ids('county.finance.gongyi.finance_officer2', 'todo')).toContain(id);
  });

  it('pages by due date without gap or repetition, filters, counts', async () => {
    for (const day of ['2026-03-18', '2026-03-17', '2026-03-19']) {
      office.clock.set(`${day}T02:00:00Z`);
      await office.file({ type: 'progress_report' });
      await office.file({ type: 'change' });
    }
    const actor = await office.actor(county[0]!);
    const seen: { id: string; dueOn: string | null; remainingWorkingDays: number | null }[] = [];
    let cursor: string | undefined;
    do {
      const page = await office.reading.list(actor, { box: 'todo', limit: 2, cursor });
      seen.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    const counts = await office.reading.counts(actor);
    expect(seen).toHaveLength(counts.todo);
    expect(new Set(seen.map((item) => item.id)).size).toBe(seen.length);
    expect(seen.map((item) => item.dueOn)).toEqual(seen.map((item) => item.dueOn).sort());
    expect(seen.at(-1)!.remainingWorkingDays).toBe(5);
    expect(await ids(county[0]!, 'todo', { subjectType: 'change' })).toHaveLength(3);
    expect(await ids(county[0]!, 'todo', { q: '污水' })).toHaveLength(seen.length);
    expect(await ids(county[0]!, 'todo', { q: '污%' })).toEqual([]);
    const approver = await office.reading.list(await office.actor(county[1]!), { box: 'todo', limit: 50 });
    expect(new Set(approver.items.map((item) => item.subjectType))).toEqual(new Set(['progress_report']));
    office.clock.set('2026-04-01T02:00:00Z');
    expect((await office.reading.counts(actor)).overdue).toBe(counts.todo);
    const late = await office.reading.list(actor, { box: 'todo', limit: 1 });
    expect(late.items[0]!.remainingWorkingDays).toBeLessThan(0);
  });

  it('a cursor of another box is refused', async () => {
    const actor = await office.actor(county[0]!);
    const { nextCursor } = await office.reading.list(actor, { box: 'todo', limit: 1 });
    await expect(office.reading.list(actor, { box: 'done', limit: 1, cursor: nextCursor! })).rejects.toMatchObject({
      code: 'CURSOR_INVALID',
    });
  });
});

describe('the story of an approval', () => {
  it('tells runs, desks, decisions with names, limits, and what the caller may do', async () => {
    office.clock.set('2026-03-16T02:00:00Z');
    const { id } = await office.file();
    await office.walk(id, [...county, 'county.finance.gongyi.finance_officer']);
    const back = { outcome: 'return', opinion: '配套资金证明缺失', returnTo: 'county_lead' } as const;
    await office.decide('county.finance.gongyi.finance_approver', id, back);
    office.clock.advance({ days: 1 });
    const story = await office.reading.story(await office.actor(county[0]!), id);
    expect(story.steps.map((step) => `${step.round} ${step.key} ${step.status}`)).toEqual([
      '1 county_lead superseded',
      '1 county_finance returned',
      '1 city_lead closed',
      '1 province_joint closed',
      '2 county_lead open',
      '2 county_finance planned',
      '2 city_lead planned',
      '2 province_joint planned',
    ]);
    expect(story.steps[1]!.decisions.map((one) => [one.act, one.personName, one.outcome, one.opinion])).toEqual([
      ['propose', 'county.finance.gongyi.finance_officer', 'approve', null],
      ['decide', 'county.finance.gongyi.finance_approver', 'return', '配套资金证明缺失'],
    ]);
    expect(story.steps[4]).toMatchObject({ limitDays: 5, dueOn: '2026-03-23', remainingWorkingDays: 4 });
    expect(story.actions).toEqual([
      { action: 'approve', act: 'propose', allowed: true, code: null, reason: null, returnTo: [] },
      { action: 'return', act: 'propose', allowed: true, code: null, reason: null, returnTo: ['owner'] },
      { action: 'reject', act: 'propose', allowed: true, code: null, reason: null, returnTo: [] },
    ]);
    const other = await office.reading.story(await office.actor('city.water.zhengzhou.approver'), id);
    expect(other.actions[0]).toMatchObject({ allowed: false, code: 'ACTION_NOT_AVAILABLE' });
  });

  it('shows its owner returns and rejections, but neither proposals nor what a reviewer thinks on the way', async () => {
    const { id } = await office.file();
    await office.decide(county[0]!, id, { outcome: 'approve', opinion: '内部意见' });
    await office.decide(county[1]!, id, { outcome: 'approve', opinion: '同意上报' });
    const owner = await office.actor('owner.gongyi.1.filer');
    const [step] = (await office.reading.story(owner, id)).steps;
    expect(step!.decisions).toEqual([expect.objectContaining({ act: 'decide', outcome: 'approve', opinion: null })]);
    const department = await office.reading.story(await office.actor('city.ecology.zhengzhou.approver'), id);
    expect(department.steps[0]!.decisions.map((one) => one.opinion)).toEqual(['内部意见', '同意上报']);
    const [audit] = await office.db.query<{ text: string }>(
      `select string_agg(e::text, ' ') as text from audit_entry e where subject_id = $1`,
      [id],
    );
    expect(audit!.text).not.toContain('内部意见');
  });

  it('is not there for those who do not see it', async () => {
    const { id } = await office.file();
    for (const name of ['owner.gongyi.2.filer', 'county.ecology.jiyuan.approver'])
      await expect(office.reading.story(await office.actor(name), id)).rejects.toMatchObject({
        code: 'APPROVAL_NOT_FOUND',
      });
  });
});

it('the due source yields the open desks and nothing that is decided', async () => {
  office.clock.set('2026-05-11T02:00:00Z');
  const { id } = await office.file();
  const actor = await office.actor('province.ecology.henan.approver');
  const due = () => office.database.read(actor, (r) => r.query(approvalStepDue.sql, ['2026-05-11', '2026-06-30']));
  const mine = async () => (await due()).filter((row) => String(row.due_on) === '2026-05-18');
  expect(await mine()).toEqual([
    expect.objectContaining({
      subject_type: 'approval_task',
      since: '2026-05-11',
      responsible_org_id: office.cast.organisation('county.ecology.gongyi').id,
      responsible_roles: ['reviewer', 'approver'],
      region_code: '410181',
      lead_kind: 'ecology',
    }),
  ]);
  await office.walk(id, county);
  expect((await mine()).map((row) => row.responsible_roles)).toEqual([]);
  const rows = (await due()).filter((row) => String(row.due_on) === '2026-05-14');
  expect(rows.map((row) => row.responsible_roles)).toEqual([['finance_officer', 'finance_approver']]);
});

it('a decision takes 10 statements in at most 3 round trips: lock and look, write all, commit', async () => {
  const { id } = await office.file();
  await office.decide(county[0]!, id);
  const actor = await office.actor(county[1]!);
  interface Client {
    query: (...args: any[]) => Promise<unknown>;
  }
  interface Pool {
    once(event: 'acquire', listener: (client: Client) => void): void;
  }
  const { pool } = office.database as unknown as { pool: Pool };
  let [trips, waiting, statements] = [0, 0, 0];
  pool.once('acquire', (client) => {
    const query = client.query.bind(client);
    client.query = (...args) => {
      statements += 1;
      if (waiting === 0) trips += 1;
      waiting += 1;
      return query(...args).finally(() => (waiting -= 1));
    };
  });
  await office.approvals.decide(actor, id, { outcome: 'approve' });
  expect(statements).toBe(10);
  // 2 where the commit leaves while answers to the writes are still on their way, which is a matter of timing.
  expect(trips).toBeLessThanOrEqual(3);
});
