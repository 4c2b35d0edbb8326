import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { acceptanceLifecycle, finalAccountsLifecycle, rectificationLifecycle } from '#libs/acceptance';
import { approvalLifecycle, stepLifecycle, taskLifecycle } from '#libs/approval';
import { allocationLifecycle, disbursementLifecycle } from '#libs/funding';
import { toMermaid, type Lifecycle } from '#libs/kernel';
import { baselineLifecycle, milestoneLifecycle, reportLifecycle } from '#libs/milestone';
import { changeLifecycle, projectLifecycle } from '#libs/project';

// The pictures in the documents come from the data that runs: tools/diagrams.ts writes them, a test compares.

export type AnyLifecycle = Lifecycle<string, string>;

/** Every lifecycle there is. */
export const lifecycles = [
  projectLifecycle,
  approvalLifecycle,
  stepLifecycle,
  taskLifecycle,
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

/** The documents with their pictures as they must be, by path below `root`. */
export async function documents(root: string): Promise<Map<string, string>> {
  const read = (path: string) => readFile(join(root, path), 'utf8');
  const project = projectLifecycle as unknown as AnyLifecycle;
  const written = new Map<string, string>();
  written.set('README.md', between(await read('README.md'), fenced(project, 'en')));
  written.set('README.zh-CN.md', between(await read('README.zh-CN.md'), fenced(project, 'zh')));
  const sections = lifecycles.map((l) => `## ${l.name}\n\n${fenced(l, 'en')}\n\n${fenced(l, 'zh')}\n`);
  const note =
    'Made from the code by `npm run docs:diagrams`; a test compares. Every refused pair of state and action leaves all as it was.';
  written.set('docs/lifecycles.md', `# Lifecycles\n\n${note}\n\n${sections.join('\n')}`);
  return written;
}
