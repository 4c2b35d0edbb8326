import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Approvals } from '#libs/approval';
import type { Tx } from '#libs/platform';
import { Allocations } from './allocation.service.js';
import { fundingEvent } from './funding.events.js';
import { Ledger } from './ledger.service.js';

/** What the approval of an allocation does, in the transaction of the decision: issued means posted. */
@Injectable()
export class AllocationOutcomes implements OnModuleInit {
  constructor(
    private readonly approvals: Approvals,
    private readonly allocations: Allocations,
    private readonly ledger: Ledger,
  ) {}

  onModuleInit(): void {
    this.approvals.register({
      type: 'allocation',
      approved: (tx, approval) => this.issueIn(tx, approval.subject.id),
      returned: async (tx, approval, info) => {
        await this.allocations.moveIn(
          tx,
          await this.allocations.lockIn(tx, approval.subject.id),
          'return',
          info.opinion,
        );
        await tx.emit(fundingEvent.allocationReturned, {
          allocationId: approval.subject.id,
          filedBy: approval.filedBy,
        });
      },
      rejected: async (tx, approval, info) => {
        await this.allocations.moveIn(
          tx,
          await this.allocations.lockIn(tx, approval.subject.id),
          'reject',
          info.opinion,
        );
        await tx.emit(fundingEvent.allocationRejected, {
          allocationId: approval.subject.id,
          filedBy: approval.filedBy,
        });
      },
    });
  }

  private async issueIn(tx: Tx, id: string): Promise<void> {
    const row = await this.allocations.lockIn(tx, id);
    const lines = await this.allocations.linesIn(tx, id);
    await this.allocations.moveIn(tx, row, 'issue');
    await this.ledger.postIn(tx, {
      poolId: row.poolId,
      causeType: 'allocation',
      causeId: id,
      occurredOn: row.issuedOn,
      note: row.documentNo,
      moves: lines.map((line) => ({
        from: 'pool_free',
        to: 'project_unpaid',
        projectId: line.projectId,
        amount: line.amount,
      })),
    });
    await tx.emit(fundingEvent.allocationIssued, { allocationId: id, projectIds: lines.map((line) => line.projectId) });
  }
}
