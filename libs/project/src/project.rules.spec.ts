import fc from 'fast-check';
import type { FundSource } from '#libs/kernel';
import { diffOf } from './change.rules.js';
import { safeFileName } from './file.rules.js';
import type { ProjectRow } from './project.row.js';
import {
  checkBudget,
  checkDates,
  checkOutputs,
  checkProjectCode,
  checkSite,
  datesOf,
  findRepeatedBudget,
  liesWithin,
  numbered,
  numberPrefix,
  whatIsMissing,
  type BudgetLine,
} from './project.rules.js';
import { similarityPercent } from './similarity.rules.js';

const bounds = { earliestStart: '2016-01-01', longestYears: 15, investmentYuan: '100000000000.00' };
const site = { west: 110.35, south: 31.38, east: 116.66, north: 36.37 };
const complete = {
  name: '回郭镇污水处理厂',
  siteAddress: '人民路1号',
  siteLongitude: '112.981',
  siteLatitude: '34.752',
  projectCode: '2026-410181-77-01-000123',
  summary: '提标',
  need: '断面不达标',
  contentScale: '2万吨/日',
  plannedStart: '2026-12-01',
  plannedFinish: '2027-10-31',
  totalInvestment: 300n,
  contactName: '王建国',
  contactPhone: '0371-64350000',
} as ProjectRow;
const budget: BudgetLine[] = [
  { source: 'province', year: 2026, amount: 100n },
  { source: 'own', year: 2027, amount: 200n },
];
const outputs = [{ metric: 'cod', unit: 't/a', plannedValue: '3.5' }];
const metrics = [{ metric: 'cod', unit: 't/a' }];
const codes = (errors: { path: string; code: string }[]): string[] => errors.map((e) => `${e.path}:${e.code}`);

describe('a project may be submitted', () => {
  const documents = new Set(['feasibility']);
  const requiredDocuments = [{ key: 'feasibility', zh: '可研', en: 'Feasibility' }];
  const rules = { bounds, site, requiredDocuments, metrics };

  it('when it is complete', () => {
    expect(whatIsMissing({ project: complete, budget, outputs, documents }, rules)).toEqual([]);
  });

  it('and is told everything that is missing at once', () => {
    const empty = Object.fromEntries(Object.keys(complete).map((key) => [key, null])) as unknown as ProjectRow;
    const errors = whatIsMissing({ project: empty, budget: [], outputs: [], documents: new Set() }, rules);
    expect(codes(errors)).toEqual([
      'name:REQUIRED',
      'siteAddress:REQUIRED',
      'projectCode:REQUIRED',
      'summary:REQUIRED',
      'need:REQUIRED',
      'contentScale:REQUIRED',
      'plannedStart:REQUIRED',
      'plannedFinish:REQUIRED',
      'totalInvestment:REQUIRED',
      'contactName:REQUIRED',
      'contactPhone:REQUIRED',
      'budget:REQUIRED',
      'outputs:REQUIRED',
      'files.feasibility:DOCUMENT_MISSING',
    ]);
  });

  it('not for more than a province could ever spend', () => {
    const project = { ...complete, totalInvestment: 10n ** 13n + 1n };
    const errors = whatIsMissing({ project, budget, outputs, documents }, rules);
    expect(codes(errors)).toEqual(['totalInvestment:AMOUNT_IMPLAUSIBLE', 'budget:BUDGET_NOT_EQUAL_TOTAL']);
  });
});

describe('dates', () => {
  it.each([
    ['2026-12-01', '2026-11-30', ['plannedFinish:FINISH_BEFORE_START']],
    ['2026-12-01', '2026-12-01', []],
    ['2015-12-31', '2026-12-01', ['plannedStart:DATE_IMPLAUSIBLE']],
    ['2026-12-01', '2041-12-01', []],
    ['2026-12-01', '2041-12-02', ['plannedFinish:DATE_IMPLAUSIBLE']],
    [null, '2026-12-01', []],
  ])('%s to %s', (plannedStart, plannedFinish, expected) => {
    expect(codes(checkDates({ plannedStart, plannedFinish }, bounds))).toEqual(expected);
  });
});

describe('the budget by source and year', () => {
  const line = fc.record({
    source: fc.constantFrom<FundSource>('central', 'province', 'own', 'loan'),
    year: fc.integer({ min: 2020, max: 2035 }),
    amount: fc.bigInt({ min: 1n, max: 10n ** 15n }),
  });
  const lines = fc.uniqueArray(line, { selector: (l) => `${l.source}${l.year}`, minLength: 1, maxLength: 12 });

  it('adds up to the total investment, to the fen', () => {
    fc.assert(
      fc.property(lines, fc.bigInt({ min: -5n, max: 5n }), (budget, off) => {
        const total = budget.reduce((sum, l) => sum + l.amount, 0n) + off;
        expect(codes(checkBudget(budget, total))).toEqual(off === 0n ? [] : ['budget:BUDGET_NOT_EQUAL_TOTAL']);
      }),
    );
  });

  it('names a source and year given twice, and an amount that is none', () => {
    const twice = [...budget, { ...budget[0]!, amount: 0n }];
    expect(codes(findRepeatedBudget(twice))).toEqual([
      'budget.2:BUDGET_LINE_TWICE',
      'budget.2.amount:AMOUNT_NOT_POSITIVE',
    ]);
  });
});

it('an output is a metric of the work, once, in its unit, with a value above zero', () => {
  const bad = [
    ...outputs,
    { metric: 'cod', unit: 't/a', plannedValue: '0.000' },
    { metric: 'cod', unit: 'kg', plannedValue: '1' },
    { metric: 'mood', unit: 't/a', plannedValue: '1' },
  ];
  expect(codes(checkOutputs(bad, metrics))).toEqual([
    'outputs.1.metric:OUTPUT_TWICE',
    'outputs.1.plannedValue:OUTPUT_NOT_POSITIVE',
    'outputs.2.unit:OUTPUT_UNIT_WRONG',
    'outputs.2.metric:OUTPUT_TWICE',
    'outputs.3.metric:OUTPUT_UNKNOWN',
  ]);
});

describe('the project code 项目代码', () => {
  const exists = (code: string): boolean => code === '410181';
  it.each([
    ['2026-410181-77-01-000123', []],
    ['2026-999999-77-01-000123', ['projectCode:PROJECT_CODE_REGION_UNKNOWN']],
    ['2026-410181-77-01-00012', ['projectCode:PROJECT_CODE_MALFORMED']],
    ['202641018177010001231234', ['projectCode:PROJECT_CODE_MALFORMED']],
    ['２０２６-410181-77-01-000123', ['projectCode:PROJECT_CODE_MALFORMED']],
    ['2026-410181-77-01-000123 ', ['projectCode:PROJECT_CODE_MALFORMED']],
  ])('%s', (code, expected) => expect(codes(checkProjectCode(code, exists))).toEqual(expected));
});

it('a point lies in the province; swapped coordinates do not', () => {
  expect(checkSite({ siteLongitude: '112.9', siteLatitude: '34.7' }, site)).toEqual([]);
  expect(codes(checkSite({ siteLongitude: '34.7', siteLatitude: '112.9' }, site))).toEqual(['sitePoint:POINT_OUTSIDE']);
  expect(checkSite({ siteLongitude: null, siteLatitude: null }, site)).toEqual([]);
});

describe('likeness of names', () => {
  it('is 100 for the same, 0 for nothing in common, and symmetric', () => {
    expect(similarityPercent('回郭镇污水处理厂', '回郭镇 污水处理厂')).toBe(100);
    expect(similarityPercent('回郭镇污水处理厂', 'ABC')).toBe(0);
    fc.assert(
      fc.property(fc.string({ maxLength: 30 }), fc.string({ maxLength: 30 }), (a, b) => {
        const percent = similarityPercent(a, b);
        expect(percent).toBe(similarityPercent(b, a));
        expect(percent).toBeGreaterThanOrEqual(0);
        expect(percent).toBeLessThanOrEqual(100);
      }),
    );
  });

  it('finds the second application for the same plant and not the plant of the next town', () => {
    expect(
      similarityPercent('巩义市回郭镇污水处理厂提标改造工程', '巩义市回郭镇污水处理厂提标改造项目'),
    ).toBeGreaterThanOrEqual(60);
    expect(similarityPercent('回郭镇污水处理厂', '大峪沟镇河道治理')).toBeLessThan(60);
  });
});

it('a project lies within its owner’s region or below; 济源 belongs to no city', () => {
  const gongyi = { code: '410181', cityCode: '410100' };
  const jiyuan = { code: '419001', cityCode: null };
  expect(liesWithin(gongyi, { tier: 'county', regionCode: '410181' })).toBe(true);
  expect(liesWithin(gongyi, { tier: 'city', regionCode: '410100' })).toBe(true);
  expect(liesWithin(gongyi, { tier: 'province', regionCode: '410000' })).toBe(true);
  expect(liesWithin(gongyi, { tier: 'county', regionCode: '410182' })).toBe(false);
  expect(liesWithin(jiyuan, { tier: 'city', regionCode: '410100' })).toBe(false);
  expect(liesWithin(jiyuan, { tier: 'county', regionCode: '419001' })).toBe(true);
});

it('numbers read HN-work-region-year-sequence', () => {
  expect(numbered(numberPrefix('04-2', '410181', 2026), 7, 4)).toBe('HN-04-2-410181-2026-0007');
  expect(numbered(numberPrefix('04-2', '410181', 2026), 12345, 4)).toBe('HN-04-2-410181-2026-12345');
});

describe('dates that follow from an action', () => {
  const project = { suspendedOn: null, suspendedDays: 3, returnedDueOn: null } as ProjectRow;

  it('add up suspended time on resume and on terminate', () => {
    const suspended = { ...project, suspendedOn: '2026-02-27' };
    const ended = { suspendedDays: 3 + 2, suspendedOn: null };
    expect(datesOf('resume', suspended, '2026-03-01')).toEqual(ended);
    expect(datesOf('terminate', suspended, '2026-03-01')).toEqual(ended);
    expect(datesOf('suspend', project, '2026-02-27')).toEqual({ suspendedOn: '2026-02-27' });
  });

  it('end the correction term when the project leaves it', () => {
    const returned = { ...project, returnedDueOn: '2026-03-01' };
    for (const action of ['resubmit', 'lapse', 'withdraw'] as const) {
      expect(datesOf(action, returned, '2026-02-01')).toEqual({ returnedDueOn: null });
    }
  });
});

describe('a file name', () => {
  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\temp\\可研报告.pdf', '可研报告.pdf'],
    ['a\u202Egpj.exe', 'agpj.exe'],
    ['  .hidden ', 'hidden'],
    ['<b>"x"|?.pdf', 'bx.pdf'],
    ['...', 'file'],
  ])('%j becomes %j', (given, safe) => expect(safeFileName(given)).toBe(safe));

  it('is bounded and keeps its ending', () => {
    const name = safeFileName(`${'长'.repeat(300)}.pdf`);
    expect([...name]).toHaveLength(120);
    expect(name.endsWith('.pdf')).toBe(true);
  });
});

it('a diff names the leaves that differ', () => {
  const before = { status: 'implementing', plan: [{ finish: '2027-01-01', weight: 40 }, { finish: '2027-06-01' }] };
  const after = { status: 'implementing', plan: [{ finish: '2027-03-01', weight: 40 }] };
  expect(diffOf(before, after)).toEqual([
    { path: 'plan.0.finish', before: '2027-01-01', after: '2027-03-01' },
    { path: 'plan.1', before: { finish: '2027-06-01' }, after: null },
  ]);
});
