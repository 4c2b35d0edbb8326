import { loadConfigOrExit, verifyAuditIn } from '#libs/platform';
import pg from 'pg';

// npm run audit:verify: recomputes every hash and sequence of the audit trail and names each row that was edited, removed or
// reordered. Ends with 1 when there is one. It only reads, so it may run beside the system.
const { databaseUrl } = loadConfigOrExit();
const client = new pg.Client({ connectionString: databaseUrl, application_name: 'milepost-audit-verify' });
await client.connect();
try {
  await client.query(`select set_config('app.scope', 'system', false)`);
  const { entries, subjects, faults } = await verifyAuditIn({
    one: async <R>(sql: string, params: readonly unknown[] = []) =>
      (await client.query(sql, params as unknown[])).rows[0] as R | undefined,
  });
  for (const { kind, subjectType, subjectId, seq } of faults)
    process.stdout.write(`${kind}: entry ${seq} of ${subjectType} ${subjectId}\n`);
  process.stdout.write(`audit: ${entries} entries of ${subjects} subjects, ${faults.length} faults\n`);
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  await client.end();
}
