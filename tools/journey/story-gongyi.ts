import { addDays } from '#libs/kernel';
import {
  applyForAcceptance,
  conclude,
  deliberate,
  dueIn,
  pass,
  publicNotice,
  rectify,
  tryToPassEarly,
} from './acceptance.js';
import type { ProjectView } from './answers.js';
import { draft, preview, submit, throughToLibrary, type Plan } from './application.js';
import { openApproval, returnIt } from './approvals.js';
import { audit, close, evaluate, finalAccounts, history } from './closing.js';
import { fifthOfNextMonth, minus, type Journey } from './journey.js';
import { allocate, balances, contract, pay, requestOf, settle, type Contract, type Funds } from './money.js';
import { baseline, complete, monthBefore, report, start } from './work.js';

const OWNER = 'owner.gongyi.1.filer';
const POOL = '20000000.00';
const BUDGET = '8000000.00';
const CONTRACT = '7800000.00';
const MEASURED = '3000000.00';
/** 97 % of what was measured; 3 % stay until acceptance. */
const FIRST_PAYMENT = '2910000.00';
const SECOND_PAYMENT = minus(CONTRACT, FIRST_PAYMENT);

const plan: Plan = { owner: OWNER, region: '410181', place: '巩义市', total: BUDGET, days: 60 };

export interface Told {
  projectId: string;
  number: string;
}

/** From draft to closed: a county project of 巩义 that asks for central money. */
export async function gongyi(journey: Journey): Promise<Told> {
  journey.story('巩义市: a waste water plant that asks for central money, from draft to closed');
  journey.say(`It is ${await journey.clock.today()}.`);
  const project = await application(journey);
  const funds = await moneyAndPlan(journey, project);
  const signed = await building(journey, project, funds);
  await acceptance(journey, project);
  await ending(journey, project, funds, signed);
  return { projectId: project.id, number: project.number! };
}

async function application(journey: Journey): Promise<ProjectView> {
  journey.chapter('The application is drafted');
  const drafted = await draft(journey, plan);
  const steps = await preview(journey, plan, drafted);
  const expected = ['county_lead', 'county_finance', 'city_lead', 'province_joint'];
  journey.same(
    'the route',
    steps.map(({ key }) => key),
    expected,
  );
  journey.holds(
    'no step is skipped',
    steps.every(({ skipped }) => !skipped),
  );

  journey.chapter('It is submitted, returned once, corrected, and climbs to the province');
  const project = await submit(journey, plan, drafted);
  const approval = await openApproval(journey, project.id, 'application');
  const decision = { outcome: 'approve', opinion: '同意' };
  await journey.wrong(OWNER, 'tries to approve it', `/approvals/${approval}/decisions`, decision, [
    403,
    'ROLE_REQUIRED',
  ]);
  const due = await returnIt(journey, approval, '请补充进出水水质论证');
  const returned = await journey.inState(OWNER, project.id, 'returned');
  journey.same('the day of the correction', returned.returnedDueOn, due);
  journey.note(`to be corrected by ${due}`);
  const correction = { need: '汇入伊洛河的断面水质不能稳定达标；补充近三年进出水监测数据及论证' };
  await journey.client.patch(OWNER, `/projects/${project.id}`, returned.version, correction);
  await journey.client.post(OWNER, `/projects/${project.id}/actions/resubmit`, { comment: '已补充' });
  await journey.does(OWNER, 'corrects the application and submits it again');
  const back = await journey.inState(OWNER, project.id, 'under_review');
  journey.same('the number after the correction', back.number, project.number);
  journey.same('the steps decided', await throughToLibrary(journey, project), expected);
  return project;
}

async function moneyAndPlan(journey: Journey, project: ProjectView): Promise<Funds> {
  journey.chapter('Money and a milestone plan, without which nothing starts');
  const early = `/projects/${project.id}/actions/start`;
  await journey.wrong(OWNER, 'wants to start at once', early, {}, [422, 'BASELINE_NOT_APPROVED']);
  await baseline(journey, OWNER, project, plan.days);
  await journey.wrong(OWNER, 'wants to start without money', early, {}, [422, 'FUNDS_NOT_READY']);
  const funds = await allocate(journey, project.id, { pool: POOL, amount: BUDGET });
  await balances(journey, project.id, funds, { paid: '0.00', unpaid: BUDGET });
  await start(journey, OWNER, project);
  return funds;
}

async function building(journey: Journey, project: ProjectView, funds: Funds): Promise<Contract> {
  journey.chapter('The first month: contract, report, milestones, payment');
  const signed = await contract(journey, OWNER, project.id, CONTRACT);
  const first = await journey.waitUntil(fifthOfNextMonth(await journey.clock.today()), 'work on the site');
  await report(journey, OWNER, project, {
    month: monthBefore(first),
    investmentDone: MEASURED,
    percents: [100, 100, 100, 10],
  });
  const milestoneIds = await complete(journey, OWNER, project, 0, 3);
  const measured = await settle(journey, OWNER, project.id, signed, MEASURED);
  const payment = { amount: MEASURED, milestoneIds, purpose: '第一期进度款' };
  const tooMuch = await requestOf(journey, OWNER, project.id, funds, signed, payment);
  const path = `/projects/${project.id}/disbursements`;
  await journey.wrong(OWNER, `asks for all of the ${MEASURED} yuan`, path, tooMuch, [422, 'RETENTION_EXCEEDED']);
  await pay(journey, OWNER, project.id, { ...tooMuch, amount: FIRST_PAYMENT }, FIRST_PAYMENT);
  await balances(journey, project.id, funds, { paid: FIRST_PAYMENT, unpaid: minus(BUDGET, FIRST_PAYMENT) });

  journey.chapter('The second month: report, and all milestones are reached');
  const second = await journey.waitUntil(fifthOfNextMonth(first), 'work on the site');
  const percents = [100, 100, 100, 100, 100, 100, 90, 50];
  await report(journey, OWNER, project, { month: monthBefore(second), investmentDone: '7500000.00', percents });
  await complete(journey, OWNER, project, 3, percents.length);
  const outputs = project.outputs.map(({ metric, plannedValue }) => ({ metric, value: plannedValue }));
  await journey.client.put(OWNER, `/projects/${project.id}/outputs`, { outputs });
  await journey.does(
    OWNER,
    `reports the outputs: ${outputs.map(({ metric, value }) => `${metric} ${value}`).join(', ')}`,
  );
  return measured;
}

async function acceptance(journey: Journey, project: ProjectView): Promise<void> {
  journey.chapter('Acceptance, first round: something must be put right');
  const first = await applyForAcceptance(journey, OWNER, project);
  const finding = { key: 'online', note: '出水在线监测设备缺少备用电源' };
  await deliberate(journey, first, { votes: ['rectify', 'rectify', 'pass'], finding });
  const items = [{ text: '补装在线监测备用电源', dueOn: await dueIn(journey, 10) }];
  const concluded = await conclude(journey, first.id, { items, opinion: '限期整改后复验' }, 'rectify');
  await rectify(journey, OWNER, project, concluded);

  journey.chapter('Acceptance, second round: it passes, and the public is heard');
  const second = await applyForAcceptance(journey, OWNER, project);
  journey.same('the round', second.round, 2);
  await deliberate(journey, second, { votes: ['pass', 'pass', 'pass'] });
  await conclude(journey, second.id, {}, 'pass');
  const endsOn = await publicNotice(journey, second.id);
  await tryToPassEarly(journey, second.id, project);
  await journey.waitUntil(addDays(endsOn, 1), 'the public notice');
  await pass(journey, second.id, project);
}

async function ending(journey: Journey, project: ProjectView, funds: Funds, measured: Contract): Promise<void> {
  journey.chapter('Final payment and final accounts');
  const settled = await settle(journey, OWNER, project.id, measured, CONTRACT);
  const milestones = await journey.client.get<{ items: { id: string }[] }>(OWNER, `/projects/${project.id}/milestones`);
  const payment = { amount: SECOND_PAYMENT, milestoneIds: milestones.items.map(({ id }) => id), purpose: '竣工结算款' };
  const request = await requestOf(journey, OWNER, project.id, funds, settled, payment);
  await pay(journey, OWNER, project.id, request, SECOND_PAYMENT);
  const rest = minus(BUDGET, CONTRACT);
  await balances(journey, project.id, funds, { paid: CONTRACT, unpaid: rest });
  await finalAccounts(journey, OWNER, project, CONTRACT);

  journey.chapter('Evaluation by three, closing by two');
  await evaluate(journey, OWNER, project.id);
  await close(journey, OWNER, project, rest);

  journey.chapter('What remains: history, ledger and audit trail');
  const states = await history(journey, project.id);
  journey.same('the states it went through', states.slice(-STATES.length), STATES);
  await audit(journey, project.id, funds, CONTRACT);
}

const STATES = [
  'under_review',
  'returned',
  'under_review',
  'reserved',
  'implementing',
  'under_acceptance',
  'rectifying',
  'under_acceptance',
  'completed',
  'closed',
];
