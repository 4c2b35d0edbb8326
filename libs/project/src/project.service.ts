import { Injectable } from '@nestjs/common';
import { KernelErrors, newId, type FundSource } from '#libs/kernel';
import type { RouteFacts } from '#libs/approval';
import { Catalogue } from '#libs/plan';
import { violates, type Reader, type Tx } from '#libs/platform';
import { ProjectErrors } from './project.errors.js';
import { projectEvent, type ProjectMoved } from './project.events.js';
import { projectLifecycle, type ProjectAction, type ProjectStatus } from './project.lifecycle.js';
import { PROJECT_COLUMNS, selectProject, type ProjectRow } from './project.row.js';
import { datesOf } from './project.rules.js';

const GET = `select ${selectProject('p')} from project p where p.id = $1`;
const LOCK = `${GET} for update of p`;
const SOURCES = `select distinct source from project_budget where project_id = $1 order by source`;

export interface Transition {
  reason?: string | null;
  /** Further columns that change with the status. */
  set?: Partial<Omit<ProjectRow, 'id' | 'status' | 'version'>>;
}

/** The project as other libs meet it: read, lock, move along the lifecycle. */
@Injectable()
export class Projects {
  constructor(private readonly catalogue: Catalogue) {}

  /** @throws PROJECT_NOT_FOUND when it does not exist or the caller may not see it: the same answer (§1) */
  async getIn(r: Reader | Tx, id: string): Promise<ProjectRow> {
    const row = await r.one<ProjectRow>(GET, [id]);
    if (!row) throw ProjectErrors.PROJECT_NOT_FOUND();
    return row;
  }

  async lockIn(tx: Tx, id: string): Promise<ProjectRow> {
    const row = await tx.one<ProjectRow>(LOCK, [id]);
    if (!row) throw ProjectErrors.PROJECT_NOT_FOUND();
    return row;
  }

  /** @throws VERSION_CONFLICT when the caller has seen another version */
  expectVersion(project: ProjectRow, version: number): void {
    if (project.version !== version) throw KernelErrors.VERSION_CONFLICT();
  }

  /**
   * Moves a project that the caller has locked: lifecycle, update, history, audit and event, all in this transaction.
   * Who may do it and on which conditions is asked before. Returns the row as it is now.
   */
  async transitionIn(
    tx: Tx,
    project: ProjectRow,
    action: ProjectAction,
    { reason = null, set = {} }: Transition = {},
  ): Promise<ProjectRow> {
    const to = projectLifecycle.next(project.status, action);
    const changes: Partial<ProjectRow> = { ...datesOf(action, project, tx.today), ...set, status: to };
    const before = pick(project, changes);
    const params: unknown[] = [project.id, project.status, tx.now];
    const assignments = Object.entries(changes).map(([property, value]) => {
      params.push(value);
      return `${PROJECT_COLUMNS[property as keyof ProjectRow]} = $${params.length}`;
    });
    const history = [newId(), action, to, tx.actor.personId, tx.actor.personName, tx.actor.organisationName, reason];
    const n = params.length;
    params.push(...history, JSON.stringify(before), JSON.stringify(changes));
    const moved = await tx
      .one<ProjectRow>(
        `with p as (
           update project set ${assignments.join(', ')}, updated_at = $3, version = version + 1
           where id = $1 and status = $2 returning *
         ), h as (
           insert into project_transition (id, project_id, action, from_status, to_status, at, person_id, person_name,
             organisation_name, reason, before, after)
           select $${n + 1}, p.id, $${n + 2}, $2, $${n + 3}, $3, $${n + 4}, $${n + 5}, $${n + 6}, $${n + 7},
             $${n + 8}, $${n + 9} from p
         )
         select ${selectProject('p')} from p`,
        params,
      )
      .catch((error: unknown) => {
        if (violates(error, 'uq_project_code_live')) {
          throw ProjectErrors.PROJECT_CODE_TAKEN({ code: project.projectCode ?? '' });
        }
        throw error;
      });
    if (!moved) throw KernelErrors.LOST_RACE();
    await tx.audit({
      subjectType: 'project',
      subjectId: project.id,
      projectId: project.id,
      action,
      before,
      after: changes,
      reason,
    });
    const payload: ProjectMoved = { projectId: project.id, action, from: project.status, to, reason };
    await tx.emit(projectEvent[action], payload);
    return moved;
  }

  /** What decides the route of an approval about this project (§4). */
  async routeFactsIn(r: Reader | Tx, project: ProjectRow): Promise<RouteFacts> {
    const rows = await r.query<{ source: FundSource }>(SOURCES, [project.id]);
    return {
      tier: project.tier,
      regionCode: project.regionCode,
      cityCode: project.cityCode,
      countyCode: project.countyCode,
      leadKind: project.leadKind,
      coSignKinds: this.catalogue.coSignKinds(project.workCode),
      categoryCode: project.categoryCode,
      workCode: project.workCode,
      sources: rows.map((row) => row.source),
      totalInvestment: project.totalInvestment ?? 0n,
    };
  }
}

const pick = (project: ProjectRow, changes: Partial<ProjectRow>): Partial<ProjectRow> =>
  Object.fromEntries(Object.keys(changes).map((key) => [key, project[key as keyof ProjectRow]]));

export type { ProjectStatus };
