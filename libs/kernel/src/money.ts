import { KernelErrors } from './errors.js';

/**
 * Money is whole fen in a bigint, everywhere and without exception (ADR 0002). 1 yuan = 100 fen, 1 万元 = 10,000 yuan.
 * A float never touches an amount: parsing, printing and splitting below are the only money arithmetic of the system.
 */
export type Fen = bigint;

const FEN_PER_YUAN = 100n;
const FEN_PER_WAN = 1_000_000n;
const BASIS = 10_000n;

/** 10¹⁵ yuan: above any budget of a province, below what a PostgreSQL bigint holds. */
export const MAX_FEN: Fen = 10n ** 15n * FEN_PER_YUAN;

const YUAN = /^(-?)(\d{1,16})(?:\.(\d{1,2}))?$/;
const WAN = /^(-?)(\d{1,12})(?:\.(\d{1,6}))?$/;

/** Parses a decimal string of yuan, at most two places: `"1234567.89"` → `123456789n`. @throws MONEY_MALFORMED */
export function parseYuan(text: string): Fen {
  return parseScaled(text, YUAN, 2);
}

/** Parses a decimal string of 万元, at most six places (exact to the fen). @throws MONEY_MALFORMED */
export function parseWan(text: string): Fen {
  return parseScaled(text, WAN, 6);
}

function parseScaled(text: string, pattern: RegExp, places: number): Fen {
  const match = typeof text === 'string' ? pattern.exec(text) : null;
  if (!match) throw KernelErrors.MONEY_MALFORMED();
  const [, sign, whole, fraction = ''] = match;
  const fen = BigInt(whole + fraction.padEnd(places, '0'));
  if (fen > MAX_FEN) throw KernelErrors.MONEY_MALFORMED();
  return sign ? -fen : fen;
}

/** `123456789n` → `"1234567.89"`: always two places, the form that JSON carries. */
export function formatYuan(fen: Fen): string {
  return formatScaled(fen, FEN_PER_YUAN, 2);
}

/** Fen as 万元 with as many places as are needed, none dropped: `1_234_500n` → `"1.2345"`. */
export function formatWan(fen: Fen): string {
  return formatScaled(fen, FEN_PER_WAN, 6).replace(/\.?0+$/, '');
}

function formatScaled(fen: Fen, unit: bigint, places: number): string {
  const sign = fen < 0n ? '-' : '';
  const absolute = fen < 0n ? -fen : fen;
  return `${sign}${absolute / unit}.${(absolute % unit).toString().padStart(places, '0')}`;
}

/**
 * Splits a total by weights so that the parts sum exactly to it: largest remainder, ties to the earlier part.
 * @throws RangeError when a weight is negative or all are zero (a programming error, not an input error)
 */
export function splitByWeights(total: Fen, weights: readonly bigint[]): Fen[] {
  const sum = weights.reduce((a, b) => a + b, 0n);
  if (sum <= 0n || weights.some((w) => w < 0n))
    throw new RangeError('weights must be non-negative with a positive sum');
  const negative = total < 0n;
  const amount = negative ? -total : total;
  const parts = weights.map((weight) => (amount * weight) / sum);
  let left = amount - parts.reduce((a, b) => a + b, 0n);
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (amount * weight) % sum }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1));
  for (const { index } of byRemainder) {
    if (left === 0n) break;
    parts[index]! += 1n;
    left -= 1n;
  }
  return negative ? parts.map((part) => -part) : parts;
}

/** A share of an amount in basis points (9700n = 97 %), rounded down by default so that a ceiling is never passed. */
export function percentOf(fen: Fen, basisPoints: bigint, rounding: 'down' | 'half-up' = 'down'): Fen {
  const product = fen * basisPoints;
  return rounding === 'down' ? product / BASIS : (product + BASIS / 2n) / BASIS;
}

/** part ÷ whole in basis points (10000 = 100 %), rounded down; null when there is no whole to compare with. */
export function shareBasisPoints(part: Fen, whole: Fen): number | null {
  return whole === 0n ? null : Number((part * BASIS) / whole);
}

export const sumFen = (amounts: Iterable<Fen>): Fen => {
  let total = 0n;
  for (const amount of amounts) total += amount;
  return total;
};

declare global {
  interface BigInt {
    /** Every bigint of the system is fen; JSON carries a decimal string of yuan (api contract). */
    toJSON(): string;
  }
}

BigInt.prototype.toJSON = function (this: bigint) {
  return formatYuan(this);
};
