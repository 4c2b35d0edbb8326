import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '#libs/platform';
import { ProjectErrors } from './project.errors.js';

/** The keys of this lib and the shape of their values; the values are rows of `policy`. */
export interface PolicyValues {
  'project.library_valid_years': number;
  'project.lapse_grace_days': number;
  'project.duplicate_similarity_percent': number;
  'project.bounds': { earliestStart: string; longestYears: number; investmentYuan: string };
  'project.site_bounds': { west: number; south: number; east: number; north: number };
}

const VALUES = `select distinct on (key) key, value from policy
  where key = any($1) and valid_from <= $2 order by key, valid_from desc, version desc`;

/** Numbers of the rule book, versioned: what holds is what was valid on the day it is asked for. */
@Injectable()
export class Policies {
  async valuesIn<K extends keyof PolicyValues>(r: Reader | Tx, ...keys: K[]): Promise<{ [P in K]: PolicyValues[P] }> {
    const rows = await r.query<{ key: K; value: PolicyValues[K] }>(VALUES, [keys, r.today]);
    const values = new Map(rows.map((row) => [row.key, row.value]));
    for (const key of keys) if (!values.has(key)) throw ProjectErrors.POLICY_MISSING({ key });
    return Object.fromEntries(values) as { [P in K]: PolicyValues[P] };
  }

  async valueIn<K extends keyof PolicyValues>(r: Reader | Tx, key: K): Promise<PolicyValues[K]> {
    return (await this.valuesIn(r, key))[key];
  }
}
