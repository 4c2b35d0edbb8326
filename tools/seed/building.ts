import { addDays, addMonths, daysBetween, type Actor, type CalendarDate } from '#libs/kernel';
import { Baselines, Completions, Progress, Reports, reportDueOn, type MilestoneView } from '#libs/milestone';
import { Catalogue } from '#libs/plan';
import type { ContractView } from '#libs/funding';
import type { Line, Treasury } from './money.js';
import type { ProjectPlan } from './plan.js';
import type { Life, World } from './world.js';

/** The milestone plan by the category's template, approved by the lead department. */
export async function* plan(w: World, id: string, owner: Actor, p: ProjectPlan): Life {
  const template = w.get(Catalogue).proposeMilestones(p.work, p.plannedStart, p.plannedFinish);
  const ordered = [...template].sort((a, b) => (a.plannedFinish < b.plannedFinish ? -1 : 1));
  const baseline = await w.get(Baselines).put(owner, id, {
    items: ordered.map((item) => ({
      name: item.zh,
      plannedStart: item.plannedStart,
      plannedFinish: item.plannedFinish,
      weightBp: item.weight * 100,
      deliverables: item.deliverables.zh,
      evidenceKinds: [...item.evidenceKinds],
    })),
  });
  await w.get(Baselines).submit(owner, id);
  yield* w.approve({ type: 'milestone_plan', id: baseline.id }, w.day());
}

interface Event {
  on: CalendarDate;
  /** A month to report on, or the milestone that is finished. */
  period?: CalendarDate;
  milestone?: number;
}

/** From the start to the last milestone: a report each month, completions as they come, money as it is earned. */
export async function* build(
  w: World,
  treasury: Treasury,
  project: { id: string; owner: Actor; plan: ProjectPlan; lines: Line[]; contract: ContractView },
): Life {
  const { id, owner, plan: p } = project;
  const { items } = await w.get(Progress).of(owner, id);
  const last = p.stuck ? items.length - 2 : items.length;
  for (const event of agenda(w, p, items, last)) {
    if (event.on > w.day()) yield event.on;
    if (event.period !== undefined) yield* report(w, project, event.period, p.stuck ? last : items.length);
    if (event.milestone === undefined) continue;
    yield* complete(w, id, owner, items[event.milestone]!);
    const [half, almost] = [Math.floor(items.length / 2), items.length - 2];
    if (event.milestone !== half && event.milestone !== almost) continue;
    const early = event.milestone === half && half !== almost;
    for (const [turn, line] of project.lines.entries()) {
      yield* treasury.pay(owner, id, p, project.contract, {
        line,
        percent: early ? 40n : 45n,
        settledPercent: early ? 55n : 95n,
        milestoneIds: [items[event.milestone]!.id],
        turn: turn + (early ? 0 : 10),
      });
    }
  }
  // Nothing more happens to one that is stuck; reminders climb.
  if (p.stuck) yield addDays(w.today, 1);
}

function agenda(w: World, p: ProjectPlan, items: readonly MilestoneView[], last: number): Event[] {
  const events: Event[] = [];
  let latest = w.day();
  for (let i = 0; i < last; i += 1) {
    const on = addDays(items[i]!.plannedFinish, p.lag);
    latest = on > latest ? on : latest;
    events.push({ on: latest, milestone: i });
  }
  const end = p.stuck ? w.today : latest;
  for (
    let period = `${w.day().slice(0, 7)}-01`;
    addDays(reportDueOn(period), -5) <= end;
    period = addMonths(period, 1)
  ) {
    // Of late some months were forgotten, more of them where the work is stuck; older ones were caught up.
    const forgotten = period > addDays(w.today, -80) && w.dice.chance(p.stuck ? 0.35 : 0.06);
    if (!forgotten) events.push({ on: addDays(reportDueOn(period), -w.dice.whole(1, 7)), period });
  }
  return events.sort((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : (a.milestone ?? -1) - (b.milestone ?? -1)));
}

async function* report(
  w: World,
  project: { id: string; owner: Actor; plan: ProjectPlan },
  period: CalendarDate,
  reachable: number,
): Life {
  const { id, owner, plan: p } = project;
  const { items, progressBp } = await w.get(Progress).of(owner, id);
  const figures = items.map((m, i) => ({ milestoneId: m.id, percent: percentOf(m, w.day(), i < reachable) }));
  const filed = await w.get(Reports).file(owner, id, {
    period,
    investmentDone: (p.investment * BigInt(Math.min(progressBp, 9500))) / 10_000n,
    items: figures,
    problems: w.dice.chance(0.3) ? w.dice.pick(['连续降雨影响施工', '征地拆迁尚有两户未完成', '主要设备到货延迟']) : '',
    nextSteps: '按计划推进下一阶段工程',
  });
  yield addDays(w.day(), w.dice.whole(1, 3));
  yield* w.perhapsWait();
  await w.decideStep({ type: 'progress_report', id: filed.id }, { outcome: 'approve', opinion: '情况属实' });
}

function percentOf(m: MilestoneView, day: CalendarDate, reachable: boolean): number {
  if (m.status === 'approved') return 100;
  const span = Math.max(1, daysBetween(m.plannedStart, m.plannedFinish));
  const share = Math.floor((daysBetween(m.plannedStart, day) * 90) / span);
  return Math.max(m.percent, Math.min(reachable ? 95 : 40, Math.max(0, share)));
}

async function* complete(w: World, id: string, owner: Actor, milestone: MilestoneView): Life {
  const kinds = [{ kind: 'evidence', name: `${milestone.name}佐证材料.pdf` }];
  const fileIds = await w.attach(owner, id, kinds);
  await w
    .get(Completions)
    .submit(owner, milestone.id, { note: `${milestone.name}已完成`, finishedOn: w.day(), fileIds });
  const { items } = await w.get(Progress).completions(owner, milestone.id);
  yield* w.approve({ type: 'milestone_completion', id: items[0]!.id }, addDays(w.day(), 1));
}
