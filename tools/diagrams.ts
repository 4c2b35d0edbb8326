import { readFile, writeFile } from 'node:fs/promises';
import { documents } from './diagrams/documents.js';

// npm run docs:diagrams: writes the pictures of the lifecycles into the documents. `--check` only says which are stale.
const stale: string[] = [];
for (const [path, content] of await documents('.')) {
  const old = await readFile(path, 'utf8').catch(() => '');
  if (old === content) continue;
  if (process.argv.includes('--check')) stale.push(path);
  else await writeFile(path, content);
}
if (stale.length > 0) {
  process.stderr.write(`out of date: ${stale.join(', ')}; run npm run docs:diagrams\n`);
  process.exit(1);
}
