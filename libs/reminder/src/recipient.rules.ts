import type { Bilingual, Role, Tier } from '#libs/kernel';

/**
 * Who may be named in a rule. `responsible` and `owner` come with the due date; the others are offices: roles in the lead or finance
 * department, or anywhere, of the region lifted to a tier. A missing tier lifts to the next: 济源 has no city, so its city is the province.
 */
export interface Office extends Bilingual {
  word: string;
  department: 'lead' | 'finance' | 'any';
  tier: Tier;
  roles: readonly Role[];
}

const TIERS: readonly (Bilingual & { tier: Tier })[] = [
  { tier: 'county', zh: '县级', en: 'county' },
  { tier: 'city', zh: '市级', en: 'city' },
  { tier: 'province', zh: '省级', en: 'province' },
];

export const OFFICES: readonly Office[] = TIERS.flatMap(({ tier, zh, en }): Office[] => [
  {
    word: `lead_${tier}`,
    department: 'lead',
    tier,
    roles: ['approver'],
    zh: `${zh}牵头部门负责人`,
    en: `${en} lead, approver`,
  },
  {
    word: `reviewer_${tier}`,
    department: 'lead',
    tier,
    roles: ['reviewer'],
    zh: `${zh}牵头部门经办`,
    en: `${en} lead, reviewer`,
  },
  {
    word: `finance_${tier}`,
    department: 'finance',
    tier,
    roles: ['finance_officer', 'finance_approver'],
    zh: `${zh}财政部门`,
    en: `${en} finance`,
  },
  {
    word: `supervisor_${tier}`,
    department: 'any',
    tier,
    roles: ['supervisor'],
    zh: `${zh}督办`,
    en: `${en} supervisor`,
  },
]);

/** Everything a rule may write into `to` and `cc`. */
export const RECIPIENTS: readonly (Bilingual & { word: string })[] = [
  { word: 'responsible', zh: '责任单位', en: 'responsible organisation' },
  { word: 'owner', zh: '项目单位填报人', en: 'filers of the project owner' },
  ...OFFICES.map(({ word, zh, en }) => ({ word, zh, en })),
];

export const isRecipient = (word: string): boolean => RECIPIENTS.some((one) => one.word === word);
