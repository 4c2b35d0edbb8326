export const CHANGE_COLUMNS = `c.id, c.project_id as "projectId", c.kind, c.reason, c.payload, c.before, c.after, c.status,
  c.filed_by as "filedBy", c.filed_organisation_id as "filedOrganisationId", c.filed_at as "filedAt",
  c.decided_at as "decidedAt", c.opinion, c.version`;

/** $1 id, $2 project, $3 kind, $4 reason, $5 payload, $6 before, $7 after, $8 person, $9 organisation, $10 now */
export const insertChange = `insert into change_request as c
  (id, project_id, kind, reason, payload, before, after, filed_by, filed_organisation_id, filed_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning ${CHANGE_COLUMNS}`;

export const getChange = `select ${CHANGE_COLUMNS}, p.name as "personName", o.name_zh as "organisationName"
  from change_request c join person p on p.id = c.filed_by join organisation o on o.id = c.filed_organisation_id
  where c.id = $1`;

export const lockChange = `select ${CHANGE_COLUMNS} from change_request c where c.id = $1 for update of c`;

/** $1 project, $2 filed at or before, $3 id before, $4 limit; newest first */
export const listChanges = `select ${CHANGE_COLUMNS} from change_request c
  where c.project_id = $1 and (c.filed_at, c.id) < ($2, $3) order by c.filed_at desc, c.id desc limit $4`;

/** $1 id, $2 status before, $3 status after, $4 decided at, $5 opinion */
export const moveChange = `update change_request c set status = $3, decided_at = coalesce($4, c.decided_at),
  opinion = coalesce($5, c.opinion), version = c.version + 1
  where c.id = $1 and c.status = $2 returning ${CHANGE_COLUMNS}`;

export const openChangeOf = `select ${CHANGE_COLUMNS} from change_request c
  where c.project_id = $1 and c.status in ('under_review', 'returned') for update of c`;
