/** $1 person ids … $11 now */
export const postMessage = `
  insert into message (id, person_id, kind, title_zh, title_en, body_zh, body_en, project_id, subject_type, subject_id, channels,
                       dedupe_key, created_at)
  select new_uuid($11), person_id, $2, $3, $4, $5, $6, $7, $8, $9, '{inbox}', $10, $11 from unnest($1::uuid[]) person_id
  on conflict (person_id, dedupe_key) do nothing`;

/** $1 person, $2 id of the last row seen, $3 unread only, $4 limit */
export const listMessages = `
  select id, kind, title_zh as "titleZh", title_en as "titleEn", body_zh as "bodyZh", body_en as "bodyEn",
         project_id as "projectId", subject_type as "subjectType", subject_id as "subjectId",
         created_at as "createdAt", read_at as "readAt", settled_at as "settledAt"
    from message
   where person_id = $1 and ($2::uuid is null or id < $2) and (not $3::boolean or read_at is null)
   order by id desc limit $4`;

export const countUnread = `select count(*)::int as count from message where person_id = $1 and read_at is null`;

/** $1 person, $2 ids or null for all, $3 now */
export const markRead = `
  with marked as (
    update message set read_at = $3
     where person_id = $1 and read_at is null and ($2::uuid[] is null or id = any ($2))
    returning 1)
  select count(*)::int as count from marked`;

/** $1 project, $2 subject, $3 stage, $4 city, $5 county, $6 last stage_on, $7 last id, $8 limit */
export const listReminders = `
  select r.id, r.rule, l.subject_type as "subjectType", r.subject_id as "subjectId", l.project_id as "projectId", l.title,
         r.due_on as "dueOn", r.stage, r.stage_on as "stageOn", r.recorded_at as "recordedAt", r.cancelled_at as "cancelledAt",
         l.region_code as "regionCode", l.closed_at as "closedAt",
         jsonb_build_object('id', o.id, 'nameZh', o.name_zh, 'nameEn', o.name_en) as responsible,
         coalesce((select jsonb_agg(jsonb_build_object('personId', m.person_id, 'name', p.name, 'cc', m.cc) order by m.cc, p.name)
            from message m join person p on p.id = m.person_id
           where m.ladder_id = r.ladder_id and m.stage = r.stage), '[]') as recipients
    from reminder r join reminder_ladder l on l.id = r.ladder_id join organisation o on o.id = l.responsible_org_id
   where ($1::uuid is null or l.project_id = $1)
     and ($2::uuid is null or r.subject_id = $2)
     and ($3::text is null or r.stage = $3 or r.stage like $3 || '-%')
     and ($4::text is null or l.city_code = $4) and ($5::text is null or l.county_code = $5)
     and ($6::date is null or (r.stage_on, r.id) < ($6, $7::uuid))
   order by r.stage_on desc, r.id desc limit $8`;

/** $1 last issued_on, $2 last id, $3 limit */
export const listLetters = `
  select s.id, s.number, s.subject_type as "subjectType", s.subject_id as "subjectId", s.project_id as "projectId", s.title,
         s.organisation_id as "organisationId", o.name_zh as "organisationName", s.issued_on as "issuedOn",
         s.answer_due_on as "answerDueOn", s.region_code as "regionCode"
    from supervision_letter s join organisation o on o.id = s.organisation_id
   where ($1::date is null or (s.issued_on, s.id) < ($1, $2::uuid))
   order by s.issued_on desc, s.id desc limit $3`;
