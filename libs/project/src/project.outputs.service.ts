import { Injectable, type OnModuleInit } from '@nestjs/common';
import { allow, deny, type Actor, type FieldError } from '#libs/kernel';
import { Database, type Reader, type Tx } from '#libs/platform';
import { ProjectErrors } from './project.errors.js';
import { ensureOperation } from './project.permissions.js';
import { AcceptanceConditions } from './project.registries.js';
import { Projects } from './project.service.js';

export interface OutputView {
  metric: string;
  unit: string;
  plannedValue: string;
  reportedValue: string | null;
  confirmedValue: string | null;
}

/** Decimal text, exact to four places. */
export interface OutputValue {
  metric: string;
  value: string;
}

const LIST = `select metric, unit, trim_scale(planned_value)::text as "plannedValue",
  trim_scale(reported_value)::text as "reportedValue", trim_scale(confirmed_value)::text as "confirmedValue"
  from project_output where project_id = $1 order by metric`;
const write = (column: 'reported_value' | 'confirmed_value'): string => `update project_output o set ${column} = v.value
  from unnest($2::text[], $3::numeric[]) as v (metric, value) where o.project_id = $1 and o.metric = v.metric
  returning o.metric`;
const UNREPORTED = `select count(*)::int as count from project_output where project_id = $1 and reported_value is null`;

/** What a project brought about: planned by the owner, reported by the owner, confirmed at acceptance and only there (§8). */
@Injectable()
export class ProjectOutputs implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly projects: Projects,
    private readonly acceptance: AcceptanceConditions,
  ) {}

  onModuleInit(): void {
    this.acceptance.register({
      name: 'project.outputs_reported',
      check: async (r, project) => {
        const open = await r.one<{ count: number }>(UNREPORTED, [project.id]);
        if (open?.count === 0) return allow();
        return deny('OUTPUTS_NOT_REPORTED', '还有产出指标未填报', 'Some outputs have not been reported');
      },
    });
  }

  report(actor: Actor, id: string, values: readonly OutputValue[]): Promise<{ outputs: OutputView[] }> {
    return this.database.run(actor, async (tx) => {
      const project = await this.projects.lockIn(tx, id);
      ensureOperation(actor, project, 'report_outputs');
      await this.writeIn(tx, id, values, 'reported_value', 'report_outputs');
      return { outputs: await this.listIn(tx, id) };
    });
  }

  /** Called by acceptance in the transaction that passes the project. */
  confirmIn(tx: Tx, id: string, values: readonly OutputValue[]): Promise<void> {
    return this.writeIn(tx, id, values, 'confirmed_value', 'confirm_outputs');
  }

  listIn(r: Reader, id: string): Promise<OutputView[]> {
    return r.query<OutputView>(LIST, [id]);
  }

  private async writeIn(
    tx: Tx,
    id: string,
    values: readonly OutputValue[],
    column: 'reported_value' | 'confirmed_value',
    action: string,
  ): Promise<void> {
    const columns = [values.map((v) => v.metric), values.map((v) => v.value)];
    const written = await tx.query<{ metric: string }>(write(column), [id, ...columns]);
    const known = new Set(written.map((row) => row.metric));
    const errors: FieldError[] = values.flatMap(({ metric }, index) =>
      known.has(metric) ? [] : [{ path: `outputs.${index}.metric`, code: 'OUTPUT_UNKNOWN', message: NO_SUCH_METRIC }],
    );
    if (errors.length > 0) throw ProjectErrors.PROJECT_INVALID({}, errors);
    await tx.audit({ subjectType: 'project', subjectId: id, projectId: id, action, after: values });
  }
}

const NO_SUCH_METRIC = { zh: '项目没有这一产出指标', en: 'The project has no such output' };
