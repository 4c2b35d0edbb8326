import { addDays, yearOf, type Actor } from '#libs/kernel';
import { Catalogue } from '#libs/plan';
import { ChangeRequests, ProjectActions, ProjectDrafts } from '#libs/project';
import { build, plan as planMilestones } from './building.js';
import { nameFor, valueOf } from './content.js';
import { end } from './ending.js';
import type { Line, Treasury } from './money.js';
import type { ProjectPlan } from './plan.js';
import type { Life, World } from './world.js';

/** One project from its draft to what it is today, everything by the services and by the people whose turn it is. */
export async function* lifeOf(w: World, treasury: Treasury, p: ProjectPlan): Life {
  const owner = w.people.who(p.owner.id, 'owner');
  const name = nameFor(p.region.tier === 'province' ? '河南省' : p.region.nameZh, p.work, p.turn);
  const { id, outputs } = await draft(w, treasury, p, owner, name);
  if (p.target === 'draft') return;
  yield addDays(w.day(), 1);
  const act = (action: string, reason?: string) =>
    w.get(ProjectActions).take(owner, id, action, { reason: reason ?? null, acknowledgeDuplicates: true });
  if (p.target === 'withdrawn') return void (await act('withdraw', '建设条件发生变化'));
  await act('submit');
  yield addDays(w.day(), 1);
  yield* review(w, id, p, act);
  if (['under_review', 'returned', 'rejected', 'reserved', 'expired'].includes(p.target)) return;

  const lines: Line[] = [];
  yield addDays(w.day(), 2);
  yield* treasury.provide(id, name, p, owner, lines);
  yield* planMilestones(w, id, owner, p);
  if (p.target === 'terminated' && p.sequence % 2 === 0)
    return yield* change(w, id, owner, 'terminate', '选址不符合国土空间规划');
  await act('start', '具备开工条件');
  yield* w.approve({ type: 'project_start', id }, addDays(w.day(), 1));
  const contract = await treasury.sign(owner, id, p);
  const lead = w.people.department(w.get(Catalogue).leadKind(p.work), p.region.code).id;
  if (p.target === 'suspended' || p.target === 'terminated') {
    yield addDays(w.day(), w.dice.whole(40, 120));
    const [kind, reason] =
      p.target === 'suspended'
        ? (['suspend', '汛期停工'] as const)
        : (['terminate', '企业破产重整，无法继续'] as const);
    return yield* change(w, id, owner, kind, reason);
  }
  yield* build(w, treasury, { id, owner, plan: p, lines, contract });
  if (p.target === 'implementing') return;
  yield addDays(w.day(), 2);
  yield* end(w, { id, owner, plan: p, lead, outputs });
}

async function* review(
  w: World,
  id: string,
  p: ProjectPlan,
  act: (action: string, reason?: string) => Promise<unknown>,
): Life {
  const subject = { type: 'application' as const, id };
  const refuse = { opinion: '可行性研究报告缺少投资估算表，请补充' };
  if (p.target === 'under_review') {
    for (let steps = p.sequence % 3; steps > 0; steps -= 1) {
      await w.decideStep(subject);
      yield addDays(w.day(), 1);
    }
    return;
  }
  if (p.target === 'returned') return void (await w.decideStep(subject, { outcome: 'return', ...refuse }));
  if (p.target === 'rejected')
    return void (await w.decideStep(subject, { outcome: 'reject', opinion: '不符合规划布局' }));
  if (p.detour) {
    await w.decideStep(subject, { outcome: 'return', ...refuse });
    yield addDays(w.day(), 2);
    await act('resubmit', '已按意见补正');
    yield addDays(w.day(), 1);
  }
  yield* w.approve(subject, w.day());
}

async function* change(w: World, id: string, owner: Actor, kind: 'suspend' | 'terminate', reason: string): Life {
  const request = await w.get(ChangeRequests).file(owner, id, { kind, reason });
  yield* w.approve({ type: 'change', id: request.id }, addDays(w.day(), 1));
}

async function draft(w: World, treasury: Treasury, p: ProjectPlan, owner: Actor, name: string) {
  const catalogue = w.get(Catalogue);
  const { required, properties } = catalogue.work(p.work).schema;
  const year = yearOf(p.plannedStart);
  const outputs = catalogue
    .outputs(p.work)
    .slice(0, 2)
    .map(({ metric, unit }) => ({ metric, unit, plannedValue: String(w.dice.whole(1, 20)) }));
  const { id } = await w.get(ProjectDrafts).create(owner, {
    workCode: p.work,
    name,
    regionCode: p.region.code,
    siteAddress: `${p.region.nameZh}${w.dice.pick(['人民路', '建设路', '黄河路', '产业大道', '滨河路'])}${w.dice.whole(1, 300)}号`,
    projectCode: `${year}-${p.region.code}-77-01-${String(100_000 + p.sequence)}`,
    summary: `${name}，用于改善区域环境质量。`,
    need: '现有设施不能满足规划目标要求，群众反映较多。',
    contentScale: '按可行性研究报告批复的建设内容和规模实施。',
    plannedStart: p.plannedStart,
    plannedFinish: p.plannedFinish,
    totalInvestment: p.investment,
    budget: treasury.amounts(p).map((line) => ({ ...line, year })),
    outputs,
    answers: Object.fromEntries(required.map((key) => [key, valueOf(properties[key]!, p.plannedStart)])),
    contactName: owner.personName,
    contactPhone: `0371-${w.dice.whole(60_000_000, 69_999_999)}`,
  });
  // Some drafts are still without their papers, as drafts are.
  if (p.target !== 'draft' || p.sequence % 2 === 0) {
    await w.attach(
      owner,
      id,
      catalogue.requiredDocuments(p.work).map(({ key, zh }) => ({ kind: key, name: `${zh}.pdf` })),
    );
  }
  return { id, outputs };
}
