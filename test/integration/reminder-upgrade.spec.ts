import { DataSource } from 'typeorm';
import { migrations } from '#migrations';
import { testDatabase, type TestDatabase } from '../support/database.js';

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase({ empty: true });
});
afterAll(() => db.drop());

const run = async (part: typeof migrations): Promise<void> => {
  const source = await new DataSource({ type: 'postgres', url: db.migrationUrl, migrations: [...part] }).initialize();
  try {
    await source.runMigrations({ transaction: 'each' });
  } finally {
    await source.destroy();
  }
};

it('reminders sent under the old rules stay with their ladder and their stage', async () => {
  const at = migrations.findIndex(({ name }) => name.startsWith('VersionReminderRules'));
  await run(migrations.slice(0, at));
  await db.query(`
    set session_replication_role = replica;
    insert into reminder_ladder (id, rule, subject_type, subject_id, due_on, since, title, responsible_org_id, responsible_roles,
                                 lead_kind, region_code, opened_at)
    values ('01936a3e-5c1a-7d2e-9b3f-000000000001', 'milestone_finish', 'milestone', '01936a3e-5c1a-7d2e-9b3f-000000000002',
            '2026-03-01', '2026-01-01', '设备安装', gen_random_uuid(), '{owner}', 'ecology', '410181', now());
    insert into reminder (id, ladder_id, sweep_id, rule, subject_id, due_on, stage, stage_on, rank, recorded_at)
    select gen_random_uuid(), id, gen_random_uuid(), rule, subject_id, due_on, 'supervise_l1', '2026-03-08', 50, now() from reminder_ladder;
    insert into message (id, person_id, kind, title_zh, title_en, channels, dedupe_key, created_at)
    select gen_random_uuid(), gen_random_uuid(), 'reminder', '督办', 'Supervised', '{inbox}',
           'reminder:' || rule || ':' || subject_id || ':' || due_on || ':supervise_l1', now() from reminder_ladder`);
  await run(migrations);
  expect(await db.query('select rule, stage, mandatory, ladder_id from message')).toEqual([
    {
      rule: 'milestone_finish',
      stage: 'supervise_l1',
      mandatory: true,
      ladder_id: '01936a3e-5c1a-7d2e-9b3f-000000000001',
    },
  ]);
}, 60_000);
