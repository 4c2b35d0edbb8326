import fc from 'fast-check';
import type { TaskStatus } from './approval.lifecycle.js';
import { quorumOf, STEP_MODES, stepVerdict, type StepMode } from './step.rules.js';

const letters: Record<string, TaskStatus> = { o: 'open', p: 'proposed', a: 'approved', r: 'returned', x: 'rejected' };
const desks = (votes: string): TaskStatus[] => [...votes].map((letter) => letters[letter]!);

describe('the moment a step is decided', () => {
  it.each<[mode: StepMode, quorum: number | null, votes: string, verdict: string]>([
    ['single', null, 'o', 'open'],
    ['single', null, 'p', 'open'],
    ['single', null, 'a', 'approve'],
    ['single', null, 'r', 'return'],
    ['single', null, 'x', 'reject'],
    ['all', null, 'aao', 'open'],
    ['all', null, 'aaa', 'approve'],
    ['all', null, 'aro', 'return'],
    ['all', null, 'axo', 'reject'],
    ['any', null, 'opo', 'open'],
    ['any', null, 'oao', 'approve'],
    ['any', null, 'oro', 'return'],
    ['any', null, 'xoo', 'reject'],
    ['quorum', 2, 'aoo', 'open'],
    ['quorum', 2, 'axo', 'open'],
    ['quorum', 2, 'aax', 'approve'],
    ['quorum', 2, 'aao', 'approve'],
    ['quorum', 2, 'rxo', 'return'],
    ['quorum', 2, 'xxo', 'reject'],
    ['quorum', 2, 'axx', 'reject'],
    ['quorum', 3, 'aar', 'return'],
    ['quorum', 1, 'xxo', 'open'],
  ])('%s (%s) with %s is %s', (mode, quorum, votes, verdict) =>
    expect(stepVerdict({ mode, quorum }, desks(votes))).toBe(verdict),
  );

  const anyStep = fc.record({
    mode: fc.constantFrom(...STEP_MODES),
    desks: fc.array(fc.constantFrom<TaskStatus>('approved', 'returned', 'rejected'), { minLength: 1, maxLength: 9 }),
    count: fc.nat(12),
  });

  it('comes with the last vote at the latest, and one vote after the other', () =>
    fc.assert(
      fc.property(anyStep, ({ mode, desks: votes, count }) => {
        const quorum = quorumOf({ mode, quorum: { count } }, votes.length);
        const after = (given: number) =>
          stepVerdict(
            { mode, quorum },
            votes.map((vote, at): TaskStatus => (at < given ? vote : 'open')),
          );
        const verdicts = votes.map((_, at) => after(at + 1));
        expect(verdicts.at(-1)).not.toBe('open');
        const first = verdicts.find((verdict) => verdict !== 'open')!;
        if (first === 'approve') expect(votes).toContain('approved');
        else expect(votes.some((vote) => vote !== 'approved')).toBe(true);
        if (mode === 'quorum')
          expect(first === 'approve').toBe(votes.filter((v) => v === 'approved').length >= quorum!);
      }),
    ));
});

it.each([
  [{ count: 2 }, 5, 2],
  [{ count: 7 }, 5, 5],
  [{ count: 0 }, 5, 1],
  [{ of: 2, in: 3 }, 3, 2],
  [{ of: 2, in: 3 }, 4, 3],
  [{ of: 1, in: 2 }, 5, 3],
  [{ of: 1, in: 1 }, 4, 4],
])('a quorum of %j among %i desks is %i', (quorum, among, needed) =>
  expect(quorumOf({ mode: 'quorum', quorum }, among)).toBe(needed),
);
