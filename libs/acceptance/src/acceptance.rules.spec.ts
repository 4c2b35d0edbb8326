import fc from 'fast-check';
import { WorkCalendar } from '#libs/kernel';
import {
  checkConfirmed,
  checkCosts,
  checkRectifications,
  checkScores,
  checkSelfAnswers,
  conclude,
  FULL_MARKS,
  gradeOf,
  isNoticeOver,
  nextLevel,
  noticeTerm,
  tally,
  totalOf,
  VOTES,
  type Vote,
} from './acceptance.rules.js';

const votes = (size: number) => fc.array(fc.constantFrom(...VOTES), { minLength: size, maxLength: size });
const codes = (errors: { code: string }[]) => errors.map((error) => error.code);

describe('the conclusion', () => {
  it('is what more than half voted, whatever the order', () => {
    fc.assert(
      fc.property(fc.constantFrom(3, 5, 7, 9).chain(votes), (cast) => {
        const conclusion = conclude(cast);
        const count = tally(cast);
        if (count.pass * 2 > cast.length) expect(conclusion).toBe('pass');
        else if (count.fail * 2 > cast.length) expect(conclusion).toBe('fail');
        else expect(conclusion).toBe('rectify');
        expect(conclude([...cast].reverse())).toBe(conclusion);
        expect(count.pass + count.rectify + count.fail).toBe(cast.length);
      }),
    );
  });

  it.each<[Vote[], Vote]>([
    [['pass', 'pass', 'fail'], 'pass'],
    [['pass', 'rectify', 'fail'], 'rectify'],
    [['fail', 'fail', 'pass'], 'fail'],
    [['pass', 'pass', 'fail', 'fail', 'rectify'], 'rectify'],
  ])('%j → %s', (cast, conclusion) => expect(conclude(cast)).toBe(conclusion));
});

describe('the self-check', () => {
  const checklist = [{ key: 'scope' }, { key: 'quality' }];

  it('answers each item once', () => {
    expect(
      checkSelfAnswers(checklist, [
        { key: 'scope', answer: 'met' },
        { key: 'quality', answer: 'met' },
      ]),
    ).toEqual([]);
  });

  it('names what is missing, unknown, twice or without a note', () => {
    const answers = [
      { key: 'scope', answer: 'partly' as const },
      { key: 'scope', answer: 'met' as const },
      { key: 'colour', answer: 'met' as const },
    ];
    expect(codes(checkSelfAnswers(checklist, answers))).toEqual([
      'NOTE_MISSING',
      'ITEM_TWICE',
      'ITEM_UNKNOWN',
      'ITEM_MISSING',
    ]);
  });
});

describe('rectification', () => {
  it('needs an item, and a day that lies ahead', () => {
    expect(codes(checkRectifications([], '2026-03-16'))).toEqual(['RECTIFICATION_EMPTY']);
    expect(codes(checkRectifications([{ text: 'x', dueOn: '2026-03-16' }], '2026-03-16'))).toEqual(['DUE_NOT_AHEAD']);
    expect(checkRectifications([{ text: 'x', dueOn: '2026-03-17' }], '2026-03-16')).toEqual([]);
  });
});

describe('confirmed outputs', () => {
  const outputs = [{ metric: 'cod' }, { metric: 'nh3n' }];
  it('cover every output once with a decimal number', () => {
    expect(
      checkConfirmed(outputs, [
        { metric: 'cod', value: '0' },
        { metric: 'nh3n', value: '12.5' },
      ]),
    ).toEqual([]);
    expect(codes(checkConfirmed(outputs, [{ metric: 'cod', value: '1e9' }]))).toEqual([
      'NUMBER_MALFORMED',
      'OUTPUT_MISSING',
    ]);
    expect(codes(checkConfirmed([], [{ metric: 'cod', value: '1' }]))).toEqual(['OUTPUT_UNKNOWN']);
  });
});

describe('the public notice', () => {
  const calendar = new WorkCalendar(
    ['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07'].map((date) => ({
      date,
      kind: 'holiday' as const,
      name: '国庆节',
    })),
    [2026],
  );

  it('runs ten working days and skips the holidays', () => {
    expect(noticeTerm(calendar, '2026-09-28', 10)).toEqual({ endsOn: '2026-10-19', missingYears: [] });
  });
  it('says when the holiday table lacks a year of the term', () => {
    expect(noticeTerm(calendar, '2026-12-28', 10).missingYears).toEqual([2027]);
  });
  it('is over only after its last day', () => {
    expect(isNoticeOver('2026-10-19', '2026-10-19')).toBe(false);
    expect(isNoticeOver('2026-10-19', '2026-10-20')).toBe(true);
  });
});

describe('evaluation', () => {
  const bounds = { excellent: 90, good: 80, fair: 60 };
  const scores = fc.record({
    output: fc.integer({ min: 0, max: FULL_MARKS.output }),
    benefit: fc.integer({ min: 0, max: FULL_MARKS.benefit }),
    management: fc.integer({ min: 0, max: FULL_MARKS.management }),
    satisfaction: fc.integer({ min: 0, max: FULL_MARKS.satisfaction }),
  });

  it('sums to 0–100 and has the grade of its total', () => {
    fc.assert(
      fc.property(scores, (given) => {
        const total = totalOf(given);
        expect(checkScores(given)).toEqual([]);
        expect(total).toBeGreaterThanOrEqual(0);
        expect(total).toBeLessThanOrEqual(100);
        const grade = gradeOf(total, bounds);
        expect(grade).toBe(total >= 90 ? 'excellent' : total >= 80 ? 'good' : total >= 60 ? 'fair' : 'poor');
      }),
    );
  });

  it('refuses any part above its full marks, below nought or not whole', () => {
    fc.assert(
      fc.property(
        scores,
        fc.constantFrom(...(Object.keys(FULL_MARKS) as (keyof typeof FULL_MARKS)[])),
        (given, part) => {
          for (const value of [FULL_MARKS[part] + 1, -1, 0.5]) {
            expect(checkScores({ ...given, [part]: value }).map((error) => error.path)).toEqual([part]);
          }
        },
      ),
    );
  });

  it.each([
    [90, 'excellent'],
    [89, 'good'],
    [80, 'good'],
    [79, 'fair'],
    [60, 'fair'],
    [59, 'poor'],
  ] as const)('%i is %s', (total, grade) => expect(gradeOf(total, bounds)).toBe(grade));

  it('goes self, department, finance', () => {
    expect(nextLevel([])).toBe('self');
    expect(nextLevel(['self'])).toBe('department');
    expect(nextLevel(['self', 'department'])).toBe('finance');
    expect(nextLevel(['self', 'department', 'finance'])).toBeUndefined();
  });
});

describe('final accounts', () => {
  it('have at least one cost, each kind once, each above nought', () => {
    expect(codes(checkCosts([]))).toEqual(['LINES_EMPTY']);
    expect(checkCosts([{ kind: 'construction', amount: 1n }])).toEqual([]);
    const twice = [
      { kind: 'other' as const, amount: 0n },
      { kind: 'other' as const, amount: 5n },
    ];
    expect(codes(checkCosts(twice))).toEqual(['AMOUNT_NOT_POSITIVE', 'KIND_TWICE']);
  });
});
