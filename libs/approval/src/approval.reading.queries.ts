/** Lists and the full story. Keyset pages; each list reads one index that ends in its sort key. */

const ITEM = `
  a.id, a.subject_type as "subjectType", a.subject_id as "subjectId", a.project_id as "projectId", a.title, a.status, a.round,
  a.region_code as "regionCode", a.opened_at as "openedAt", a.finished_at as "finishedAt", f.name as "filedBy"`;

const STEP = `s.key as "stepKey", s.title as "stepTitle", s.title_en as "stepTitleEn"`;

/** $4 subject type, $5 project, $6 words in the title; strpos, because what people type holds no pattern characters. */
const FILTERS = `($4::text is null or a.subject_type = $4) and ($5::uuid is null or a.project_id = $5)
     and ($6::text is null or strpos(a.title, $6) > 0)`;

/**
 * 待办: what this person can act on now. A proposal waits for the approver, an open desk for the reviewer (or for either,
 * where one person suffices); never what they filed, proposed themselves or have decided in this round.
 * $1 organisation, $2 person, $3 may propose; $7 may decide
 */
const TODO = `
  from approval_task t
  join approval a on a.id = t.approval_id
  join approval_step s on s.id = t.step_id
  join person f on f.id = a.filed_by
 where t.organisation_id = $1 and t.status in ('open', 'proposed')
   and case when t.persons = 1 then true when t.status = 'open' then $3::boolean else $7::boolean end
   and not ($2::uuid = any(a.filers)) and t.proposed_by is distinct from $2
   and (t.status = 'open' and t.persons = 2 or not exists (
     select 1 from approval_decision d join approval_step e on e.id = d.step_id
      where d.approval_id = a.id and d.person_id = $2 and d.act = 'decide' and (d.round = a.round or e.status in ('open', 'approved'))))
   and ${FILTERS}`;

/** 已办. $1 and $3 are not needed, but every box takes the same parameters. */
const DONE = `
  from approval_decision d
  join approval a on a.id = d.approval_id
  join approval_step s on s.id = d.step_id
  join person f on f.id = a.filed_by
 where d.person_id = $2 and $1::uuid is not null and $3::boolean is not null and $7::boolean is not null and ${FILTERS}`;

/** 我发起 */
const STARTED = `
  from approval a
  left join approval_step s on s.id = a.current_step_id
  join person f on f.id = a.filed_by
 where a.filed_by = $2 and $1::uuid is not null and $3::boolean is not null and $7::boolean is not null and ${FILTERS}`;

/** 抄送我: to the department. */
const CC = `
  from approval_cc c
  join approval a on a.id = c.approval_id
  join approval_step s on s.id = c.step_id
  join person f on f.id = a.filed_by
 where c.organisation_id = $1 and $2::uuid is not null and $3::boolean is not null and $7::boolean is not null and ${FILTERS}`;

/** By key for each row shown: as a join the whole table could be read for a page. */
const READ_AT = `(select cr.at from approval_cc_read cr where cr.approval_id = c.approval_id and cr.person_id = $2 offset 0)`;

/** $8 and $9: the sort key and id of the last row seen; $10 limit */
export const boxes = {
  todo: `
    select ${ITEM}, ${STEP}, t.due_on as "dueOn", t.status as "taskStatus", null::text as outcome, null::timestamptz as "readAt", t.id as "rowId",
           t.due_on::text as "sortKey"
    ${TODO} and (t.due_on, t.id) > ($8::date, $9::uuid) order by t.due_on, t.id limit $10`,
  done: `
    select ${ITEM}, ${STEP}, a.due_on as "dueOn", null::text as "taskStatus", d.outcome, null::timestamptz as "readAt", d.id as "rowId", d.at::text as "sortKey"
    ${DONE} and (d.at, d.id) < ($8::timestamptz, $9::uuid) order by d.at desc, d.id desc limit $10`,
  started: `
    select ${ITEM}, ${STEP}, a.due_on as "dueOn", null::text as "taskStatus", null::text as outcome, null::timestamptz as "readAt", a.id as "rowId",
           a.opened_at::text as "sortKey"
    ${STARTED} and (a.opened_at, a.id) < ($8::timestamptz, $9::uuid) order by a.opened_at desc, a.id desc limit $10`,
  cc: `
    select ${ITEM}, ${STEP}, a.due_on as "dueOn", null::text as "taskStatus", null::text as outcome, ${READ_AT} as "readAt", c.id as "rowId",
           c.at::text as "sortKey"
    ${CC} and (c.at, c.id) < ($8::timestamptz, $9::uuid) order by c.at desc, c.id desc limit $10`,
} as const;

/** $8 today */
export const counts = `
  select (select count(*)::int ${TODO}) as todo,
         (select count(*)::int ${TODO} and t.due_on < $8::date) as overdue,
         (select count(*)::int ${DONE}) as done,
         (select count(*)::int ${STARTED}) as started,
         (select count(*)::int ${CC}) as cc,
         (select count(*)::int ${CC} and ${READ_AT} is null) as "ccUnread"`;

/** $1 approval, $2 asker. The story: every run of every step, its desks, decisions with names, and copies. */
export const story = `
  select a.id, a.subject_type as "subjectType", a.subject_id as "subjectId", a.project_id as "projectId", a.title, a.status,
         a.round, a.tier, a.region_code as "regionCode", a.owner_organisation_id as "ownerOrganisationId",
         a.opened_at as "openedAt", a.finished_at as "finishedAt", a.finish_reason as "finishReason", a.due_on as "dueOn",
         a.current_step_id as "currentStepId", a.filers, a.returned_step_key as "returnedStepKey", a.resume_at as "resumeAt",
         a.version, jsonb_build_object('id', f.id, 'name', f.name) as "filedBy",
         jsonb_build_object('id', r.id, 'version', r.version) as route,
         exists (select 1 from approval_decision d join approval_step e on e.id = d.step_id
                  where d.approval_id = a.id and d.person_id = $2 and d.act = 'decide'
                    and (d.round = a.round or e.status in ('open', 'approved'))) as "decidedHere",
         (select jsonb_agg(jsonb_build_object(
            'id', s.id, 'seq', s.seq, 'key', s.key, 'round', s.round, 'title', s.title, 'titleEn', s.title_en, 'tier', s.tier,
            'regionCode', s.region_code, 'mode', s.mode, 'quorum', s.quorum, 'persons', s.persons, 'cc', s.cc, 'status', s.status,
            'limitDays', s.limit_days, 'dueOn', s.due_on, 'reason', s.reason, 'reasonEn', s.reason_en,
            'openedAt', s.opened_at, 'finishedAt', s.finished_at,
            'tasks', coalesce((
              select jsonb_agg(jsonb_build_object('id', t.id, 'organisationId', o.id, 'organisationName', o.name_zh,
                       'organisationNameEn', o.name_en, 'kind', t.kind, 'status', t.status, 'persons', t.persons,
                       'proposedBy', t.proposed_by, 'decidedBy', t.decided_by) order by t.id)
                from approval_task t join organisation o on o.id = t.organisation_id where t.step_id = s.id), '[]'),
            'urges', coalesce((
              select jsonb_agg(jsonb_build_object('id', u.id, 'personId', p.id, 'personName', p.name, 'organisationId', u.organisation_id,
                       'onDay', u.on_day, 'note', u.note, 'at', u.at) order by u.at)
                from approval_urge u join person p on p.id = u.person_id where u.step_id = s.id), '[]'),
            'decisions', coalesce((
              select jsonb_agg(jsonb_build_object('id', d.id, 'act', d.act, 'outcome', d.outcome, 'opinion', d.opinion,
                       'returnTo', d.return_to, 'resumeAt', d.resume_at, 'personId', p.id, 'personName', p.name,
                       'organisationId', d.organisation_id, 'round', d.round, 'at', d.at) order by d.at, d.id)
                from approval_decision d join person p on p.id = d.person_id where d.step_id = s.id), '[]'))
            order by s.round, s.seq)
            from approval_step s where s.approval_id = a.id) as steps
    from approval a
    join person f on f.id = a.filed_by
    join approval_route r on r.id = a.route_id
   where a.id = $1`;
