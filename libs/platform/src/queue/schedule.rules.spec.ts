import { dueAfter, tickDue } from './schedule.rules.js';

const daily = '0 30 6 * * *';
const at = (text: string) => new Date(`${text}+08:00`);

describe('a schedule', () => {
  it('is due by the clock of Shanghai', () => {
    expect(dueAfter(daily, at('2026-03-16T06:29:59'))).toEqual(at('2026-03-16T06:30:00'));
    expect(dueAfter(daily, at('2026-12-31T06:30:00'))).toEqual(at('2027-01-01T06:30:00'));
  });

  it('is not due before its time, and not again after it ran', () => {
    expect(tickDue(daily, at('2026-03-16T06:30:00'), at('2026-03-17T06:29:00'))).toBeUndefined();
    expect(tickDue(daily, at('2026-03-17T06:30:00'), at('2026-03-17T06:30:00'))).toBeUndefined();
    expect(tickDue(daily, at('2026-03-17T06:31:40'), at('2026-03-17T23:00:00'))).toBeUndefined();
  });

  it('is due from its time on, however late', () => {
    expect(tickDue(daily, at('2026-03-16T06:30:00'), at('2026-03-17T06:30:00.004'))).toEqual(
      at('2026-03-17T06:30:00.004'),
    );
    expect(tickDue(daily, at('2026-03-10T06:30:00'), at('2026-03-17T09:00:00'))).toEqual(at('2026-03-17T09:00:00'));
  });

  it('does not run twice when a timer fires a little early', () => {
    const tick = tickDue(daily, at('2026-03-16T06:30:00'), at('2026-03-17T06:29:59.998'))!;
    expect(tick).toEqual(at('2026-03-17T06:30:00'));
    expect(tickDue(daily, tick, at('2026-03-17T06:30:00.003'))).toBeUndefined();
  });
});
