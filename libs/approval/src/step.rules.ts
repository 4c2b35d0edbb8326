import type { TaskStatus } from './approval.lifecycle.js';
import type { Outcome } from './approval.types.js';

/** How the desks of a step decide it together (§4): one desk, 会签, 或签, 票签. */
export const STEP_MODES = ['single', 'all', 'any', 'quorum'] as const;
export type StepMode = (typeof STEP_MODES)[number];

/** `{ count: 3 }`, or `{ of: 2, in: 3 }` for two thirds. Whole numbers: a share is never a float. */
export type Quorum = { count: number } | { of: number; in: number };

/** Approvals needed of so many desks; a share is rounded up. At least one, and never more than there are desks. */
export function quorumOf({ mode, quorum }: { mode: StepMode; quorum?: Quorum }, desks: number): number | null {
  if (mode !== 'quorum') return null;
  if (quorum === undefined) throw new Error('a step of mode quorum without its quorum');
  const wanted = 'count' in quorum ? quorum.count : Math.ceil((quorum.of * desks) / quorum.in);
  return Math.max(1, Math.min(wanted, desks));
}

/**
 * What the votes given so far make of a step, asked after each one.
 *
 * | mode | approved | returned or rejected | votes still open then |
 * |---|---|---|---|
 * | single, all | by every desk | by the first that does so | end with the step |
 * | any | by the first vote, whatever it is | likewise | end with the step |
 * | quorum n | by n desks | when n can no longer be reached | end with the step |
 *
 * Where a quorum has failed, one vote for a return is enough for a return: the milder outcome leaves the owner a way on. It is a
 * rejection when all votes against were rejections.
 */
export function stepVerdict(
  { mode, quorum }: { mode: StepMode; quorum: number | null },
  desks: readonly TaskStatus[],
): 'open' | Outcome {
  const votes = (status: TaskStatus): number => desks.filter((one) => one === status).length;
  const [approved, returned, rejected] = [votes('approved'), votes('returned'), votes('rejected')];
  const refusal = returned > 0 ? 'return' : 'reject';
  if (mode === 'quorum') {
    if (approved >= quorum!) return 'approve';
    return desks.length - returned - rejected < quorum! ? refusal : 'open';
  }
  if (returned + rejected > 0) return refusal;
  return approved === desks.length || (mode === 'any' && approved > 0) ? 'approve' : 'open';
}
