import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Approvals, type ApprovalRef } from '#libs/approval';
import { addMonths, KernelErrors, newId, sumFen, type Actor, type CalendarDate } from '#libs/kernel';
import { Database, type Reader, type Tx } from '#libs/platform';
import { ProjectFiles, Projects, projectLifecycle, type ProjectRow } from '#libs/project';
import { AcceptanceErrors } from './acceptance.errors.js';
import { AcceptanceEvent } from './acceptance.events.js';
import { finalAccountsLifecycle, type FinalAccountsAction, type FinalAccountsStatus } from './acceptance.lifecycle.js';
import { insist, mayAs, standingsOf } from './acceptance.permissions.js';
import { AcceptancePolicies } from './acceptance.policy.js';
import { checkCosts, type CostLine } from './acceptance.rules.js';
import * as sql from './closing.queries.js';

interface FinalAccountsRow {
  id: string;
  projectId: string;
  status: FinalAccountsStatus;
  note: string | null;
  fileIds: string[];
  total: bigint;
  filedBy: string | null;
  filedAt: Date | null;
  approvedAt: Date | null;
  opinion: string | null;
  version: number;
}

export interface FinalAccountsView extends FinalAccountsRow {
  lines: CostLine[];
  dueOn: CalendarDate | null;
}

export interface FinalAccountsInput {
  lines: CostLine[];
  note?: string | null;
  fileIds: string[];
}

const SUBJECT = 'final_accounts' as const;

/** 竣工财务决算: what the project cost in the end, approved by the lead department and then by finance (财建〔2016〕503号). */
@Injectable()
export class FinalAccountsDesk implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly projects: Projects,
    private readonly files: ProjectFiles,
    private readonly approvals: Approvals,
    private readonly policies: AcceptancePolicies,
  ) {}

  onModuleInit(): void {
    this.approvals.register({
      type: SUBJECT,
      approved: (tx, approval) => this.decideIn(tx, approval, 'approve', null),
      returned: (tx, approval, info) => this.decideIn(tx, approval, 'return', info.opinion),
      // Accounts must be made in the end: a rejection sends them back to be made anew.
      rejected: (tx, approval, info) => this.decideIn(tx, approval, 'return', info.opinion),
      recalled: (tx, approval) => this.decideIn(tx, approval, 'return', null),
    });
  }

  get(actor: Actor, projectId: string): Promise<FinalAccountsView> {
    return this.database.read(actor, async (r) => {
      const project = await this.projects.getIn(r, projectId);
      const accounts = await r.one<FinalAccountsRow>(sql.getAccountsOf, [projectId]);
      if (!accounts) throw AcceptanceErrors.FINAL_ACCOUNTS_NOT_FOUND();
      return this.viewIn(r, project, accounts);
    });
  }

  /** Made or made anew while nobody is deciding on them. @param version of what the caller has read, if it exists */
  put(
    actor: Actor,
    projectId: string,
    version: number | undefined,
    input: FinalAccountsInput,
  ): Promise<FinalAccountsView> {
    return this.database.run(actor, async (tx) => {
      const project = await this.lockIn(tx, projectId);
      const before = await tx.one<FinalAccountsRow>(sql.lockAccountsOf, [projectId]);
      if (before && before.status !== 'draft' && before.status !== 'returned') {
        const { zh: stateZh, en: state } = finalAccountsLifecycle.states[before.status];
        throw AcceptanceErrors.FINAL_ACCOUNTS_FIXED({ state: state.toLowerCase(), stateZh });
      }
      if (before && version !== undefined && version !== before.version) throw KernelErrors.VERSION_CONFLICT();
      const errors = checkCosts(input.lines);
      if (errors.length > 0) throw AcceptanceErrors.FINAL_ACCOUNTS_INVALID({}, errors);
      await this.files.requireFilesIn(tx, projectId, input.fileIds);
      const accounts = await this.writeIn(tx, projectId, before, input);
      await this.auditIn(tx, accounts, 'save', before, { ...input, total: accounts.total });
      await tx.emit(AcceptanceEvent.finalAccountsSaved, { projectId, finalAccountsId: accounts.id });
      return this.viewIn(tx, project, accounts);
    });
  }

  /** @throws FINAL_ACCOUNTS_FILES_MISSING, ACTION_NOT_AVAILABLE */
  submit(actor: Actor, projectId: string): Promise<FinalAccountsView> {
    return this.database.run(actor, async (tx) => {
      const project = await this.lockIn(tx, projectId);
      const accounts = await tx.one<FinalAccountsRow>(sql.lockAccountsOf, [projectId]);
      if (!accounts) throw AcceptanceErrors.FINAL_ACCOUNTS_NOT_FOUND();
      const to = finalAccountsLifecycle.next(accounts.status, 'submit');
      if (accounts.fileIds.length === 0) throw AcceptanceErrors.FINAL_ACCOUNTS_FILES_MISSING();
      const params = [accounts.id, accounts.status, to, actor.personId, tx.now];
      const moved = await tx.one<FinalAccountsRow>(sql.submitAccounts, params);
      if (!moved) throw KernelErrors.LOST_RACE();
      await this.openIn(tx, project, moved);
      await this.auditIn(tx, moved, 'submit', { status: accounts.status }, { status: to });
      await tx.emit(AcceptanceEvent.finalAccountsSubmitted, { projectId, finalAccountsId: moved.id });
      return this.viewIn(tx, project, moved);
    });
  }

  /** A returned approval goes on where it was; a rejected one is over, so a new one begins. */
  private async openIn(tx: Tx, project: ProjectRow, accounts: FinalAccountsRow): Promise<void> {
    const subject = { type: SUBJECT, id: accounts.id };
    const facts = await this.projects.routeFactsIn(tx, project);
    const current = await this.approvals.currentIn(tx, subject);
    if (current?.status === 'returned') return this.approvals.resubmitIn(tx, subject, facts);
    await this.approvals.openIn(tx, {
      subject,
      projectId: project.id,
      title: `${project.name} · 竣工决算`,
      ownerOrganisationId: project.ownerOrganisationId,
      filedBy: tx.actor.personId,
      facts,
    });
  }

  private async decideIn(
    tx: Tx,
    approval: ApprovalRef,
    action: Exclude<FinalAccountsAction, 'submit'>,
    opinion: string | null,
  ): Promise<void> {
    const accounts = await tx.one<FinalAccountsRow>(sql.lockAccounts, [approval.subject.id]);
    if (!accounts) throw AcceptanceErrors.FINAL_ACCOUNTS_NOT_FOUND();
    const to = finalAccountsLifecycle.next(accounts.status, action);
    const params = [accounts.id, accounts.status, to, action === 'approve' ? tx.now : null, opinion];
    if (!(await tx.one(sql.decideAccounts, params))) throw KernelErrors.LOST_RACE();
    await this.auditIn(tx, accounts, action, { status: accounts.status }, { status: to }, opinion);
    const approved = action === 'approve';
    const topic = approved ? AcceptanceEvent.finalAccountsApproved : AcceptanceEvent.finalAccountsReturned;
    await tx.emit(topic, { projectId: accounts.projectId, finalAccountsId: accounts.id });
  }

  private async lockIn(tx: Tx, projectId: string): Promise<ProjectRow> {
    const project = await this.projects.lockIn(tx, projectId);
    insist(mayAs(standingsOf(tx.actor, project), 'owner'));
    requireCompleted(project);
    return project;
  }

  private async writeIn(
    tx: Tx,
    projectId: string,
    before: FinalAccountsRow | undefined,
    { lines, note = null, fileIds }: FinalAccountsInput,
  ): Promise<FinalAccountsRow> {
    const total = sumFen(lines.map((line) => line.amount)).toString();
    const accounts = before
      ? await tx.one<FinalAccountsRow>(sql.rewriteAccounts, [before.id, note, fileIds, total, before.version])
      : await tx.one<FinalAccountsRow>(sql.insertAccounts, [
          newId(),
          projectId,
          note,
          fileIds,
          total,
          tx.actor.personId,
          tx.now,
        ]);
    if (!accounts) throw KernelErrors.LOST_RACE();
    if (before) await tx.query(sql.deleteCosts, [accounts.id]);
    const columns = [lines.map((line) => line.kind), lines.map((line) => line.amount.toString())];
    await tx.query(sql.insertCosts, [accounts.id, projectId, ...columns]);
    return accounts;
  }

  private auditIn(
    tx: Tx,
    { id: subjectId, projectId }: FinalAccountsRow,
    action: string,
    before: unknown,
    after: unknown,
    reason: string | null = null,
  ): Promise<void> {
    return tx.audit({ subjectType: SUBJECT, subjectId, projectId, action, before, after, reason });
  }

  private async viewIn(r: Reader | Tx, project: ProjectRow, accounts: FinalAccountsRow): Promise<FinalAccountsView> {
    const lines = await r.query<CostLine>(sql.listCosts, [accounts.id]);
    const months = await this.policies.valueIn(r, 'final_accounts.due_months');
    return { ...accounts, lines, dueOn: project.completedOn && addMonths(project.completedOn, months) };
  }
}

/** What follows acceptance waits for it. @throws PROJECT_NOT_COMPLETED */
export function requireCompleted(project: ProjectRow): void {
  if (project.status === 'completed') return;
  const state = projectLifecycle.states[project.status];
  throw AcceptanceErrors.PROJECT_NOT_COMPLETED({ state: state.en.toLowerCase(), stateZh: state.zh });
}
