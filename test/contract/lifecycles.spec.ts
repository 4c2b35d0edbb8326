import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DomainError, ROLES, type Actor, type Role } from '#libs/kernel';
import { actionVerdict, mayTake, projectLifecycle, type ProjectAction, type ProjectFacts } from '#libs/project';
import { documents, lifecycles, type AnyLifecycle } from '../../tools/diagrams/documents.js';

const targets = (lifecycle: AnyLifecycle, action: string): string[] => [lifecycle.actions[action]!.to].flat();

/** Where an action leads from a state; undefined when it is refused, and then it is refused as the contract says. */
function outcome(lifecycle: AnyLifecycle, state: string, action: string): string | undefined {
  const to = targets(lifecycle, action);
  try {
    // Where the use case chooses, every choice is possible.
    return to.map((choice) => lifecycle.next(state, action, to.length > 1 ? choice : undefined)).join('|');
  } catch (error) {
    expect(error).toBeInstanceOf(DomainError);
    expect(error).toMatchObject({ code: 'ACTION_NOT_AVAILABLE', kind: 'conflict', params: { state, action } });
    return undefined;
  }
}

/** One line per pair, ✗ for a refusal: complete, so that a row that appears or goes is seen in review. */
const table = (lifecycle: AnyLifecycle): string[] =>
  lifecycle.stateNames.flatMap((state) =>
    lifecycle.actionNames.map((action) => {
      const to = outcome(lifecycle, state, action);
      return `${state} × ${action} → ${to ? `${to} (${lifecycle.actions[action]!.by.join(', ')})` : '✗'}`;
    }),
  );

describe('state × action of every lifecycle', () => {
  it.each(lifecycles.map((lifecycle) => [lifecycle.name, lifecycle] as const))('%s', (_name, lifecycle) => {
    const lines = table(lifecycle);
    expect(lines).toHaveLength(lifecycle.stateNames.length * lifecycle.actionNames.length);
    expect(lines.join('\n')).toMatchSnapshot();
  });

  it('a choice that the action does not offer is an error of ours, never another state', () => {
    for (const lifecycle of lifecycles) {
      for (const action of lifecycle.actionNames) {
        const [state] = lifecycle.actions[action]!.from;
        const other = lifecycle.stateNames.find((name) => !targets(lifecycle, action).includes(name));
        if (other) expect(() => lifecycle.next(state!, action, other)).toThrow(/leads to/);
      }
    }
  });

  it('the pictures in the documents are those of the data', async () => {
    const root = join(__dirname, '../..');
    // Stale? `npm run docs:diagrams`.
    for (const [path, content] of await documents(root)) expect(readFileSync(join(root, path), 'utf8')).toBe(content);
  });
});

const OWNER = '01936a3e-5c1a-7d2e-9b3f-000000000001';
const OTHER = '01936a3e-5c1a-7d2e-9b3f-000000000002';
const isFinance = (role: Role) => role === 'finance_officer' || role === 'finance_approver';

/** Somebody with one role, in a department that the role belongs to. */
function somebody(role: Role, where: Pick<Actor, 'tier' | 'regionCode'>, organisationId: string): Actor {
  const scope =
    role === 'owner' ? { kind: 'owner', code: organisationId } : { kind: where.tier, code: where.regionCode };
  return {
    personId: '01936a3e-5c1a-7d2e-9b3f-000000000009',
    personName: '某人',
    organisationId,
    organisationName: '某单位',
    departmentKind: role === 'owner' ? null : isFinance(role) ? 'finance' : 'ecology',
    ...where,
    roles: [role],
    scope: scope as Actor['scope'],
    requestId: 'test',
  };
}

const COUNTY = { tier: 'county', regionCode: '410181' } as const;
const STANDS: readonly [string, Pick<Actor, 'tier' | 'regionCode'>][] = [
  ['its own place', COUNTY],
  ['another county', { tier: 'county', regionCode: '410182' }],
  ['the city above', { tier: 'city', regionCode: '410100' }],
  ['the province', { tier: 'province', regionCode: '410000' }],
];
const facts = (status: ProjectFacts['status']): ProjectFacts => ({
  ...COUNTY,
  status,
  ownerOrganisationId: OWNER,
  leadKind: 'ecology',
});

/** §1, §3, §4: which word of an action's `by` a role of the project's own place stands for. */
const STANDING: Partial<Record<Role, string>> = {
  owner: 'owner',
  reviewer: 'lead',
  approver: 'lead',
  finance_officer: 'finance',
  finance_approver: 'finance',
};

describe('state × action × role × place of a project', () => {
  const cases = projectLifecycle.actionNames.flatMap((action) => STANDS.map(([place]) => [action, place] as const));

  it.each(cases)('%s, from %s', (action: ProjectAction, place) => {
    const by: readonly string[] = projectLifecycle.actions[action].by;
    const [, where] = STANDS.find(([name]) => name === place)!;
    for (const role of ROLES) {
      const own = place === 'its own place';
      const actor = somebody(role, where, role === 'owner' && own ? OWNER : OTHER);
      const may = own && by.includes(STANDING[role] ?? 'nobody');
      for (const state of projectLifecycle.stateNames) {
        const verdict = actionVerdict(actor, facts(state), action);
        const code = verdict.allowed ? 'allowed' : verdict.code;
        // Who may never do it learns that, and not the state; who may, learns that the state is wrong.
        const expected = !may
          ? expect.stringMatching(/^PROJECT_/)
          : projectLifecycle.can(state, action)
            ? 'allowed'
            : 'ACTION_NOT_AVAILABLE';
        expect([role, state, code]).toEqual([role, state, expected]);
        expect(mayTake(actor, facts(state), action).allowed).toBe(may);
      }
    }
  });

  it('another kind of department of the same place, and another owner, may nothing', () => {
    for (const action of projectLifecycle.actionNames) {
      const water = { ...somebody('approver', COUNTY, OTHER), departmentKind: 'water' as const };
      for (const actor of [water, somebody('owner', COUNTY, OTHER)]) {
        expect([action, mayTake(actor, facts('draft'), action).allowed]).toEqual([action, false]);
      }
    }
  });
});
