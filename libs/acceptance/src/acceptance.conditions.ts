import { Injectable, type OnModuleInit } from '@nestjs/common';
import { allow, deny } from '#libs/kernel';
import { AcceptanceConditions, CloseConditions, PassConditions, type ProjectCondition } from '#libs/project';
import { DueSources } from '#libs/reminder';
import { acceptanceDue, annualEvaluationDue, finalAccountsDue, rectificationDue } from './acceptance.due.js';
import * as sql from './acceptance.queries.js';
import { closingState } from './closing.queries.js';

interface ProjectState {
  openRectifications: number;
  openItems: number;
  noticeOver: boolean;
  replanned: boolean;
}

interface ClosingState {
  accountsApproved: boolean;
  outputsConfirmed: boolean;
  evaluations: number;
}

/** The guards of §3 that only this lib can judge, told to the project, which asks them and shows them as reasons. */
@Injectable()
export class AcceptanceGuards implements OnModuleInit {
  constructor(
    private readonly acceptance: AcceptanceConditions,
    private readonly pass: PassConditions,
    private readonly close: CloseConditions,
    private readonly dueSources: DueSources,
  ) {}

  onModuleInit(): void {
    for (const condition of APPLY) this.acceptance.register(condition);
    for (const condition of PASS) this.pass.register(condition);
    for (const condition of CLOSE) this.close.register(condition);
    for (const source of [rectificationDue, acceptanceDue, finalAccountsDue, annualEvaluationDue])
      this.dueSources.register(source);
  }
}

/** `name` also orders the refusals: the first by name is the one that is told. */
function about<S>(
  statement: string,
  params: (project: { id: string }, today: string) => unknown[],
  name: string,
  isMet: (state: S) => boolean,
  refusal: (state: S) => [code: string, zh: string, en: string],
): ProjectCondition {
  return {
    name,
    check: async (r, project) => {
      const state = (await r.one(statement, params(project, r.today))) as S;
      return isMet(state) ? allow() : deny(...refusal(state));
    },
  };
}

const whenOpen = (...rest: Tail<typeof about<ProjectState>>) =>
  about<ProjectState>(sql.projectState, (project, today) => [project.id, today], ...rest);
const whenClosing = (...rest: Tail<typeof about<ClosingState>>) =>
  about<ClosingState>(closingState, (project) => [project.id], ...rest);
type Tail<F extends (...args: never[]) => unknown> =
  Parameters<F> extends [unknown, unknown, ...infer Rest] ? Rest : never;

const APPLY = [
  whenOpen(
    'acceptance_rectified',
    (state) => state.openRectifications === 0,
    ({ openRectifications: n }) => [
      'RECTIFICATION_OPEN',
      `还有 ${n} 项整改未销号`,
      `${n} rectification item(s) are open`,
    ],
  ),
  whenOpen(
    'acceptance_replanned',
    (state) => state.replanned,
    () => [
      'NEW_PLAN_NEEDED',
      '上一轮验收不通过，须先批准新的里程碑计划',
      'The last round failed: a new milestone plan comes first',
    ],
  ),
];

const PASS = [
  whenOpen(
    'acceptance_items',
    (state) => state.openItems === 0,
    ({ openItems: n }) => ['CHECKLIST_OPEN', `还有 ${n} 项未评审`, `${n} checklist item(s) are not answered`],
  ),
  whenOpen(
    'acceptance_notice',
    (state) => state.noticeOver,
    () => ['NOTICE_NOT_OVER', '公示期未满', 'The public notice is not over'],
  ),
];

const CLOSE = [
  whenClosing(
    'acceptance_accounts',
    (state) => state.accountsApproved,
    () => ['FINAL_ACCOUNTS_NOT_APPROVED', '竣工决算尚未批复', 'The final accounts are not approved'],
  ),
  whenClosing(
    'acceptance_evaluations',
    (state) => state.evaluations === 3,
    ({ evaluations: n }) => ['EVALUATION_MISSING', `三级评价已完成 ${n} 级`, `${n} of three evaluations are filed`],
  ),
  whenClosing(
    'acceptance_outputs',
    (state) => state.outputsConfirmed,
    () => ['OUTPUTS_NOT_CONFIRMED', '产出尚未全部确认', 'Not every output is confirmed'],
  ),
];
