import { toMermaid, type Lifecycle } from '#libs/kernel';
import { approvalLifecycle, stepLifecycle, taskLifecycle } from './approval.lifecycle.js';

/** The whole table: a dot is a refusal. A change of the data shows as a change of the table. */
function tableOf<S extends string, A extends string>(lifecycle: Lifecycle<S, A>): string {
  const target = (state: S, action: A): string => {
    if (lifecycle.can(state, action)) return lifecycle.next(state, action);
    expect(() => lifecycle.next(state, action)).toThrow(/ACTION_NOT_AVAILABLE/);
    return '.';
  };
  return lifecycle.stateNames
    .map(
      (state) => `${state}: ${lifecycle.actionNames.map((action) => `${action}→${target(state, action)}`).join(' ')}`,
    )
    .join('\n');
}

it.each([
  ['approval', () => tableOf(approvalLifecycle)],
  ['step', () => tableOf(stepLifecycle)],
  ['task', () => tableOf(taskLifecycle)],
])('every state and action of an %s', (_name, table) => expect(table()).toMatchSnapshot());

it('every state and action has a name in both languages, and the diagram is made from them', () => {
  for (const lifecycle of [approvalLifecycle, stepLifecycle, taskLifecycle]) {
    for (const text of [...Object.values(lifecycle.states), ...Object.values(lifecycle.actions)])
      expect(text).toEqual(expect.objectContaining({ zh: expect.any(String), en: expect.any(String) }));
  }
  expect(toMermaid(approvalLifecycle, 'zh')).toContain('returned --> pending: 重新提交');
});
