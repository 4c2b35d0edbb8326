import { DomainError, type Actor, type Role } from '#libs/kernel';
import { changeLifecycle } from './change.lifecycle.js';
import { projectEvent } from './project.events.js';
import {
  actionVia,
  LIVE_STATES,
  projectDiagram,
  projectLifecycle,
  projectOperations,
  type ProjectAction,
  type ProjectStatus,
} from './project.lifecycle.js';
import { actionVerdict, mayCreate, operationVerdict, type ProjectFacts } from './project.permissions.js';

/** §3, copied by hand: from, action, to. Whatever is not here must be refused. */
const RULE_BOOK: readonly (readonly [ProjectStatus, ProjectAction, ProjectStatus])[] = [
  ['draft', 'submit', 'under_review'],
  ['under_review', 'recall', 'draft'],
  ['under_review', 'return', 'returned'],
  ['returned', 'resubmit', 'under_review'],
  ['returned', 'lapse', 'withdrawn'],
  ['under_review', 'reject', 'rejected'],
  ['under_review', 'approve', 'reserved'],
  ['reserved', 'expire', 'expired'],
  ['reserved', 'start', 'implementing'],
  ['implementing', 'suspend', 'suspended'],
  ['suspended', 'resume', 'implementing'],
  ['draft', 'withdraw', 'withdrawn'],
  ['returned', 'withdraw', 'withdrawn'],
  ['reserved', 'withdraw', 'withdrawn'],
  ['reserved', 'terminate', 'terminated'],
  ['implementing', 'terminate', 'terminated'],
  ['suspended', 'terminate', 'terminated'],
  ['implementing', 'apply_acceptance', 'under_acceptance'],
  ['under_acceptance', 'require_rectification', 'rectifying'],
  ['rectifying', 'apply_acceptance', 'under_acceptance'],
  ['under_acceptance', 'fail', 'implementing'],
  ['under_acceptance', 'pass', 'completed'],
  ['completed', 'close', 'closed'],
];

const pairs = projectLifecycle.stateNames.flatMap((state) =>
  projectLifecycle.actionNames.map((action) => ({ state, action })),
);

describe('the lifecycle of a project is that of the rule book §3', () => {
  it.each(pairs)('$state × $action', ({ state, action }) => {
    const rule = RULE_BOOK.find(([from, what]) => from === state && what === action);
    if (rule) {
      expect(projectLifecycle.next(state, action)).toBe(rule[2]);
      return;
    }
    let refusal: unknown;
    try {
      projectLifecycle.next(state, action);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(DomainError);
    expect(refusal).toMatchObject({ code: 'ACTION_NOT_AVAILABLE', params: { state, action } });
  });

  it('has an event and a way for every action', () => {
    expect(Object.keys(projectEvent).sort()).toEqual([...projectLifecycle.actionNames].sort());
    expect(Object.keys(actionVia).sort()).toEqual([...projectLifecycle.actionNames].sort());
    expect(new Set(Object.values(projectEvent)).size).toBe(projectLifecycle.actionNames.length);
  });

  it('draws itself', () => {
    const diagram = projectDiagram('zh');
    for (const [from, , to] of RULE_BOOK) expect(diagram).toContain(`  ${from} --> ${to}:`);
    expect(diagram.match(/-->/g)).toHaveLength(RULE_BOOK.length + 1 + 5);
  });

  it('counts as live what is neither a draft nor at an end without a result', () => {
    const dead = projectLifecycle.stateNames.filter((state) => !(LIVE_STATES as readonly string[]).includes(state));
    expect(dead.sort()).toEqual(['draft', 'expired', 'rejected', 'terminated', 'withdrawn']);
  });

  it('opens only what it can end: a change request, state × action', () => {
    const table = changeLifecycle.stateNames.map((state) => [state, changeLifecycle.actionsFrom(state).sort()]);
    expect(Object.fromEntries(table)).toEqual({
      under_review: ['approve', 'reject', 'return', 'withdraw'],
      returned: ['resubmit', 'withdraw'],
      approved: [],
      rejected: [],
      withdrawn: [],
    });
  });
});

const OWNER = '01936a3e-5c1a-7d2e-9b3f-000000000001';
const actor = (role: Role, more: Partial<Actor> = {}): Actor => ({
  personId: '01936a3e-5c1a-7d2e-9b3f-000000000009',
  personName: '某人',
  organisationId: role === 'owner' ? OWNER : '01936a3e-5c1a-7d2e-9b3f-000000000002',
  organisationName: '某单位',
  departmentKind: role === 'owner' ? null : 'ecology',
  tier: 'county',
  regionCode: '410181',
  roles: [role],
  scope: role === 'owner' ? { kind: 'owner', code: OWNER } : { kind: 'county', code: '410181' },
  requestId: 'test',
  ...more,
});
const finance = { departmentKind: 'finance' as const };
const CAST: Record<string, Actor> = {
  owner: actor('owner'),
  'another owner': actor('owner', { organisationId: '01936a3e-5c1a-7d2e-9b3f-000000000003' }),
  'lead reviewer': actor('reviewer'),
  'lead approver': actor('approver'),
  'lead of the city': actor('approver', { tier: 'city', regionCode: '410100' }),
  'lead of another county': actor('approver', { regionCode: '410182' }),
  'another department': actor('approver', { departmentKind: 'water' }),
  'finance officer': actor('finance_officer', finance),
  'finance approver': actor('finance_approver', finance),
  expert: actor('expert'),
  supervisor: actor('supervisor'),
  auditor: actor('auditor'),
  system_admin: actor('system_admin'),
  security_admin: actor('security_admin'),
  audit_admin: actor('audit_admin'),
};
/** Who may ever bring an action about by themselves; outcomes of approvals and of the acceptance group belong to nobody. */
const MAY: Partial<Record<ProjectAction, readonly string[]>> = {
  submit: ['owner'],
  recall: ['owner'],
  resubmit: ['owner'],
  withdraw: ['owner'],
  start: ['owner'],
  apply_acceptance: ['owner'],
  suspend: ['owner', 'lead reviewer', 'lead approver'],
  resume: ['owner', 'lead reviewer', 'lead approver'],
  terminate: ['owner', 'lead reviewer', 'lead approver'],
  close: ['lead reviewer', 'lead approver', 'finance officer', 'finance approver'],
};
const facts = (status: ProjectStatus): ProjectFacts => ({
  status,
  ownerOrganisationId: OWNER,
  tier: 'county',
  regionCode: '410181',
  leadKind: 'ecology',
});

describe('state × action × role', () => {
  it.each(projectLifecycle.actionNames)('%s', (action) => {
    for (const [name, who] of Object.entries(CAST)) {
      for (const state of projectLifecycle.stateNames) {
        const verdict = actionVerdict(who, facts(state), action);
        const permitted = MAY[action]?.includes(name) ?? false;
        const possible = projectLifecycle.can(state, action);
        expect([name, state, verdict.allowed]).toEqual([name, state, permitted && possible]);
        if (verdict.allowed) continue;
        expect(verdict.reason.zh).not.toBe('');
        expect(verdict.code === 'ACTION_NOT_AVAILABLE').toBe(permitted);
      }
    }
  });

  it.each(Object.keys(projectOperations) as (keyof typeof projectOperations)[])('%s', (operation) => {
    const { from, by } = projectOperations[operation];
    for (const [name, who] of Object.entries(CAST)) {
      for (const state of projectLifecycle.stateNames) {
        const role = name === 'owner' ? 'owner' : name.startsWith('lead ') && !name.includes('of') ? 'lead' : 'nobody';
        const expected = (by as readonly string[]).includes(role) && (from as readonly string[]).includes(state);
        expect([name, state, operationVerdict(who, facts(state), operation).allowed]).toEqual([name, state, expected]);
      }
    }
  });

  it('lets only people of an owner organisation create', () => {
    const creators = Object.entries(CAST).filter(([, who]) => mayCreate(who).allowed);
    expect(creators.map(([name]) => name)).toEqual(['owner', 'another owner']);
  });
});
