import { verifyLedgerIn } from '#libs/funding';
import { loadConfigOrExit, valueTypes } from '#libs/platform';
import pg from 'pg';

// npm run ledger:verify: recomputes every balance, every hash and every invariant of the ledger and names what differs.
// Ends with 1 when something does. It only reads, so it may run beside the system.
const { databaseUrl } = loadConfigOrExit();
const client = new pg.Client({
  connectionString: databaseUrl,
  types: valueTypes,
  application_name: 'milepost-ledger-verify',
});
await client.connect();
try {
  await client.query(`select set_config('app.scope', 'system', false)`);
  const report = await verifyLedgerIn({
    query: async <R>(sql: string, params: readonly unknown[] = []) =>
      (await client.query(sql, params as unknown[])).rows as R[],
  });
  for (const { kind, id, detail } of report.findings) process.stdout.write(`${kind} ${id}: ${detail}\n`);
  const { pools, entries, postings, findings } = report;
  process.stdout.write(
    `ledger: ${pools} pools, ${entries} entries, ${postings} postings, ${findings.length} findings\n`,
  );
  process.exitCode = findings.length === 0 ? 0 : 1;
} finally {
  await client.end();
}
