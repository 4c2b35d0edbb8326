import fc from 'fast-check';
import { addDays } from '#libs/kernel';
import { baselineLifecycle, milestoneLifecycle, reportLifecycle } from './milestone.lifecycle.js';
import {
  checkPlan,
  isOverdue,
  lightOf,
  missedReports,
  plannedProgress,
  reportDueOn,
  sCurve,
  weightedProgress,
  type Progressed,
} from './milestone.rules.js';

const milestone = (over: Partial<Progressed> = {}): Progressed => ({
  weightBp: 10_000,
  percent: 0,
  status: 'in_progress',
  plannedStart: '2026-03-01',
  plannedFinish: '2026-06-30',
  ...over,
});

/** Every pair of state and action of every lifecycle of this lib: what it leads to, or that it is refused. */
const table = (lifecycle: typeof milestoneLifecycle | typeof baselineLifecycle | typeof reportLifecycle) =>
  lifecycle.stateNames.flatMap((state) =>
    lifecycle.actionNames.map((action) => {
      const can = (lifecycle.can as (s: string, a: string) => boolean).call(lifecycle, state, action);
      return `${state} ${action} → ${can ? (lifecycle.next as (s: string, a: string) => string).call(lifecycle, state, action) : '✗'}`;
    }),
  );

describe('lifecycles of §6', () => {
  it.each([milestoneLifecycle, baselineLifecycle, reportLifecycle].map((l) => [l.name, l] as const))(
    '%s: the whole state × action table',
    (_, lifecycle) => expect(table(lifecycle)).toMatchSnapshot(),
  );
});

describe('milestone plan', () => {
  const item = (name: string, weightBp: number, plannedFinish = '2026-06-30') => ({
    name,
    weightBp,
    plannedStart: '2026-03-01',
    plannedFinish,
  });
  const codes = (...items: ReturnType<typeof item>[]) => checkPlan(items, { from: '2026-01-01' }).map((f) => f.code);

  it('is sound when weights sum to exactly 100 %', () => expect(codes(item('a', 4000), item('b', 6000))).toEqual([]));
  it('refuses 99.99 %', () => expect(codes(item('a', 4000), item('b', 5999))).toEqual(['WEIGHTS_NOT_100']));
  it('refuses an empty plan', () => expect(codes()).toEqual(['PLAN_EMPTY']));
  it('refuses finish before start, a day that does not exist, a broken order and a name twice', () => {
    expect(codes(item('a', 10_000, '2026-02-28'))).toEqual(['FINISH_BEFORE_START']);
    expect(codes(item('a', 10_000, '2027-02-29'))).toEqual(['DATE_MALFORMED']);
    expect(codes(item('a', 5000, '2026-07-01'), item('b', 5000, '2026-06-01'))).toEqual(['ORDER_BROKEN']);
    expect(codes(item('a', 5000), item('a', 5000))).toEqual(['NAME_TWICE']);
  });
});

describe('progress', () => {
  it('weighs what was reached and counts an approved milestone in full', () => {
    expect(
      weightedProgress([milestone({ weightBp: 3000, status: 'approved' }), milestone({ weightBp: 7000, percent: 50 })]),
    ).toBe(6500);
  });
  it('stays within 0 and 100 %', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(weights, fc.integer({ min: 0, max: 100 }), (ws, percent) => {
        const sum = ws.reduce((a, b) => a + b, 0);
        const scaled = ws.map((w) => Math.floor((w * 10_000) / sum));
        const progress = weightedProgress(scaled.map((weightBp) => milestone({ weightBp, percent })));
        return progress >= 0 && progress <= 10_000;
      }),
    );
  });
  it('is overdue from the day after the planned finish until it is approved', () => {
    expect(isOverdue(milestone(), '2026-06-30')).toBe(false);
    expect(isOverdue(milestone(), '2026-07-01')).toBe(true);
    expect(isOverdue(milestone({ status: 'submitted' }), '2026-07-01')).toBe(true);
    expect(isOverdue(milestone({ status: 'approved' }), '2026-07-01')).toBe(false);
  });
});

describe('light 红黄绿', () => {
  it.each([
    ['green, far from due', '2026-06-01', {}, 0, 'green'],
    ['yellow, due in 15 days and under 80 %', '2026-06-15', { percent: 79 }, 0, 'yellow'],
    ['green, due in 15 days at 80 %', '2026-06-15', { percent: 80 }, 0, 'green'],
    ['yellow, slipped 30 days', '2026-07-30', { percent: 99 }, 0, 'yellow'],
    ['red, slipped 31 days', '2026-07-31', { percent: 99 }, 0, 'red'],
    ['red, two reports missed', '2026-05-01', {}, 2, 'red'],
    ['green, one report missed', '2026-05-01', {}, 1, 'green'],
    ['green, all approved', '2027-01-01', { status: 'approved' }, 0, 'green'],
  ] as const)('%s', (_, today, over, missed, light) => expect(lightOf([milestone(over)], missed, today)).toBe(light));
});

describe('monthly report', () => {
  it('is due on the 10th of the next month, also across the year', () => {
    expect(reportDueOn('2026-12-01')).toBe('2027-01-10');
    expect(reportDueOn('2028-01-01')).toBe('2028-02-10');
  });
  it('is missed from the 11th on', () => {
    expect(missedReports('2026-04-20', new Set(), '2026-05-10')).toEqual([]);
    expect(missedReports('2026-04-20', new Set(), '2026-05-11')).toEqual(['2026-04-01']);
    expect(missedReports('2026-03-20', new Set(['2026-04-01']), '2026-06-11')).toEqual(['2026-03-01', '2026-05-01']);
  });
});

describe('S-curve', () => {
  it('never falls and ends at 100 % on the last planned finish', () => {
    const spans = fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 300 })), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(spans, (given) => {
        const plan = given.map(([start, length], i) =>
          milestone({
            weightBp: i === 0 ? 10_000 - (given.length - 1) * 100 : 100,
            plannedStart: addDays('2026-01-01', start),
            plannedFinish: addDays('2026-01-01', start + length),
          }),
        );
        const points = sCurve(plan, new Map(), '2026-06-01').map((p) => p.planned);
        return points.every((p, i) => i === 0 || p >= points[i - 1]!) && points.at(-1) === 10_000;
      }),
    );
  });
  it('shows what was reported up to the last report and nothing after', () => {
    const points = sCurve(
      [milestone()],
      new Map([
        ['2026-03-01', 1000],
        ['2026-05-01', 4000],
      ]),
      '2026-06-15',
    );
    expect(points.map((p) => p.actual)).toEqual([1000, 1000, 4000, null]);
    expect(points.map((p) => p.on)).toEqual(['2026-03-31', '2026-04-30', '2026-05-31', '2026-06-30']);
    expect(plannedProgress([milestone()], '2026-02-28')).toBe(0);
  });
});
