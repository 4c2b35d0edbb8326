// Everything that can be said about the code without running it. Two lanes, because the usual machine has two cores.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

const cached = process.env.CI ? [] : ['--cache', '--cache-strategy', 'content'];
const cruised = ['apps', 'libs', 'migrations', 'test', 'tools'].filter((folder) => existsSync(folder));

const lanes = [
  [
    ['tsc', '--noEmit'],
    ['depcruise', ...cruised],
    ['knip', '--no-progress'],
  ],
  [
    [
      'eslint',
      '.',
      '--max-warnings=0',
      ...cached,
      ...(cached.length ? ['--cache-location', 'node_modules/.cache/eslint/'] : []),
    ],
    ['prettier', '--check', '--log-level=warn', '.', ...cached],
  ],
];

function run([tool, ...args]) {
  return new Promise((done) => {
    const started = performance.now();
    const child = spawn(`node_modules/.bin/${tool}`, args, { shell: process.platform === 'win32' });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => (output += error.message));
    child.on('close', (code) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      console.log(`${code === 0 ? '✓' : '✗'} ${tool} (${seconds} s)`);
      if (code !== 0) console.log(output.trimEnd());
      done({ tool, ok: code === 0 });
    });
  });
}

const results = await Promise.all(
  lanes.map(async (lane) => {
    const done = [];
    for (const step of lane) done.push(await run(step));
    return done;
  }),
);
const failed = results.flat().filter(({ ok }) => !ok);
if (failed.length) {
  console.error(`check failed: ${failed.map(({ tool }) => tool).join(', ')}`);
  process.exit(1);
}
