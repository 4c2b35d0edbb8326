import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { newId, SYSTEM_ACTOR, type Actor } from '#libs/kernel';
import { Audit, Database } from '#libs/platform';
import { withClient } from '../../tools/embedded/roles.js';
import { testPlatform, type TestPlatform } from '../support/platform.js';

describe('the audit chain', () => {
  let app: TestPlatform;
  let audit: Audit;
  let subject: string;

  beforeAll(async () => {
    app = await testPlatform();
    audit = app.get(Audit);
  });
  afterAll(() => app.close());

  /** Five rows about one subject, among rows about others. */
  const write = async (id: string, count = 5): Promise<void> => {
    for (let n = 1; n <= count; n += 1) {
      await app.get(Database).run(SYSTEM_ACTOR, async (tx) => {
        await tx.audit({
          subjectType: 'probe',
          subjectId: id,
          action: `act-${n}`,
          before: { n },
          after: { n: n + 1, 金额: 100n },
        });
        await tx.audit({ subjectType: 'other', subjectId: newId(), action: 'act', reason: n % 2 ? '原因' : null });
      });
    }
  };
  /** As somebody who owns the machine would: triggers off. */
  const tamper = (...statements: string[]): Promise<void> =>
    withClient(app.db.ownerUrl, async (client) => {
      await client.query(`set session_replication_role = replica`);
      for (const sql of statements)
        await client.query(sql.replaceAll(':subject', `subject_type = 'probe' and subject_id = '${subject}'`));
    });
  const faults = async () => (await audit.verify(SYSTEM_ACTOR, { subjectType: 'probe', subjectId: subject })).faults;
  const named = (kind: string, ...rows: number[]) =>
    rows.map((seq) => ({ kind, subjectType: 'probe', subjectId: subject, seq }));
  const rehash = `update audit_entry e set hash = audit_row_hash(e) where :subject`;

  beforeEach(async () => {
    subject = newId();
    await write(subject);
  });

  it('is whole when nobody touched it', async () => {
    const whole = await audit.verify(SYSTEM_ACTOR, { subjectType: 'probe', subjectId: subject });
    expect(whole).toEqual({ entries: 5, subjects: 1, faults: [] });
  });

  it.each([
    ['a reason that was edited', [`update audit_entry set reason = 'x' where :subject and seq = 2`], 'edited', [2]],
    [
      'a person that was exchanged',
      [`update audit_entry set person_id = gen_random_uuid() where :subject and seq = 5`],
      'edited',
      [5],
    ],
    [
      'an instant that was moved',
      [`update audit_entry set at = at + interval '1 ms' where :subject and seq = 1`],
      'edited',
      [1],
    ],
    [
      'a row that was edited with its hash',
      [`update audit_entry set reason = 'x' where :subject and seq = 3`, `${rehash} and seq = 3`],
      'edited',
      [3],
    ],
    [
      'a last row that was edited with its hash',
      [`update audit_entry set reason = 'x' where :subject and seq = 5`, `${rehash} and seq = 5`],
      'edited',
      [5],
    ],
    ['a hash that was edited', [`update audit_entry set hash = sha256('x') where :subject and seq = 2`], 'edited', [2]],
    ['a row that was removed', [`delete from audit_entry where :subject and seq = 3`], 'removed', [3]],
    [
      'rows that were removed at the beginning',
      [`delete from audit_entry where :subject and seq <= 2`],
      'removed',
      [1, 2],
    ],
    ['a tail that was cut off', [`delete from audit_entry where :subject and seq >= 4`], 'cut off', [4, 5]],
    ['a whole subject that was removed', [`delete from audit_entry where :subject`], 'cut off', [1, 2, 3, 4, 5]],
    ['a head that was removed', [`delete from audit_head where :subject`], 'cut off', [1, 2, 3, 4, 5]],
    ['a head that was set back', [`update audit_head set seq = 4 where :subject`], 'cut off', [5]],
    [
      'two rows that changed places',
      [
        `update audit_entry set seq = -2 where :subject and seq = 2`,
        `update audit_entry set seq = 2 where :subject and seq = 3`,
        `update audit_entry set seq = 3 where :subject and seq = -2`,
      ],
      'reordered',
      [2, 3],
    ],
  ] as const)('names %s', async (_what, statements, kind, rows) => {
    await tamper(...statements);
    expect(await faults()).toEqual(named(kind, ...rows));
  });

  it('is verified by a command that names the row and ends with 1', async () => {
    const verify = async (): Promise<{ code: number; said: string }> => {
      const env = { ...process.env, DATABASE_URL: app.db.url };
      const child = spawn(process.execPath, ['dist/tools/audit-verify.js'], {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let said = '';
      child.stdout.on('data', (data: Buffer) => (said += data.toString()));
      const [code] = (await once(child, 'close')) as [number];
      return { code, said };
    };
    await tamper('delete from audit_entry', 'delete from audit_head');
    await write(subject);
    expect(await verify()).toEqual({ code: 0, said: 'audit: 10 entries of 6 subjects, 0 faults\n' });
    await tamper(`update audit_entry set reason = 'x' where :subject and seq = 2`);
    const { code, said } = await verify();
    expect(code).toBe(1);
    expect(said).toContain(`edited: entry 2 of probe ${subject}`);
  });

  it('finds what was slipped in', async () => {
    await tamper(
      `insert into audit_entry select subject_type, subject_id, 6, project_id, at, person_id, person_name, organisation_id, 'forged',
         before, after, reason, request_id, hash, sha256('x') from audit_entry where :subject and seq = 5`,
    );
    expect((await faults()).map(({ seq }) => seq)).toContain(6);
  });

  it('cannot be changed by the owner of the tables', async () => {
    const asOwner = (sql: string) => withClient(app.db.migrationUrl, (client) => client.query(sql));
    await expect(asOwner(`update audit_entry set reason = 'x'`)).rejects.toThrow(/append-only/);
    await expect(asOwner(`delete from audit_entry`)).rejects.toThrow(/append-only/);
    await expect(asOwner(`truncate audit_entry`)).rejects.toThrow(/append-only/);
  });

  it('takes rows of many writers at once in one order', async () => {
    const hot = newId();
    await Promise.all(Array.from({ length: 20 }, () => write(hot, 2)));
    const verified = await audit.verify(SYSTEM_ACTOR, { subjectType: 'probe', subjectId: hot });
    expect(verified).toEqual({ entries: 40, subjects: 1, faults: [] });
  });

  it('shows what belongs to no project to the province only', async () => {
    const county: Actor = { ...SYSTEM_ACTOR, scope: { kind: 'county', code: '410181' } };
    const province: Actor = { ...SYSTEM_ACTOR, scope: { kind: 'province', code: '410000' } };
    const query = { subjectType: 'probe', subjectId: subject, limit: 2 };
    expect((await audit.list(county, query)).items).toEqual([]);
    const first = await audit.list(province, query);
    expect(first.items.map(({ seq }) => seq)).toEqual([5, 4]);
    const second = await audit.list(province, { ...query, cursor: first.nextCursor! });
    expect(second.items.map(({ seq }) => seq)).toEqual([3, 2]);
    expect(second.items[0]!.hash).toBe(first.items[1]!.prevHash);
  });
});
