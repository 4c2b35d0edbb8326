import { shanghaiDate } from '#libs/kernel';
import type { MoneyView, ProjectView } from './answers.js';
import { approveAll, openApproval, WATCHER } from './approvals.js';
import type { Journey } from './journey.js';
import { balances, type Funds } from './money.js';

const LEAD = 'county.ecology.gongyi';
const FINANCE = 'county.finance.gongyi.finance_approver';

export async function finalAccounts(
  journey: Journey,
  owner: string,
  project: ProjectView,
  total: string,
): Promise<void> {
  const { client } = journey;
  const report = await client.upload(owner, project.id, 'final_accounts', '竣工财务决算报告');
  const accounts = await client.put<{ total: string; dueOn: string }>(owner, `/projects/${project.id}/final-accounts`, {
    lines: [{ kind: 'construction', amount: total }],
    note: '按竣工结算审核报告编制',
    fileIds: [report.id],
  });
  journey.same('the total of the final accounts', accounts.total, total);
  await client.post(owner, `/projects/${project.id}/final-accounts/actions/submit`);
  await journey.does(owner, `files the final accounts over ${total} yuan (due by ${accounts.dueOn})`);
  await approveAll(journey, await openApproval(journey, project.id, 'final_accounts'));
}

interface Evaluations {
  items: { level: string; total: number; grade: string }[];
  result: { total: number; grade: string; label: { zh: string; en: string } } | null;
}

/** Output 50, benefit 30, management 10, satisfaction 10; three people, and the last one's score counts. */
export async function evaluate(journey: Journey, owner: string, projectId: string): Promise<void> {
  const scores: [string, number, number, number, number][] = [
    [owner, 48, 28, 10, 9],
    [`${LEAD}.approver`, 47, 27, 9, 9],
    [FINANCE, 46, 27, 9, 9],
  ];
  let view: Evaluations | undefined;
  for (const [who, output, benefit, management, satisfaction] of scores) {
    const body = { output, benefit, management, satisfaction, comment: '产出按计划完成，预算执行良好' };
    view = await journey.client.post<Evaluations>(who, `/projects/${projectId}/evaluations`, body);
    await journey.does(
      who,
      `evaluates: ${output} + ${benefit} + ${management} + ${satisfaction} = ${view.items.at(-1)!.total}`,
    );
  }
  journey.same(
    'the scores',
    view?.items.map(({ level, total }) => [level, total]),
    [
      ['self', 95],
      ['department', 92],
      ['finance', 91],
    ],
  );
  journey.same('the grade', view?.result?.grade, 'excellent');
  journey.say(`→ ${view!.result!.total}: ${view!.result!.label.en} ${view!.result!.label.zh}`);
}

/** Two close it; the second confirmation returns what was not spent. */
export async function close(journey: Journey, owner: string, project: ProjectView, rest: string): Promise<void> {
  const path = `/projects/${project.id}/actions/close`;
  await journey.client.post(`${LEAD}.approver`, path, { comment: '同意结项' });
  await journey.does(`${LEAD}.approver`, 'confirms the closing');
  await journey.inState(owner, project.id, 'completed');
  await journey.client.post(FINANCE, path, { comment: '同意结项' });
  await journey.does(FINANCE, 'confirms it as well');
  await journey.inState(owner, project.id, 'closed');
  const { returns } = await journey.client.get<MoneyView>(WATCHER, `/projects/${project.id}/money`);
  journey.same(
    'what went back to the pool',
    returns.map(({ amount, cause }) => [amount, cause]),
    [[rest, 'close']],
  );
  journey.say(`→ ${rest} yuan that were not spent went back to the pool`);
}

interface Entry {
  action: string;
  fromStatus: string | null;
  toStatus: string | null;
  subjectType: string;
  personName: string;
  at: string;
}

/** The project's transitions, from the first to the last. */
export async function history(journey: Journey, projectId: string): Promise<string[]> {
  const entries: Entry[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const path: string = `/projects/${projectId}/history?limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`;
    const page = await journey.client.get<{ items: Entry[]; nextCursor: string | null }>(WATCHER, path);
    entries.push(...page.items);
    cursor = page.nextCursor;
  }
  const moves = entries.reverse().filter((entry) => entry.toStatus !== null && entry.subjectType === 'project');
  journey.say(`${entries.length} entries of history, of which the project's own ${moves.length} moves:`);
  for (const { at, action, fromStatus, toStatus, personName } of moves) {
    journey.note(`${shanghaiDate(new Date(at))} ${action}: ${fromStatus ?? '–'} → ${toStatus} by ${personName}`);
  }
  return moves.map(({ toStatus }) => toStatus!);
}

interface Verification {
  entries: number;
  subjects: number;
  faults: unknown[];
}

export async function audit(journey: Journey, projectId: string, funds?: Funds, paid?: string): Promise<void> {
  const path = `/audit/verification?subjectType=project&subjectId=${projectId}`;
  const { entries, faults } = await journey.client.get<Verification>(WATCHER, path);
  journey.same('faults of the audit trail', faults, []);
  journey.holds('the audit trail has entries', entries > 0);
  await journey.does(WATCHER, `recomputes the hash chain of the project: ${entries} entries, no fault`);
  if (funds && paid) await balances(journey, projectId, funds, { paid, unpaid: '0.00' });
}
