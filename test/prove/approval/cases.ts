import type { RouteFacts, StepDefinition, SubjectType } from '#libs/approval';
import { JIYUAN } from '../../support/approval-office.js';
import type { PlannedStep } from './model.js';

/** What the rule book says of four applications (§4), by hand. */
export interface Case {
  type: SubjectType;
  facts: Partial<RouteFacts>;
  route: readonly PlannedStep[];
  /** The place whose people and owner it is. */
  place: 'gongyi' | 'jiyuan';
}

const county = (place: string): PlannedStep[] => [
  { key: 'county_lead', desks: [`county.ecology.${place}`] },
  { key: 'county_finance', desks: [`county.finance.${place}`] },
];
const city = ['city.ecology.zhengzhou', 'city.water.zhengzhou', 'city.housing.zhengzhou'];
const asked = ['province.finance.henan', 'province.health.henan'];
const province: PlannedStep = {
  key: 'province_joint',
  desks: ['province.ecology.henan', 'province.finance.henan'],
};

export const CASES: readonly Case[] = [
  {
    type: 'application',
    place: 'gongyi',
    facts: {},
    route: [...county('gongyi'), { key: 'city_lead', desks: city }, province],
  },
  {
    type: 'application',
    place: 'gongyi',
    facts: { sources: ['own'] },
    route: [
      { key: 'county_joint', desks: ['county.ecology.gongyi', 'county.finance.gongyi'] },
      { key: 'city_cc', desks: ['city.ecology.zhengzhou'], cc: true },
    ],
  },
  {
    type: 'application',
    place: 'jiyuan',
    facts: JIYUAN,
    route: [...county('jiyuan'), { key: 'city_lead', desks: [], skipped: true }, province],
  },
  {
    type: 'application',
    place: 'gongyi',
    facts: { totalInvestment: 20_000_000_000n },
    route: [
      ...county('gongyi'),
      { key: 'city_lead', desks: city },
      province,
      { key: 'province_development_reform', desks: ['province.development_reform.henan'] },
    ],
  },
  {
    type: 'change',
    place: 'gongyi',
    facts: {},
    route: [
      { key: 'county_lead', desks: ['county.ecology.gongyi'] },
      { key: 'city_lead', desks: city, needs: 1 },
      { key: 'county_joint', desks: ['county.ecology.gongyi', 'county.finance.gongyi'], needs: 1 },
      { key: 'province_joint', desks: ['province.ecology.henan', ...asked], needs: 2, votes: true },
    ],
  },
];

const step = (
  key: string,
  tier: StepDefinition['tier'],
  rest: Pick<StepDefinition, 'desks' | 'mode' | 'quorum'>,
): StepDefinition => ({
  key,
  tier,
  zh: key,
  en: key,
  ...rest,
});

/** The route of the last case, laid before the proof begins: no default route has these modes. */
export const MIXED: StepDefinition[] = [
  step('county_lead', 'county', { desks: ['lead'], mode: 'single' }),
  step('city_lead', 'city', { desks: ['lead', 'cosign'], mode: 'any' }),
  step('county_joint', 'county', { desks: ['lead', 'finance'], mode: 'any' }),
  step('province_joint', 'province', {
    desks: ['lead', 'finance', 'health'],
    mode: 'quorum',
    quorum: { of: 1, in: 2 },
  }),
];
