const COLUMNS = `a.id, a.project_id as "projectId", a.round, a.status, a.statement,
  a.as_built_file_ids as "asBuiltFileIds", a.reported_outputs as "reportedOutputs", a.filed_by as "filedBy",
  a.filed_at as "filedAt", a.seed, a.pool, a.drawn_at as "drawnAt", a.conclusion, a.opinion,
  a.concluded_by as "concludedBy", a.concluded_at as "concludedAt", a.passed_on as "passedOn", a.version`;

export const getAcceptance = `select ${COLUMNS} from acceptance a where a.id = $1`;
export const lockAcceptance = `${getAcceptance} for update of a`;
export const lockOpenOf = `select ${COLUMNS} from acceptance a
  where a.project_id = $1 and a.status in ('applied','grouped','concluded_pass','rectification','public_notice') for update of a`;

export const listAcceptances = `
  select a.id, a.round, a.status, a.filed_at as "filedAt", a.conclusion, a.concluded_at as "concludedAt",
         a.passed_on as "passedOn", a.version
    from acceptance a where a.project_id = $1 order by a.round desc`;

/** $1 id, $2 project, $3 statement, $4 files, $5 filer, $6 now: the next round, with the outputs as reported at this moment. */
export const insertAcceptance = `
  insert into acceptance as a (id, project_id, round, statement, as_built_file_ids, reported_outputs, filed_by, filed_at)
  select $1, $2, (select coalesce(max(b.round), 0) + 1 from acceptance b where b.project_id = $2), $3, $4,
         coalesce((select jsonb_agg(jsonb_build_object('metric', o.metric, 'unit', o.unit, 'plannedValue', o.planned_value::text,
           'reportedValue', o.reported_value::text) order by o.metric) from project_output o where o.project_id = $2), '[]'),
         $5, $6
  returning ${COLUMNS}`;

/** $1 acceptance, $2 project, $3 items as JSON */
export const insertItems = `
  insert into acceptance_item (acceptance_id, project_id, key, seq, title_zh, title_en, self_answer, self_note)
  select $1, $2, i.key, i.seq, i."titleZh", i."titleEn", i.answer, i.note
    from jsonb_to_recordset($3::jsonb) i (key text, seq int, "titleZh" text, "titleEn" text, answer text, note text)`;

export const listItems = `
  select i.key, i.title_zh as "titleZh", i.title_en as "titleEn", i.self_answer as "selfAnswer", i.self_note as "selfNote",
         i.finding, i.note, i.found_by as "foundBy", i.found_at as "foundAt"
    from acceptance_item i where i.acceptance_id = $1 order by i.seq`;

export const listMembers = `
  select m.person_id as "personId", m.person_name as "personName", m.organisation_id as "organisationId",
         m.organisation_name as "organisationName", m.seat, m.declaration, m.conflict_reason as "conflictReason",
         m.declared_at as "declaredAt", v.vote, v.opinion as "voteOpinion", v.cast_at as "castAt"
    from acceptance_member m
    left join acceptance_vote v on v.acceptance_id = m.acceptance_id and v.person_id = m.person_id
   where m.acceptance_id = $1 order by m.seat`;

/**
 * Whom the draw may choose for a project: experts of departments that see its place, once each, none of the owner's
 * people, and not the approver of the lead department, who convenes the group (§4: nobody is their own counter-signer).
 * $1 owner organisation, $2 city, $3 county, $4 lead kind, $5 region
 */
export const expertPool = `
  select distinct on (m.person_id) m.person_id as "personId", m.organisation_id as "organisationId"
    from membership m join organisation o on o.id = m.organisation_id join person p on p.id = m.person_id
   where m.role = 'expert' and p.disabled_at is null and o.kind = 'department'
     and (o.tier = 'province' or (o.tier = 'city' and o.region_code = $2) or (o.tier = 'county' and o.region_code = $3))
     and not exists (select 1 from membership own where own.person_id = m.person_id and own.organisation_id = $1)
     and not exists (select 1 from membership head join organisation lead on lead.id = head.organisation_id
                      where head.person_id = m.person_id and head.role = 'approver'
                        and lead.department_kind = $4 and lead.region_code = $5)
   order by m.person_id, m.organisation_id`;

/** $1 acceptance, $2 project, $3 members as JSON */
export const insertMembers = `
  insert into acceptance_member (acceptance_id, project_id, person_id, person_name, organisation_id, organisation_name, seat)
  select $1, $2, p.id, p.name, o.id, o.name_zh, s.seat
    from jsonb_to_recordset($3::jsonb) s ("personId" uuid, "organisationId" uuid, seat int)
    join person p on p.id = s."personId" join organisation o on o.id = s."organisationId"`;

export const drawn = `
  update acceptance a set status = $3, seed = $4, pool = $5, drawn_by = $6, drawn_at = $7, version = version + 1
   where a.id = $1 and a.status = $2 returning ${COLUMNS}`;

export const declare = `
  update acceptance_member set declaration = $3, conflict_reason = $4, declared_at = $5
   where acceptance_id = $1 and person_id = $2 and declaration is null returning seat`;

export const answerItem = `
  update acceptance_item set finding = $3, note = $4, found_by = $5, found_at = $6
   where acceptance_id = $1 and key = $2 returning key`;

export const castVote = `
  insert into acceptance_vote (acceptance_id, person_id, project_id, vote, opinion, cast_at) values ($1, $2, $3, $4, $5, $6)`;

/** A status of an acceptance changes here; the next one comes from the lifecycle. */
export const moveAcceptance = `
  update acceptance a set status = $3, version = version + 1 where a.id = $1 and a.status = $2 returning ${COLUMNS}`;

export const concluded = `
  update acceptance a set status = $3, conclusion = $4, opinion = $5, concluded_by = $6, concluded_at = $7, version = version + 1
   where a.id = $1 and a.status = $2 returning ${COLUMNS}`;

export const passed = `
  update acceptance a set status = $3, passed_by = $4, passed_on = $5, version = version + 1
   where a.id = $1 and a.status = $2 returning ${COLUMNS}`;

export const insertNotice = `
  insert into public_notice (acceptance_id, project_id, starts_on, ends_on, working_days, medium, calendar_complete,
    published_by, published_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`;

export const getNotice = `
  select n.starts_on as "startsOn", n.ends_on as "endsOn", n.working_days as "workingDays", n.medium,
         n.calendar_complete as "calendarComplete", n.published_at as "publishedAt"
    from public_notice n where n.acceptance_id = $1`;

/** What the conditions of §3 ask about a project, one row. $1 project, $2 today */
export const projectState = `
  select (select count(*)::int from rectification_item i join acceptance a on a.id = i.acceptance_id
           where a.project_id = $1 and a.status = 'rectification' and i.status <> 'closed') as "openRectifications",
         (select count(*)::int from acceptance_item i join acceptance a on a.id = i.acceptance_id
           where a.project_id = $1 and a.status in ('applied','grouped','concluded_pass','public_notice')
             and i.finding is null) as "openItems",
         exists (select 1 from acceptance a join public_notice n on n.acceptance_id = a.id
           where a.project_id = $1 and a.status = 'public_notice' and n.ends_on < $2::date) as "noticeOver",
         -- A failed round needs a new milestone plan before the next application (§3).
         not exists (select 1 from acceptance a where a.project_id = $1 and a.status = 'failed'
           and a.round = (select max(b.round) from acceptance b where b.project_id = $1)
           and not exists (select 1 from baseline l where l.project_id = $1 and l.approved_at > a.concluded_at))
           as "replanned"`;

const RECTIFICATION = `i.id, i.acceptance_id as "acceptanceId", i.project_id as "projectId", i.seq, i.text,
  i.due_on as "dueOn", i.status, i.evidence_note as "evidenceNote", i.file_ids as "fileIds",
  i.submitted_by as "submittedBy", i.submitted_at as "submittedAt", i.decided_by as "decidedBy",
  i.decided_at as "decidedAt", i.opinion, i.version`;

export const getRectification = `select ${RECTIFICATION} from rectification_item i where i.id = $1`;
export const lockRectification = `${getRectification} for update of i`;
export const listRectifications = `
  select ${RECTIFICATION} from rectification_item i where i.acceptance_id = $1 order by i.seq`;

/** $1 acceptance, $2 project, $3 now, $4 items as JSON; seq goes on from the last. */
export const insertRectifications = `
  insert into rectification_item (id, acceptance_id, project_id, seq, text, due_on, created_at)
  select r.id, $1, $2, r.seq + (select coalesce(max(i.seq), 0) from rectification_item i where i.acceptance_id = $1),
         r.text, r."dueOn", $3
    from jsonb_to_recordset($4::jsonb) r (id uuid, seq int, text text, "dueOn" date)`;

export const submitRectification = `
  update rectification_item i set status = $3, evidence_note = $4, file_ids = $5, submitted_by = $6, submitted_at = $7,
         decided_by = null, decided_at = null, version = version + 1
   where i.id = $1 and i.status = $2 returning ${RECTIFICATION}`;

export const decideRectification = `
  update rectification_item i set status = $3, decided_by = $4, decided_at = $5, opinion = $6,
         due_on = coalesce($7::date, i.due_on), version = version + 1
   where i.id = $1 and i.status = $2 returning ${RECTIFICATION}`;
