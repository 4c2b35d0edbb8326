import { Injectable } from '@nestjs/common';
import { KernelErrors, newId, type Actor, type CalendarDate, type Fen } from '#libs/kernel';
import { Database, decodeCursor, encodeCursor, type Page, type Reader, type Tx } from '#libs/platform';
import { Projects } from '#libs/project';
import { FundingErrors } from './funding.errors.js';
import { refused } from './funding.refusals.js';
import type { PoolSource } from './funding.rules.js';
import type { AccountKind, CauseType } from './ledger.entity.js';
import * as sql from './ledger.queries.js';

export interface Move {
  from: AccountKind;
  to: AccountKind;
  /** Null only where no project is concerned: the receipt of a pool. */
  projectId: string | null;
  amount: Fen;
}

export interface NewEntry {
  poolId: string;
  causeType: CauseType;
  causeId: string;
  occurredOn: CalendarDate;
  moves: readonly Move[];
  reversalOf?: string;
  note?: string | null;
}

export interface StatementLine {
  entryId: string;
  line: number;
  /** Number in the chain of its pool. */
  seq: number;
  causeType: CauseType;
  causeId: string;
  reversalOf: string | null;
  occurredOn: CalendarDate;
  at: Date;
  note: string | null;
  hash: string;
  personId: string;
  personName: string | null;
  projectId: string | null;
  projectNumber: string | null;
  projectName: string | null;
  /** Null when the account lies in a pool that the caller may not read. */
  from: AccountKind | null;
  to: AccountKind | null;
  source: PoolSource | null;
  fiscalYear: number | null;
  amount: Fen;
}

export interface ProjectBalance {
  poolId: string;
  source: PoolSource;
  fiscalYear: number;
  unpaid: Fen;
  paid: Fen;
}

export interface StatementQuery {
  limit: number;
  cursor?: string;
}

/** The largest int4 and UUID: before the first page of a list that goes downwards. */
const LAST_SEQ = 2_147_483_647;
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Append-only postings (§5). Everything that moves money goes through `postIn`, in the transaction of its document. */
@Injectable()
export class Ledger {
  constructor(
    private readonly database: Database,
    private readonly projects: Projects,
  ) {}

  /** A cause is posted once: the key is made of it, so a repeated request cannot post twice. */
  async postIn(tx: Tx, entry: NewEntry): Promise<{ entryId: string }> {
    const entryId = newId();
    const moves = [...entry.moves].sort((a, b) => ((a.projectId ?? '') < (b.projectId ?? '') ? -1 : 1));
    await tx
      .query(sql.post, [
        entryId,
        entry.poolId,
        entry.causeType,
        entry.causeId,
        `${entry.causeType}:${entry.causeId}`,
        entry.reversalOf ?? null,
        entry.occurredOn,
        tx.now,
        tx.actor.personId,
        entry.note ?? null,
        moves.map((m) => m.from),
        moves.map((m) => m.to),
        moves.map((m) => m.projectId),
        moves.map((m) => m.amount.toString()),
      ])
      .catch((error: unknown) => {
        const constraint = (error as { constraint?: string }).constraint;
        if (constraint === 'uq_ledger_entry_cause' || constraint === 'uq_ledger_entry_idempotency_key') {
          throw KernelErrors.LOST_RACE();
        }
        return refused(error);
      });
    return { entryId };
  }

  balancesIn(r: Reader | Tx, projectId: string): Promise<ProjectBalance[]> {
    return r.query<ProjectBalance>(sql.projectBalances, [projectId]);
  }

  ofPool(actor: Actor, poolId: string, query: StatementQuery): Promise<Page<StatementLine>> {
    return this.database.read(actor, async (r) => {
      if (!(await r.one('select 1 from fund_pool where id = $1', [poolId]))) throw FundingErrors.POOL_NOT_FOUND();
      const [seq, line] = query.cursor ? decodeCursor('pool-ledger', query.cursor) : [LAST_SEQ, LAST_SEQ];
      const rows = await r.query<StatementLine>(sql.poolStatement, [poolId, seq, line, query.limit + 1]);
      return page('pool-ledger', rows, query.limit, (row) => [row.seq, row.line]);
    });
  }

  ofProject(actor: Actor, projectId: string, query: StatementQuery): Promise<Page<StatementLine>> {
    return this.database.read(actor, async (r) => {
      await this.projects.getIn(r, projectId);
      const [id, line] = query.cursor ? decodeCursor('project-ledger', query.cursor) : [LAST_ID, LAST_SEQ];
      const rows = await r.query<StatementLine>(sql.projectStatement, [projectId, id, line, query.limit + 1]);
      return page('project-ledger', rows, query.limit, (row) => [row.entryId, row.line]);
    });
  }
}

/** One page of a list that was read with one row more than asked for. */
export function page<T>(list: string, rows: T[], limit: number, key: (row: T) => unknown[]): Page<T> {
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items, nextCursor: last ? encodeCursor(list, key(last)) : null };
}
