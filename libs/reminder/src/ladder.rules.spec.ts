import { addDays, WorkCalendar } from '#libs/kernel';
import stages from './data/default-stages.json' with { type: 'json' };
import type { RuleStage } from './rule.rules.js';
import { stagesReached } from './ladder.rules.js';

const ladder = stages as RuleStage[];
const weekdays = new WorkCalendar([], []);
const on = (asOf: string, since = '2026-01-01') =>
  stagesReached('2026-06-01', since, asOf, ladder, weekdays).map((s) => s.stage);

describe('the ladder of §7', () => {
  it('is silent before the first notice', () => expect(on('2026-05-01')).toEqual([]));
  it('notices 30, 7 and 1 days before', () => {
    expect(on('2026-05-02')).toEqual(['notice-30']);
    expect(on('2026-05-31')).toEqual(['notice-30', 'notice-7', 'notice-1']);
  });
  it('does not catch up on notices from before the subject was there', () => {
    expect(on('2026-06-01', '2026-05-28')).toEqual(['notice-1', 'due']);
  });
  it('urges on the first day over and then every seven days, without end', () => {
    expect(on('2026-06-02').at(-1)).toBe('urge-1');
    expect(on('2026-06-09')).toContain('urge-2');
    expect(on('2027-06-01').filter((s) => s.startsWith('urge-'))).toHaveLength(53);
  });
  it('climbs on day 7, 15 and 30', () => {
    expect(on('2026-06-07')).not.toContain('supervise-1');
    expect(on('2026-06-08')).toContain('supervise-1');
    expect(on('2026-06-16')).toContain('supervise-2');
    expect(on('2026-06-30')).not.toContain('supervise-3');
    expect(on('2026-07-01')).toContain('supervise-3');
  });
  it('reaches day by day exactly what it reaches at once', () => {
    const daily = new Set<string>();
    for (let day = '2026-04-25'; day <= '2026-09-01'; day = addDays(day, 1))
      on(day).forEach((stage) => daily.add(stage));
    expect([...daily].sort()).toEqual(on('2026-09-01').sort());
  });
});
