import { addDays, addMonths, type CalendarDate } from '#libs/kernel';
import type { MilestoneView, ProjectView } from './answers.js';
import { approveAll, openApproval, organisationOf, WATCHER } from './approvals.js';
import type { Journey } from './journey.js';

interface Template {
  zh: string;
  en: string;
  weight: number;
  from: number;
  to: number;
  deliverables: { zh: string };
  evidence: string[];
}

interface WorkConfiguration {
  code: string;
  milestones: Template[];
  checklist: { key: string }[];
}

/** What the category asks of this work: milestone template, checklist. */
export async function configurationOf(journey: Journey, work: string): Promise<WorkConfiguration> {
  const path = `/categories/${work.slice(0, 2)}/configuration`;
  const { works } = await journey.client.get<{ works: WorkConfiguration[] }>(WATCHER, path);
  return works.find(({ code }) => code === work)!;
}

/** The plan from the category's template, approved by the lead department. */
export async function baseline(journey: Journey, owner: string, project: ProjectView, days: number): Promise<void> {
  const { milestones } = await configurationOf(journey, project.workCode);
  const today = await journey.clock.today();
  const at = (percent: number): CalendarDate => addDays(today, Math.round((percent * days) / 100));
  const items = milestones.map((template) => ({
    name: template.zh,
    plannedStart: at(template.from),
    plannedFinish: at(template.to),
    weightBp: template.weight * 100,
    deliverables: template.deliverables.zh,
    evidenceKinds: template.evidence,
  }));
  const weights = items.reduce((sum, item) => sum + item.weightBp, 0);
  journey.same('the weights of the template', weights, 10_000);
  await journey.client.put(owner, `/projects/${project.id}/baseline`, { items, note: '按类别模板编制' });
  await journey.client.post(owner, `/projects/${project.id}/baseline/actions/submit`);
  await journey.does(
    owner,
    `files the milestone plan: ${items.length} milestones from the category's template, together 100 %`,
  );
  await approveAll(journey, await openApproval(journey, project.id, 'milestone_plan'));
}

export async function start(journey: Journey, owner: string, project: ProjectView): Promise<void> {
  await journey.client.post(owner, `/projects/${project.id}/actions/start`, { comment: '具备开工条件' });
  await journey.does(owner, 'asks for the start of works to be confirmed');
  await approveAll(journey, await openApproval(journey, project.id, 'project_start'));
  await journey.inState(owner, project.id, 'implementing');
}

export const milestonesOf = (journey: Journey, projectId: string) =>
  journey.client.get<MilestoneView>(WATCHER, `/projects/${projectId}/milestones`);

export interface Report {
  /** `2026-11` */
  month: string;
  investmentDone: string;
  /** Percent of the milestones in their order; those left out stay. */
  percents: number[];
}

/** The monthly report; one person of the lead department is enough to accept it. */
export async function report(
  journey: Journey,
  owner: string,
  project: ProjectView,
  { month, investmentDone, percents }: Report,
) {
  const { items } = await milestonesOf(journey, project.id);
  const photo = await journey.client.upload(owner, project.id, 'photo', `现场照片 ${month}`);
  await journey.client.post(owner, `/projects/${project.id}/reports`, {
    period: month,
    investmentDone,
    items: percents.map((percent, index) => ({ milestoneId: items[index]!.id, percent })),
    problems: '无',
    nextSteps: '按计划推进',
    fileIds: [photo.id],
  });
  await journey.does(owner, `files the report of ${month}: ${investmentDone} yuan of work done`);
  await approveAll(journey, await openApproval(journey, project.id, 'progress_report'));
  const { progressBp, light } = await milestonesOf(journey, project.id);
  const expected = weighted(journey, items.length, await configurationOf(journey, project.workCode), percents);
  journey.same('the weighted progress in basis points', progressBp, expected);
  journey.say(`→ physical progress ${progressBp / 100} %, light ${light ?? '–'}`);
}

function weighted(journey: Journey, count: number, { milestones }: WorkConfiguration, percents: number[]): number {
  journey.same('the number of milestones', count, milestones.length);
  return milestones.reduce((sum, template, index) => sum + template.weight * (percents[index] ?? 0), 0);
}

/** Completion with evidence, approved by the lead department. */
export async function complete(
  journey: Journey,
  owner: string,
  project: ProjectView,
  from: number,
  to: number,
): Promise<string[]> {
  const { items } = await milestonesOf(journey, project.id);
  const done = items.slice(from, to);
  const finishedOn = await journey.clock.today();
  for (const milestone of done) {
    const evidence = await journey.client.upload(owner, project.id, 'evidence', `${milestone.name}证明材料`);
    const body = { note: `${milestone.name}已完成`, finishedOn, fileIds: [evidence.id] };
    await journey.client.post(owner, `/milestones/${milestone.id}/actions/submit`, body);
    const approval = await openApproval(journey, project.id, 'milestone_completion');
    await approveAll(journey, approval, { opinion: '符合要求', brief: true });
    journey.say(`《${milestone.name}》 is reached: filed with evidence, proposed and approved by the lead department`);
  }
  const after = await milestonesOf(journey, project.id);
  const approved = after.items.filter(({ status }) => status === 'approved').map(({ id }) => id);
  journey.holds(
    'all completions filed are approved',
    done.every(({ id }) => approved.includes(id)),
  );
  journey.say(
    `→ ${approved.length} of ${after.items.length} milestones approved, progress ${after.progressBp / 100} %`,
  );
  return done.map(({ id }) => id);
}

/** `2026-10` before `2026-11-05`. */
export const monthBefore = (day: CalendarDate): string => addMonths(`${day.slice(0, 7)}-01`, -1).slice(0, 7);

/** The user name of a department's expert, found by logging in as each: only they know who they are. */
export async function expertOf(
  journey: Journey,
  member: { personId: string; organisationId: string },
): Promise<string> {
  const { code } = await organisationOf(journey, member.organisationId);
  for (let number = 1; number < 10; number += 1) {
    const username = `${code}.expert${number === 1 ? '' : number}`;
    const known = await journey.client.person(username);
    if (known.id === member.personId) return username;
  }
  throw new Error(`no expert of ${code} has the id ${member.personId}`);
}
