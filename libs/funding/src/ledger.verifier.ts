import { Injectable } from '@nestjs/common';
import { SYSTEM_ACTOR } from '#libs/kernel';
import { Database, type Reader } from '#libs/platform';
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
export async function verifyLedgerIn(r: Pick<Reader, 'query'>): Promise<LedgerReport> {
  const [counted] = await r.query<Omit<LedgerReport, 'findings'>>(sql.counts);
  const balances = await r.query<{ id: string; kind: string; stored: bigint; computed: bigint }>(sql.wrongBalances, [
    MOST,
  ]);
  const hashes = await r.query<{ id: string; poolId: string; seq: number; problem: string }>(sql.wrongHashes, [MOST]);
  const heads = await r.query<{ id: string; seq: number; lastSeq: number | null }>(sql.wrongHeads, [MOST]);
  const broken = await r.query<{ id: string; rule: string }>(sql.brokenInvariants, [MOST]);
  const found = (kind: LedgerFinding['kind'], id: string, detail: string): LedgerFinding => ({ kind, id, detail });
  return {
    ...counted!,
    findings: [
      ...balances.map(({ id, kind, stored, computed }) =>
        found('balance', id, `${kind} holds ${stored} fen, its postings sum to ${computed}`),
      ),
      ...hashes.map(({ id, poolId, seq, problem }) => found('hash', id, `entry ${seq} of pool ${poolId}: ${problem}`)),
      ...heads.map(({ id, seq, lastSeq }) =>
        found('head', id, `chain ends at ${seq}, last entry is ${lastSeq ?? 'missing'}`),
      ),
      ...broken.map(({ id, rule }) => found('invariant', id, rule)),
    ],
  };
}

@Injectable()
export class LedgerVerifier {
  constructor(private readonly database: Database) {}

  verify(): Promise<LedgerReport> {
    return this.database.read(SYSTEM_ACTOR, verifyLedgerIn);
  }
}
