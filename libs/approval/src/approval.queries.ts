/** SQL of the engine. Every statement names its parameters in its comment; dates and instants always come from the caller. */

/** $1 subject type, $2 day, $3 region codes: the route in force, and every department that could sit in it. */
export const routeAndDesks = `
  select r.id as "routeId", r.definition,
         (select coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'kind', o.department_kind, 'regionCode', o.region_code,
                   'nameZh', o.name_zh, 'nameEn', o.name_en)), '[]')
            from organisation o where o.region_code = any($3) and o.department_kind is not null) as departments
    from approval_route r
   where r.subject_type = $1 and r.valid_from <= $2::date
   order by r.version desc limit 1`;

/** $1 region codes */
export const departments = `
  select o.id, o.department_kind as kind, o.region_code as "regionCode", o.name_zh as "nameZh", o.name_en as "nameEn"
    from organisation o where o.region_code = any($1) and o.department_kind is not null`;

export const routes = `
  select distinct on (r.subject_type) r.id, r.subject_type as "subjectType", r.version, r.valid_from as "validFrom",
         r.definition, r.created_at as "createdAt", p.name as "createdBy"
    from approval_route r join person p on p.id = r.created_by
   where r.valid_from <= $1::date and ($2::text is null or r.subject_type = $2)
   order by r.subject_type, r.version desc`;

/** $1 approval, $2 asker */
export const lock = `select approval_lock($1, $2) as state`;

/** $1 subject type, $2 subject id, $3 asker */
export const lockOpen = `
  select approval_lock((select a.id from approval a
     where a.subject_type = $1 and a.subject_id = $2 and a.status in ('pending', 'returned')), $3) as state`;

export const insertApproval = `
  insert into approval (id, subject_type, subject_id, project_id, title, status, route_id, tier, region_code, city_code,
                        county_code, owner_organisation_id, lead_kind, filed_by, filers, opened_at, current_step_id, due_on)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, array[$14::uuid], $15, $16, $17)`;

/** $1 approval, $2 steps with their tasks */
export const insertSteps = `
  with step as (
    insert into approval_step (id, approval_id, seq, key, round, title, title_en, tier, region_code, mode, quorum, persons, cc,
                               limit_days, reason, reason_en, status)
    select s.id, $1::uuid, s.seq, s.key, s.round, s.title, s."titleEn", s.tier, s."regionCode", s.mode, s.quorum, s.persons, s.cc,
           s."limitDays", s.reason, s."reasonEn", s.status
      from jsonb_to_recordset($2::jsonb) as s(id uuid, seq int, key text, round int, title text, "titleEn" text, tier text,
        "regionCode" text, mode text, quorum int, persons int, cc boolean, "limitDays" int, reason text, "reasonEn" text, status text))
  insert into approval_task (id, approval_id, step_id, organisation_id, kind, persons, status)
  select t.id, $1::uuid, s.id, t."organisationId", t.kind, t.persons, 'waiting'
    from jsonb_to_recordset($2::jsonb) as s(id uuid, tasks jsonb)
   cross join lateral jsonb_to_recordset(s.tasks) as t(id uuid, "organisationId" uuid, kind text, persons int)`;

const CHANGES = `
  step as (
    update approval_step s
       set status = c.status, due_on = coalesce(c."dueOn", s.due_on),
           opened_at = case when c.status = 'open' then $3::timestamptz else s.opened_at end,
           finished_at = case when c.status = 'open' then null else $3::timestamptz end
      from jsonb_to_recordset($1::jsonb) as c(id uuid, status text, "dueOn" date)
     where s.id = c.id),
  task as (
    update approval_task t
       set status = c.status, due_on = coalesce(c."dueOn", t.due_on),
           opened_at = case when c.status = 'open' then $3::timestamptz else t.opened_at end,
           finished_at = case when c.status in ('open', 'proposed') then null else $3::timestamptz end,
           proposed_by = case when c.status = 'proposed' then c.by else t.proposed_by end,
           decided_by = case when c.status in ('approved', 'returned', 'rejected') then c.by else t.decided_by end
      from jsonb_to_recordset($2::jsonb) as c(id uuid, status text, "dueOn" date, by uuid)
     where t.id = c.id)`;

/** $1 steps, $2 tasks, $3 now: what a move ends, written before what it opens (one step at most is open at any time). */
export const endSteps = `with ${CHANGES} select 1`;

/** $1 steps, $2 tasks, $3 now, $4 approval, $5 version, $6 status, $7 round, $8 current step, $9 due, $10 returned step, $11 resume at, $12 reason, $13 new filer, $14 finished */
export const applyMove = `
  with ${CHANGES}
  update approval a
     set status = $6, round = $7, current_step_id = $8, due_on = $9, returned_step_key = $10, resume_at = $11,
         finish_reason = $12, version = a.version + 1,
         finished_at = case when $14::boolean then $3::timestamptz end,
         filers = case when $13::uuid is null or $13 = any(a.filers) then a.filers else a.filers || $13::uuid end
   where a.id = $4 and a.version = $5
  returning a.version`;

export const insertDecision = `
  insert into approval_decision (id, approval_id, step_id, task_id, round, act, outcome, opinion, return_to, resume_at,
                                 person_id, organisation_id, filers, proposed_by, at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`;

/** $1 approval, $2 copies, $3 now */
export const insertCopies = `
  insert into approval_cc (id, approval_id, step_id, organisation_id, at)
  select c.id, $1::uuid, c."stepId", c."organisationId", $3::timestamptz
    from jsonb_to_recordset($2::jsonb) as c(id uuid, "stepId" uuid, "organisationId" uuid)`;

export const insertUrge = `
  insert into approval_urge (id, approval_id, step_id, on_day, person_id, organisation_id, note, at)
  values ($1, $2, $3, $4, $5, $6, $7, $8)`;

/** $1 subject type, $2 subject id */
export const current = `
  select a.id, a.status, case when a.status = 'returned' then a.due_on end as "correctionDueOn",
         case when s.id is not null then jsonb_build_object('key', s.key, 'title', s.title, 'titleEn', s.title_en, 'dueOn', s.due_on,
           'desks', (select jsonb_agg(jsonb_build_object('organisationId', o.id, 'organisationName', o.name_zh, 'status', t.status)
                            order by t.id)
                       from approval_task t join organisation o on o.id = t.organisation_id where t.step_id = s.id)) end
           as "currentStep"
    from approval a left join approval_step s on s.id = a.current_step_id
   where a.subject_type = $1 and a.subject_id = $2 and a.status in ('pending', 'returned')`;
