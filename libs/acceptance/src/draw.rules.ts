import { createHash } from 'node:crypto';

/** One who may be drawn, and for whom they would sit in the group. */
export interface Expert {
  personId: string;
  organisationId: string;
}

/** §8, fixed: at least three and an odd number, so that a majority exists. */
export const isGroupSize = (size: number): boolean => Number.isInteger(size) && size >= 3 && size % 2 === 1;

/** Whole numbers from a seed: SHA-256 in counter mode, 32 bits at a time. */
function* numbersFrom(seed: string): Generator<number, never> {
  for (let counter = 0; ; counter += 1) {
    const block = createHash('sha256').update(`${seed}:${counter}`).digest();
    for (let offset = 0; offset < block.length; offset += 4) yield block.readUInt32BE(offset);
  }
}

/**
 * The pool in the order drawn. Nobody can foresee it before the seed exists and everybody can check it afterwards: same
 * seed and same people give the same order, in whatever order the people were listed. The group is its first seats; whoever
 * declares a conflict is replaced by the next one.
 */
export function drawOrder(seed: string, pool: readonly Expert[]): Expert[] {
  const order = [...pool].sort((a, b) => (a.personId < b.personId ? -1 : a.personId > b.personId ? 1 : 0));
  const numbers = numbersFrom(seed);
  for (let last = order.length - 1; last > 0; last -= 1) {
    const pick = below(last + 1, numbers);
    [order[last], order[pick]] = [order[pick]!, order[last]!];
  }
  return order;
}

/** Uniform in 0 … limit − 1; numbers of the incomplete last interval are thrown away, a remainder alone would be biased. */
function below(limit: number, numbers: Iterator<number, never>): number {
  const span = 2 ** 32 - (2 ** 32 % limit);
  for (;;) {
    const { value } = numbers.next();
    if (value < span) return value % limit;
  }
}
