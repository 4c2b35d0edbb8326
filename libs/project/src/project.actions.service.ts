import { Injectable } from '@nestjs/common';
import { allow, deny, firstDenial, hasRole, KernelErrors, type Actor, type Language, type Verdict } from '#libs/kernel';
import { Database, type Reader, type Tx } from '#libs/platform';
import { ChangeRequests } from './change.service.js';
import { ProjectDrafts } from './project.drafting.service.js';
import { ProjectErrors } from './project.errors.js';
import { ProjectFilings } from './project.filing.service.js';
import {
  actionVia,
  projectLifecycle,
  projectOperations,
  type ProjectAction,
  type ProjectOperation,
  type Via,
} from './project.lifecycle.js';
import { actionVerdict, ensureAction, operationVerdict, stateAllows } from './project.permissions.js';
import { ActionConditions, ActionHandlers, type ActionInput } from './project.registries.js';
import type { ProjectRow } from './project.row.js';
import { Projects } from './project.service.js';

/** One line of `actions`: what the caller can do now, or why not. */
export interface ActionView {
  action: ProjectAction | ProjectOperation;
  name: string;
  /** Which resource brings it about: the project itself, an approval, a change request, an acceptance. */
  via: Via;
  allowed: boolean;
  code?: string;
  reason?: string;
}

/** The approvals of a project that are not finished, as its detail reads them. */
export interface OpenRequest {
  id: string;
  subjectType: string;
  status: string;
  step: {
    title: string;
    titleEn: string;
    dueOn: string | null;
    desks: { organisationId: string; status: string }[];
  } | null;
}

export interface ActionAnswer {
  id: string;
  number: string | null;
  libraryNumber: string | null;
  status: string;
  version: number;
}

const WHERE: Readonly<Record<Via, { zh: string; en: string }>> = {
  action: { zh: '本接口', en: 'this resource' },
  approval: { zh: '审批意见', en: 'POST /approvals/{id}/decisions' },
  change: { zh: '变更申请', en: 'POST /projects/{id}/changes' },
  acceptance: { zh: '验收', en: 'the acceptance of the project' },
  sweep: { zh: '系统定时任务', en: 'the sweep' },
};

const pending = deny('PROJECT_REQUEST_PENDING', '已有一项申请正在审核', 'A request is already being decided');
const notAtDesk = deny('PROJECT_NOT_AT_DESK', '当前步骤不由本单位办理', 'The current step is not at your desk');
const requestOf: Partial<Record<ProjectAction, string>> = { start: 'project_start', withdraw: 'withdrawal' };
const DECIDERS = ['reviewer', 'approver', 'finance_officer', 'finance_approver'] as const;
const listed = projectLifecycle.actionNames.filter((action) => actionVia[action] !== 'sweep');
const operations = Object.keys(projectOperations) as ProjectOperation[];

@Injectable()
export class ProjectActions {
  constructor(
    private readonly database: Database,
    private readonly projects: Projects,
    private readonly drafts: ProjectDrafts,
    private readonly filings: ProjectFilings,
    private readonly changes: ChangeRequests,
    private readonly conditions: ActionConditions,
    private readonly handlers: ActionHandlers,
  ) {}

  /** `POST /projects/{id}/actions/{action}` */
  take(actor: Actor, id: string, action: string, input: ActionInput): Promise<ActionAnswer> {
    return this.database.run(actor, async (tx) => {
      const project = await this.projects.lockIn(tx, id);
      if (input.version !== undefined) this.projects.expectVersion(project, input.version);
      if (action === 'copy') return answer(await this.drafts.copyIn(tx, project));
      if (!projectLifecycle.isAction(action)) throw ProjectErrors.PROJECT_ACTION_UNKNOWN({ action });
      await this.runIn(tx, project, action, input);
      return answer(await this.projects.getIn(tx, id));
    });
  }

  private async runIn(tx: Tx, project: ProjectRow, action: ProjectAction, input: ActionInput): Promise<unknown> {
    const handler = this.handlers.of(action);
    if (handler) {
      ensureAction(tx.actor, project, action);
      return handler.run(tx, project, input);
    }
    switch (action) {
      case 'submit':
        return this.filings.submitIn(tx, project, input);
      case 'resubmit':
        return this.filings.resubmitIn(tx, project, input);
      case 'recall':
        return this.filings.recallIn(tx, project, input);
      case 'withdraw':
        return this.filings.withdrawIn(tx, project, input);
      case 'start':
        return this.filings.startIn(tx, project, input);
      case 'suspend':
      case 'resume':
      case 'terminate':
        if (!input.reason) throw KernelErrors.VALIDATION_FAILED({}, [{ path: 'comment', code: 'REQUIRED' }]);
        return this.changes.fileIn(tx, project, { kind: action, reason: input.reason });
      default: {
        ensureAction(tx.actor, project, action);
        const where = WHERE[actionVia[action]];
        const actionZh = projectLifecycle.actions[action].zh;
        throw ProjectErrors.PROJECT_ACTION_ELSEWHERE({ action, actionZh, where: where.en, whereZh: where.zh });
      }
    }
  }

  /** Permission and state cost nothing; a registered condition reads, and is asked only when nothing else refuses. */
  async listIn(
    r: Reader,
    project: ProjectRow,
    requests: readonly OpenRequest[],
    language: Language,
  ): Promise<ActionView[]> {
    const views: ActionView[] = [];
    for (const action of listed) {
      let verdict = this.verdict(r.actor, project, action, requests);
      if (verdict.allowed) verdict = (await this.conditions.of(action)?.verdictIn(r, project)) ?? verdict;
      views.push(view(action, projectLifecycle.actions[action], actionVia[action], verdict, language));
    }
    for (const operation of operations) {
      const verdict = operationVerdict(r.actor, project, operation);
      const via: Via = operation === 'change_schedule' ? 'change' : 'action';
      views.push(view(operation, projectOperations[operation], via, verdict, language));
    }
    return views;
  }

  private verdict(actor: Actor, project: ProjectRow, action: ProjectAction, requests: readonly OpenRequest[]): Verdict {
    const byDecision = actionVia[action] === 'approval';
    if (byDecision) return firstDenial(stateAllows(project.status, action), atDesk(actor, requests));
    const request = requestOf[action];
    const waits = requests.some((r) => r.subjectType === request && r.status !== 'returned');
    return firstDenial(actionVerdict(actor, project, action), waits ? pending : allow());
  }
}

const answer = ({ id, number, libraryNumber, status, version }: ProjectRow): ActionAnswer => ({
  id,
  number,
  libraryNumber,
  status,
  version,
});

function atDesk(actor: Actor, requests: readonly OpenRequest[]): Verdict {
  const step = requests.find((request) => request.subjectType === 'application')?.step;
  const open = step?.desks.some((d) => d.organisationId === actor.organisationId && isOpen(d.status)) ?? false;
  return open && hasRole(actor, ...DECIDERS) ? allow() : notAtDesk;
}

const isOpen = (status: string): boolean => status === 'open' || status === 'proposed';

function view(
  action: ActionView['action'],
  name: { zh: string; en: string },
  via: Via,
  verdict: Verdict,
  language: Language,
): ActionView {
  const pick = (text: { zh: string; en: string }): string => (language === 'en' ? text.en : text.zh);
  const base = { action, name: pick(name), via, allowed: verdict.allowed };
  return verdict.allowed ? base : { ...base, code: verdict.code, reason: pick(verdict.reason) };
}
