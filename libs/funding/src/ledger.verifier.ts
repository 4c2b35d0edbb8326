import { Injectable } from '@nestjs/common';
import { SYSTEM_ACTOR } from '#libs/kernel';
import { Database } from '#libs/platform';
import * as sql from './ledger.queries.js';

export interface LedgerFinding {
  kind: 'balance' | 'hash' | 'head' | 'invariant';
  /** The account, entry, pool or document that differs. */
  id: string;
  detail: string;
}

export interface LedgerReport {
  pools: number;
  entries: number;
  postings: number;
  accounts: number;
  findings: LedgerFinding[];
}

/** A broken ledger is told by its first thousand findings of a kind; the rest would say the same. */
const MOST = 1_000;

/** Recomputes every balance, hash and invariant from the rows themselves: five statements, whatever the size of the ledger. */
@Injectable()
export class LedgerVerifier {
  constructor(private readonly database: Database) {}

  verify(): Promise<LedgerReport> {
    return this.database.read(SYSTEM_ACTOR, async (r) => {
      const counted = (await r.one<Omit<LedgerReport, 'findings'>>(sql.counts))!;
      const balances = await r.query<{ id: string; kind: string; stored: bigint; computed: bigint }>(
        sql.wrongBalances,
        [MOST],
      );
      const hashes = await r.query<{ id: string; poolId: string; seq: number; problem: string }>(sql.wrongHashes, [
        MOST,
      ]);
      const heads = await r.query<{ id: string; seq: number; lastSeq: number | null }>(sql.wrongHeads, [MOST]);
      const broken = await r.query<{ id: string; rule: string }>(sql.brokenInvariants, [MOST]);
      return {
        ...counted,
        findings: [
          ...balances.map(({ id, kind, stored, computed }) => ({
            kind: 'balance' as const,
            id,
            detail: `${kind} holds ${stored} fen, its postings sum to ${computed}`,
          })),
          ...hashes.map(({ id, poolId, seq, problem }) => ({
            kind: 'hash' as const,
            id,
            detail: `entry ${seq} of pool ${poolId}: ${problem}`,
          })),
          ...heads.map(({ id, seq, lastSeq }) => ({
            kind: 'head' as const,
            id,
            detail: `chain ends at ${seq}, last entry is ${lastSeq ?? 'missing'}`,
          })),
          ...broken.map(({ id, rule }) => ({ kind: 'invariant' as const, id, detail: rule })),
        ],
      };
    });
  }
}
