import type { Actor } from '#libs/kernel';
import { mayAs, standingsOf } from './acceptance.permissions.js';

const project = { ownerOrganisationId: 'owner', tier: 'county', regionCode: '410181', leadKind: 'ecology' } as const;

const actor = (given: Partial<Actor>): Actor => ({
  personId: 'p',
  personName: 'P',
  organisationId: 'o',
  organisationName: 'O',
  departmentKind: null,
  tier: 'county',
  regionCode: '410181',
  roles: [],
  scope: { kind: 'county', code: '410181' },
  requestId: 'r',
  ...given,
});

describe('how a caller stands to an acceptance', () => {
  it.each<[string, Partial<Actor>, string[]]>([
    ['the owner’s filer', { organisationId: 'owner', roles: ['owner'] }, ['owner']],
    ['an owner of another organisation', { roles: ['owner'] }, []],
    ['the lead’s reviewer', { departmentKind: 'ecology', roles: ['reviewer'] }, ['lead']],
    ['the lead’s approver', { departmentKind: 'ecology', roles: ['approver'] }, ['lead', 'convenor']],
    [
      'the same kind one tier up',
      { departmentKind: 'ecology', tier: 'city', regionCode: '410100', roles: ['approver'] },
      [],
    ],
    ['the same kind next door', { departmentKind: 'ecology', regionCode: '410182', roles: ['approver'] }, []],
    ['another department', { departmentKind: 'water', roles: ['approver'] }, []],
    ['finance’s approver', { departmentKind: 'finance', roles: ['finance_approver'] }, ['finance']],
    ['finance’s officer', { departmentKind: 'finance', roles: ['finance_officer'] }, []],
    ['an auditor', { departmentKind: 'ecology', roles: ['auditor'] }, []],
  ])('%s', (_who, given, expected) => {
    expect([...standingsOf(actor(given), project)]).toEqual(expected);
  });

  it('a seat in the group makes a member', () => {
    expect([...standingsOf(actor({ roles: ['expert'] }), project, true)]).toEqual(['member']);
  });

  it('a refusal names who may', () => {
    expect(mayAs(new Set(['owner']), 'convenor')).toMatchObject({ allowed: false, code: 'ACCEPTANCE_NOT_CONVENOR' });
    expect(mayAs(new Set(['owner']), 'convenor', 'owner')).toEqual({ allowed: true });
  });
});
