import { Injectable, type OnModuleInit } from '@nestjs/common';
import { addYears, ensure, yearOf, type CalendarDate } from '#libs/kernel';
import { Approvals, type ApprovalRef, type OutcomeHandler } from '#libs/approval';
import type { Tx } from '#libs/platform';
import { REQUEST_ANSWERED, type RequestAnswered } from './project.events.js';
import { nextIn } from './project.parts.js';
import { Policies } from './project.policy.js';
import { StartConditions, WithdrawConditions } from './project.registries.js';
import { libraryPrefix, numbered } from './project.rules.js';
import { Projects } from './project.service.js';

/** What an approval about a project does to it, in the transaction of the decision. */
@Injectable()
export class ProjectOutcomes implements OnModuleInit {
  constructor(
    private readonly approvals: Approvals,
    private readonly projects: Projects,
    private readonly policies: Policies,
    private readonly startConditions: StartConditions,
    private readonly withdrawConditions: WithdrawConditions,
  ) {}

  onModuleInit(): void {
    this.approvals.register(this.application());
    this.approvals.register(this.start());
    this.approvals.register(this.withdrawal());
  }

  private application(): OutcomeHandler {
    return {
      type: 'application',
      approved: async (tx, approval) => {
        const project = await this.projects.lockIn(tx, approval.subject.id);
        const years = await this.policies.valueIn(tx, 'project.library_valid_years');
        const prefix = libraryPrefix(yearOf(tx.today));
        const libraryNumber = numbered(prefix, await nextIn(tx, prefix), 6);
        const libraryExpiresOn = addYears(tx.today, years);
        const set = { libraryNumber, reservedOn: tx.today, libraryExpiresOn };
        await this.projects.transitionIn(tx, project, 'approve', { set });
      },
      returned: async (tx, approval, info: { opinion: string; correctionDue: CalendarDate }) => {
        const project = await this.projects.lockIn(tx, approval.subject.id);
        const set = { returnedDueOn: info.correctionDue };
        await this.projects.transitionIn(tx, project, 'return', { reason: info.opinion, set });
      },
      rejected: async (tx, approval, info) => {
        const project = await this.projects.lockIn(tx, approval.subject.id);
        await this.projects.transitionIn(tx, project, 'reject', { reason: info.opinion });
      },
    };
  }

  private start(): OutcomeHandler {
    return {
      type: 'project_start',
      approved: async (tx, approval) => {
        const project = await this.projects.lockIn(tx, approval.subject.id);
        // Months may lie between filing and confirmation; money may have been taken back meanwhile.
        ensure(await this.startConditions.verdictIn(tx, project), 'rule');
        await this.projects.transitionIn(tx, project, 'start');
      },
      returned: (tx, approval, info) => answered(tx, approval, 'returned', info.opinion),
      rejected: (tx, approval, info) => answered(tx, approval, 'rejected', info.opinion),
    };
  }

  private withdrawal(): OutcomeHandler {
    return {
      type: 'withdrawal',
      approved: async (tx, approval) => {
        const project = await this.projects.lockIn(tx, approval.subject.id);
        ensure(await this.withdrawConditions.verdictIn(tx, project), 'rule');
        const start = { type: 'project_start' as const, id: project.id };
        await this.approvals.cancelIn(tx, start, '项目已撤销');
        await this.projects.transitionIn(tx, project, 'withdraw');
      },
      returned: (tx, approval, info) => answered(tx, approval, 'returned', info.opinion),
      rejected: (tx, approval, info) => answered(tx, approval, 'rejected', info.opinion),
    };
  }
}

/** The project stands where it stood; its owner is told. */
async function answered(
  tx: Tx,
  approval: ApprovalRef,
  outcome: RequestAnswered['outcome'],
  opinion: string,
): Promise<void> {
  const { id: subjectId, type: subjectType } = approval.subject;
  const payload: RequestAnswered = {
    projectId: approval.projectId!,
    subjectType,
    subjectId,
    filedBy: approval.filedBy,
    outcome,
    opinion,
  };
  await tx.emit(REQUEST_ANSWERED, payload);
}
