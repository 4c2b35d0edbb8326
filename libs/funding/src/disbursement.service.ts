import { Injectable } from '@nestjs/common';
import { KernelErrors, ensure, newId, type Actor, type CalendarDate, type Fen } from '#libs/kernel';
import { Approvals } from '#libs/approval';
import { Database, decodeCursor, type Page, type Reader, type Tx } from '#libs/platform';
import { ProjectFiles, Projects, type ProjectRow } from '#libs/project';
import * as sql from './disbursement.queries.js';
import { FundingErrors } from './funding.errors.js';
import { fundingEvent } from './funding.events.js';
import { disbursementLifecycle, type DisbursementAction, type DisbursementStatus } from './funding.lifecycle.js';
import { mayActAsOwner } from './funding.permissions.js';
import { found, refused, rule } from './funding.refusals.js';
import { paymentVerdict, type PoolSource } from './funding.rules.js';
import { page } from './ledger.service.js';
import { LAST_ID } from './pool.service.js';

export interface NewDisbursement {
  lineId: string;
  contractId: string;
  amount: Fen;
  /** The contract's party unless told. */
  payeeName?: string | null;
  invoiceNo: string;
  purpose: string;
  milestoneIds: string[];
  fileIds: string[];
}

export type DisbursementCorrection = Partial<Omit<NewDisbursement, 'lineId'>>;

export interface DisbursementRow {
  id: string;
  projectId: string;
  lineId: string;
  poolId: string;
  source: PoolSource;
  contractId: string;
  amount: Fen;
  payeeName: string;
  invoiceNo: string;
  purpose: string;
  milestoneIds: string[];
  fileIds: string[];
  status: DisbursementStatus;
  requestedBy: string;
  requestedAt: Date;
  confirmedBy: string | null;
  confirmedAt: Date | null;
  preparedBy: string | null;
  preparedAt: Date | null;
  releasedBy: string | null;
  releasedAt: Date | null;
  voucherNo: string | null;
  paidOn: CalendarDate | null;
  opinion: string | null;
  reversalRequestedBy: string | null;
  reversalReason: string | null;
  reversedBy: string | null;
  reversedAt: Date | null;
  version: number;
}

interface PaymentBase {
  poolId: string;
  source: PoolSource;
  lineAmount: Fen;
  issued: boolean;
  /** Null when the contract is not one of this project. */
  settled: Fen | null;
  party: string | null;
  lineTaken: Fen;
  contractTaken: Fen;
  unpaid: Fen;
}

const LIST = 'disbursements';

/** 用款申请: asked for by the owner, corrected, withdrawn; and the one place that moves its state. */
@Injectable()
export class Disbursements {
  constructor(
    private readonly database: Database,
    private readonly projects: Projects,
    private readonly files: ProjectFiles,
    private readonly approvals: Approvals,
  ) {}

  request(actor: Actor, projectId: string, input: NewDisbursement): Promise<DisbursementRow> {
    return this.database.run(actor, (tx) => this.requestIn(tx, projectId, input));
  }

  async requestIn(tx: Tx, projectId: string, input: NewDisbursement): Promise<DisbursementRow> {
    const project = await this.projects.lockIn(tx, projectId);
    ensure(mayActAsOwner(tx.actor, project));
    const id = newId();
    const base = await this.checkIn(tx, project, { ...input, id }, true);
    await this.checkEvidenceIn(tx, projectId, input);
    const { lineId, contractId, amount, invoiceNo, purpose, milestoneIds, fileIds } = input;
    const payee = input.payeeName ?? base.party;
    const what = [contractId, amount, payee, invoiceNo, purpose, milestoneIds, fileIds];
    const values = [id, projectId, lineId, base.poolId, base.source, ...what, tx.actor.personId, tx.now];
    await tx.query(sql.insertDisbursement, values).catch(refused);
    await tx.audit({ subjectType: 'disbursement', subjectId: id, projectId, action: 'request', after: input });
    await this.approvals.openIn(tx, {
      subject: { type: 'disbursement', id },
      projectId,
      title: `${project.name} · ${purpose}`,
      ownerOrganisationId: project.ownerOrganisationId,
      filedBy: tx.actor.personId,
      facts: await this.projects.routeFactsIn(tx, project),
    });
    await tx.emit(fundingEvent.disbursementRequested, { disbursementId: id, projectId });
    return found(await tx.one<DisbursementRow>(sql.getDisbursement, [id]));
  }

  /** Corrects and files again what was returned; it goes on where the returner chose (§3 resubmit). */
  async resubmitIn(tx: Tx, id: string, correction: DisbursementCorrection): Promise<DisbursementRow> {
    const { project, row } = await this.lockIn(tx, id);
    ensure(mayActAsOwner(tx.actor, project));
    // First: outside `returned` nothing is looked at, let alone changed.
    disbursementLifecycle.next(row.status, 'resubmit', 'requested');
    const next = { ...row, ...correction, payeeName: correction.payeeName ?? row.payeeName };
    await this.checkIn(tx, project, next, true);
    await this.checkEvidenceIn(tx, project.id, next);
    const { contractId, amount, payeeName, invoiceNo, purpose, milestoneIds, fileIds } = next;
    const values = [id, contractId, amount, payeeName, invoiceNo, purpose, milestoneIds, fileIds];
    const corrected = found(await tx.one<DisbursementRow>(sql.correctDisbursement, values).catch(refused));
    const subject = { type: 'disbursement' as const, id };
    await this.approvals.resubmitIn(tx, subject, await this.projects.routeFactsIn(tx, project));
    const current = await this.approvals.currentIn(tx, subject);
    const desks = current?.currentStep?.desks.map((desk) => desk.organisationId) ?? [];
    const atFinance =
      row.confirmedBy !== null && (await tx.one<{ finance: boolean }>(sql.isFinanceDesk, [desks]))?.finance;
    return this.moveIn(tx, corrected, 'resubmit', { choice: atFinance ? 'progress_confirmed' : 'requested' });
  }

  async withdrawIn(tx: Tx, id: string, reason: string | null): Promise<DisbursementRow> {
    const { project, row } = await this.lockIn(tx, id);
    ensure(mayActAsOwner(tx.actor, project));
    const moved = await this.moveIn(tx, row, 'withdraw', { opinion: reason });
    const subject = { type: 'disbursement' as const, id };
    // Under way it can be recalled only while nobody has decided; once returned, the owner may drop it.
    if (row.status === 'requested') await this.approvals.recallIn(tx, subject);
    else await this.approvals.cancelIn(tx, subject, reason ?? '项目单位撤回');
    return moved;
  }

  /** The project first, then the document: every writer of money takes locks in this order. */
  async lockIn(tx: Tx, id: string): Promise<{ project: ProjectRow; row: DisbursementRow }> {
    const seen = await tx.one<DisbursementRow>(sql.getDisbursement, [id]);
    if (!seen) throw FundingErrors.DISBURSEMENT_NOT_FOUND();
    const project = await this.projects.lockIn(tx, seen.projectId);
    const row = found(await tx.one<DisbursementRow>(sql.lockDisbursement, [id]));
    return { project, row };
  }

  /** The rules of §5 for a payment. @param asked at the request, what others ask for counts as taken; at the release only what was paid */
  async checkIn(
    tx: Tx,
    project: ProjectRow,
    what: { id: string; lineId: string; contractId: string; amount: Fen },
    asked: boolean,
  ): Promise<PaymentBase> {
    if (what.amount <= 0n) throw KernelErrors.MONEY_MALFORMED();
    const params = [project.id, what.lineId, what.contractId, what.id, asked];
    const base = await tx.one<PaymentBase>(sql.paymentFacts, params);
    if (!base) throw FundingErrors.LINE_NOT_FOUND();
    if (!base.issued) throw FundingErrors.LINE_NOT_ISSUED();
    if (base.settled === null) throw FundingErrors.CONTRACT_NOT_FOUND();
    rule(paymentVerdict({ ...base, status: project.status, amount: what.amount, settled: base.settled }));
    return base;
  }

  async moveIn(
    tx: Tx,
    row: DisbursementRow,
    action: DisbursementAction,
    { opinion = null, choice }: { opinion?: string | null; choice?: DisbursementStatus } = {},
  ): Promise<DisbursementRow> {
    const to = disbursementLifecycle.next(row.status, action, choice);
    const params = [row.id, row.status, to, opinion, action, tx.actor.personId, tx.now];
    const moved = found(await tx.one<DisbursementRow>(sql.moveDisbursement, params).catch(refused));
    await tx.audit({
      subjectType: 'disbursement',
      subjectId: row.id,
      projectId: row.projectId,
      action,
      before: { status: row.status },
      after: { status: to, voucherNo: moved.voucherNo, paidOn: moved.paidOn },
      reason: opinion,
    });
    return moved;
  }

  async getIn(r: Reader | Tx, id: string): Promise<DisbursementRow> {
    const row = await r.one<DisbursementRow>(sql.getDisbursement, [id]);
    if (!row) throw FundingErrors.DISBURSEMENT_NOT_FOUND();
    return row;
  }

  get(actor: Actor, id: string) {
    return this.database.read(actor, async (r) => {
      const row = await this.getIn(r, id);
      const approval = (await this.approvals.currentIn(r, { type: 'disbursement', id })) ?? null;
      return { ...row, approval };
    });
  }

  list(
    actor: Actor,
    projectId: string,
    query: { limit: number; cursor?: string; status?: DisbursementStatus },
  ): Promise<Page<DisbursementRow>> {
    return this.database.read(actor, async (r) => {
      await this.projects.getIn(r, projectId);
      const [before] = query.cursor ? decodeCursor(LIST, query.cursor) : [LAST_ID];
      const params = [projectId, before, query.status ?? null, query.limit + 1];
      return page(LIST, await r.query<DisbursementRow>(sql.listDisbursements, params), query.limit, (row) => [row.id]);
    });
  }

  /** Tied to approved milestones and to documents (§5). */
  private async checkEvidenceIn(
    tx: Tx,
    projectId: string,
    { milestoneIds, fileIds }: { milestoneIds: string[]; fileIds: string[] },
  ): Promise<void> {
    await this.files.requireFilesIn(tx, projectId, fileIds);
    const wanted = new Set(milestoneIds);
    const known = await tx.one<{ count: number }>(sql.approvedMilestones, [projectId, [...wanted]]);
    if (wanted.size === 0 || known?.count !== wanted.size) throw FundingErrors.MILESTONE_NOT_APPROVED();
  }
}
