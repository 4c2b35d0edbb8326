import { ROLES, type Actor, type Role, type Verdict } from '#libs/kernel';
import * as may from './funding.permissions.js';

const OWNER = '01936a3e-5c1a-7d2e-9b3f-000000000001';
const PROJECT = { tier: 'county', regionCode: '410181', leadKind: 'ecology', ownerOrganisationId: OWNER } as const;

function somebody(role: Role, more: Partial<Actor> = {}): Actor {
  const finance = role === 'finance_officer' || role === 'finance_approver';
  return {
    personId: '01936a3e-5c1a-7d2e-9b3f-000000000009',
    personName: '某人',
    organisationId: role === 'owner' ? OWNER : '01936a3e-5c1a-7d2e-9b3f-000000000002',
    organisationName: '某单位',
    departmentKind: role === 'owner' ? null : finance ? 'finance' : 'ecology',
    tier: 'county',
    regionCode: '410181',
    roles: [role],
    scope: role === 'owner' ? { kind: 'owner', code: OWNER } : { kind: 'county', code: '410181' },
    requestId: 'test',
    ...more,
  };
}

/** §4, §5: who does what with money, in their own place only; each by roles of its own department. */
const TABLE: readonly [string, (actor: Actor) => Verdict, readonly Role[]][] = [
  ['record a pool', may.mayRecordPool, ['finance_officer']],
  ['file an allocation', (actor) => may.mayFileAllocation(actor, PROJECT), ['finance_officer']],
  ['give money back', (actor) => may.mayReturnMoney(actor, PROJECT), ['finance_officer']],
  ['prepare a payment', (actor) => may.mayPrepare(actor, PROJECT), ['finance_officer']],
  ['release a payment', (actor) => may.mayRelease(actor, PROJECT), ['finance_approver']],
  ['ask for a payment', (actor) => may.mayActAsOwner(actor, PROJECT), ['owner']],
  ['confirm the progress', (actor) => may.mayConfirmProgress(actor, PROJECT), ['reviewer', 'approver']],
];

describe('action × role × place of money', () => {
  it.each(TABLE)('%s', (name, verdictOf, roles) => {
    for (const role of ROLES) {
      const at = (more: Partial<Actor> = {}) => verdictOf(somebody(role, more));
      expect([role, at().allowed]).toEqual([role, roles.includes(role)]);
      const refused = at({ roles: ['auditor'] });
      expect(refused).toMatchObject({ allowed: false, code: expect.any(String), reason: { zh: expect.any(String) } });
      if (role === 'owner') {
        expect(at({ organisationId: '01936a3e-5c1a-7d2e-9b3f-000000000003' }).allowed).toBe(false);
      } else if (name !== 'record a pool') {
        // A pool is always of the recorder's own place.
        expect([role, at({ regionCode: '410182' }).allowed]).toEqual([role, false]);
        expect([role, at({ tier: 'city', regionCode: '410100' }).allowed]).toEqual([role, false]);
      }
      expect([role, at({ departmentKind: 'water', organisationId: 'elsewhere' }).allowed]).toEqual([role, false]);
    }
  });

  it('a reviewer of the finance department files allocations as well', () => {
    expect(may.mayFileAllocation(somebody('reviewer', { departmentKind: 'finance' }), PROJECT).allowed).toBe(true);
  });

  it('nobody checks what they made (§4)', () => {
    const checker = somebody('finance_approver');
    expect(may.mayCheck(checker, ['other', null]).allowed).toBe(true);
    expect(may.mayCheck(checker, ['other', checker.personId])).toMatchObject({ code: 'MAKER_IS_CHECKER' });
  });
});
