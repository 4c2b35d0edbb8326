import type { Lifecycle } from '#libs/kernel';
import {
  acceptanceLifecycle,
  acceptanceOperations,
  finalAccountsLifecycle,
  rectificationLifecycle,
} from './acceptance.lifecycle.js';
import { actionVerdict, operationVerdict, type Standing } from './acceptance.permissions.js';

/** Every pair that leads somewhere; each pair that is not here must be refused. */
const TABLES: [string, Lifecycle<string, string>, Record<string, Record<string, string>>][] = [
  [
    'acceptance',
    acceptanceLifecycle as never,
    {
      applied: { draw_group: 'grouped' },
      grouped: { conclude_pass: 'concluded_pass', conclude_rectify: 'rectification', conclude_fail: 'failed' },
      concluded_pass: { publish_notice: 'public_notice' },
      public_notice: { pass: 'passed', uphold_objection: 'rectification' },
      rectification: { reapply: 'rectified' },
      rectified: {},
      failed: {},
      passed: {},
    },
  ],
  [
    'rectification',
    rectificationLifecycle as never,
    {
      open: { submit: 'submitted' },
      submitted: { return: 'returned', close: 'closed' },
      returned: { submit: 'submitted' },
      closed: {},
    },
  ],
  [
    'final accounts',
    finalAccountsLifecycle as never,
    {
      draft: { submit: 'under_review' },
      under_review: { return: 'returned', approve: 'approved' },
      returned: { submit: 'under_review' },
      approved: {},
    },
  ],
];

describe.each(TABLES)('the lifecycle of %s', (_name, lifecycle, table) => {
  it('has a row for every state', () => {
    expect(Object.keys(table).sort()).toEqual([...lifecycle.stateNames].sort());
  });

  const pairs = lifecycle.stateNames.flatMap((state) =>
    lifecycle.actionNames.map((action) => [state, action] as const),
  );
  it.each(pairs)('%s × %s', (state, action) => {
    const to = table[state]![action];
    if (to) expect(lifecycle.next(state, action)).toBe(to);
    else expect(() => lifecycle.next(state, action)).toThrow('ACTION_NOT_AVAILABLE');
  });
});

describe('state × action × standing of an acceptance', () => {
  const standings: Standing[] = ['owner', 'lead', 'convenor', 'finance', 'member'];
  const actions = acceptanceLifecycle.actionNames;
  const cases = acceptanceLifecycle.stateNames.flatMap((state) =>
    actions.flatMap((action) => standings.map((who) => [state, action, who] as const)),
  );

  it.each(cases)('%s × %s × %s', (state, action, who) => {
    const spec = acceptanceLifecycle.actions[action];
    const verdict = actionVerdict(new Set([who]), state, action);
    if (!spec.by.includes(who))
      expect(verdict).toMatchObject({ allowed: false, code: expect.stringMatching(/^ACCEPTANCE_NOT_/) });
    else if (!spec.from.includes(state))
      expect(verdict).toMatchObject({ allowed: false, code: 'ACTION_NOT_AVAILABLE' });
    else expect(verdict).toEqual({ allowed: true });
  });

  it.each(
    acceptanceLifecycle.stateNames.flatMap((state) =>
      (Object.keys(acceptanceOperations) as (keyof typeof acceptanceOperations)[]).flatMap((operation) =>
        standings.map((who) => [state, operation, who] as const),
      ),
    ),
  )('%s × %s × %s', (state, operation, who) => {
    const allowed = who === 'member' && state === 'grouped';
    expect(operationVerdict(new Set([who]), state, operation).allowed).toBe(allowed);
  });
});
