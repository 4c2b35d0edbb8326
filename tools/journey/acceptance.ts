import { addDays } from '#libs/kernel';
import type { AcceptanceView, ProjectView } from './answers.js';
import type { Journey } from './journey.js';
import { configurationOf, expertOf } from './work.js';

const REVIEWER = 'county.ecology.gongyi.reviewer';
/** The lead department's approver convenes the group. */
const CONVENOR = 'county.ecology.gongyi.approver';

const act = (journey: Journey, who: string, id: string, action: string, body: object = {}) =>
  journey.client.post<AcceptanceView>(who, `/acceptances/${id}/actions/${action}`, body);

/** Self-check, as-built documents and outputs: the owner applies. */
export async function applyForAcceptance(
  journey: Journey,
  owner: string,
  project: ProjectView,
): Promise<AcceptanceView> {
  const { client } = journey;
  const { checklist } = await configurationOf(journey, project.workCode);
  const drawing = await client.upload(owner, project.id, 'as_built', '竣工图和竣工报告');
  const round = await client.post<AcceptanceView>(owner, `/projects/${project.id}/acceptances`, {
    statement: '工程内容全部建成，出水稳定达标',
    asBuiltFileIds: [drawing.id],
    answers: checklist.map(({ key }) => ({ key, answer: 'met' })),
  });
  await journey.does(owner, `applies for acceptance, round ${round.round}: self-check of ${checklist.length} items`);
  await journey.inState(owner, project.id, 'under_acceptance');
  return round;
}

/** Drawn by lot, free of conflict, item by item, one vote each. */
export async function deliberate(
  journey: Journey,
  acceptance: AcceptanceView,
  { votes, finding }: { votes: ('pass' | 'rectify')[]; finding?: { key: string; note: string } },
): Promise<AcceptanceView> {
  const drawn = await act(journey, REVIEWER, acceptance.id, 'draw-group', { size: votes.length });
  await journey.does(
    REVIEWER,
    `draws the group by lot: ${drawn.members.map((m) => `${m.personName} (${m.organisationName})`).join('、')}`,
  );
  const experts: string[] = [];
  for (const member of drawn.members) experts.push(await expertOf(journey, member));
  for (const expert of experts) await act(journey, expert, acceptance.id, 'declare-conflict', { conflict: false });
  journey.note('each declares to have no conflict of interest');
  for (const { key } of drawn.items) {
    const found = finding?.key === key ? { key, finding: 'partly', note: finding.note } : { key, finding: 'met' };
    await act(journey, experts[0]!, acceptance.id, 'answer-item', found);
  }
  journey.note(`${drawn.items.length} items answered${finding ? `; “partly met”: ${finding.note}` : ', all met'}`);
  for (const [index, vote] of votes.entries()) {
    await act(journey, experts[index]!, acceptance.id, 'vote', { vote, opinion: '依据现场核查' });
  }
  journey.note(`votes: ${votes.join(', ')}`);
  return drawn;
}

export async function conclude(journey: Journey, id: string, body: object, expected: string): Promise<AcceptanceView> {
  const concluded = await act(journey, CONVENOR, id, 'conclude', { opinion: '按多数意见', ...body });
  journey.same('the conclusion', concluded.conclusion, expected);
  await journey.does(CONVENOR, `records the conclusion of the majority: ${expected}`);
  return concluded;
}

/** One item, put right with evidence, closed by the department. */
export async function rectify(
  journey: Journey,
  owner: string,
  project: ProjectView,
  concluded: AcceptanceView,
): Promise<void> {
  const { client } = journey;
  await journey.inState(owner, project.id, 'rectifying');
  const [item] = concluded.rectifications;
  journey.same('the number of rectification items', concluded.rectifications.length, 1);
  const photo = await client.upload(owner, project.id, 'photo', '整改后照片');
  const body = { note: '已补装并联网', fileIds: [photo.id] };
  await client.post(owner, `/rectifications/${item!.id}/actions/submit`, body);
  await journey.does(owner, `reports that “${item!.text}” is put right, with evidence`);
  const path = `/rectifications/${item!.id}/actions/close`;
  const closed = await client.post<{ status: string }>(CONVENOR, path, { opinion: '整改到位' });
  journey.same('the item', closed.status, 'closed');
  await journey.does(CONVENOR, 'closes the item');
}

export const dueIn = async (journey: Journey, days: number): Promise<string> =>
  addDays(await journey.clock.today(), days);

/** 公示: ten working days for the public, during which nobody can pass. */
export async function publicNotice(journey: Journey, id: string): Promise<string> {
  const { notice } = await act(journey, REVIEWER, id, 'publish-notice', { medium: '巩义市人民政府网站' });
  await journey.does(
    REVIEWER,
    `publishes the notice: ${notice!.workingDays} working days, ${notice!.startsOn} to ${notice!.endsOn}`,
  );
  if (!notice!.calendarComplete)
    journey.note(`(the holidays of ${notice!.endsOn.slice(0, 4)} are not published yet; the system says so)`);
  journey.same('the term in working days', notice!.workingDays, 10);
  return notice!.endsOn;
}

export const outputsToConfirm = (project: ProjectView) =>
  project.outputs.map(({ metric, plannedValue }) => ({ metric, value: plannedValue }));

export async function tryToPassEarly(journey: Journey, id: string, project: ProjectView): Promise<void> {
  const body = { outputs: outputsToConfirm(project) };
  const path = `/acceptances/${id}/actions/pass`;
  await journey.wrong(CONVENOR, 'tries to pass it now', path, body, [409, 'ACCEPTANCE_NOTICE_NOT_OVER']);
}

export async function pass(journey: Journey, id: string, project: ProjectView): Promise<void> {
  const body = { outputs: outputsToConfirm(project), comment: '公示无异议' };
  const passed = await act(journey, CONVENOR, id, 'pass', body);
  journey.same('the acceptance', passed.status, 'passed');
  await journey.does(CONVENOR, 'passes it and confirms the outputs');
  const after = await journey.inState(CONVENOR, project.id, 'completed');
  for (const { metric, unit, confirmedValue } of after.outputs)
    journey.note(`${metric}: ${Number(confirmedValue)} ${unit} confirmed`);
  journey.holds(
    'every output is confirmed',
    after.outputs.every(({ confirmedValue }) => confirmedValue !== null),
  );
}
