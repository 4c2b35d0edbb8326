import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DomainError, newId, type Actor, type Bilingual } from '#libs/kernel';
import { Database } from '#libs/platform';
import { Approvals } from './approval.service.js';
import type { DecisionAnswer, DecisionInput } from './approval.types.js';

/** At most so many items in one request (§4). */
export const BULK_LIMIT = 100;

export interface BulkItem {
  id: string;
  result: 'done' | 'refused';
  /** What the decision came to; null when it was refused. */
  answer: DecisionAnswer | null;
  /** Stable code of the refusal, with its text; null when it is done. */
  code: string | null;
  reason: Bilingual | null;
}

export interface BulkAnswer {
  id: string;
  done: number;
  refused: number;
  items: BulkItem[];
}

/**
 * One decision on many items (§4): each goes through the very same door as a decision on one, in a transaction of its own, and
 * answers for itself. Nothing bypasses the route, and a refused item stops no other.
 */
@Injectable()
export class ApprovalBulk {
  constructor(
    private readonly database: Database,
    private readonly approvals: Approvals,
  ) {}

  /**
   * Sent again with the same Idempotency-Key it goes on where it was cut off: items that were decided give their first answer,
   * the others are judged now.
   * @throws IDEMPOTENCY_KEY_REUSED before any item is touched
   */
  async decide(actor: Actor, ids: readonly string[], input: DecisionInput): Promise<BulkAnswer> {
    const { id } = await this.database.run(actor, async (tx) => {
      const bulk = { id: newId() };
      const after = { outcome: input.outcome, items: ids };
      await tx.audit({ subjectType: 'approval_bulk', subjectId: bulk.id, action: 'decide', after });
      return bulk;
    });
    const items: BulkItem[] = [];
    for (const one of ids) items.push(await this.decideOne(actor, id, one, input));
    const done = items.filter(({ result }) => result === 'done').length;
    return { id, done, refused: items.length - done, items };
  }

  private async decideOne(actor: Actor, bulk: string, id: string, input: DecisionInput): Promise<BulkItem> {
    const key = createHash('sha256').update(`${bulk} ${id}`).digest('hex');
    try {
      const answer = await this.approvals.decide({ ...actor, idempotency: { key, hash: bulk } }, id, input);
      return { id, result: 'done', answer, code: null, reason: null };
    } catch (error) {
      // What is no refusal is a fault, and the caller must not take it for an answer.
      if (!(error instanceof DomainError)) throw error;
      const reason = { zh: error.text('zh-CN'), en: error.text('en') };
      return { id, result: 'refused', answer: null, code: error.code, reason };
    }
  }
}
