import type { StepStatus } from './approval.lifecycle.js';
import { returnChoices } from './return.rules.js';

const run = (seq: number, status: StepStatus) => ({
  id: `${seq}-${status}`,
  seq,
  key: `step_${seq}`,
  title: `第${seq}步`,
  titleEn: `Step ${seq}`,
  status,
});

it('offers the earlier steps that were decided, and says of each other one why not', () => {
  const open = run(4, 'open');
  const steps = [run(1, 'approved'), run(2, 'skipped'), run(3, 'copied'), run(4, 'returned'), open, run(5, 'planned')];
  expect(returnChoices({ steps }, open).map(({ key, allowed, reason }) => [key, allowed, reason?.zh])).toEqual([
    ['step_1', true, undefined],
    ['step_2', false, '该步骤已跳过，无人办理'],
    ['step_3', false, '该步骤只抄送，不办理'],
    ['step_4', false, '即当前步骤'],
    ['step_5', false, '尚未办理到该步骤'],
  ]);
});
