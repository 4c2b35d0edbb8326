import { parseYuan, type Bilingual, type DepartmentKind, type FundSource, type Tier } from '#libs/kernel';
import type { RouteFacts } from './approval.types.js';
import { quorumOf, type Quorum, type StepMode } from './step.rules.js';

/** The whole vocabulary of conditions. All parts given must hold; a route never contains code (§4: routes are data). */
export interface RouteCondition {
  tier?: Tier;
  category?: string;
  work?: string;
  changeKind?: string;
  /** At least one of these is asked for. */
  sourcesAny?: readonly FundSource[];
  /** None of these is asked for. */
  sourcesNone?: readonly FundSource[];
  /** Nothing but these is asked for. */
  onlySources?: readonly FundSource[];
  /** Yuan, as decimal text. */
  totalInvestmentAtLeast?: string;
}

/** `lead` and `cosign` come from the category of the work (§2); anything else is a department kind. */
export type DeskName = 'lead' | 'cosign' | DepartmentKind;

export interface StepDefinition extends Bilingual {
  key: string;
  /** `own` is the tier of the project (or pool) itself. */
  tier: Tier | 'own';
  desks: readonly DeskName[];
  mode: StepMode;
  /** Only with mode `quorum`: how many desks have to approve, as a number or as a share of them. */
  quorum?: Quorum;
  /** 抄送: told, not asked. */
  cc?: boolean;
  /** 1 where one person suffices (§4: milestone reports); otherwise a reviewer proposes and an approver decides. */
  persons?: 1 | 2;
  limitWorkingDays?: number;
}

export interface RouteRule {
  when: RouteCondition;
  because: Bilingual;
  steps: readonly StepDefinition[];
}

export interface RouteDefinition {
  /** Term of a correction after a return to the owner (§3). */
  correctionWorkingDays: number;
  /** Working days per tier; a step of the finance department alone has its own (§4). */
  limits: Readonly<Record<Tier | 'finance', number>>;
  /** The first that matches gives the steps. */
  rules: readonly RouteRule[];
  /** Each that matches adds its steps at the end. */
  append?: readonly RouteRule[];
}

export interface PlannedStep {
  key: string;
  seq: number;
  title: string;
  titleEn: string;
  tier: Tier;
  /** Null where the region has no such tier. */
  regionCode: string | null;
  mode: StepMode;
  /** Approvals needed, of the desks that really sit; null in every mode but `quorum`. */
  quorum: number | null;
  persons: number;
  cc: boolean;
  limitWorkingDays: number | null;
  desks: readonly DepartmentKind[];
  skipped: boolean;
  /** Why it comes, or why it is skipped. */
  reason: Bilingual;
}

export interface Desk {
  kind: DepartmentKind;
  organisationId: string | null;
  organisationName: string | null;
  organisationNameEn: string | null;
}

/** A planned step whose desks were looked up; `organisationId` is null where the region has no such department. */
export interface SeatedStep extends Omit<PlannedStep, 'desks'> {
  desks: readonly Desk[];
}

const PROVINCE = '410000';

export function matches(when: RouteCondition, facts: RouteFacts): boolean {
  const asked = (source: FundSource): boolean => facts.sources.includes(source);
  if (when.tier !== undefined && when.tier !== facts.tier) return false;
  if (when.category !== undefined && when.category !== facts.categoryCode) return false;
  if (when.work !== undefined && when.work !== facts.workCode) return false;
  if (when.changeKind !== undefined && when.changeKind !== facts.changeKind) return false;
  if (when.sourcesAny && !when.sourcesAny.some(asked)) return false;
  if (when.sourcesNone?.some(asked)) return false;
  if (when.onlySources && !facts.sources.every((source) => when.onlySources!.includes(source))) return false;
  const floor = when.totalInvestmentAtLeast;
  return floor === undefined || facts.totalInvestment >= parseYuan(floor);
}

/**
 * Facts → steps, each with its reason, the skipped ones too; `place` is the name of the region for the reasons.
 * Undefined when no rule of the route matches.
 */
export function planRoute(
  route: RouteDefinition,
  facts: RouteFacts,
  place: Bilingual = { zh: facts.regionCode, en: facts.regionCode },
): PlannedStep[] | undefined {
  const chosen = route.rules.find((rule) => matches(rule.when, facts));
  if (!chosen) return undefined;
  const added = (route.append ?? []).filter((rule) => matches(rule.when, facts));
  const steps = [chosen, ...added].flatMap((rule) => rule.steps.map((step) => ({ step, because: rule.because })));
  const places = steps.map(({ step }) => regionAt(facts, tierOf(step, facts)));
  return steps.map(({ step, because }, index) => {
    const tier = tierOf(step, facts);
    const regionCode = places[index]!;
    const elsewhere = steps.flatMap((other, at) =>
      at > index && places[at] === regionCode && !other.step.cc ? own(other.step, facts) : [],
    );
    const desks = desksOf(step, facts, elsewhere);
    const skip = whySkipped(regionCode, desks, place, tier);
    return {
      key: step.key,
      seq: index + 1,
      title: step.zh,
      titleEn: step.en,
      tier,
      regionCode,
      mode: step.mode,
      quorum: quorumOf(step, desks.length),
      persons: step.persons ?? 2,
      cc: step.cc ?? false,
      limitWorkingDays: step.cc ? null : (step.limitWorkingDays ?? limitOf(route, tier, desks)),
      desks,
      skipped: skip !== null,
      reason: skip ?? because,
    };
  });
}

const tierOf = (step: StepDefinition, facts: RouteFacts): Tier => (step.tier === 'own' ? facts.tier : step.tier);

/** The project's region lifted to a tier; null where there is none: 济源 has no city above it (§1). */
function regionAt(facts: RouteFacts, tier: Tier): string | null {
  if (tier === facts.tier) return facts.regionCode;
  if (tier === 'province') return PROVINCE;
  return tier === 'city' ? facts.cityCode : facts.countyCode;
}

/** The departments that a step names itself, without the co-signing ones. */
const own = (step: StepDefinition, facts: RouteFacts): DepartmentKind[] =>
  step.desks.flatMap((desk) => (desk === 'cosign' ? [] : [desk === 'lead' ? facts.leadKind : desk]));

/**
 * A department sits once in a step. A co-signing department that has a later step of its own in the same region is not asked
 * twice: nobody may decide twice in a round (§4), so a second desk could only stall.
 */
function desksOf(step: StepDefinition, facts: RouteFacts, elsewhere: readonly DepartmentKind[]): DepartmentKind[] {
  const coSign = step.desks.includes('cosign') ? facts.coSignKinds.filter((kind) => !elsewhere.includes(kind)) : [];
  const earlier = step.desks.includes('lead') || !step.desks.includes('cosign') ? [] : [facts.leadKind];
  return [...new Set([...own(step, facts), ...coSign])].filter((kind) => !earlier.includes(kind));
}

function whySkipped(
  regionCode: string | null,
  desks: readonly DepartmentKind[],
  place: Bilingual,
  tier: Tier,
): Bilingual | null {
  if (regionCode === null) {
    const names = { province: '省级', city: '市级', county: '县级' };
    return { zh: `${place.zh}之上没有${names[tier]}，跳过`, en: `${place.en} has no ${tier} above it` };
  }
  if (desks.length > 0) return null;
  return { zh: '没有需要会签的部门', en: 'No department is left to co-sign' };
}

function limitOf(route: RouteDefinition, tier: Tier, desks: readonly DepartmentKind[]): number {
  const onlyFinance = desks.length > 0 && desks.every((kind) => kind === 'finance');
  return onlyFinance ? route.limits.finance : route.limits[tier];
}
