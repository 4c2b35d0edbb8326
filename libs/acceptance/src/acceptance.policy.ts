import { Injectable } from '@nestjs/common';
import type { Reader, Tx } from '#libs/platform';
import type { GradeBounds } from './acceptance.rules.js';
import { policyValues } from './closing.queries.js';

/** Numbers of §8 that a province may change; each change is a new version, valid from a day on. */
export interface AcceptancePolicy {
  'acceptance.notice_working_days': number;
  'acceptance.due_months': number;
  'final_accounts.due_months': number;
  'evaluation.grades': GradeBounds;
}

@Injectable()
export class AcceptancePolicies {
  async valueIn<K extends keyof AcceptancePolicy>(r: Reader | Tx, key: K): Promise<AcceptancePolicy[K]> {
    const [row] = await r.query<{ value: AcceptancePolicy[K] }>(policyValues, [[key], r.today]);
    // The migration that creates the tables writes the defaults, so a missing row is a broken installation.
    if (!row) throw new Error(`policy ${key} has no value on ${r.today}`);
    return row.value;
  }
}
