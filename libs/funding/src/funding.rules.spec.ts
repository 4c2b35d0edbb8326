import fc from 'fast-check';
import { listErrors } from '#libs/kernel';
import { CONSTRAINTS } from './funding.errors.js';
import {
  fundsReadyVerdict,
  lineVerdict,
  payableOfContract,
  paymentVerdict,
  poolVerdict,
  returnVerdict,
  withdrawVerdict,
  type LineFacts,
} from './funding.rules.js';

const amount = fc.bigInt({ min: 1n, max: 10n ** 15n * 100n });
const line: LineFacts = {
  status: 'reserved',
  source: 'central',
  fundName: '水污染防治资金',
  amount: 100n,
  outsideLibraryReason: null,
  budgetOfSource: 1_000n,
  allocatedOfSource: 0n,
  centralFunds: [],
  inRegion: true,
};
const code = (verdict: ReturnType<typeof lineVerdict>): string => (verdict.allowed ? 'allowed' : verdict.code);

describe('a line of an allocation', () => {
  it('stays within the approved budget of its source, to the fen', () => {
    expect(code(lineVerdict({ ...line, allocatedOfSource: 900n }))).toBe('allowed');
    expect(code(lineVerdict({ ...line, allocatedOfSource: 901n }))).toBe('BUDGET_EXCEEDED');
  });

  it('adds no second central fund, while other sources may differ', () => {
    expect(code(lineVerdict({ ...line, centralFunds: ['水污染防治资金'] }))).toBe('allowed');
    expect(code(lineVerdict({ ...line, centralFunds: ['土壤污染防治资金'] }))).toBe('CENTRAL_FUND_TWICE');
    const province = { ...line, source: 'province' as const, centralFunds: ['土壤污染防治资金'] };
    expect(code(lineVerdict(province))).toBe('allowed');
  });

  it.each([
    ['under_review', null, 'PROJECT_OUTSIDE_LIBRARY'],
    ['under_review', '   ', 'PROJECT_OUTSIDE_LIBRARY'],
    ['under_review', '应急工程', 'allowed'],
    ['terminated', '应急工程', 'PROJECT_OUTSIDE_LIBRARY'],
    ['closed', '应急工程', 'PROJECT_OUTSIDE_LIBRARY'],
    ['suspended', null, 'allowed'],
    ['completed', null, 'allowed'],
  ])('for a project that is %s with the reason %s is %s', (status, outsideLibraryReason, expected) => {
    expect(code(lineVerdict({ ...line, status, outsideLibraryReason }))).toBe(expected);
  });

  it('lies in the region of the pool', () => {
    expect(code(lineVerdict({ ...line, inRegion: false }))).toBe('POOL_OUT_OF_REGION');
  });
});

describe('97 %', () => {
  it('is rounded down and never passed', () => {
    fc.assert(
      fc.property(amount, (settled) => {
        const most = payableOfContract(settled, false);
        expect(most * 10_000n <= settled * 9_700n).toBe(true);
        expect((most + 1n) * 10_000n > settled * 9_700n).toBe(true);
        expect(payableOfContract(settled, true)).toBe(settled);
      }),
    );
  });

  it('is exact around 2⁵³ fen and 10¹³ yuan', () => {
    expect(payableOfContract(9_007_199_254_740_993n, false)).toBe(8_736_983_277_098_763n);
    expect(payableOfContract(10n ** 15n, false)).toBe(97n * 10n ** 13n);
  });
});

describe('a start', () => {
  it.each([
    [1_000n, 0n, 0n, 'FUNDS_NOT_READY'],
    [1_000n, 1n, 0n, 'allowed'],
    [1_000n, 0n, 999n, 'FUNDS_NOT_READY'],
    [1_000n, 0n, 1_000n, 'allowed'],
    [0n, 0n, 0n, 'FUNDS_NOT_READY'],
  ])('with budget %s, allocated %s, proven %s is %s', (budget, allocated, proven, expected) => {
    expect(code(fundsReadyVerdict(budget, allocated, proven))).toBe(expected);
  });
});

describe('unspent money', () => {
  it('goes back, but not what an open request asks for', () => {
    expect(code(returnVerdict(100n, 100n, 0n))).toBe('allowed');
    expect(code(returnVerdict(101n, 100n, 0n))).toBe('RETURN_EXCEEDED');
    expect(code(returnVerdict(100n, 100n, 1n))).toBe('DISBURSEMENT_PENDING');
  });

  it('lets a project withdraw as long as nothing was paid', () => {
    expect(code(withdrawVerdict(0n))).toBe('allowed');
    expect(code(withdrawVerdict(1n))).toBe('MONEY_PAID');
  });
});

/** A plain model of one pool: whatever the rules let through, in whatever order, keeps every invariant of §5. */
describe('random allocations, payments, returns and reversals', () => {
  const statuses = ['reserved', 'implementing', 'suspended', 'under_acceptance', 'completed', 'terminated'] as const;
  const step = fc.record({
    what: fc.constantFrom('allocate', 'pay', 'return', 'reverse', 'move', 'settle'),
    project: fc.nat(2),
    fen: fc.oneof(fc.bigInt({ min: 0n, max: 400n }), fc.constant(9_007_199_254_740_993n)),
    status: fc.constantFrom(...statuses),
  });

  it('keep every invariant', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 1_000n }), fc.array(step, { maxLength: 60 }), (total, steps) => {
        let free = total;
        const projects = [0, 1, 2].map(() => ({
          state: 'implementing' as string,
          budget: 500n,
          given: 0n,
          returned: 0n,
          unpaid: 0n,
          paid: 0n,
          settled: 0n,
          payments: [] as bigint[],
        }));
        for (const { what, project, fen, status } of steps) {
          const p = projects[project]!;
          const early = p.state !== 'completed';
          if (what === 'move' && p.state !== 'completed') p.state = status;
          if (what === 'settle') p.settled += fen;
          if (what === 'allocate' && fen > 0n) {
            const facts = { ...line, status: p.state, amount: fen, budgetOfSource: p.budget };
            const ok = lineVerdict({ ...facts, allocatedOfSource: p.unpaid + p.paid }).allowed;
            if (ok && poolVerdict(free, 0n, [fen]).allowed) {
              [free, p.given, p.unpaid] = [free - fen, p.given + fen, p.unpaid + fen];
            }
          }
          if (what === 'pay' && fen > 0n) {
            const facts = { status: p.state, amount: fen, lineAmount: p.given, lineTaken: p.paid, unpaid: p.unpaid };
            if (paymentVerdict({ ...facts, settled: p.settled, contractTaken: p.paid }).allowed) {
              [p.unpaid, p.paid] = [p.unpaid - fen, p.paid + fen];
              p.payments.push(fen);
              expect(['implementing', 'under_acceptance', 'rectifying', 'completed']).toContain(p.state);
              if (early) expect(p.paid * 10_000n <= p.settled * 9_700n).toBe(true);
              expect(p.paid <= p.settled).toBe(true);
            }
          }
          if (what === 'return' && fen > 0n && returnVerdict(fen, p.unpaid, 0n).allowed) {
            [free, p.unpaid, p.returned] = [free + fen, p.unpaid - fen, p.returned + fen];
          }
          if (what === 'reverse') {
            const last = p.payments.pop() ?? 0n;
            [p.paid, p.unpaid] = [p.paid - last, p.unpaid + last];
          }
          for (const q of projects) {
            expect(q.unpaid >= 0n && q.paid >= 0n && q.unpaid + q.paid <= q.budget).toBe(true);
            expect(q.given).toBe(q.paid + q.unpaid + q.returned);
          }
          expect(free >= 0n).toBe(true);
          expect(free + projects.reduce((sum, q) => sum + q.unpaid + q.paid, 0n)).toBe(total);
        }
      }),
    );
  });
});

it('every guard of the database that a caller can meet has its own error', () => {
  const known = new Set(listErrors().map((error) => error.code));
  for (const error of Object.values(CONSTRAINTS)) expect(known).toContain(error().code);
});
