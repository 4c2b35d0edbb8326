import type { Reader } from '#libs/platform';
import type { Bind, ProjectListExtensions } from './project.registries.js';
import { selectProject } from './project.row.js';

/** Fen as the decimal string of yuan that JSON carries, exact: numeric, never float. */
const yuan = (column: string): string => `round(${column} / 100.0, 2)::text`;

const BUDGET = `coalesce((select json_agg(json_build_object('source', b.source, 'year', b.year,
    'amount', ${yuan('b.amount_fen')}) order by b.year, b.source)
  from project_budget b where b.project_id = p.id), '[]')`;

const OUTPUTS = `coalesce((select json_agg(json_build_object('metric', u.metric, 'unit', u.unit,
    'plannedValue', trim_scale(u.planned_value)::text, 'reportedValue', trim_scale(u.reported_value)::text,
    'confirmedValue', trim_scale(u.confirmed_value)::text) order by u.metric)
  from project_output u where u.project_id = p.id), '[]')`;

const REQUESTS = `coalesce((select json_agg(json_build_object('id', a.id, 'subjectType', a.subject_type,
    'status', a.status, 'step', (
      select json_build_object('title', s.title, 'titleEn', s.title_en, 'dueOn', s.due_on, 'desks', coalesce((
          select json_agg(json_build_object('organisationId', t.organisation_id, 'organisationName', d.name_zh,
            'status', t.status) order by d.code)
          from approval_task t join organisation d on d.id = t.organisation_id where t.step_id = s.id), '[]'))
      from approval_step s where s.id = a.current_step_id)) order by a.id)
  from approval a where a.project_id = p.id and a.status in ('pending', 'returned')), '[]')`;

const CHANGE = `(select json_build_object('id', c.id, 'kind', c.kind, 'status', c.status)
  from change_request c where c.project_id = p.id and c.status in ('under_review', 'returned'))`;

/** Everything a project page shows, in one statement; what higher libs add comes as columns of the same row. */
export function getProjectDetail(
  r: Reader,
  id: string,
  extensions: ProjectListExtensions,
): { sql: string; params: unknown[] } {
  const params: unknown[] = [id];
  const bind: Bind = (value) => `$${params.push(value)}`;
  const sql = `select ${selectProject('p')}, o.name_zh as "ownerName", o.name_en as "ownerNameEn",
    ${BUDGET} as budget, ${OUTPUTS} as outputs, ${REQUESTS} as requests,
    ${CHANGE} as "openChange"${extensions.select(bind, r)}
    from project p join organisation o on o.id = p.owner_organisation_id where p.id = $1`;
  return { sql, params };
}
