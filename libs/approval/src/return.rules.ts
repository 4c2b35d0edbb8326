import type { Bilingual } from '#libs/kernel';
import { LIVE_STEPS, type StepStatus } from './approval.lifecycle.js';
import type { StepState } from './approval.state.js';

/** A step as the place to send something back to: offered, or greyed with the reason. */
export interface ReturnChoice {
  key: string;
  title: string;
  titleEn: string;
  allowed: boolean;
  reason: Bilingual | null;
}

type Run = Pick<StepState, 'id' | 'seq' | 'key' | 'title' | 'titleEn' | 'status'>;

/** Where a step may send back to: the earlier steps that were decided. */
export const returnTargets = <S extends Run>(approval: { steps: readonly S[] }, step: Run): S[] =>
  approval.steps.filter((one) => one.seq < step.seq && one.status === 'approved');

/** Every step that counts, with whether `step` may send back to it and, if not, why not (§4). */
export function returnChoices(approval: { steps: readonly Run[] }, step: Run): ReturnChoice[] {
  const live = approval.steps.filter((one) => LIVE_STEPS.includes(one.status)).sort((a, b) => a.seq - b.seq);
  return live.map(({ id, key, title, titleEn, status }) => {
    const reason = id === step.id ? ITSELF : (WHY_NOT[status] ?? null);
    return { key, title, titleEn, allowed: reason === null, reason };
  });
}

const ITSELF: Bilingual = { zh: '即当前步骤', en: 'It is the step that is open now' };
/** An approved step that counts lies before the open one, so the others are all there is to explain. */
const WHY_NOT: Partial<Record<StepStatus, Bilingual>> = {
  planned: { zh: '尚未办理到该步骤', en: 'It has not been reached yet' },
  open: ITSELF,
  skipped: { zh: '该步骤已跳过，无人办理', en: 'It was skipped: nobody has acted there' },
  copied: { zh: '该步骤只抄送，不办理', en: 'It was only told, not asked' },
};
