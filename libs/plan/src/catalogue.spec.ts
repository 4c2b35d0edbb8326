import fc from 'fast-check';
import { FixedClock, type FieldError } from '#libs/kernel';
import { Catalogue } from './catalogue.service.js';
import { checkConfiguration, type PlanFacts } from './configuration.rules.js';
import { configurations, evidence, planData, targetCode } from './plan.data.js';

const on = (day: string): Catalogue => new Catalogue(new FixedClock(`${day}T10:00:00+08:00`));
const catalogue = on('2026-03-16');
const works = catalogue.categories().flatMap((category) => category.works);
const codesOf = (errors: readonly FieldError[]): string[] =>
  errors.map((error) => `${error.path} ${error.code}`).sort();

const zone = {
  waterBody: '洛河',
  basin: 'yellow',
  newOrExpanded: 'new',
  treatmentCapacity: 30_000,
  dischargeStandard: 'quasi_iv',
  codReduction: 812.5,
  ammoniaReduction: 61.25,
};

describe('the ten categories', () => {
  it('are those of the plan, with its 37 works', () => {
    expect(catalogue.categories().map((category) => category.code)).toEqual(
      Array.from({ length: 10 }, (_, index) => String(index + 1).padStart(2, '0')),
    );
    expect(works).toHaveLength(37);
  });

  it('lead as §2 says, with its exceptions', () => {
    const leads = Object.fromEntries(works.map((work) => [work.code, work.leadKind]));
    expect(leads).toMatchObject({
      '01-1': 'industry',
      '01-3': 'transport',
      '01-4': 'commerce',
      '02-1': 'ecology',
      '03-4': 'ecology',
      '04-2': 'ecology',
      '04-4': 'water',
      '06-1': 'ecology',
      '06-3': 'agriculture',
      '07-1': 'natural_resources',
      '07-3': 'forestry',
      '08-1': 'forestry',
      '08-3': 'industry',
      '08-4': 'housing',
      '09-1': 'emergency',
      '09-3': 'ecology',
      '09-4': 'health',
      '10-1': 'ecology',
    });
  });

  it.each(works.map((work) => work.code))('work %s is not countersigned by its own lead', (code) => {
    expect(catalogue.coSignKinds(code)).not.toContain(catalogue.leadKind(code));
  });

  it('countersign as §2 says', () => {
    expect(catalogue.coSignKinds('04-2')).toEqual(['water', 'housing']);
    expect(catalogue.coSignKinds('04-4')).toEqual(['housing']);
    expect(catalogue.coSignKinds('09-4')).toEqual(['emergency']);
  });

  it.each(works.map((work) => work.code))(
    'work %s has documents, a template of 100 %%, a checklist and outputs',
    (code) => {
      expect(catalogue.requiredDocuments(code).length).toBeGreaterThan(1);
      expect(catalogue.milestoneTemplate(code).reduce((sum, item) => sum + item.weight, 0)).toBe(100);
      expect(catalogue.checklist(code).length).toBeGreaterThanOrEqual(8);
      expect(catalogue.outputs(code).length).toBeGreaterThan(0);
      expect(catalogue.work(code).schema.required.length).toBeGreaterThan(0);
    },
  );

  it('say everything in Chinese and in English', () => {
    const texts: [string, string, string][] = [];
    const walk = (value: unknown, path: string): void => {
      if (value === null || typeof value !== 'object') return;
      const { zh, en } = value as { zh?: string; en?: string };
      if (zh !== undefined || en !== undefined) texts.push([path, zh ?? '', en ?? '']);
      for (const [key, child] of Object.entries(value)) walk(child, `${path}/${key}`);
    };
    walk(configurations, '');
    expect(texts.length).toBeGreaterThan(500);
    expect(texts.filter(([, zh, en]) => !zh.trim() || !en.trim() || /\p{Script=Han}/u.test(en))).toEqual([]);
  });

  it('feed every target that has a number, but for a share that only a count of all kilns gives', () => {
    const fed = new Set(
      configurations.flatMap((c) =>
        c.outputs.flatMap((o) => o.feeds.flatMap((f) => ('target' in f ? [f.target] : []))),
      ),
    );
    const missing = planData.categories
      .flatMap((category) => category.works)
      .flatMap((work) => work.targets.map((target, index) => ({ target, code: targetCode(work.code, index) })))
      .filter(({ target, code }) => target.value !== null && !fed.has(code));
    expect(missing.map(({ code }) => code)).toEqual(['03-1.1']);
  });

  it('count NOx, VOCs, COD and ammonia nitrogen towards indicators 14 to 17 by the tonne', () => {
    const sums = new Set(
      configurations.flatMap((c) =>
        c.outputs.flatMap((o) =>
          o.feeds.flatMap((f) => ('indicator' in f && f.how === 'sum' ? [`${f.indicator} ${f.factor}`] : [])),
        ),
      ),
    );
    expect([...sums].sort()).toEqual(['14 0.0001', '15 0.0001', '16 0.0001', '17 0.0001']);
  });
});

describe("a project's own fields", () => {
  it('are accepted when complete', () => {
    expect(catalogue.checkAnswers('04-2', zone)).toEqual([]);
  });

  it('name each one that is missing', () => {
    expect(codesOf(catalogue.checkAnswers('04-2', { basin: 'yellow' }))).toEqual([
      'answers.ammoniaReduction REQUIRED',
      'answers.codReduction REQUIRED',
      'answers.dischargeStandard REQUIRED',
      'answers.newOrExpanded REQUIRED',
      'answers.treatmentCapacity REQUIRED',
      'answers.waterBody REQUIRED',
    ]);
  });

  it.each([
    ['a field of another work', { outfallsSurveyed: 3 }, 'answers.outfallsSurveyed UNKNOWN_FIELD'],
    ['an unknown field', { colour: 'red' }, 'answers.colour UNKNOWN_FIELD'],
    ['text for a number', { treatmentCapacity: '30000' }, 'answers.treatmentCapacity WHOLE_EXPECTED'],
    ['full-width digits', { treatmentCapacity: '３００００' }, 'answers.treatmentCapacity CODE_FULL_WIDTH'],
    ['a fraction of a whole number', { treatmentCapacity: 1.5 }, 'answers.treatmentCapacity WHOLE_EXPECTED'],
    ['a negative amount', { codReduction: -1 }, 'answers.codReduction NUMBER_OUT_OF_RANGE'],
    ['a number past 2^53', { treatmentCapacity: 2 ** 53 + 2 }, 'answers.treatmentCapacity NUMBER_OUT_OF_RANGE'],
    ['infinity', { codReduction: Infinity }, 'answers.codReduction NUMBER_EXPECTED'],
    ['three decimals where two are meant', { codReduction: 1.005 }, 'answers.codReduction NUMBER_TOO_PRECISE'],
    ['a tiny number in exponent form', { codReduction: 1e-7 }, 'answers.codReduction NUMBER_TOO_PRECISE'],
    ['a word that is no option', { basin: 'thames' }, 'answers.basin NOT_IN_LIST'],
    ['null', { waterBody: null }, 'answers.waterBody TEXT_EXPECTED'],
    ['empty text', { waterBody: '' }, 'answers.waterBody TEXT_TOO_SHORT'],
    ['text that is too long', { waterBody: '河'.repeat(61) }, 'answers.waterBody TEXT_TOO_LONG'],
    ['a zero-width space', { waterBody: '洛\u200b河' }, 'answers.waterBody TEXT_FORBIDDEN_CHARACTERS'],
    ['a control character', { waterBody: '洛\u0007河' }, 'answers.waterBody TEXT_FORBIDDEN_CHARACTERS'],
    ['an inherited name', JSON.parse('{"__proto__": {"a": 1}}'), 'answers.__proto__ UNKNOWN_FIELD'],
    ['a path in a name', { 'a/b~c': 1 }, 'answers.a/b~c UNKNOWN_FIELD'],
  ])('refuse %s', (_, change: Record<string, unknown>, expected) => {
    // Own properties as JSON has them; a spread would drop __proto__.
    const answers = Object.assign(Object.create(null) as object, zone);
    for (const name of Object.keys(change)) {
      Object.defineProperty(answers, name, { value: change[name], enumerable: true, configurable: true });
    }
    const errors = catalogue.checkAnswers('04-2', answers);
    expect(codesOf(errors)).toEqual([expected]);
    expect(errors[0]!.message!.zh).not.toMatch(/[{}]|undefined/);
    expect(errors[0]!.message!.en).not.toMatch(/[{}]|undefined|\p{Script=Han}/u);
  });

  it('refuse full-width characters in a code', () => {
    const answers = {
      industry: 'cement',
      denitration: 'scr',
      noxReduction: 12,
      permitNumber: '９１４１０１００ＭＡ００００００００００１Ｐ',
    };
    expect(codesOf(catalogue.checkAnswers('03-1', answers))).toEqual(['answers.permitNumber CODE_FULL_WIDTH']);
  });

  it('refuse repeated and unknown options in a list', () => {
    const lists = (pollutants: unknown) => ({ plots: 1, areaHectares: 2.5, pollutants });
    const check = (value: unknown) =>
      codesOf(catalogue.checkAnswers('05-3', { ...lists(value), riskClass: 'strict', measures: ['rotation'] }));
    expect(check(['cd', 'as'])).toEqual([]);
    expect(check(['cd', 'cd'])).toEqual(['answers.pollutants LIST_REPEATS']);
    expect(check([])).toEqual(['answers.pollutants LIST_TOO_SHORT']);
    expect(check(['gold'])).toEqual(['answers.pollutants.0 NOT_IN_LIST']);
    expect(check('cd')).toEqual(['answers.pollutants LIST_EXPECTED']);
  });

  it.each([null, [], 'x', 7, undefined])('refuse %p in place of an object', (answers) => {
    expect(codesOf(catalogue.checkAnswers('04-2', answers))).toEqual(['answers OBJECT_EXPECTED']);
  });

  it('speak of the field by its name in both languages', () => {
    const [error] = catalogue.checkAnswers('04-2', { ...zone, codReduction: 1e9 });
    expect(error!.message).toEqual({
      zh: '“化学需氧量减排量”应在 0 至 100000 之间（吨/年）',
      en: '"COD cut" must be between 0 and 100000 t/a',
    });
  });

  it('never throw, whatever comes in', () => {
    fc.assert(
      fc.property(fc.constantFrom(...works), fc.object(), (work, answers) => {
        expect(catalogue.checkAnswers(work.code, answers).length).toBeGreaterThan(0);
      }),
    );
  });

  it('of an unknown work are an error that names the input', () => {
    expect(() => catalogue.checkAnswers('05-1', {})).toThrow(
      expect.objectContaining({ code: 'WORK_UNKNOWN', kind: 'rule' }),
    );
    expect(() => catalogue.category('11')).toThrow(expect.objectContaining({ code: 'CATEGORY_NOT_FOUND' }));
  });
});

describe('a first milestone plan', () => {
  it('lies within the project and ends with it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...works), fc.integer({ min: 30, max: 1500 }), (work, days) => {
        const start = new Date(Date.UTC(2026, 2, 1));
        const finish = new Date(start.getTime() + days * 86_400_000).toISOString().slice(0, 10);
        const plan = catalogue.proposeMilestones(work.code, '2026-03-01', finish);
        expect(plan.at(-1)!.plannedFinish).toBe(finish);
        expect(plan.reduce((sum, item) => sum + item.weight, 0)).toBe(100);
        for (const item of plan) {
          expect(item.plannedStart >= '2026-03-01' && item.plannedStart <= item.plannedFinish).toBe(true);
        }
      }),
    );
  });
});

describe('the current plan', () => {
  it.each([
    ['2020-06-01', 'HN-ECO-14FYP'],
    ['2025-12-31', 'HN-ECO-14FYP'],
    ['2026-01-01', 'HN-ECO-15FYP'],
    ['2031-05-01', 'HN-ECO-15FYP'],
  ])('on %s is %s', (day, code) => {
    expect(on(day).currentPlanCode).toBe(code);
  });

  it('changes at midnight in Shanghai, not in Greenwich', () => {
    expect(new Catalogue(new FixedClock('2025-12-31T15:59:59Z')).currentPlanCode).toBe('HN-ECO-14FYP');
    expect(new Catalogue(new FixedClock('2025-12-31T16:00:00Z')).currentPlanCode).toBe('HN-ECO-15FYP');
  });
});

describe('a configuration that cannot work is found at start', () => {
  const good = configurations[3]!;
  const facts: PlanFacts = {
    works: ['04-1', '04-2', '04-3', '04-4', '04-5'],
    indicators: new Set(planData.indicators.map((indicator) => indicator.no)),
    targets: new Set(['04-1.1', '04-1.2', '04-1.3', '04-2.1', '04-3.1', '04-4.1', '04-5.1', '04-5.2']),
    evidence: new Set(evidence.map((kind) => kind.key)),
  };
  const [first, ...rest] = good.milestones;

  it('and a good one has no faults', () => expect(checkConfiguration(good, facts)).toEqual([]));

  it.each([
    ['weights of 99', { milestones: [{ ...first!, weight: first!.weight - 1 }, ...rest] }, 'sum to 99'],
    ['a half weight', { milestones: [{ ...first!, weight: 9.5 }, ...rest] }, 'no whole weight'],
    ['a lead that countersigns', { coSign: ['ecology', 'water'] }, 'leads and co-signs'],
    ['an unknown department', { lead: 'railways' }, 'no department kind railways'],
    ['a work without fields', { fieldsByWork: {} }, 'work 04-1 has no fields'],
    ['a stranger among the works', { leadByWork: { '05-2': 'water' } }, 'names 05-2'],
    ['a feed that leads nowhere', { feeds: { indicators: [99] } }, 'no indicator 99'],
    [
      'a number without bounds',
      {
        fields: {
          ...good.fields,
          properties: { ...good.fields.properties, pipeLength: { type: 'number', title: '长', 'x-en': 'Length' } },
        },
      },
      'pipeLength lacks bounds',
    ],
  ])('%s', (_, change, fault) => {
    const faults = checkConfiguration({ ...good, ...change } as typeof good, facts);
    expect(faults.join('\n')).toContain(fault);
  });
});
