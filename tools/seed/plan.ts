import { addDays, addMonths, type CalendarDate, type FundSource, type Tier } from '#libs/kernel';
import type { Organisation, Region } from '#libs/identity';
import type { ProjectStatus } from '#libs/project';
import { TITLES } from './content.js';
import { placesOf, type Directory } from './places.js';
import type { Dice } from './random.js';
import type { Regions } from '#libs/identity';

/** What is to become of a project by today, decided before it begins. */
export interface ProjectPlan {
  target: ProjectStatus;
  region: Region;
  owner: Organisation;
  work: string;
  /** How many projects of this work there are in this place already. */
  turn: number;
  sequence: number;
  draftedOn: CalendarDate;
  plannedStart: CalendarDate;
  plannedFinish: CalendarDate;
  /** Yuan, in whole 万元. */
  investment: bigint;
  shares: readonly (readonly [FundSource, bigint])[];
  /** Days by which milestones are late; a stuck project does not reach its last ones at all. */
  lag: number;
  stuck: boolean;
  /** Returned once and corrected on its way. */
  detour: boolean;
}

/** How many of each state the province has today: 403 in all. */
const TARGETS: Readonly<Partial<Record<ProjectStatus, number>>> = {
  draft: 40,
  under_review: 64,
  returned: 18,
  rejected: 24,
  withdrawn: 18,
  reserved: 92,
  expired: 10,
  implementing: 72,
  suspended: 9,
  terminated: 9,
  under_acceptance: 12,
  rectifying: 9,
  completed: 11,
  closed: 15,
};

/** Days before today on which it was drafted, and days from today at which it was planned to be finished. */
const AGES: Readonly<Record<ProjectStatus, { drafted: [number, number]; finish: [number, number] }>> = {
  draft: { drafted: [1, 45], finish: [300, 900] },
  under_review: { drafted: [3, 8], finish: [300, 900] },
  returned: { drafted: [3, 5], finish: [300, 900] },
  rejected: { drafted: [40, 600], finish: [100, 500] },
  withdrawn: { drafted: [40, 600], finish: [100, 500] },
  reserved: { drafted: [40, 500], finish: [200, 800] },
  expired: { drafted: [1160, 1200], finish: [-300, -100] },
  implementing: { drafted: [120, 420], finish: [-1, 420] },
  suspended: { drafted: [250, 400], finish: [60, 300] },
  terminated: { drafted: [250, 400], finish: [60, 300] },
  under_acceptance: { drafted: [280, 380], finish: [-30, -20] },
  rectifying: { drafted: [280, 380], finish: [-40, -30] },
  completed: { drafted: [320, 460], finish: [-75, -60] },
  closed: { drafted: [420, 700], finish: [-260, -110] },
};

type Shares = readonly (readonly [FundSource, bigint])[];
const SHARES: Readonly<Record<Tier, readonly Shares[]>> = {
  county: [
    [
      ['central', 6n],
      ['county', 4n],
    ],
    [
      ['province', 5n],
      ['own', 5n],
    ],
    [['county', 10n]],
    [
      ['own', 7n],
      ['social', 3n],
    ],
    [
      ['city', 5n],
      ['county', 5n],
    ],
  ],
  city: [
    [
      ['central', 5n],
      ['city', 5n],
    ],
    [['city', 10n]],
    [
      ['own', 6n],
      ['loan', 4n],
    ],
  ],
  province: [
    [['province', 10n]],
    [
      ['central', 7n],
      ['province', 3n],
    ],
  ],
};

const WAN = 1_000_000n;

/** A fixed seed gives the same plans; only the days move with the clock. */
export function planProjects(regions: Regions, people: Directory, dice: Dice, today: CalendarDate): ProjectPlan[] {
  const places = placesOf(regions).map((place) => place.region);
  const byTier = (tier: Tier): Region[] => places.filter((region) => region.tier === tier);
  const works = Object.keys(TITLES);
  const turns = new Map<string, number>();
  const plans: ProjectPlan[] = [];
  for (const [target, count] of Object.entries(TARGETS) as [ProjectStatus, number][]) {
    for (let i = 0; i < count; i += 1) {
      const sequence = plans.length;
      const tier = sequence % 10 < 6 ? 'county' : sequence % 10 < 9 ? 'city' : 'province';
      // 巩义 is where a newcomer looks first, so it has more than its share.
      const region = tier === 'county' && sequence % 6 === 0 ? regions.byCode('410181')! : dice.pick(byTier(tier));
      const work = works[sequence % works.length]!;
      const key = `${region.code} ${work}`;
      const turn = turns.get(key) ?? 0;
      turns.set(key, turn + 1);
      const stuck = target === 'implementing' && i % 3 === 0;
      const age = AGES[target];
      const draftedOn = addDays(today, -dice.whole(stuck ? 330 : age.drafted[0], stuck ? 640 : age.drafted[1]));
      const plannedStart = addDays(draftedOn, 45);
      const finish = addDays(today, stuck ? dice.whole(-25, 35) : dice.whole(...age.finish));
      const plannedFinish = finish > addMonths(plannedStart, 4) ? finish : addMonths(plannedStart, 4);
      const choices = SHARES[tier].filter(
        (s) => region.cityCode !== null || tier !== 'county' || s.every(([x]) => x !== 'city'),
      );
      plans.push({
        target,
        region,
        owner: dice.pick(people.owners.get(region.code)!),
        work,
        turn,
        sequence,
        draftedOn,
        plannedStart,
        plannedFinish,
        investment: BigInt(dice.chance(0.06) ? dice.whole(10_000, 38_000) : dice.whole(300, 6_000)) * WAN,
        shares: dice.pick(choices),
        lag: stuck ? dice.whole(10, 40) : dice.whole(-3, 4),
        stuck,
        detour: target !== 'returned' && sequence % 9 === 4,
      });
    }
  }
  return plans;
}
