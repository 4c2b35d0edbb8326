import { ROLES, type Role } from '#libs/kernel';

/** Who passes the gate of a route: everybody, everybody with a session, or who holds one of the roles. */
export type Gate = 'public' | 'authenticated' | readonly Role[];

const DEPARTMENT = ['reviewer', 'approver'] as const;
const FINANCE = ['finance_officer', 'finance_approver'] as const;
const FILER_OF_MONEY = ['finance_officer', 'reviewer'] as const;

/**
 * The whole API, as the controllers declare it, written out a second time: a route that is added, removed or opened to
 * another role fails until somebody changes its row as well, and so looks at it. Which roles are right is not proven here:
 * the rule book (§1, §3, §4) names the people of an action, not of a route, and the services hold to that.
 */
export const MATRIX: Readonly<Record<string, Gate>> = {
  'GET /health/live': 'public',
  'GET /health/ready': 'public',
  'GET /metrics': 'public',

  // identity
  'POST /api/v1/sessions': 'public',
  'GET /api/v1/sessions': 'authenticated',
  'DELETE /api/v1/sessions/current': 'authenticated',
  'GET /api/v1/me': 'authenticated',
  'GET /api/v1/regions': 'authenticated',
  'GET /api/v1/organisations': 'authenticated',

  // plan and calendar
  'GET /api/v1/plans': 'authenticated',
  'GET /api/v1/plans/:code/categories': 'authenticated',
  'GET /api/v1/plans/:code/works': 'authenticated',
  'GET /api/v1/plans/:code/targets': 'authenticated',
  'GET /api/v1/plans/:code/indicators': 'authenticated',
  'GET /api/v1/plans/:code/deadlines': 'authenticated',
  'GET /api/v1/plans/:code/actions': 'authenticated',
  'GET /api/v1/categories/:code/configuration': 'authenticated',
  'GET /api/v1/holidays/:year': 'authenticated',
  'PUT /api/v1/holidays/:year': ['system_admin'],

  // project
  'GET /api/v1/projects': 'authenticated',
  'POST /api/v1/projects': ['owner'],
  'GET /api/v1/projects/:id': 'authenticated',
  'PATCH /api/v1/projects/:id': ['owner'],
  'POST /api/v1/projects/:id/actions/:action': ['owner', ...DEPARTMENT, ...FINANCE],
  'GET /api/v1/projects/:id/history': 'authenticated',
  'GET /api/v1/projects/:id/route-preview': 'authenticated',
  'PUT /api/v1/projects/:id/outputs': ['owner'],
  'GET /api/v1/projects/:id/files': 'authenticated',
  'POST /api/v1/projects/:id/files': ['owner', ...DEPARTMENT],
  'GET /api/v1/files/:id': 'authenticated',
  'DELETE /api/v1/files/:id': ['owner'],
  'GET /api/v1/projects/:id/changes': 'authenticated',
  'POST /api/v1/projects/:id/changes': ['owner', ...DEPARTMENT],
  'GET /api/v1/changes/:id': 'authenticated',
  'POST /api/v1/changes/:id/actions/:action': ['owner', ...DEPARTMENT],

  // approval
  'GET /api/v1/approvals': 'authenticated',
  'GET /api/v1/approvals/counts': 'authenticated',
  'GET /api/v1/approvals/:id': 'authenticated',
  'POST /api/v1/approvals/:id/decisions': [...DEPARTMENT, ...FINANCE],
  'POST /api/v1/approvals/bulk-decisions': [...DEPARTMENT, ...FINANCE],
  'POST /api/v1/approvals/:id/actions/urge': 'authenticated',
  'POST /api/v1/approvals/:id/actions/cc': 'authenticated',
  'POST /api/v1/approvals/:id/actions/read': 'authenticated',
  'GET /api/v1/approval-routes': 'authenticated',

  // milestone
  'GET /api/v1/projects/:id/baseline': 'authenticated',
  'PUT /api/v1/projects/:id/baseline': ['owner'],
  'POST /api/v1/projects/:id/baseline/actions/submit': ['owner'],
  'GET /api/v1/projects/:id/milestones': 'authenticated',
  'POST /api/v1/milestones/:id/actions/:action': ['owner'],
  'GET /api/v1/milestones/:id/completions': 'authenticated',
  'GET /api/v1/projects/:id/reports': 'authenticated',
  'POST /api/v1/projects/:id/reports': ['owner'],
  'GET /api/v1/projects/:id/s-curve': 'authenticated',

  // funding
  'GET /api/v1/projects/:id/money': 'authenticated',
  'GET /api/v1/projects/:id/ledger': 'authenticated',
  'GET /api/v1/projects/:id/contracts': 'authenticated',
  'POST /api/v1/projects/:id/contracts': ['owner'],
  'POST /api/v1/contracts/:id/actions/settle': ['owner'],
  'GET /api/v1/projects/:id/disbursements': 'authenticated',
  'POST /api/v1/projects/:id/disbursements': ['owner'],
  'GET /api/v1/disbursements/:id': 'authenticated',
  'POST /api/v1/disbursements/:id/actions/:action': ['owner', ...DEPARTMENT, ...FINANCE],
  'GET /api/v1/projects/:id/returns': 'authenticated',
  'POST /api/v1/projects/:id/returns': ['finance_officer'],
  'POST /api/v1/projects/:id/self-funding-proofs': ['owner'],
  'GET /api/v1/fund-pools': 'authenticated',
  'POST /api/v1/fund-pools': ['finance_officer'],
  'GET /api/v1/fund-pools/:id': 'authenticated',
  'GET /api/v1/fund-pools/:id/ledger': 'authenticated',
  'GET /api/v1/allocations': 'authenticated',
  'POST /api/v1/allocations': FILER_OF_MONEY,
  'GET /api/v1/allocations/:id': 'authenticated',
  'PATCH /api/v1/allocations/:id': FILER_OF_MONEY,
  'POST /api/v1/allocations/:id/actions/:action': FILER_OF_MONEY,

  // acceptance and closing
  'GET /api/v1/projects/:id/acceptances': 'authenticated',
  'POST /api/v1/projects/:id/acceptances': ['owner'],
  'GET /api/v1/acceptances/:id': 'authenticated',
  'POST /api/v1/acceptances/:id/actions/draw-group': DEPARTMENT,
  'POST /api/v1/acceptances/:id/actions/declare-conflict': ['expert'],
  'POST /api/v1/acceptances/:id/actions/answer-item': ['expert'],
  'POST /api/v1/acceptances/:id/actions/vote': ['expert'],
  'POST /api/v1/acceptances/:id/actions/conclude': ['approver'],
  'POST /api/v1/acceptances/:id/actions/publish-notice': DEPARTMENT,
  'POST /api/v1/acceptances/:id/actions/uphold-objection': ['approver'],
  'POST /api/v1/acceptances/:id/actions/pass': ['approver'],
  'GET /api/v1/acceptances/:id/rectifications': 'authenticated',
  'POST /api/v1/acceptances/:id/rectifications': ['approver'],
  'POST /api/v1/rectifications/:id/actions/submit': ['owner'],
  'POST /api/v1/rectifications/:id/actions/close': ['approver'],
  'POST /api/v1/rectifications/:id/actions/return': ['approver'],
  'GET /api/v1/projects/:id/final-accounts': 'authenticated',
  'PUT /api/v1/projects/:id/final-accounts': ['owner'],
  'POST /api/v1/projects/:id/final-accounts/actions/submit': ['owner'],
  'GET /api/v1/projects/:id/evaluations': 'authenticated',
  'POST /api/v1/projects/:id/evaluations': ['owner', ...DEPARTMENT, 'finance_approver'],
  'GET /api/v1/projects/:id/close-confirmations': 'authenticated',

  // reminder
  'GET /api/v1/messages': 'authenticated',
  'POST /api/v1/messages/read': 'authenticated',
  'GET /api/v1/reminders': 'authenticated',
  'GET /api/v1/supervision-letters': 'authenticated',
  'GET /api/v1/reminder-rules': 'authenticated',
  'GET /api/v1/reminder-rules/:rule/versions': 'authenticated',
  'PUT /api/v1/reminder-rules/:rule': ['system_admin'],
  'POST /api/v1/reminder-rules/:rule/preview': ['system_admin'],

  // administration and audit
  'POST /api/v1/admin/sweeps': ['system_admin'],
  'GET /api/v1/admin/dead-letters': ['system_admin'],
  'POST /api/v1/admin/dead-letters/:id/actions/requeue': ['system_admin'],
  'GET /api/v1/admin/clock': ['system_admin'],
  'POST /api/v1/admin/clock': ['system_admin'],
  'GET /api/v1/audit': ['auditor', 'audit_admin'],
  'GET /api/v1/audit/verification': ['auditor', 'audit_admin'],
};

/** One person of each role in the cast. */
export const ONE_OF_EACH: Readonly<Record<Role, string>> = {
  owner: 'owner.gongyi.1.filer',
  reviewer: 'county.ecology.gongyi.reviewer',
  approver: 'county.ecology.gongyi.approver',
  finance_officer: 'county.finance.gongyi.finance_officer',
  finance_approver: 'county.finance.gongyi.finance_approver',
  expert: 'county.ecology.gongyi.expert',
  supervisor: 'county.ecology.gongyi.supervisor',
  auditor: 'province.ecology.henan.auditor',
  system_admin: 'province.ecology.henan.system_admin',
  security_admin: 'province.ecology.henan.security_admin',
  audit_admin: 'province.ecology.henan.audit_admin',
};

export const passes = (gate: Gate, role: Role): boolean => typeof gate === 'string' || gate.includes(role);

/** The roles of a gate in the order of ROLES, so that two of them compare. */
export const normal = (gate: Gate): Gate =>
  typeof gate === 'string' ? gate : ROLES.filter((role) => gate.includes(role));
