import { Injectable } from '@nestjs/common';
import type { Bilingual } from '#libs/kernel';

/**
 * Something with due dates, declared by the domain lib that knows it; the reminder lib knows none of them (§7).
 *
 * `sql` selects the OPEN items with `due_on <= $2` (asOf + the earliest notice); `$1` is asOf. Its cost must be bounded by
 * what is due, not by what exists. Columns: subject_type text, subject_id uuid, project_id uuid, due_on date, since date (the day
 * the subject came to be: stages before it are not caught up), title text, responsible_org_id uuid, responsible_roles text[],
 * lead_kind text, region_code, city_code, county_code text, owner_org_id uuid. (subject_id, due_on) is unique: a subject that is
 * returned yields another due date, and so begins a ladder of its own.
 */
export interface DueSource extends Bilingual {
  rule: string;
  sql: string;
  /** Columns beyond these that `sql` selects: the project's category, by which a rule may differ, and its number, for texts. */
  also?: readonly ('category_code' | 'number')[];
}

/** What a sweep reads of a source: the columns above, in this order, and nulls for what it does not have. */
export const itemsOf = ({ sql, also = [] }: DueSource): string => `
  select subject_type, subject_id, project_id, due_on, since, title, responsible_org_id, responsible_roles, lead_kind, region_code,
         city_code, county_code, owner_org_id, ${also.includes('category_code') ? 'category_code' : 'null::text as category_code'},
         ${also.includes('number') ? 'number' : 'null::text as number'}
    from (${sql}) item`;

export const ITEM_COLUMNS = `subject_type, subject_id, project_id, due_on, since, title, responsible_org_id, responsible_roles, lead_kind,
  region_code, city_code, county_code, owner_org_id, category_code, number`;

@Injectable()
export class DueSources {
  private readonly sources = new Map<string, DueSource>();

  register(source: DueSource): void {
    if (this.sources.has(source.rule)) throw new Error(`due source ${source.rule} is registered twice`);
    this.sources.set(source.rule, source);
  }

  all(): DueSource[] {
    return [...this.sources.values()].sort((a, b) => (a.rule < b.rule ? -1 : 1));
  }
}
