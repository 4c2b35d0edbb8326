import { FixedClock, OffsetClock, SystemClock, today } from './clock.js';

describe('a clock with an offset', () => {
  it('is the clock below it until it is moved, and runs on with it afterwards', () => {
    const base = new FixedClock('2026-11-23T02:00:00Z');
    const clock = new OffsetClock(base);
    expect([clock.now(), clock.offsetDays]).toEqual([base.now(), 0]);
    clock.advance(30);
    clock.advance(9);
    base.advance({ minutes: 5 });
    expect(clock.now()).toEqual(new Date('2027-01-01T02:05:00Z'));
    expect([today(clock), clock.offsetDays]).toEqual(['2027-01-01', 39]);
    expect(base.now()).toEqual(new Date('2026-11-23T02:05:00Z'));
  });

  it('stands on the real time by itself', () => {
    const clock = new OffsetClock();
    clock.advance(1);
    const ahead = clock.now().getTime() - new SystemClock().now().getTime();
    expect(Math.abs(ahead - 86_400_000)).toBeLessThan(5_000);
  });

  it.each([0, -1, 1.5, NaN, Infinity, 2 ** 53])('does not move by %p days', (days) => {
    const clock = new OffsetClock();
    expect(() => clock.advance(days)).toThrow(RangeError);
    expect(clock.offsetDays).toBe(0);
  });
});
