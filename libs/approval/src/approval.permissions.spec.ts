import type { Actor, Role } from '#libs/kernel';
import { seesDecision, seesOpinion, standingOf } from './approval.permissions.js';
import { approvalLifecycle, taskLifecycle, type TaskStatus } from './approval.lifecycle.js';
import type { StepState, TaskState } from './approval.state.js';

const DESK = 'desk';
const actor = (changes: Partial<Actor> = {}): Actor => ({
  personId: 'me',
  personName: '我',
  organisationId: DESK,
  organisationName: '生态环境局',
  departmentKind: 'ecology',
  tier: 'county',
  regionCode: '410181',
  roles: ['reviewer', 'approver'],
  scope: { kind: 'county', code: '410181' },
  requestId: 'test',
  ...changes,
});
const task = (changes: Partial<TaskState> = {}): TaskState => ({
  id: 'task',
  organisationId: DESK,
  kind: 'ecology',
  status: 'open',
  persons: 2,
  proposedBy: null,
  decidedBy: null,
  ...changes,
});
const approval = (one: TaskState, changes: object = {}) => ({
  status: 'pending' as const,
  currentStepId: 'step',
  filers: ['filer'],
  decidedHere: false,
  steps: [{ id: 'step', tasks: [one] } as unknown as StepState],
  ...changes,
});
const answer = (who: Actor, what: ReturnType<typeof approval>): string => {
  const standing = standingOf(who, what);
  return 'act' in standing ? standing.act : standing.verdict.code;
};

describe('who acts at a desk', () => {
  const roles: Role[][] = [
    ['reviewer'],
    ['approver'],
    ['finance_officer'],
    ['finance_approver'],
    ['expert'],
    ['owner'],
  ];
  const table = (kind: 'ecology' | 'finance', persons: number): string =>
    roles
      .map((held) => {
        const cells = (['open', 'proposed'] as const).map((status) =>
          answer(
            actor({ roles: held }),
            approval(task({ kind, status, persons, proposedBy: status === 'open' ? null : 'other' })),
          ),
        );
        return `${held.join()}: ${cells.join(' / ')}`;
      })
      .join('\n');

  it('by role, kind of department and state of the desk', () => {
    expect(`ecology\n${table('ecology', 2)}\nfinance\n${table('finance', 2)}\none person\n${table('ecology', 1)}`).toBe(
      `ecology
reviewer: propose / ACTION_NOT_AVAILABLE
approver: APPROVAL_NOT_PROPOSED / decide
finance_officer: APPROVAL_ROLE_MISSING / APPROVAL_ROLE_MISSING
finance_approver: APPROVAL_ROLE_MISSING / APPROVAL_ROLE_MISSING
expert: APPROVAL_ROLE_MISSING / APPROVAL_ROLE_MISSING
owner: APPROVAL_ROLE_MISSING / APPROVAL_ROLE_MISSING
finance
reviewer: APPROVAL_ROLE_MISSING / APPROVAL_ROLE_MISSING
approver: APPROVAL_ROLE_MISSING / APPROVAL_ROLE_MISSING
finance_officer: propose / ACTION_NOT_AVAILABLE
finance_approver: APPROVAL_NOT_PROPOSED / decide
expert: APPROVAL_ROLE_MISSING / APPROVAL_ROLE_MISSING
owner: APPROVAL_ROLE_MISSING / APPROVAL_ROLE_MISSING
one person
reviewer: decide / decide
approver: decide / decide
finance_officer: APPROVAL_ROLE_MISSING / APPROVAL_ROLE_MISSING
finance_approver: APPROVAL_ROLE_MISSING / APPROVAL_ROLE_MISSING
expert: APPROVAL_ROLE_MISSING / APPROVAL_ROLE_MISSING
owner: APPROVAL_ROLE_MISSING / APPROVAL_ROLE_MISSING`,
    );
  });

  it.each(taskLifecycle.stateNames.filter((status) => !['open', 'proposed'].includes(status)))(
    'nobody once the desk is %s',
    (status: TaskStatus) => expect(answer(actor(), approval(task({ status })))).toBe('ACTION_NOT_AVAILABLE'),
  );

  it.each(approvalLifecycle.stateNames.filter((status) => status !== 'pending'))(
    'nobody once the approval is %s',
    (status) => {
      const standing = standingOf(actor(), approval(task(), { status, currentStepId: null }));
      expect(standing).toMatchObject({ kind: 'conflict', verdict: { code: 'ACTION_NOT_AVAILABLE' } });
    },
  );
});

describe('separation of duties (§4, fixed)', () => {
  const proposed = task({ status: 'proposed', proposedBy: 'other' });
  it.each([
    ['the filer', approval(proposed, { filers: ['filer', 'me'] }), 'APPROVAL_OWN_FILING'],
    ['the filer, for a proposal', approval(task(), { filers: ['me'] }), 'APPROVAL_OWN_FILING'],
    ['the proposer', approval(task({ status: 'proposed', proposedBy: 'me' })), 'APPROVAL_OWN_PROPOSAL'],
    ['who has decided in this round', approval(proposed, { decidedHere: true }), 'APPROVAL_TWICE_IN_ROUND'],
    ['nobody else', approval(proposed), 'decide'],
    ['who has decided may still propose elsewhere', approval(task(), { decidedHere: true }), 'propose'],
  ])('bars %s', (_name, state, expected) => expect(answer(actor(), state)).toBe(expected));

  it('a person of another organisation has no desk, whatever the roles', () => {
    expect(answer(actor({ organisationId: 'elsewhere' }), approval(task()))).toBe('APPROVAL_NOT_YOUR_DESK');
  });
});

describe('what an owner reads', () => {
  const owner = actor({ scope: { kind: 'owner', code: 'x' } });
  it.each([
    ['propose', 'approve', false, false, false],
    ['propose', 'return', true, false, false],
    ['decide', 'approve', false, true, false],
    ['decide', 'approve', true, true, true],
    ['decide', 'return', false, true, true],
    ['decide', 'reject', true, true, true],
  ] as const)('%s %s, finished %s: sees it %s, its opinion %s', (act, outcome, finished, decision, opinion) => {
    expect(seesDecision(owner, { act, outcome })).toBe(decision);
    expect(seesOpinion(owner, { act, outcome }, finished)).toBe(opinion);
    expect(seesOpinion(actor(), { act, outcome }, finished)).toBe(true);
  });
});
