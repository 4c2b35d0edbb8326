import { Injectable, type OnModuleInit } from '@nestjs/common';
import { KernelErrors, ensure, firstDenial, newId, type Actor, type CalendarDate, type Fen } from '#libs/kernel';
import { Approvals } from '#libs/approval';
import { Database, type Tx } from '#libs/platform';
import { Projects, TerminationHandlers, type ProjectRow } from '#libs/project';
import * as payments from './disbursement.queries.js';
import { Disbursements, type DisbursementRow } from './disbursement.service.js';
import { FundingErrors } from './funding.errors.js';
import { fundingEvent } from './funding.events.js';
import { mayReturnMoney } from './funding.permissions.js';
import { refused, rule } from './funding.refusals.js';
import { returnVerdict } from './funding.rules.js';
import { Ledger, type ProjectBalance } from './ledger.service.js';
import * as sql from './pool.queries.js';

export interface NewReturn {
  poolId: string;
  amount: Fen;
  documentNo: string;
  reason: string;
  returnedOn: CalendarDate;
}

export interface ReturnView {
  id: string;
  projectId: string;
  poolId: string;
  amount: Fen;
  cause: 'document' | 'close';
  documentNo: string | null;
  reason: string;
  returnedOn: CalendarDate;
  createdBy: string;
  createdAt: Date;
}

interface ReturnDocument extends Omit<NewReturn, 'documentNo'> {
  cause: 'document' | 'close';
  documentNo: string | null;
}

/** 退回: unspent money goes from the project back to the pool it came from; at a termination it is listed for recovery. */
@Injectable()
export class Returns implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly projects: Projects,
    private readonly ledger: Ledger,
    private readonly disbursements: Disbursements,
    private readonly approvals: Approvals,
    private readonly terminations: TerminationHandlers,
  ) {}

  onModuleInit(): void {
    this.terminations.register({
      name: 'recovery list',
      terminated: (tx, project, change) => this.listForRecoveryIn(tx, project, change.reason),
    });
  }

  create(actor: Actor, projectId: string, input: NewReturn): Promise<ReturnView> {
    return this.database.run(actor, async (tx) => {
      const project = await this.projects.lockIn(tx, projectId);
      const pool = await tx.one<{ tier: typeof project.tier; regionCode: string }>(sql.poolFacts, [input.poolId]);
      const asPool = pool ? mayReturnMoney(actor, pool) : undefined;
      if (!asPool?.allowed) ensure(firstDenial(mayReturnMoney(actor, project)));
      if (input.amount <= 0n) throw KernelErrors.MONEY_MALFORMED();
      const balance = (await this.ledger.balancesIn(tx, projectId)).find((b) => b.poolId === input.poolId);
      if (!balance) throw FundingErrors.POOL_NOT_FOUND();
      rule(returnVerdict(input.amount, balance.unpaid, await this.pendingIn(tx, projectId, input.poolId)));
      return this.returnIn(tx, projectId, { ...input, cause: 'document' });
    });
  }

  /** At close: whatever was not spent goes back to its pools (§3 "balance returned"). @throws DISBURSEMENT_PENDING */
  async returnBalanceIn(tx: Tx, project: Pick<ProjectRow, 'id'>): Promise<ReturnView[]> {
    const returned: ReturnView[] = [];
    // Pool by pool in one order, as the chains are locked.
    for (const { poolId, unpaid } of await this.openBalancesIn(tx, project.id)) {
      rule(returnVerdict(unpaid, unpaid, await this.pendingIn(tx, project.id, poolId)));
      const document = { poolId, amount: unpaid, documentNo: null, reason: '竣工决算结余退回', returnedOn: tx.today };
      returned.push(await this.returnIn(tx, project.id, { ...document, cause: 'close' }));
    }
    return returned;
  }

  /** Unspent money of a project, Σ over its pools: 0 means the balance is returned. */
  async unspentIn(tx: Tx, projectId: string): Promise<Fen> {
    return (await this.openBalancesIn(tx, projectId)).reduce((sum, balance) => sum + balance.unpaid, 0n);
  }

  list(actor: Actor, projectId: string): Promise<{ items: ReturnView[] }> {
    return this.database.read(actor, async (r) => {
      await this.projects.getIn(r, projectId);
      return { items: await r.query<ReturnView>(sql.listReturns, [projectId]) };
    });
  }

  private async returnIn(tx: Tx, projectId: string, document: ReturnDocument): Promise<ReturnView> {
    const id = newId();
    const { poolId, amount, cause, documentNo, reason, returnedOn } = document;
    const { personId } = tx.actor;
    const values = [id, projectId, poolId, amount, cause, documentNo, reason, returnedOn, personId, tx.now];
    await tx.query(sql.insertReturn, values).catch(refused);
    await this.ledger.postIn(tx, {
      poolId,
      causeType: 'fund_return',
      causeId: id,
      occurredOn: returnedOn,
      note: documentNo ?? reason,
      moves: [{ from: 'project_unpaid', to: 'pool_free', projectId, amount }],
    });
    await tx.query(sql.settleRecovery, [projectId, poolId, amount]);
    await tx.audit({ subjectType: 'fund_return', subjectId: id, projectId, action: 'return', after: document, reason });
    await tx.emit(fundingEvent.fundsReturned, { returnId: id, projectId, poolId });
    return { id, projectId, ...document, createdBy: personId, createdAt: tx.now };
  }

  /** §3 terminate: open requests end, what is unspent is put on the recovery list. */
  private async listForRecoveryIn(tx: Tx, project: ProjectRow, reason: string): Promise<void> {
    for (const row of await tx.query<DisbursementRow>(payments.pendingDisbursements, [project.id])) {
      await this.disbursements.moveIn(tx, row, 'drop', { opinion: reason });
      await this.approvals.cancelIn(tx, { type: 'disbursement', id: row.id }, '项目已终止');
    }
    for (const { poolId, unpaid } of await this.openBalancesIn(tx, project.id)) {
      const id = newId();
      await tx.query(sql.insertRecovery, [id, project.id, poolId, unpaid, reason, tx.now, tx.actor.personId]);
      const after = { poolId, amount: unpaid };
      await tx.audit({
        subjectType: 'recovery_item',
        subjectId: id,
        projectId: project.id,
        action: 'list',
        after,
        reason,
      });
      await tx.emit(fundingEvent.recoveryListed, { recoveryItemId: id, projectId: project.id });
    }
  }

  private async openBalancesIn(tx: Tx, projectId: string): Promise<ProjectBalance[]> {
    return (await this.ledger.balancesIn(tx, projectId)).filter((balance) => balance.unpaid > 0n);
  }

  private async pendingIn(tx: Tx, projectId: string, poolId: string): Promise<Fen> {
    const rows = await tx.query<{ poolId: string; pending: Fen }>(sql.pendingByPool, [projectId]);
    return rows.find((row) => row.poolId === poolId)?.pending ?? 0n;
  }
}
