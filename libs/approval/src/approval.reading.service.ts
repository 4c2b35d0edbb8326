import { Injectable } from '@nestjs/common';
import { hasRole, type Actor, type Bilingual, type CalendarDate } from '#libs/kernel';
import { Database, decodeCursor, pageOf, WorkCalendars, type Page } from '#libs/platform';
import { ApprovalErrors } from './approval.errors.js';
import { approvalLifecycle, type ApprovalStatus, type TaskStatus } from './approval.lifecycle.js';
import { seesDecision, seesOpinion, standingOf } from './approval.permissions.js';
import * as sql from './approval.reading.queries.js';

import type { ApprovalState, StepState, TaskState } from './approval.state.js';
import { OUTCOMES, type Outcome, type ResumeAt, type SubjectType } from './approval.types.js';
import { returnChoices, returnTargets, type ReturnChoice } from './return.rules.js';
import { ApprovalRoutes } from './routes.service.js';

export const BOXES = ['todo', 'done', 'started', 'cc'] as const;
export type Box = (typeof BOXES)[number];

export interface BoxFilter {
  box: Box;
  subjectType?: SubjectType;
  projectId?: string;
  q?: string;
  limit: number;
  cursor?: string;
}

interface BoxRow {
  id: string;
  subjectType: SubjectType;
  subjectId: string;
  projectId: string | null;
  title: string;
  status: ApprovalStatus;
  round: number;
  regionCode: string;
  openedAt: Date;
  finishedAt: Date | null;
  filedBy: string;
  stepKey: string | null;
  stepTitle: string | null;
  stepTitleEn: string | null;
  dueOn: CalendarDate | null;
  /** Only in the box `todo`: `open` waits for a proposal, `proposed` for a decision. */
  taskStatus: TaskStatus | null;
  /** Only in the box `done`: what this person said. */
  outcome: Outcome | null;
  /** Only in the box `cc`: when this person marked it as read. */
  readAt: Date | null;
}

export interface BoxItem extends BoxRow {
  /** Working days to the limit; negative when it has passed. Passing it approves nothing (§4). */
  remainingWorkingDays: number | null;
}

export interface DecisionView {
  id: string;
  act: 'propose' | 'decide';
  outcome: Outcome;
  opinion: string | null;
  returnTo: string | null;
  resumeAt: ResumeAt | null;
  personId: string;
  personName: string;
  organisationId: string;
  round: number;
  at: string;
}

export interface UrgeView {
  id: string;
  personId: string;
  personName: string;
  organisationId: string;
  onDay: CalendarDate;
  note: string | null;
  at: string;
}

export interface StoryStep extends Omit<StepState, 'tasks'> {
  openedAt: string | null;
  finishedAt: string | null;
  remainingWorkingDays: number | null;
  tasks: (TaskState & { organisationName: string; organisationNameEn: string })[];
  decisions: DecisionView[];
  urges: UrgeView[];
}

export interface ActionView {
  action: Outcome;
  /** Whether it would be a proposal or the decision. */
  act: 'propose' | 'decide' | null;
  allowed: boolean;
  code: string | null;
  reason: Bilingual | null;
  /** Where a return may go. */
  returnTo: string[];
}

interface StoryRow {
  id: string;
  subjectType: SubjectType;
  subjectId: string;
  projectId: string | null;
  title: string;
  status: ApprovalStatus;
  round: number;
  regionCode: string;
  ownerOrganisationId: string | null;
  openedAt: Date;
  finishedAt: Date | null;
  finishReason: string | null;
  dueOn: CalendarDate | null;
  currentStepId: string | null;
  returnedStepKey: string | null;
  resumeAt: ResumeAt | null;
  version: number;
  filedBy: { id: string; name: string };
  route: { id: string; version: number };
  steps: StoryStep[];
}

export interface ApprovalStory extends StoryRow {
  /** Every step as a place to return to from the open one; empty when none is open. */
  returnable: ReturnChoice[];
  actions: ActionView[];
}

type BoxCounts = Record<Box | 'overdue' | 'ccUnread', number>;
type Standpoint = Pick<ApprovalState, 'filers' | 'decidedHere'>;

/** 待办, 已办, 我发起, 抄送我, and the whole story of one approval. Reads only. */
@Injectable()
export class ApprovalReading {
  constructor(
    private readonly database: Database,
    private readonly calendars: WorkCalendars,
    private readonly routes: ApprovalRoutes,
  ) {}

  async list(actor: Actor, filter: BoxFilter): Promise<Page<BoxItem>> {
    const list = `approvals:${filter.box}`;
    const calendar = await this.calendars.current();
    return this.database.read(actor, async (r) => {
      const [key, id] = filter.cursor ? decodeCursor(list, filter.cursor) : START[filter.box];
      const params = [...paramsOf(actor, filter), key, id, filter.limit + 1];
      const rows = await r.query<BoxRow & { rowId: string; sortKey: string }>(sql.boxes[filter.box], params);
      const page = pageOf(list, rows, filter.limit, (row) => [row.sortKey, row.rowId]);
      const items = page.items.map(({ rowId: _row, sortKey: _key, ...row }) => ({
        ...row,
        remainingWorkingDays: row.dueOn === null ? null : calendar.workingDaysBetween(r.today, row.dueOn),
      }));
      return { ...page, items };
    });
  }

  async counts(actor: Actor): Promise<BoxCounts> {
    return this.database.read(actor, async (r) => {
      const row = await r.one<BoxCounts>(sql.counts, [...paramsOf(actor, {}), r.today]);
      return row!;
    });
  }

  /** @throws APPROVAL_NOT_FOUND */
  async story(actor: Actor, id: string): Promise<ApprovalStory> {
    const calendar = await this.calendars.current();
    return this.database.read(actor, async (r) => {
      const row = await r.one<StoryRow & Standpoint>(sql.story, [id, actor.personId]);
      if (!row) throw ApprovalErrors.APPROVAL_NOT_FOUND();
      const { filers, decidedHere, ...story } = row;
      const isFinished = approvalLifecycle.isFinal(row.status);
      const isOwner = actor.scope.kind === 'owner';
      const steps = row.steps.map((step) => ({
        ...step,
        tasks: isOwner ? step.tasks.map((task) => ({ ...task, proposedBy: null })) : step.tasks,
        remainingWorkingDays:
          step.status === 'open' && step.dueOn ? calendar.workingDaysBetween(r.today, step.dueOn) : null,
        decisions: step.decisions
          .filter((decision) => seesDecision(actor, decision))
          .map((decision) => (seesOpinion(actor, decision, isFinished) ? decision : { ...decision, opinion: null })),
      }));
      const open = row.steps.find((step) => step.id === row.currentStepId);
      const returnable = open ? returnChoices(row, open) : [];
      return { ...story, steps, returnable, actions: actionsOf(actor, { ...row, filers, decidedHere }) };
    });
  }

  /** The routes in force, one per subject. */
  listRoutes(actor: Actor, subjectType: SubjectType | null) {
    return this.database.read(actor, async (r) => ({ items: await this.routes.listIn(r, subjectType) }));
  }
}

const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
const START: Readonly<Record<Box, [string, string]>> = {
  todo: ['-infinity', '00000000-0000-0000-0000-000000000000'],
  done: ['infinity', LAST_ID],
  started: ['infinity', LAST_ID],
  cc: ['infinity', LAST_ID],
};

/** In the order of approval.reading.queries.ts, $1 to $7. */
const paramsOf = (actor: Actor, filter: Partial<BoxFilter>): unknown[] => [
  actor.organisationId,
  actor.personId,
  hasRole(actor, ...(actor.departmentKind === 'finance' ? (['finance_officer'] as const) : (['reviewer'] as const))),
  filter.subjectType ?? null,
  filter.projectId ?? null,
  filter.q ?? null,
  hasRole(actor, ...(actor.departmentKind === 'finance' ? (['finance_approver'] as const) : (['approver'] as const))),
];

/** Every outcome with whether this caller may choose it now, or the reason why not. */
function actionsOf(actor: Actor, approval: StoryRow & Standpoint): ActionView[] {
  const standing = standingOf(actor, approval);
  return OUTCOMES.map((action) => {
    if (!('act' in standing)) {
      const { code, reason } = standing.verdict;
      return { action, act: null, allowed: false, code, reason, returnTo: [] };
    }
    const targets = returnTargets(approval, standing.step).map((step) => step.key);
    const returnTo = action === 'return' ? ['owner', ...targets] : [];
    return { action, act: standing.act, allowed: true, code: null, reason: null, returnTo };
  });
}
