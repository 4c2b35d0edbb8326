import { readFile, writeFile } from 'node:fs/promises';
import { acceptanceLifecycle, finalAccountsLifecycle, rectificationLifecycle } from '#libs/acceptance';
import { approvalLifecycle } from '#libs/approval';
import { allocationLifecycle, disbursementLifecycle } from '#libs/funding';
import { toMermaid, type Lifecycle } from '#libs/kernel';
import { baselineLifecycle, milestoneLifecycle, reportLifecycle } from '#libs/milestone';
import { changeLifecycle, projectLifecycle } from '#libs/project';

// The pictures in the documents come from the data that runs. `node dist/tools/diagrams.js` writes them, `--check` compares.

type AnyLifecycle = Lifecycle<string, string>;

const lifecycles = [
  projectLifecycle,
  approvalLifecycle,
  changeLifecycle,
  baselineLifecycle,
  milestoneLifecycle,
  reportLifecycle,
  allocationLifecycle,
  disbursementLifecycle,
  acceptanceLifecycle,
  rectificationLifecycle,
  finalAccountsLifecycle,
] as unknown as readonly AnyLifecycle[];

const fenced = (lifecycle: AnyLifecycle, language: 'zh' | 'en') =>
  `\`\`\`mermaid\n${toMermaid(lifecycle, language)}\n\`\`\``;

/** Replaces what stands between the two markers of a document. */
function between(document: string, content: string): string {
  const [begin, end] = ['<!-- flow:begin -->', '<!-- flow:end -->'];
  const [before, after] = [document.indexOf(begin), document.indexOf(end)];
  if (before < 0 || after < before) throw new Error(`the markers ${begin} … ${end} are missing`);
  return `${document.slice(0, before + begin.length)}\n\n${content}\n\n${document.slice(after)}`;
}

async function documents(): Promise<Map<string, string>> {
  const project = projectLifecycle as unknown as AnyLifecycle;
  const written = new Map<string, string>();
  written.set('README.md', between(await readFile('README.md', 'utf8'), fenced(project, 'en')));
  written.set('README.zh-CN.md', between(await readFile('README.zh-CN.md', 'utf8'), fenced(project, 'zh')));
  const sections = lifecycles.map((l) => `## ${l.name}\n\n${fenced(l, 'en')}\n\n${fenced(l, 'zh')}\n`);
  const note =
    'Made from the code by `npm run docs:diagrams`; a test compares. Every refused pair of state and action leaves all as it was.';
  written.set('docs/lifecycles.md', `# Lifecycles\n\n${note}\n\n${sections.join('\n')}`);
  return written;
}

const stale: string[] = [];
for (const [path, content] of await documents()) {
  const old = await readFile(path, 'utf8').catch(() => '');
  if (old === content) continue;
  if (process.argv.includes('--check')) stale.push(path);
  else await writeFile(path, content);
}
if (stale.length > 0) {
  process.stderr.write(`out of date: ${stale.join(', ')}; run npm run docs:diagrams\n`);
  process.exit(1);
}
