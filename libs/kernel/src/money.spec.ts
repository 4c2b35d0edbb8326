import fc from 'fast-check';
import { DomainError } from './errors.js';
import {
  MAX_FEN,
  formatWan,
  formatYuan,
  parseWan,
  parseYuan,
  percentOf,
  shareBasisPoints,
  splitByWeights,
  sumFen,
} from './money.js';

const fen = fc.bigInt({ min: -MAX_FEN, max: MAX_FEN });

describe('money', () => {
  it('prints what it parsed, in yuan and in 万元, for every amount up to 10¹⁵ yuan', () => {
    fc.assert(fc.property(fen, (amount) => parseYuan(formatYuan(amount)) === amount));
    const inWan = fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n });
    fc.assert(fc.property(inWan, (amount) => parseWan(formatWan(amount)) === amount));
  });

  it.each([
    ['0', 0n],
    ['0.01', 1n],
    ['0.1', 10n],
    ['-3.50', -350n],
    ['1234567.89', 123456789n],
    ['90071992547409.93', 2n ** 53n + 1n],
    ['1000000000000000', MAX_FEN],
  ])('parses %s', (text, expected) => expect(parseYuan(text)).toBe(expected));

  it.each([
    '',
    '1.234',
    '1,000.00',
    '１２',
    '+1',
    '1e3',
    ' 1',
    '1.',
    '.5',
    '--1',
    'NaN',
    '0x10',
    '1000000000000000.01',
    '99999999999999999',
  ])('refuses %j', (text) => expect(() => parseYuan(text)).toThrow(DomainError));

  it('keeps 0.1 + 0.2 = 0.3', () => expect(formatYuan(parseYuan('0.1') + parseYuan('0.2'))).toBe('0.30'));

  it('prints 万元 without losing a fen', () => {
    expect(formatWan(1_234_567n)).toBe('1.234567');
    expect(formatWan(1_000_000n)).toBe('1');
    expect(formatWan(-1n)).toBe('-0.000001');
    expect(formatWan(0n)).toBe('0');
  });

  it('splits so that the parts sum to the total and none is off by a whole fen', () => {
    const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 6n }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fen, weights, (total, given) => {
        fc.pre(sumFen(given) > 0n);
        const parts = splitByWeights(total, given);
        const sum = sumFen(given);
        const off = parts.some((part, i) => {
          const distance = part * sum - total * given[i]!;
          return (distance < 0n ? -distance : distance) >= sum;
        });
        return sumFen(parts) === total && !off;
      }),
    );
    expect(splitByWeights(100n, [1n, 1n, 1n])).toEqual([34n, 33n, 33n]);
    expect(() => splitByWeights(1n, [0n])).toThrow(RangeError);
    expect(() => splitByWeights(1n, [2n, -1n])).toThrow(RangeError);
  });

  it('takes 97 % downwards so that a ceiling is never passed', () => {
    expect(percentOf(101n, 9700n)).toBe(97n);
    expect(percentOf(150n, 100n, 'half-up')).toBe(2n);
    expect(shareBasisPoints(1n, 3n)).toBe(3333);
    expect(shareBasisPoints(1n, 0n)).toBeNull();
  });

  it('travels in JSON as a decimal string of yuan', () => {
    expect(JSON.stringify({ amount: 123456789n })).toBe('{"amount":"1234567.89"}');
  });
});
