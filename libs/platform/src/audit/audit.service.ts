import { Injectable } from '@nestjs/common';
import { KernelErrors, type Actor } from '#libs/kernel';
import { Database } from '../database/database.js';
import type { Reader } from '../database/tx.js';
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
 * Recomputes every hash and sequence in one pass and names each row that is not as it was written:
 * edited: its own hash is not that of its fields, or (fields and hash both rewritten) the next row carries another one;
 * reordered: it carries the hash of a row of its chain that is no longer the one before it;
 * removed: the sequence has a gap; cut off: the head knows more rows than there are, or rows have no head.
 * $1 type or null, $2 id or null
 */
const VERIFY = `
  with chain as materialized (
    select e.subject_type, e.subject_id, e.seq, e.hash, e.prev_hash, e.hash = audit_row_hash(e) as own,
           lag(e.seq, 1, 0) over w as before, lag(e.hash, 1, sha256('')) over w as before_hash
      from audit_entry e
     where ($1::text is null or e.subject_type = $1) and ($2::uuid is null or e.subject_id = $2)
    window w as (partition by e.subject_type, e.subject_id order by e.seq)),
  suspect as (
    select c.*, c.seq = c.before + 1 and c.prev_hash <> c.before_hash as unlinked,
           exists (select 1 from audit_entry o where o.subject_type = c.subject_type and o.subject_id = c.subject_id
                      and o.hash = c.prev_hash and o.seq <> c.before) as moved
      from chain c where not c.own or c.seq <> c.before + 1 or c.prev_hash <> c.before_hash),
  ends as (
    select h.subject_type, h.subject_id, h.seq, h.hash, coalesce(c.seq, 0) as last_seq, c.hash as last_hash
      from audit_head h
      left join lateral (select e.seq, e.hash from audit_entry e
                          where e.subject_type = h.subject_type and e.subject_id = h.subject_id
                          order by e.seq desc limit 1) c on true
     where ($1::text is null or h.subject_type = $1) and ($2::uuid is null or h.subject_id = $2)
       and ((c.seq, c.hash) is distinct from (h.seq, h.hash))),
  faults as (
    select case when unlinked and moved then 'reordered' else 'edited' end as kind, subject_type, subject_id, seq
      from suspect where not own
    union
    select 'edited', s.subject_type, s.subject_id, greatest(s.before, 1) from suspect s where s.own and s.unlinked
       and not exists (select 1 from suspect p where not p.own and p.seq = s.before
                          and p.subject_type = s.subject_type and p.subject_id = s.subject_id)
    union
    select 'removed', subject_type, subject_id, n from suspect, generate_series(before + 1, seq - 1) n
    union
    select 'cut off', subject_type, subject_id, n from ends, generate_series(last_seq + 1, seq) n
    union
    select 'edited', subject_type, subject_id, seq from ends where seq = last_seq and hash <> last_hash
    union
    select 'cut off', c.subject_type, c.subject_id, c.seq from chain c
     where not exists (select 1 from audit_head h
                        where h.subject_type = c.subject_type and h.subject_id = c.subject_id and h.seq >= c.seq))
  select (select count(*)::int from chain) as entries,
         (select count(*)::int from (select distinct subject_type, subject_id from chain) s) as subjects,
         coalesce((select jsonb_agg(jsonb_build_object('kind', kind, 'subjectType', subject_type, 'subjectId', subject_id, 'seq', seq)
                                    order by subject_type, subject_id, seq, kind)
                     from (select * from faults order by subject_type, subject_id, seq limit 1000) f), '[]') as faults`;

/** For the tool, which has a connection and no application around it. */
export async function verifyAuditIn(
  db: Pick<Reader, 'one'>,
  subject?: { subjectType: string; subjectId: string },
): Promise<Verification> {
  const found = await db.one<Verification>(VERIFY, [subject?.subjectType ?? null, subject?.subjectId ?? null]);
  return found!;
}

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
    return this.database.read(actor, (reader) => verifyAuditIn(reader, subject));
  }
}
