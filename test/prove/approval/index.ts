import 'reflect-metadata';
import globalSetup from '../../support/global-setup.js';
import globalTeardown from '../../support/global-teardown.js';
import { numbersFrom } from '../options.js';
import { proveApproval } from './proof.js';

const options = numbersFrom({ seed: 1, steps: 10_000 });
await globalSetup();
try {
  const { steps, done, refused, ended, violations } = await proveApproval(options);
  const lines = Object.entries({ ...refused }).sort(([, a], [, b]) => b - a);
  process.stdout.write(`seed ${options.seed}: ${done} done, ${steps - done} refused\n`);
  for (const [code, count] of lines) process.stdout.write(`  ${code} ${count}\n`);
  process.stdout.write(`approvals: ${JSON.stringify(ended)}\n`);
  for (const violation of violations) process.stdout.write(`${violation}\n`);
  process.stdout.write(`approval: ${steps} steps, ${violations.length} violations\n`);
  process.exitCode = violations.length > 0 ? 1 : 0;
} finally {
  await globalTeardown();
}
process.exit();
