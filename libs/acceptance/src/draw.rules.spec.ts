import fc from 'fast-check';
import { drawOrder, isGroupSize } from './draw.rules.js';

const people = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    personId: `p${String(index).padStart(3, '0')}`,
    organisationId: 'o',
  }));
const seeds = fc.stringMatching(/^[0-9a-f]{64}$/);

describe('the draw', () => {
  it('gives the same order for the same seed and people, however they were listed', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 40 }), (seed, count) => {
        const pool = people(count);
        expect(drawOrder(seed, [...pool].reverse())).toEqual(drawOrder(seed, pool));
      }),
    );
  });

  it('loses nobody and draws nobody twice', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 40 }), (seed, count) => {
        const drawn = drawOrder(seed, people(count)).map((expert) => expert.personId);
        expect([...drawn].sort()).toEqual(people(count).map((expert) => expert.personId));
      }),
    );
  });

  it('favours nobody: over many seeds each of seven comes first about as often', () => {
    const first = new Map<string, number>();
    for (let i = 0; i < 7_000; i += 1) {
      const [winner] = drawOrder(i.toString(16).padStart(64, '0'), people(7));
      first.set(winner!.personId, (first.get(winner!.personId) ?? 0) + 1);
    }
    expect(first.size).toBe(7);
    // Standard deviation is about 29; five of them either way.
    for (const count of first.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });

  it('stays as it is: an old draw must be checkable for ever', () => {
    const order = drawOrder('00'.repeat(32), people(5)).map((expert) => expert.personId);
    expect(order).toEqual(ORDER_OF_ZERO_SEED);
  });
});

it('a group has at least three members, an odd number', () => {
  expect([0, 1, 2, 3, 4, 5, 6, 7, 3.5].filter(isGroupSize)).toEqual([3, 5, 7]);
});

const ORDER_OF_ZERO_SEED = ['p000', 'p004', 'p001', 'p003', 'p002'];
