import type { ApprovalStory, Decided } from './answers.js';
import { Surprise } from './client.js';
import type { Journey } from './journey.js';

/** Sees the whole province and decides nothing: through those eyes the story is told. */
export const WATCHER = 'province.ecology.henan.auditor';

const MOST_STEPS = 12;

interface Organisation {
  id: string;
  code: string;
  nameZh: string;
}

const directories = new WeakMap<Journey, Map<string, Organisation>>();

/** Departments by id. Their code is the beginning of their people's user names: `county.ecology.gongyi`. */
export async function organisationOf(journey: Journey, id: string): Promise<Organisation> {
  let known = directories.get(journey);
  if (!known) {
    known = new Map();
    for (let cursor: string | null = ''; cursor !== null;) {
      const query: string = `/organisations?kind=department&limit=200${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`;
      const page = await journey.client.get<{ items: Organisation[]; nextCursor: string | null }>(WATCHER, query);
      for (const organisation of page.items) known.set(organisation.id, organisation);
      cursor = page.nextCursor;
    }
    directories.set(journey, known);
  }
  const found = known.get(id);
  if (!found) throw new Surprise(`no department has the id ${id}`);
  return found;
}

const storyOf = (journey: Journey, id: string) => journey.client.get<ApprovalStory>(WATCHER, `/approvals/${id}`);

async function decide(journey: Journey, who: string, id: string, body: object): Promise<Decided> {
  return journey.client.post<Decided>(who, `/approvals/${id}/decisions`, body);
}

/** How a decision is told: with everybody at the desks, or in one line. */
interface Telling {
  opinion?: string;
  brief?: boolean;
}

/** Everybody at the open desks of the step: the reviewer proposes, the approver decides; finance has officers of its own. */
async function decideStep(
  journey: Journey,
  story: ApprovalStory,
  outcome: string,
  { opinion = '同意', brief = false }: Telling,
) {
  const step = story.steps.find((one) => one.id === story.currentStepId);
  if (!step) throw new Surprise(`the approval ${story.id} is ${story.status} and has no open step`);
  const tell = (line: string) => (brief ? undefined : journey.note(line));
  if (!brief) journey.say(`${step.titleEn} ${step.title}${step.dueOn ? `, to be decided by ${step.dueOn}` : ''}`);
  let last: Decided | undefined;
  for (const desk of step.tasks.filter((task) => task.status === 'open')) {
    const { code } = await organisationOf(journey, desk.organisationId);
    const [proposer, decider] =
      desk.kind === 'finance'
        ? [`${code}.finance_officer`, `${code}.finance_approver`]
        : [`${code}.reviewer`, `${code}.approver`];
    last = await decide(journey, proposer, story.id, { outcome, opinion });
    journey.same('what the first person of a desk does', last.act, desk.persons === 1 ? 'decide' : 'propose');
    if (desk.persons === 1) {
      tell(`${await journey.name(proposer)}: ${outcome} “${opinion}” – one person is enough here`);
      continue;
    }
    last = await decide(journey, decider, story.id, { outcome, opinion });
    journey.same('what the second person of a desk does', last.act, 'decide');
    tell(`${await journey.name(proposer)} proposes, ${await journey.name(decider)} decides: ${outcome} “${opinion}”`);
    if (outcome !== 'approve') break;
  }
  return last;
}

/** The open approval of a kind on a project. @throws Surprise when there is none */
export async function openApproval(journey: Journey, projectId: string, subjectType: string): Promise<string> {
  const { requests } = await journey.project(WATCHER, projectId);
  const open = requests.find((request) => request.subjectType === subjectType);
  if (!open) throw new Surprise(`project ${projectId} has no open approval of ${subjectType}`);
  return open.id;
}

/** One step back to the owner, with the day until which it must be corrected. */
export async function returnIt(journey: Journey, id: string, opinion: string): Promise<string> {
  const decided = await decideStep(journey, await storyOf(journey, id), 'return', { opinion });
  journey.same('the approval', decided?.status, 'returned');
  return decided!.correctionDueOn!;
}

export async function rejectIt(journey: Journey, id: string, opinion: string): Promise<void> {
  const decided = await decideStep(journey, await storyOf(journey, id), 'reject', { opinion });
  journey.same('the approval', decided?.status, 'rejected');
}

/** All steps to the end; answers the keys of the steps that were decided. */
export async function approveAll(journey: Journey, id: string, telling: Telling = {}): Promise<string[]> {
  const keys: string[] = [];
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const story = await storyOf(journey, id);
    if (story.status !== 'pending') {
      journey.same('the approval', story.status, 'approved');
      return keys;
    }
    keys.push(story.steps.find((one) => one.id === story.currentStepId)?.key ?? '?');
    await decideStep(journey, story, 'approve', telling);
  }
  throw new Surprise(`the approval ${id} does not end`);
}
