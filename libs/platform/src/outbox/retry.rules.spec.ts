import { RETRY, afterFailure } from './retry.rules.js';

const now = new Date('2026-05-01T00:00:00Z');
const waits = (dice: number) =>
  Array.from({ length: 8 }, (_, attempts) => afterFailure(attempts, now, dice).availableAt.getTime() - now.getTime());

describe('retries', () => {
  it('wait twice as long each time, with jitter of at most half', () => {
    expect(waits(1).slice(0, 4)).toEqual([2000, 4000, 8000, 16_000]);
    expect(waits(0).slice(0, 4)).toEqual([1000, 2000, 4000, 8000]);
    expect(Math.max(...waits(1))).toBeLessThanOrEqual(RETRY.maxMs);
  });
  it('end after eight', () => {
    expect(afterFailure(6, now, 0).dead).toBe(false);
    expect(afterFailure(7, now, 0)).toMatchObject({ attempts: 8, dead: true });
  });
});
