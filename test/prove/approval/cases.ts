import type { RouteFacts } from '#libs/approval';
import { JIYUAN } from '../../support/approval-office.js';
import type { PlannedStep } from './model.js';

/** What the rule book says of four applications (§4), by hand. */
export interface Case {
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
const province: PlannedStep = {
  key: 'province_joint',
  desks: ['province.ecology.henan', 'province.finance.henan'],
};

export const CASES: readonly Case[] = [
  { place: 'gongyi', facts: {}, route: [...county('gongyi'), { key: 'city_lead', desks: city }, province] },
  {
    place: 'gongyi',
    facts: { sources: ['own'] },
    route: [
      { key: 'county_joint', desks: ['county.ecology.gongyi', 'county.finance.gongyi'] },
      { key: 'city_cc', desks: ['city.ecology.zhengzhou'], cc: true },
    ],
  },
  {
    place: 'jiyuan',
    facts: JIYUAN,
    route: [...county('jiyuan'), { key: 'city_lead', desks: [], skipped: true }, province],
  },
  {
    place: 'gongyi',
    facts: { totalInvestment: 20_000_000_000n },
    route: [
      ...county('gongyi'),
      { key: 'city_lead', desks: city },
      province,
      { key: 'province_development_reform', desks: ['province.development_reform.henan'] },
    ],
  },
];
