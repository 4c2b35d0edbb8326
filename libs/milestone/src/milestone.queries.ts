import { LIGHT_POLICY } from './milestone.rules.js';

export const MILESTONE_COLUMNS = `m.id, m.project_id as "projectId", m.seq, m.name, m.planned_start as "plannedStart",
  m.planned_finish as "plannedFinish", m.weight_bp as "weightBp", m.deliverables, m.evidence_kinds as "evidenceKinds", m.status,
  m.percent, m.started_on as "startedOn", m.approved_on as "approvedOn", m.version`;

export const listMilestones = `
  select ${MILESTONE_COLUMNS} from milestone m where m.project_id = $1 and m.status <> 'dropped' order by m.seq`;

export const lockMilestone = `select ${MILESTONE_COLUMNS} from milestone m where m.id = $1 for update of m`;
export const getMilestone = `select ${MILESTONE_COLUMNS} from milestone m where m.id = $1`;

/** $1 milestone, $2 status before, $3 status after, $4 percent, $5 started on, $6 approved on */
export const moveMilestone = `
  update milestone m set status = $3, percent = coalesce($4, percent), started_on = coalesce(started_on, $5),
         approved_on = $6, version = version + 1
   where m.id = $1 and m.status = $2
  returning ${MILESTONE_COLUMNS}`;

const BASELINE_COLUMNS = `b.id, b.project_id as "projectId", b.number, b.status, b.note, b.change_id as "changeId",
  b.created_at as "createdAt", b.approved_at as "approvedAt", b.version`;

const ITEMS = `coalesce((
    select jsonb_agg(jsonb_build_object('milestoneId', i.milestone_id, 'seq', i.seq, 'name', i.name, 'plannedStart', i.planned_start,
             'plannedFinish', i.planned_finish, 'weightBp', i.weight_bp, 'deliverables', i.deliverables,
             'evidenceKinds', i.evidence_kinds) order by i.seq)
      from baseline_item i where i.baseline_id = b.id), '[]') as items`;

/** $1 project: all versions, newest first, each with its items. */
export const listBaselines = `
  select ${BASELINE_COLUMNS}, ${ITEMS} from baseline b where b.project_id = $1 order by b.number desc`;

/** $1 project: the one in preparation, else the one in force. */
export const lockBaselines = `
  select ${BASELINE_COLUMNS} from baseline b
   where b.project_id = $1 and b.status <> 'superseded' order by b.number desc for update of b`;

export const lockBaseline = `select ${BASELINE_COLUMNS} from baseline b where b.id = $1 for update of b`;

/** $1 id, $2 project, $3 person, $4 now, $5 note, $6 change; takes the next number. */
export const insertBaseline = `
  insert into baseline (id, project_id, number, status, created_by, created_at, note, change_id)
  values ($1, $2, (select coalesce(max(number), 0) + 1 from baseline where project_id = $2), 'draft', $3, $4, $5, $6)`;

/** $1 baseline, $2 project, $3 items as JSON; a milestone that is in the plan already keeps its id. */
export const insertItems = `
  insert into baseline_item (baseline_id, milestone_id, project_id, seq, name, planned_start, planned_finish, weight_bp, deliverables, evidence_kinds)
  select $1, i."milestoneId", $2, i.seq, i.name, i."plannedStart", i."plannedFinish", i."weightBp", coalesce(i.deliverables, ''),
         coalesce(i."evidenceKinds", '{}')
    from jsonb_to_recordset($3::jsonb) i ("milestoneId" uuid, seq int, name text, "plannedStart" date, "plannedFinish" date,
         "weightBp" int, deliverables text, "evidenceKinds" text[])`;

/** $1 baseline, $2 note: a rewritten draft is a new version. */
export const touchBaseline = `
  update baseline b set version = version + 1, note = coalesce($2, note) where b.id = $1 returning ${BASELINE_COLUMNS}`;

export const deleteItems = `delete from baseline_item where baseline_id = $1`;

/** $1 baseline, $2 before, $3 after, $4 approved at, $5 filed by */
export const moveBaseline = `
  update baseline b set status = $3, approved_at = coalesce($4, approved_at), filed_by = coalesce($5, filed_by), version = version + 1
   where b.id = $1 and b.status = $2 returning b.id`;

/** $1 baseline: what is no longer planned is dropped; what is approved stays. */
export const dropUnplanned = `
  update milestone m set status = 'dropped', version = m.version + 1
    from baseline b
   where b.id = $1 and m.project_id = b.project_id and m.status in ('not_started', 'in_progress', 'returned')
     and not exists (select 1 from baseline_item i where i.baseline_id = b.id and i.milestone_id = m.id)`;

/** $1 baseline: its items become the project's milestones; what was reached stays. */
export const applyBaseline = `
  insert into milestone (id, project_id, seq, name, planned_start, planned_finish, weight_bp, deliverables, evidence_kinds, status)
  select milestone_id, project_id, seq, name, planned_start, planned_finish, weight_bp, deliverables, evidence_kinds, 'not_started'
    from baseline_item where baseline_id = $1
  on conflict (id) do update set seq = excluded.seq, name = excluded.name, planned_start = excluded.planned_start,
    planned_finish = excluded.planned_finish, weight_bp = excluded.weight_bp, deliverables = excluded.deliverables,
    evidence_kinds = excluded.evidence_kinds, version = milestone.version + 1`;

export const insertCompletion = `
  insert into milestone_completion (id, milestone_id, project_id, note, finished_on, file_ids, status, filed_by, filed_at)
  values ($1, $2, $3, $4, $5, $6, 'submitted', $7, $8)`;

/** $1 completion, $2 status, $3 now, $4 opinion */
export const decideCompletion = `
  update milestone_completion set status = $2, decided_at = $3, opinion = $4 where id = $1 and status = 'submitted'
  returning milestone_id as "milestoneId", finished_on as "finishedOn"`;

export const listCompletions = `
  select id, milestone_id as "milestoneId", note, finished_on as "finishedOn", file_ids as "fileIds", status, filed_at as "filedAt",
         decided_at as "decidedAt", opinion
    from milestone_completion where milestone_id = $1 order by filed_at desc, id desc`;

export const REPORT_COLUMNS = `r.id, r.project_id as "projectId", r.period, r.investment_done_fen as "investmentDone", r.problems,
  r.next_steps as "nextSteps", r.fall_reason as "fallReason", r.file_ids as "fileIds", r.status, r.filed_at as "filedAt", r.version`;

/** $1 project, $2 period of the last row seen, $3 limit */
export const listReports = `
  select ${REPORT_COLUMNS}, coalesce((
           select jsonb_agg(jsonb_build_object('milestoneId', i.milestone_id, 'percent', i.percent))
             from progress_report_item i where i.report_id = r.id), '[]') as items
    from progress_report r
   where r.project_id = $1 and ($2::date is null or r.period < $2)
   order by r.period desc limit $3`;

export const lockReport = `select ${REPORT_COLUMNS} from progress_report r where r.id = $1 for update of r`;
export const lockReportOf = `select ${REPORT_COLUMNS} from progress_report r where r.project_id = $1 and r.period = $2 for update of r`;
export const latestReportBefore = `
  select ${REPORT_COLUMNS} from progress_report r where r.project_id = $1 and r.period < $2 order by r.period desc limit 1`;

export const insertReport = `
  insert into progress_report (id, project_id, period, investment_done_fen, problems, next_steps, fall_reason, file_ids, status, filed_by, filed_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, 'submitted', $9, $10)`;

export const rewriteReport = `
  update progress_report set investment_done_fen = $2, problems = $3, next_steps = $4, fall_reason = $5, file_ids = $6,
         status = $7, filed_by = $8, filed_at = $9, version = version + 1
   where id = $1 and status = $10`;

export const moveReport = `update progress_report set status = $3, version = version + 1 where id = $1 and status = $2 returning id`;

/** $1 report, $2 project, $3 items as JSON */
export const insertReportItems = `
  insert into progress_report_item (report_id, milestone_id, project_id, percent)
  select $1, i."milestoneId", $2, i.percent from jsonb_to_recordset($3::jsonb) i ("milestoneId" uuid, percent int)`;

export const deleteReportItems = `delete from progress_report_item where report_id = $1`;

/** $1 items as JSON, $2 today: reported percentages reach the milestones; one that has begun is in progress. */
export const applyReport = `
  update milestone m set percent = i.percent, started_on = coalesce(m.started_on, case when i.percent > 0 then $2::date end),
         status = case when m.status = 'not_started' and i.percent > 0 then 'in_progress' else m.status end, version = m.version + 1
    from jsonb_to_recordset($1::jsonb) i ("milestoneId" uuid, percent int)
   where m.id = i."milestoneId" and m.status not in ('approved', 'dropped')`;

export const reportedPeriods = `select period from progress_report where project_id = $1 and status <> 'returned'`;

/** $1 project: cumulative weighted progress (basis points) that each report gave. */
export const reportedCurve = `
  select r.period, (sum(m.weight_bp * i.percent) / 100)::int as progress
    from progress_report r
    join progress_report_item i on i.report_id = r.id
    join milestone m on m.id = i.milestone_id and m.status <> 'dropped'
   where r.project_id = $1 group by r.period order by r.period`;

/** Facts for the conditions of §3, one row. $1 project */
export const planState = `
  select exists (select 1 from baseline b where b.project_id = $1 and b.status = 'approved') as "inForce",
         (select count(*)::int from milestone m where m.project_id = $1 and m.status not in ('approved', 'dropped')) as open`;

/** Reports of a month missing by a day, for an implementing project `p`; `today` is a placeholder of type date. */
export const missedReportsSql = (today: string): string => `
  (select count(*) from generate_series(date_trunc('month', p.started_on)::date, (${today}::date - interval '1 month 9 days')::date,
            interval '1 month') month
    where (month + interval '1 month 9 days')::date < ${today}::date
      and not exists (select 1 from progress_report r
                       where r.project_id = p.id and r.period = month::date and r.status <> 'returned'))`;

/** 红黄绿 of `p`, the SQL twin of `lightOf`; null where nothing is being built. */
export const lightSql = (today: string): string => `
  case when p.status not in ('implementing', 'suspended', 'rectifying') then null else (
    select case
        when coalesce(max(${today}::date - m.planned_finish), 0) > ${LIGHT_POLICY.redSlipDays} then 'red'
        when p.started_on is not null and ${missedReportsSql(today)} >= ${LIGHT_POLICY.redMissedReports} then 'red'
        when coalesce(max(${today}::date - m.planned_finish), 0) > 0 then 'yellow'
        when bool_or(m.planned_finish <= ${today}::date + ${LIGHT_POLICY.soonDays} and m.percent < ${LIGHT_POLICY.soonPercent}) then 'yellow'
        else 'green' end
      from milestone m where m.project_id = p.id and m.status not in ('approved', 'dropped')) end`;
