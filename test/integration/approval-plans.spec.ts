import pg from 'pg';
import { BOXES, type Box } from '#libs/approval';
import { approvalOffice, type ApprovalOffice } from '../support/approval-office.js';
import { boxes } from '../../libs/approval/src/approval.reading.queries.js';

const MANY = 20_000;
let office: ApprovalOffice;
let client: pg.Client;

/** Copies of one filed approval: past the services and the triggers, because arranging is not what is tested. */
const MULTIPLY = (id: string, organisation: string): string => `
  set session_replication_role = replica;
  insert into approval
  select (jsonb_populate_record(a, jsonb_build_object('id', md5('a' || n)::uuid, 'subject_id', gen_random_uuid(),
           'filed_by', p.ids[n % 280 + 1], 'filers', jsonb_build_array(p.ids[n % 280 + 1]),
           'opened_at', a.opened_at - n * interval '1 minute'))).*
    from approval a, generate_series(1, ${MANY}) n, (select array_agg(id order by id) as ids from person) p
   where a.id = '${id}';
  insert into approval_step
  select (jsonb_populate_record(s, jsonb_build_object('id', md5('s' || n)::uuid, 'approval_id', md5('a' || n)::uuid))).*
    from approval_step s, generate_series(1, ${MANY}) n where s.approval_id = '${id}' and s.seq = 1;
  insert into approval_task
  select (jsonb_populate_record(t, jsonb_build_object('id', md5('t' || n)::uuid, 'approval_id', md5('a' || n)::uuid,
           'step_id', md5('s' || n)::uuid, 'due_on', t.due_on + n % 300,
           'organisation_id', case when n % 20 = 0 then t.organisation_id else o.ids[n % 60 + 1] end))).*
    from approval_task t, generate_series(1, ${MANY}) n, (select array_agg(id order by id) as ids from organisation) o
   where t.approval_id = '${id}' and t.organisation_id = '${organisation}';
  insert into approval_decision (id, approval_id, step_id, task_id, round, act, outcome, person_id, organisation_id, filers, at)
  select md5('d' || n)::uuid, md5('a' || n)::uuid, md5('s' || n)::uuid, md5('t' || n)::uuid, 1, 'propose', 'approve',
         p.ids[n % 280 + 1], '${organisation}', '{}', timestamptz '2026-01-01' + n * interval '1 minute'
    from generate_series(1, ${MANY}) n, (select array_agg(id order by id) as ids from person) p;
  insert into approval_cc (id, approval_id, step_id, organisation_id, at)
  select md5('c' || n)::uuid, md5('a' || n)::uuid, md5('s' || n)::uuid, o.ids[n % 60 + 1],
         timestamptz '2026-01-01' + n * interval '1 minute'
    from generate_series(1, ${MANY}) n, (select array_agg(id order by id) as ids from organisation) o;
  insert into approval_cc_read (approval_id, person_id, at)
  select md5('a' || n)::uuid, p.ids[n % 280 + 1], timestamptz '2026-01-02' + n * interval '1 minute'
    from generate_series(1, ${MANY}) n, (select array_agg(id order by id) as ids from person) p`;

beforeAll(async () => {
  office = await approvalOffice();
  const { id } = await office.file();
  await office.db.query(MULTIPLY(id, office.cast.organisation('county.ecology.gongyi').id));
  await office.db.query('analyze');
  client = new pg.Client({ connectionString: office.db.url });
  await client.connect();
}, 120_000);
afterAll(async () => {
  await client?.end();
  await office.close();
});

const INDEX: Record<Box, string> = {
  todo: 'ix_approval_task_todo',
  done: 'ix_approval_decision_person',
  started: 'ix_approval_filed_by',
  cc: 'ix_approval_cc_organisation',
};

it.each(BOXES)('a page of the box "%s" is read from its own index, under row-level security', async (box) => {
  const actor = await office.actor('county.ecology.gongyi.reviewer');
  await client.query(`select set_config('app.scope', 'county:410181', false)`);
  const start = box === 'todo' ? ['-infinity', '00000000-0000-0000-0000-000000000000'] : ['infinity', actor.personId];
  const params = [actor.organisationId, actor.personId, true, null, null, null, true, ...start, 51];
  const explained = await client.query(`explain (costs off) ${boxes[box]}`, params);
  const plan = explained.rows.map((row) => String(row['QUERY PLAN'])).join('\n');
  expect(plan).toContain(INDEX[box]);
  expect(plan).not.toMatch(/Seq Scan on approval/);
  expect(plan).not.toContain('hashed SubPlan');
});
