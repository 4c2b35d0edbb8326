import { newId, SYSTEM_PERSON_ID } from '#libs/kernel';
import type { BootDatabase, BootLoader } from '#libs/platform';
import defaults from './data/default-routes.json' with { type: 'json' };

/** The first version holds from here on, so that it also covers approvals of the plan before this one. */
const BEGINNING = '2020-01-01';

/**
 * Brings the default routes of this release. A route that an administrator has published is theirs and never touched;
 * approvals in flight keep the version they began with either way (§4).
 */
export const routeLoader: BootLoader = {
  name: 'approval routes',
  async load(db: BootDatabase, now: Date): Promise<number> {
    const routes = Object.entries(defaults).map(([subjectType, definition]) => ({
      id: newId(),
      subjectType,
      definition,
    }));
    const added = await db.query(
      `insert into approval_route (id, subject_type, version, definition, valid_from, created_by, created_at)
       select d.id, d."subjectType", coalesce(last.version, 0) + 1, d.definition,
              case when last.version is null then $2::date else ($3::timestamptz at time zone 'Asia/Shanghai')::date end,
              $4, $3::timestamptz
         from jsonb_to_recordset($1::jsonb) as d(id uuid, "subjectType" text, definition jsonb)
         left join lateral (select r.version, r.definition, r.created_by from approval_route r
                             where r.subject_type = d."subjectType" order by r.version desc limit 1) last on true
        where last.version is null or (last.created_by = $4 and last.definition <> d.definition)
       returning id`,
      [JSON.stringify(routes), BEGINNING, now, SYSTEM_PERSON_ID],
    );
    return added.length;
  },
};
