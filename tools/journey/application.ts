import { addDays, type CalendarDate } from '#libs/kernel';
import type { PreviewStep, ProjectView } from './answers.js';
import { approveAll, openApproval, WATCHER } from './approvals.js';
import { Surprise, type Problem } from './client.js';
import type { Journey } from './journey.js';

export interface Plan {
  /** `owner.gongyi.1.filer` */
  owner: string;
  region: string;
  place: string;
  /** Yuan, all of it asked from the central budget. */
  total: string;
  /** How long building takes. */
  days: number;
}

/** Everything that the category 04 (碧水保卫战), work 04-2, asks of an application. */
function content(journey: Journey, plan: Plan, today: CalendarDate) {
  return {
    siteAddress: `${plan.place}产业集聚区污水处理厂`,
    sitePoint: { longitude: 112.98, latitude: 34.75 },
    projectCode: `${today.slice(0, 4)}-${plan.region}-77-01-${journey.run}`,
    summary: '出水由一级A提标至地表水准Ⅳ类，新增反硝化滤池和高效沉淀池',
    need: '汇入伊洛河的断面水质不能稳定达标',
    contentScale: '规模2万立方米/日，配套管网6.5公里',
    plannedStart: today,
    plannedFinish: addDays(today, plan.days),
    totalInvestment: plan.total,
    budget: [{ source: 'central', year: Number(today.slice(0, 4)), amount: plan.total }],
    outputs: [
      { metric: 'cod_reduction', unit: '吨/年', plannedValue: '292.5' },
      { metric: 'ammonia_reduction', unit: '吨/年', plannedValue: '21.9' },
    ],
    answers: {
      waterBody: '伊洛河',
      basin: 'yellow',
      newOrExpanded: 'upgrade',
      treatmentCapacity: 20000,
      dischargeStandard: 'quasi_iv',
      codReduction: 292.5,
      ammoniaReduction: 21.9,
    },
    contactName: '王建国',
    contactPhone: '0371-64350000',
  };
}

/** A name alone; the system lists everything that is missing at once, and the owner completes it. */
export async function draft(journey: Journey, plan: Plan): Promise<ProjectView> {
  const { client } = journey;
  const today = await journey.clock.today();
  const name = `${plan.place}污水处理厂提标改造工程（${journey.run}）`;
  await journey.does(plan.owner, `drafts 《${name}》, work 04-2`);
  const created = await client.post<{ id: string; version: number }>(plan.owner, '/projects', {
    name,
    workCode: '04-2',
    regionCode: plan.region,
  });
  const submit = `/projects/${created.id}/actions/submit`;
  const problem = await journey.wrong(plan.owner, 'submits it as it is', submit, {}, [422, 'PROJECT_INCOMPLETE']);
  const documents = listMissing(journey, problem);
  journey.holds('documents are among what is missing', documents.length > 0);
  for (const { kind, title } of documents) await client.upload(plan.owner, created.id, kind, title);
  journey.say(`The owner uploads ${documents.length} documents and fills in the rest`);
  await client.patch(plan.owner, `/projects/${created.id}`, created.version, content(journey, plan, today));
  return journey.inState(plan.owner, created.id, 'draft');
}

function listMissing(journey: Journey, { errors = [] }: Problem): { kind: string; title: string }[] {
  const fields = errors.filter((error) => !error.path.startsWith('files.'));
  const documents = errors.filter((error) => error.path.startsWith('files.'));
  journey.note(`${fields.length} fields: ${fields.map((error) => error.path.replace(/^answers\./, '')).join(', ')}`);
  for (const { message, path } of documents) journey.note(message ?? path);
  return documents.map(({ path, message }) => ({
    kind: path.slice('files.'.length),
    title: (message ?? path).replace(/^[^:：]*[:：]\s*/, '').replaceAll(/[^\p{L}\p{N} ]/gu, ''),
  }));
}

/** Which steps will come and why, before anything is submitted. */
export async function preview(journey: Journey, plan: Plan, project: ProjectView): Promise<PreviewStep[]> {
  const { steps } = await journey.client.get<{ steps: PreviewStep[] }>(
    plan.owner,
    `/projects/${project.id}/route-preview`,
  );
  journey.say('The route that it will take:');
  for (const step of steps) {
    const desks = step.desks.map((desk) => desk.organisationName).filter(Boolean);
    journey.note(
      step.skipped
        ? `– skipped: ${step.titleEn} – ${step.reason.en} ${step.reason.zh}`
        : `• ${step.titleEn}: ${desks.join('、')} (${step.limitWorkingDays ?? 0} working days)`,
    );
  }
  const [first] = steps;
  if (!first) throw new Surprise('the route has no steps');
  journey.note(`because: ${first.reason.en} ${first.reason.zh}`);
  return steps;
}

export async function submit(journey: Journey, plan: Plan, project: ProjectView): Promise<ProjectView> {
  await journey.client.post(plan.owner, `/projects/${project.id}/actions/submit`, {
    comment: '请予审核',
    // A story told before left one with nearly the same name; the owner says that they are two.
    acknowledgeDuplicates: true,
  });
  await journey.does(plan.owner, 'submits it');
  const submitted = await journey.inState(plan.owner, project.id, 'under_review');
  journey.holds('the project has a number', submitted.number?.startsWith(`HN-04-2-${plan.region}-`) === true);
  journey.note(`number ${submitted.number}`);
  return submitted;
}

/** To the library, by all steps that are left; answers the keys of those steps. */
export async function throughToLibrary(journey: Journey, project: ProjectView): Promise<string[]> {
  const steps = await approveAll(journey, await openApproval(journey, project.id, 'application'));
  const reserved = await journey.inState(WATCHER, project.id, 'reserved');
  journey.holds('a library number was given', reserved.libraryNumber !== null);
  journey.note(`library number ${reserved.libraryNumber}, valid until ${reserved.libraryExpiresOn}`);
  return steps;
}
