import { Injectable } from '@nestjs/common';
import type { Tier } from '#libs/kernel';
import type { BootLoader } from '#libs/platform';
import { IdentityErrors } from './identity.errors.js';
import data from './data/regions.json' with { type: 'json' };

/** GB/T 2260. `cityCode` is null for the province and for 济源 (419001), which has no city above it (§1). */
export interface Region {
  code: string;
  nameZh: string;
  shortZh: string;
  nameEn: string;
  tier: Tier;
  type: string;
  parentCode: string | null;
  cityCode: string | null;
  countyCode: string | null;
  tags: string[];
}

export interface RegionNode extends Region {
  children: RegionNode[];
}

// The code list is part of the release and changes with it, so it is answered from memory and never from the database;
// the table `region` holds the same rows for foreign keys and joins.
const REGIONS = data.units as readonly Region[];
const byCode = new Map(REGIONS.map((region) => [region.code, region]));
const byParent = new Map<string, Region[]>();
for (const region of REGIONS) {
  if (region.parentCode === null) continue;
  const siblings = byParent.get(region.parentCode);
  if (siblings) siblings.push(region);
  else byParent.set(region.parentCode, [region]);
}

/** Answers at once, without a round trip. Join by code, never by name: 杞县 and 淇县 are both "Qi County" (§1). */
@Injectable()
export class Regions {
  byCode(code: string): Region | undefined {
    return byCode.get(code);
  }

  all(): readonly Region[] {
    return REGIONS;
  }

  below(parentCode: string): readonly Region[] {
    return byParent.get(parentCode) ?? [];
  }

  /** @throws REGION_NOT_FOUND */
  childrenOf(parentCode: string): readonly Region[] {
    if (!byCode.has(parentCode)) throw IdentityErrors.REGION_NOT_FOUND({ code: parentCode });
    return this.below(parentCode);
  }

  tree(): RegionNode {
    const grow = (region: Region): RegionNode => ({ ...region, children: this.below(region.code).map(grow) });
    return grow(byCode.get('410000')!);
  }

  /** The region itself or the one above it at that tier; null where there is none: 济源 has no city, a city no county. */
  lift(code: string, tier: Tier): string | null {
    const region = byCode.get(code);
    if (!region) return null;
    if (tier === 'province') return '410000';
    return tier === 'city' ? region.cityCode : region.countyCode;
  }
}

/** Brings the table in line with the code list of this release. */
export const regionLoader: BootLoader = {
  name: 'regions',
  load: (db) =>
    db.query(
      `insert into region (code, name_zh, short_zh, name_en, tier, type, parent_code, city_code, county_code, tags)
       select code, "nameZh", "shortZh", "nameEn", tier, type, "parentCode", "cityCode", "countyCode", tags
       from jsonb_to_recordset($1::jsonb) as r(code text, "nameZh" text, "shortZh" text, "nameEn" text, tier text,
         type text, "parentCode" text, "cityCode" text, "countyCode" text, tags text[])
       on conflict (code) do update set name_zh = excluded.name_zh, short_zh = excluded.short_zh,
         name_en = excluded.name_en, tier = excluded.tier, type = excluded.type, parent_code = excluded.parent_code,
         city_code = excluded.city_code, county_code = excluded.county_code, tags = excluded.tags`,
      [JSON.stringify(REGIONS)],
    ),
};
