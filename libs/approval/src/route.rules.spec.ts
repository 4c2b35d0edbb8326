import fc from 'fast-check';
import { DEPARTMENT_KINDS, FUND_SOURCES, TIERS, type FundSource } from '#libs/kernel';
import { SUBJECT_TYPES, type RouteFacts } from './approval.types.js';
import routes from './data/default-routes.json' with { type: 'json' };
import { matches, planRoute, type PlannedStep, type RouteDefinition } from './route.rules.js';

const definitionOf = (type: string): RouteDefinition => (routes as unknown as Record<string, RouteDefinition>)[type]!;

const GONGYI: RouteFacts = {
  tier: 'county',
  regionCode: '410181',
  cityCode: '410100',
  countyCode: '410181',
  leadKind: 'ecology',
  coSignKinds: ['water', 'housing'],
  categoryCode: '04',
  workCode: '04-2',
  sources: [],
  totalInvestment: 100_000_00n,
};
const PLACES: Record<string, Partial<RouteFacts>> = {
  county: {},
  jiyuan: { regionCode: '419001', cityCode: null, countyCode: '419001' },
  city: { tier: 'city', regionCode: '410100', cityCode: '410100', countyCode: null },
  province: { tier: 'province', regionCode: '410000', cityCode: null, countyCode: null },
};
const ASKED: Record<string, FundSource[]> = {
  central: ['central', 'county'],
  province: ['province', 'own'],
  city: ['city', 'own'],
  county: ['county'],
  self: ['own', 'loan', 'social', 'special_bond'],
};
const LARGE = 100_000_000_00n;

const show = (step: PlannedStep): string => {
  const desks = step.desks.join('+');
  return step.skipped
    ? `(${step.tier} skipped)`
    : `${step.cc ? 'cc ' : ''}${step.tier} ${desks} ${step.limitWorkingDays ?? ''}`.trim();
};
const plan = (place: string, asked: string, changes: Partial<RouteFacts> = {}): string =>
  planRoute(definitionOf('application'), { ...GONGYI, ...PLACES[place], sources: ASKED[asked]!, ...changes })!
    .map(show)
    .join(' → ');

// §4, the whole table of the default route for an application.
const TO_PROVINCE = 'county ecology 5 → county finance 3 → city ecology+water+housing 5 → province ecology+finance 10';
const SKIPPED = 'county ecology 5 → county finance 3 → (city skipped) → province ecology+finance 10';
const OWN_COUNTY = 'county ecology+finance 5 → cc city ecology';
const CITY_UP = 'city ecology+finance 5 → province ecology+finance 10';
const OWN_CITY = 'city ecology+finance 5 → cc province ecology';
const PROVINCE = 'province ecology 10 → province water+housing 10 → province finance 3';
const TABLE: [place: string, asked: string, steps: string][] = [
  ['county', 'central', TO_PROVINCE],
  ['county', 'province', TO_PROVINCE],
  ['county', 'city', 'county ecology 5 → city ecology+finance 5'],
  ['county', 'county', OWN_COUNTY],
  ['county', 'self', OWN_COUNTY],
  ['jiyuan', 'central', SKIPPED],
  ['jiyuan', 'province', SKIPPED],
  ['jiyuan', 'city', 'county ecology 5 → (city skipped)'],
  ['jiyuan', 'county', 'county ecology+finance 5 → (city skipped)'],
  ['jiyuan', 'self', 'county ecology+finance 5 → (city skipped)'],
  ['city', 'central', CITY_UP],
  ['city', 'province', CITY_UP],
  ['city', 'city', OWN_CITY],
  ['city', 'county', OWN_CITY],
  ['city', 'self', OWN_CITY],
  ...Object.keys(ASKED).map((asked): [string, string, string] => ['province', asked, PROVINCE]),
];

describe('the default route for an application (§4)', () => {
  it('has a row for every tier and every kind of money', () => {
    expect(TABLE).toHaveLength(Object.keys(PLACES).length * Object.keys(ASKED).length);
  });

  it.each(TABLE)('%s, %s: %s', (place, asked, steps) => {
    expect(plan(place, asked)).toBe(steps);
    expect(plan(place, asked, { totalInvestment: LARGE - 1n })).toBe(steps);
    expect(plan(place, asked, { totalInvestment: LARGE })).toBe(`${steps} → province development_reform 10`);
  });

  it('says why each step comes and why one is skipped, in both languages', () => {
    const steps = planRoute(
      definitionOf('application'),
      { ...GONGYI, ...PLACES.jiyuan, sources: ['central'] },
      {
        zh: '济源市',
        en: 'Jiyuan',
      },
    )!;
    expect(steps[0]!.reason.zh).toBe('县级项目申请中央或省级资金');
    expect(steps[2]).toMatchObject({
      skipped: true,
      regionCode: null,
      reason: { zh: '济源市之上没有市级，跳过', en: 'Jiyuan has no city above it' },
    });
  });

  it('a department sits once in a step', () => {
    const facts = { leadKind: 'water', coSignKinds: ['water', 'housing'] } as const;
    expect(plan('county', 'central', facts)).toContain('city water+housing 5');
    expect(plan('province', 'central', facts)).toContain('province water 10 → province housing 10');
  });

  it('a co-signing department with a step of its own later is not asked twice', () => {
    const finance = { coSignKinds: ['science', 'finance'] } as const;
    expect(plan('province', 'self', finance)).toBe('province ecology 10 → province science 10 → province finance 3');
    const reform = { coSignKinds: ['development_reform'], totalInvestment: LARGE } as const;
    expect(plan('province', 'self', reform)).toBe(
      'province ecology 10 → (province skipped) → province finance 3 → province development_reform 10',
    );
  });

  it('any facts lead to a route in which somebody decides, and no department sits twice in a step', () => {
    const facts = fc.record({
      place: fc.constantFrom(...Object.keys(PLACES)),
      sources: fc.uniqueArray(fc.constantFrom(...FUND_SOURCES)),
      leadKind: fc.constantFrom(...DEPARTMENT_KINDS),
      coSignKinds: fc.uniqueArray(fc.constantFrom(...DEPARTMENT_KINDS), { maxLength: 4 }),
      totalInvestment: fc.bigInt({ min: 0n, max: 10n ** 17n }),
    });
    fc.assert(
      fc.property(facts, ({ place, ...given }) => {
        const steps = planRoute(definitionOf('application'), { ...GONGYI, ...PLACES[place], ...given })!;
        expect(steps.some((step) => !step.skipped && !step.cc)).toBe(true);
        expect(steps.map((step) => step.seq)).toEqual(steps.map((_, index) => index + 1));
        expect(new Set(steps.map((step) => step.key)).size).toBe(steps.length);
        for (const step of steps) expect(new Set(step.desks).size).toBe(step.desks.length);
      }),
    );
  });
});

describe('the default routes of the other subjects', () => {
  const steps = (type: string, changes: Partial<RouteFacts> = {}): string =>
    planRoute(definitionOf(type), { ...GONGYI, ...changes })!
      .map(show)
      .join(' → ');

  it.each([
    ...['withdrawal', 'project_start', 'milestone_plan', 'milestone_completion', 'progress_report'].map(
      (type): [string, Partial<RouteFacts>, string] => [type, {}, 'county ecology 5'],
    ),
    ['allocation', { tier: 'province', regionCode: '410000' }, 'province finance 3'],
    ['disbursement', {}, 'county ecology 5 → county finance 3'],
    ['final_accounts', {}, 'county ecology 5 → county finance 3'],
    ['change', {}, 'county ecology 5 → city ecology 5'],
    ['change', PLACES.jiyuan, 'county ecology 5 → (city skipped)'],
    ['change', PLACES.city, 'city ecology 5'],
    ['change', { changeKind: 'terminate' }, 'county ecology 5 → county finance 3 → city ecology 5'],
    ['change', { ...PLACES.province, changeKind: 'terminate' }, 'province ecology 10 → province finance 3'],
  ] as [string, Partial<RouteFacts>, string][])('%s %j: %s', (type, changes, expected) => {
    expect(steps(type, changes)).toBe(expected);
  });

  it('one person suffices for a monthly report and for nothing else', () => {
    for (const [type, route] of Object.entries(routes as unknown as Record<string, RouteDefinition>)) {
      const persons = route.rules.flatMap((rule) => rule.steps.map((step) => step.persons ?? 2));
      expect(persons.every((n) => n === (type === 'progress_report' ? 1 : 2))).toBe(true);
    }
  });

  it('every subject but acceptance, which its group decides, has a route for every tier', () => {
    for (const type of SUBJECT_TYPES.filter((one) => one !== 'acceptance'))
      for (const tier of TIERS) expect(planRoute(definitionOf(type), { ...GONGYI, tier })).toBeDefined();
  });
});

describe('conditions', () => {
  const facts: RouteFacts = { ...GONGYI, sources: ['city', 'own'], changeKind: 'budget' };
  it.each([
    [{}, true],
    [{ tier: 'county' }, true],
    [{ tier: 'city' }, false],
    [{ category: '04', work: '04-2' }, true],
    [{ category: '04', work: '04-1' }, false],
    [{ changeKind: 'budget' }, true],
    [{ changeKind: 'terminate' }, false],
    [{ sourcesAny: ['central', 'own'] }, true],
    [{ sourcesAny: ['central'] }, false],
    [{ sourcesNone: ['central'] }, true],
    [{ sourcesNone: ['own'] }, false],
    [{ onlySources: ['city', 'own', 'loan'] }, true],
    [{ onlySources: ['own'] }, false],
    [{ totalInvestmentAtLeast: '100000.00' }, true],
    [{ totalInvestmentAtLeast: '100000.01' }, false],
  ] as const)('%j is %s', (when, expected) => expect(matches(when, facts)).toBe(expected));

  it('a route without a matching rule gives no steps instead of an empty route', () => {
    const route = { ...definitionOf('allocation'), rules: [] };
    expect(planRoute(route, facts)).toBeUndefined();
  });
});
