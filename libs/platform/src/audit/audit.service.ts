import { Injectable } from '@nestjs/common';
import { KernelErrors, type Actor } from '#libs/kernel';
import { Database } from '../database/database.js';
import { decodeCursor, pageOf, type Page } from '../lists/cursor.js';

export interface AuditView {
  subjectType: string;
  subjectId: string;
  seq: number;
  projectId: string | null;
  at: Date;
  personId: string;
  personName: string;
  organisationId: string;
  action: string;
  before: unknown;
  after: unknown;
  reason: string | null;
  requestId: string;
  /** Hex; the next row of the subject carries it as its `prevHash`. */
  hash: string;
  prevHash: string;
}

export type FaultKind = 'edited' | 'removed' | 'reordered' | 'cut off';

/** One row of the trail that is not as it was written. */
export interface AuditFault {
  kind: FaultKind;
  subjectType: string;
  subjectId: string;
  seq: number;
}

export interface Verification {
  entries: number;
  subjects: number;
  faults: AuditFault[];
}

export interface AuditQuery {
  subjectType: string;
  subjectId: string;
  limit: number;
  cursor?: string;
}

/** $1 type, $2 id, $3 seq of the last row seen, $4 limit */
const LIST = `
  select subject_type as "subjectType", subject_id as "subjectId", seq, project_id as "projectId", at, person_id as "personId",
         person_name as "personName", organisation_id as "organisationId", action, before, after, reason,
         request_id as "requestId", encode(hash, 'hex') as hash, encode(prev_hash, 'hex') as "prevHash"
    from audit_entry
   where subject_type = $1 and subject_id = $2 and ($3::int is null or seq < $3)
   order by seq desc limit $4`;

/**
 * Recomputes every hash and sequence in one pass. Edited: a row's own hash is not that of its fields. Removed: a gap in the
 * sequence. Reordered: a row does not carry the hash of the one before it. Cut off: the head knows more rows than there are.
 * $1 type or null, $2 id or null
 */
const VERIFY = `
  with chain as (
    select e.subject_type, e.subject_id, e.seq, e.hash, e.prev_hash, audit_row_hash(e) as right_hash,
           lag(e.seq, 1, 0) over w as prev_seq, lag(e.hash, 1, sha256('')) over w as before_hash
      from audit_entry e
     where ($1::text is null or e.subject_type = $1) and ($2::uuid is null or e.subject_id = $2)
    window w as (partition by e.subject_type, e.subject_id order by e.seq)),
  ends as (
    select h.subject_type, h.subject_id, h.seq, h.hash, c.seq as last_seq, c.hash as last_hash
      from audit_head h
      left join lateral (select e.seq, e.hash from audit_entry e
                          where e.subject_type = h.subject_type and e.subject_id = h.subject_id
                          order by e.seq desc limit 1) c on true
     where ($1::text is null or h.subject_type = $1) and ($2::uuid is null or h.subject_id = $2)),
  faults as (
    select 'edited' as kind, subject_type, subject_id, seq from chain where hash <> right_hash
    union all
    select 'removed', subject_type, subject_id, seq - 1 from chain where seq <> prev_seq + 1
    union all
    select 'reordered', subject_type, subject_id, seq from chain where seq = prev_seq + 1 and prev_hash <> before_hash
    union all
    select 'cut off', subject_type, subject_id, seq from ends where seq is distinct from coalesce(last_seq, 0)
        or (last_hash is not null and hash <> last_hash and seq = last_seq)
    union all
    select 'cut off', c.subject_type, c.subject_id, c.seq from chain c
     where not exists (select 1 from audit_head h where h.subject_type = c.subject_type and h.subject_id = c.subject_id))
  select (select count(*)::int from chain) as entries,
         (select count(*)::int from (select distinct subject_type, subject_id from chain) s) as subjects,
         coalesce((select jsonb_agg(jsonb_build_object('kind', kind, 'subjectType', subject_type, 'subjectId', subject_id, 'seq', seq)
                                    order by subject_type, subject_id, seq, kind) from faults), '[]') as faults`;

/** Reads and verifies the audit trail; writing it is `tx.audit` and nothing else (ADR 0005). */
@Injectable()
export class Audit {
  constructor(private readonly database: Database) {}

  list(actor: Actor, query: AuditQuery): Promise<Page<AuditView>> {
    return this.database.read(actor, async (reader) => {
      const [after = null] = query.cursor ? decodeCursor('audit', query.cursor) : [];
      if (after !== null && typeof after !== 'number') throw KernelErrors.CURSOR_INVALID();
      const rows = await reader.query<AuditView>(LIST, [query.subjectType, query.subjectId, after, query.limit + 1]);
      return pageOf('audit', rows, query.limit, (row) => [row.seq]);
    });
  }

  /** Of one subject, or of everything the caller may see. A fault names its row; an empty list means the trail is whole. */
  verify(actor: Actor, subject?: { subjectType: string; subjectId: string }): Promise<Verification> {
    return this.database.read(actor, async (reader) => {
      const row = await reader.one<Verification>(VERIFY, [subject?.subjectType ?? null, subject?.subjectId ?? null]);
      return row!;
    });
  }
}
