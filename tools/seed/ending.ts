import { addDays, type Actor } from '#libs/kernel';
import {
  AcceptanceApplications,
  AcceptanceConclusions,
  AcceptanceGroups,
  AcceptancePassing,
  AcceptanceRounds,
  Evaluations,
  FinalAccountsDesk,
  PublicNotices,
} from '#libs/acceptance';
import { Catalogue } from '#libs/plan';
import { ProjectActions, ProjectOutputs } from '#libs/project';
import type { ProjectPlan } from './plan.js';
import type { Life, World } from './world.js';

interface Ending {
  id: string;
  owner: Actor;
  plan: ProjectPlan;
  lead: string;
  outputs: { metric: string; plannedValue: string }[];
}

/** Outputs reported, acceptance applied for, and as far as the project's target goes. */
export async function* end(w: World, e: Ending): Life {
  const { id, owner, plan: p } = e;
  const [reviewer, approver] = [w.people.who(e.lead, 'reviewer'), w.people.who(e.lead, 'approver')];
  const values = e.outputs.map(({ metric, plannedValue }) => ({ metric, value: plannedValue }));
  await w.get(ProjectOutputs).report(owner, id, values);
  const asBuiltFileIds = await w.attach(owner, id, [{ kind: 'as_built', name: '竣工图.pdf' }]);
  const checklist = w.get(Catalogue).checklist(p.work);
  const round = await w.get(AcceptanceApplications).apply(owner, id, {
    statement: '工程内容已全部建成，运行稳定，达到设计要求',
    asBuiltFileIds,
    answers: checklist.map(({ key }) => ({ key, answer: 'met' as const })),
  });
  if (p.target === 'under_acceptance' && p.sequence % 3 === 0) return;
  yield addDays(w.day(), 1);
  await w.get(AcceptanceGroups).draw(reviewer, round.id, { size: 3 });
  yield addDays(w.day(), 1);
  const { members, items } = await w.get(AcceptanceRounds).get(approver, round.id);
  const group = members.map((member) => w.people.byPerson.get(member.personId)!.actor);
  for (const member of group) await w.get(AcceptanceGroups).declare(member, round.id, { conflict: false });
  if (p.target === 'under_acceptance' && p.sequence % 3 === 1) return;
  for (const { key } of items) await w.get(AcceptanceGroups).answerItem(group[0]!, round.id, { key, finding: 'met' });
  const vote = p.target === 'rectifying' ? ('rectify' as const) : ('pass' as const);
  const opinion = vote === 'pass' ? '同意通过验收' : '在线监测数据传输不稳定，须整改';
  for (const member of group) await w.get(AcceptanceGroups).vote(member, round.id, { vote, opinion });
  yield addDays(w.day(), 1);
  const rectify = [{ text: '完善在线监测数据传输', dueOn: addDays(w.day(), w.dice.whole(10, 30)) }];
  const conclusion = vote === 'rectify' ? { opinion, items: rectify } : { opinion: '按多数意见，通过验收' };
  await w.get(AcceptanceConclusions).conclude(approver, round.id, conclusion);
  if (vote === 'rectify') return;
  await w.get(PublicNotices).publish(reviewer, round.id, { medium: `${p.region.nameZh}人民政府网站` });
  if (p.target === 'under_acceptance') return;
  yield addDays(w.day(), 26);
  await w.get(AcceptancePassing).pass(approver, round.id, { outputs: values, comment: '公示无异议' });
  if (p.target === 'completed') return;
  yield* close(w, e);
}

/** Final accounts, three evaluations, two confirmations; the balance goes back to its pool. */
async function* close(w: World, { id, owner, plan: p, lead }: Ending): Life {
  const finance = w.people.department('finance', p.region.code).id;
  const [approver, checker] = [w.people.who(lead, 'approver'), w.people.who(finance, 'finance_approver')];
  yield addDays(w.day(), w.dice.whole(5, 15));
  const fileIds = await w.attach(owner, id, [{ kind: 'final_accounts', name: '竣工财务决算报告.pdf' }]);
  const accounts = await w.get(FinalAccountsDesk).put(owner, id, undefined, {
    lines: [
      { kind: 'construction', amount: (p.investment * 70n) / 100n },
      { kind: 'equipment', amount: (p.investment * 15n) / 100n },
    ],
    note: '按合同结算',
    fileIds,
  });
  await w.get(FinalAccountsDesk).submit(owner, id);
  yield* w.approve({ type: 'final_accounts', id: accounts.id }, addDays(w.day(), 1));
  const scores = { output: w.dice.whole(38, 50), benefit: w.dice.whole(22, 30), management: 9, satisfaction: 9 };
  for (const who of [owner, approver, checker]) {
    await w.get(Evaluations).file(who, id, { ...scores, comment: '达到预期目标' });
  }
  yield addDays(w.day(), 1);
  await w.get(ProjectActions).take(approver, id, 'close', { reason: '同意结项' });
  await w.get(ProjectActions).take(checker, id, 'close', { reason: '决算已批复，结余已退回' });
}
