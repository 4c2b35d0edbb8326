import { Injectable } from '@nestjs/common';
import type { Actor } from '#libs/kernel';
import { Database, pageOf, type Page } from '#libs/platform';
import { readCursor } from './project.cursor.js';
import { Projects } from './project.service.js';

/** One thing that happened to a project or to anything of it: who, when, why, before and after (§3). */
export interface HistoryEntry {
  at: Date;
  action: string;
  subjectType: string;
  subjectId: string;
  personId: string;
  personName: string;
  organisationName: string | null;
  reason: string | null;
  fromStatus: string | null;
  toStatus: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

type Row = HistoryEntry & { seq: number };

/** $1 project, $2–$5 the last entry seen, $6 limit. Newest first; row-level security follows the project. */
const HISTORY = `select e.at, e.action, e.subject_type as "subjectType", e.subject_id as "subjectId", e.seq,
    e.person_id as "personId", e.person_name as "personName", o.name_zh as "organisationName", e.reason,
    e.before ->> 'status' as "fromStatus", e.after ->> 'status' as "toStatus", e.before, e.after
  from audit_entry e left join organisation o on o.id = e.organisation_id
  where e.project_id = $1 and e.at <= $2 and (e.at, e.subject_type, e.subject_id, e.seq) < ($2, $3, $4, $5)
  order by e.at desc, e.subject_type desc, e.subject_id desc, e.seq desc limit $6`;

const LIST = 'project-history';
/** Later than every entry. */
const START = ['infinity', '', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 0] as const;

/** The project's own log: its transitions and everything else that was audited under it, from one append-only table. */
@Injectable()
export class ProjectHistory {
  constructor(
    private readonly database: Database,
    private readonly projects: Projects,
  ) {}

  list(actor: Actor, id: string, query: { limit: number; cursor?: string }): Promise<Page<HistoryEntry>> {
    return this.database.read(actor, async (r) => {
      await this.projects.getIn(r, id);
      const after = query.cursor ? readCursor(LIST, query.cursor, 'timestamptz', 'text', 'id', 'whole') : START;
      const rows = await r.query<Row>(HISTORY, [id, ...after, query.limit + 1]);
      const page = pageOf(LIST, rows, query.limit, (row) => [row.at, row.subjectType, row.subjectId, row.seq]);
      return { ...page, items: page.items.map(({ seq: _, ...entry }) => entry) };
    });
  }
}
