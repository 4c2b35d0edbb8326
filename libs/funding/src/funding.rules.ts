import {
  allow,
  deny,
  firstDenial,
  percentOf,
  sumFen,
  type ErrorFactory,
  type Fen,
  type FundSource,
  type Verdict,
} from '#libs/kernel';
import { FundingErrors } from './funding.errors.js';

/** §5, fixed: 3 % of the settled value stays until acceptance is passed; 97 % in basis points. */
const BEFORE_ACCEPTANCE = 9_700n;

/** Sources that a treasury passes on as a pool; the others are proven by the owner. */
export const POOL_SOURCES = [
  'central',
  'province',
  'city',
  'county',
  'special_bond',
] as const satisfies readonly FundSource[];
export const SELF_SOURCES = ['own', 'loan', 'social'] as const satisfies readonly FundSource[];
export type PoolSource = (typeof POOL_SOURCES)[number];
export type SelfSource = (typeof SELF_SOURCES)[number];

const IN_LIBRARY: ReadonlySet<string> = new Set([
  'reserved',
  'implementing',
  'suspended',
  'under_acceptance',
  'rectifying',
  'completed',
]);
const NOT_YET_IN_LIBRARY: ReadonlySet<string> = new Set(['draft', 'under_review', 'returned']);
const PAYABLE: ReadonlySet<string> = new Set(['implementing', 'under_acceptance', 'rectifying', 'completed']);

const when = (refused: boolean, error: ErrorFactory): Verdict => {
  if (!refused) return allow();
  const { spec } = error();
  return deny(spec.code, spec.zh, spec.en);
};

/** What is known about one project when a line for it is written. Sums include documents that are on their way. */
export interface LineFacts {
  status: string;
  source: PoolSource;
  fundName: string;
  amount: Fen;
  outsideLibraryReason: string | null;
  budgetOfSource: Fen;
  allocatedOfSource: Fen;
  /** Names of the central funds that the project already holds or is about to. */
  centralFunds: readonly string[];
  inRegion: boolean;
}

export function lineVerdict(line: LineFacts): Verdict {
  const reasoned = NOT_YET_IN_LIBRARY.has(line.status) && (line.outsideLibraryReason ?? '').trim() !== '';
  return firstDenial(
    when(!line.inRegion, FundingErrors.POOL_OUT_OF_REGION),
    when(!IN_LIBRARY.has(line.status) && !reasoned, FundingErrors.PROJECT_OUTSIDE_LIBRARY),
    when(
      line.source === 'central' && line.centralFunds.some((name) => name !== line.fundName),
      FundingErrors.CENTRAL_FUND_TWICE,
    ),
    when(line.allocatedOfSource + line.amount > line.budgetOfSource, FundingErrors.BUDGET_EXCEEDED),
  );
}

/** Σ lines ≤ pool: what other documents ask for is not free any more. */
export const poolVerdict = (free: Fen, pending: Fen, lines: readonly Fen[]): Verdict =>
  when(pending + sumFen(lines) > free, FundingErrors.POOL_EXCEEDED);

/** The most that may have been paid on a contract. */
export const payableOfContract = (settled: Fen, accepted: boolean): Fen =>
  accepted ? settled : percentOf(settled, BEFORE_ACCEPTANCE, 'down');

export const isAccepted = (status: string): boolean => status === 'completed' || status === 'closed';

export interface PaymentFacts {
  status: string;
  amount: Fen;
  lineAmount: Fen;
  /** Σ paid (for a request: and asked for) on the same line, this payment left out. */
  lineTaken: Fen;
  /** Balance of project_unpaid in this pool, less what others ask for when this is a request. */
  unpaid: Fen;
  settled: Fen;
  /** Σ paid (for a request: and asked for) on the same contract, this payment left out. */
  contractTaken: Fen;
}

/** The same questions at the request and at the release; only what counts as taken differs. */
export const paymentVerdict = (p: PaymentFacts): Verdict =>
  firstDenial(
    when(!PAYABLE.has(p.status), FundingErrors.PROJECT_NOT_PAYABLE),
    when(p.amount > p.unpaid || p.lineTaken + p.amount > p.lineAmount, FundingErrors.ALLOCATED_EXCEEDED),
    when(
      p.contractTaken + p.amount > payableOfContract(p.settled, isAccepted(p.status)),
      FundingErrors.RETENTION_EXCEEDED,
    ),
  );

/** Unspent money may go back; what an open request asks for may not. */
export const returnVerdict = (amount: Fen, unpaid: Fen, pending: Fen): Verdict =>
  firstDenial(
    when(amount > unpaid, FundingErrors.RETURN_EXCEEDED),
    when(amount > unpaid - pending, FundingErrors.DISBURSEMENT_PENDING),
  );

/**
 * 政府投资条例: no start without funds. Public money allocated, or – where none arrived or none is planned – the whole budget
 * proven from own funds, loans or social capital.
 */
export const fundsReadyVerdict = (budget: Fen, allocated: Fen, proven: Fen): Verdict =>
  when(allocated <= 0n && (proven <= 0n || proven < budget), FundingErrors.FUNDS_NOT_READY);

/** §3 withdraw: no money paid. What was allocated goes back to its pool by a return. */
export const withdrawVerdict = (paid: Fen): Verdict => when(paid > 0n, FundingErrors.MONEY_PAID);
