// What must be there before anything of ours can run: Node, the packages and the build. Plain Node.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const BUILT = ['apps/api', 'apps/worker', 'libs', 'migrations', 'tools'];
const BUILT_WITH = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'nest-cli.json'];

class Refusal extends Error {}

export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Refusal(`Milepost needs Node 20.19 or later; this is ${process.versions.node}. See https://nodejs.org`);
}

/** npm ci, unless the packages are those of the lock file already. */
export async function install(say) {
  const stamp = 'node_modules/.milepost-lock';
  const wanted = hashOf(['package-lock.json']);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  // Installed by hand after the lock file was last changed: npm's own record is the newer one.
  const record = 'node_modules/.package-lock.json';
  if (!existsSync(record) || statSync(record).mtimeMs < statSync('package-lock.json').mtimeMs) {
    say('Installing packages (npm ci) …');
    await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], 'npm ci failed');
  }
  writeFileSync(stamp, wanted);
}

/** nest build, unless dist was made of these very sources. Returns their digest. */
export async function build(say) {
  const stamp = 'dist/.sources';
  const wanted = hashOf([...BUILT_WITH, ...BUILT.flatMap(filesBelow)]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return wanted;
  say('Building …');
  await run(process.execPath, ['node_modules/@nestjs/cli/bin/nest.js', 'build'], 'The build failed');
  writeFileSync(stamp, wanted);
  return wanted;
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\n`).update(readFileSync(file));
  return hash.digest('hex');
}

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !/\.(e2e-)?spec\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

/** Silent when it works; shows all it said when it does not. */
function run(command, args, complaint) {
  return new Promise((done, fail) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.once('error', (error) => fail(new Refusal(`${complaint}: ${error.message}`)));
    child.once('close', (code) => (code === 0 ? done() : fail(new Refusal(`${output.trim()}\n${complaint}`))));
  });
}
