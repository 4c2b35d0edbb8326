import { Injectable } from '@nestjs/common';
import { ensure, newId, type Actor, type FieldError } from '#libs/kernel';
import { Regions } from '#libs/identity';
import { Catalogue } from '#libs/plan';
import { Database, type Tx } from '#libs/platform';
import { ProjectErrors } from './project.errors.js';
import { readPartsIn, replaceBudgetIn, replaceOutputsIn } from './project.parts.js';
import { ensureOperation, mayCreate } from './project.permissions.js';
import { Policies } from './project.policy.js';
import { PROJECT_COLUMNS, type ProjectRow } from './project.row.js';
import {
  checkDates,
  checkOutputs,
  checkProjectCode,
  checkSite,
  findRepeatedBudget,
  liesWithin,
  type BudgetLine,
  type OutputLine,
} from './project.rules.js';
import { Projects } from './project.service.js';

/** What the owner fills in. Everything but work, name and region may come later; `null` empties a field. */
export interface DraftInput {
  planCode?: string;
  workCode?: string;
  name?: string;
  regionCode?: string;
  siteAddress?: string | null;
  sitePoint?: { longitude: number; latitude: number } | null;
  projectCode?: string | null;
  summary?: string | null;
  need?: string | null;
  contentScale?: string | null;
  plannedStart?: string | null;
  plannedFinish?: string | null;
  totalInvestment?: bigint | null;
  budget?: BudgetLine[];
  outputs?: OutputLine[];
  answers?: Record<string, unknown>;
  contactName?: string | null;
  contactPhone?: string | null;
}

export type NewDraft = DraftInput & Required<Pick<DraftInput, 'workCode' | 'name' | 'regionCode'>>;

export interface DraftAnswer {
  id: string;
  number: string | null;
  status: string;
  version: number;
}

const answer = ({ id, number, status, version }: ProjectRow): DraftAnswer => ({ id, number, status, version });

/** Create, change and copy: all that happens before a project is submitted or while it is corrected. */
@Injectable()
export class ProjectDrafts {
  constructor(
    private readonly database: Database,
    private readonly projects: Projects,
    private readonly catalogue: Catalogue,
    private readonly regions: Regions,
    private readonly policies: Policies,
  ) {}

  create(actor: Actor, input: NewDraft): Promise<DraftAnswer> {
    return this.database.run(actor, (tx) => this.createIn(tx, input));
  }

  async createIn(tx: Tx, input: NewDraft): Promise<DraftAnswer> {
    ensure(mayCreate(tx.actor));
    const project = { ...this.blank(tx), ...this.columnsOf(tx.actor, input) } as ProjectRow;
    await this.check(tx, project, input);
    await this.insertIn(tx, project);
    if (input.budget) await replaceBudgetIn(tx, project.id, input.budget);
    if (input.outputs) await replaceOutputsIn(tx, project.id, input.outputs);
    await this.auditIn(tx, project.id, 'create', undefined, input);
    return answer(project);
  }

  /** @throws VERSION_CONFLICT when somebody else changed it since the caller read `version` */
  update(actor: Actor, id: string, version: number, input: DraftInput): Promise<DraftAnswer> {
    return this.database.run(actor, async (tx) => {
      const before = await this.projects.lockIn(tx, id);
      ensureOperation(actor, before, 'edit');
      this.projects.expectVersion(before, version);
      const changes = this.columnsOf(actor, input);
      const moved =
        before.status !== 'draft' && (changed(before, changes, 'workCode') || changed(before, changes, 'regionCode'));
      // The route of the approval in flight was made for this place and this lead department.
      if (moved) throw ProjectErrors.PROJECT_FIELD_FIXED();
      const after = { ...before, ...changes, version: before.version + 1 };
      await this.check(tx, after, input);
      await this.writeIn(tx, id, changes);
      if (input.budget) await replaceBudgetIn(tx, id, input.budget);
      if (input.outputs) await replaceOutputsIn(tx, id, input.outputs);
      await this.auditIn(tx, id, 'edit', before, input);
      return answer(after);
    });
  }

  /** A new draft with the content and documents of one that came to nothing (§3: a rejected one may be copied). */
  async copyIn(tx: Tx, source: ProjectRow): Promise<ProjectRow> {
    ensureOperation(tx.actor, source, 'copy');
    const content = Object.fromEntries(CONTENT.map((field) => [field, source[field]]));
    const project = { ...source, ...this.blank(tx), ...content, copiedFrom: source.id } as ProjectRow;
    await this.insertIn(tx, project);
    const { budget, outputs } = await readPartsIn(tx, source.id);
    await replaceBudgetIn(tx, project.id, budget);
    await replaceOutputsIn(tx, project.id, outputs);
    const files = await tx.query<{ id: string }>('select id from file where project_id = $1', [source.id]);
    await tx.query(COPY_FILES, [project.id, files.map((file) => file.id), files.map(() => newId())]);
    await this.auditIn(tx, project.id, 'copy', undefined, { copiedFrom: source.id });
    return project;
  }

  private blank(tx: Tx): Partial<ProjectRow> {
    return {
      id: newId(),
      number: null,
      planCode: this.catalogue.currentPlanCode,
      ownerOrganisationId: tx.actor.organisationId,
      ...Object.fromEntries(CONTENT.map((field) => [field, null])),
      answers: {},
      status: 'draft',
      libraryNumber: null,
      submittedAt: null,
      reservedOn: null,
      libraryExpiresOn: null,
      returnedDueOn: null,
      startedOn: null,
      suspendedOn: null,
      suspendedDays: 0,
      completedOn: null,
      closedOn: null,
      copiedFrom: null,
      createdBy: tx.actor.personId,
      createdAt: tx.now,
      updatedAt: tx.now,
      version: 1,
    };
  }

  /** Input → columns; what was left out stays out, so that it is not touched. */
  private columnsOf(actor: Actor, input: DraftInput): Partial<ProjectRow> {
    const { sitePoint, budget: _budget, outputs: _outputs, workCode, regionCode, ...plain } = input;
    const columns: Partial<ProjectRow> = Object.fromEntries(Object.entries(plain).filter(([, v]) => v !== undefined));
    if (sitePoint !== undefined) {
      columns.siteLongitude = sitePoint ? String(sitePoint.longitude) : null;
      columns.siteLatitude = sitePoint ? String(sitePoint.latitude) : null;
    }
    if (workCode !== undefined) {
      const work = this.catalogue.work(workCode);
      columns.workCode = workCode;
      columns.categoryCode = work.categoryCode;
      columns.leadKind = this.catalogue.leadKind(workCode);
    }
    if (regionCode !== undefined) {
      const region = this.regions.byCode(regionCode);
      if (!region || !liesWithin(region, actor)) throw ProjectErrors.PROJECT_REGION_OUT_OF_SCOPE();
      const { tier, cityCode, countyCode } = region;
      Object.assign(columns, { regionCode, tier, cityCode, countyCode });
    }
    return columns;
  }

  /** What is wrong whatever else is still missing; whether all is there is asked at submission. */
  private async check(tx: Tx, project: ProjectRow, input: DraftInput): Promise<void> {
    const policy = await this.policies.valuesIn(tx, 'project.bounds', 'project.site_bounds');
    const errors: FieldError[] = [
      ...checkDates(project, policy['project.bounds']),
      ...checkSite(project, policy['project.site_bounds']),
      ...(input.projectCode ? checkProjectCode(input.projectCode, (code) => !!this.regions.byCode(code)) : []),
      ...findRepeatedBudget(input.budget ?? []),
      ...checkOutputs(input.outputs ?? [], this.catalogue.outputs(project.workCode)),
      ...(input.answers ? this.catalogue.checkAnswers(project.workCode, input.answers).filter(isNotMissing) : []),
    ];
    if (errors.length > 0) throw ProjectErrors.PROJECT_INVALID({}, errors);
  }

  private async insertIn(tx: Tx, project: ProjectRow): Promise<void> {
    const properties = Object.keys(PROJECT_COLUMNS) as (keyof ProjectRow)[];
    await tx.query(
      INSERT,
      properties.map((property) => forSql(project[property])),
    );
  }

  private async writeIn(tx: Tx, id: string, changes: Partial<ProjectRow>): Promise<void> {
    const params: unknown[] = [id, tx.now];
    const sets = Object.entries(changes).map(([property, value]) => {
      params.push(forSql(value));
      return `, ${PROJECT_COLUMNS[property as keyof ProjectRow]} = $${params.length}`;
    });
    await tx.query(`update project set updated_at = $2, version = version + 1${sets.join('')} where id = $1`, params);
  }

  private auditIn(tx: Tx, id: string, action: string, before: ProjectRow | undefined, after: object): Promise<void> {
    const old = before && Object.fromEntries(Object.keys(after).map((key) => [key, before[key as keyof ProjectRow]]));
    return tx.audit({ subjectType: 'project', subjectId: id, projectId: id, action, before: old, after });
  }
}

/** The owner's own words, all optional in a draft; also what a copy takes over. */
const CONTENT = [
  'siteAddress',
  'siteLongitude',
  'siteLatitude',
  'projectCode',
  'summary',
  'need',
  'contentScale',
  'plannedStart',
  'plannedFinish',
  'totalInvestment',
  'answers',
  'contactName',
  'contactPhone',
] as const satisfies readonly (keyof ProjectRow)[];

const columns = Object.values(PROJECT_COLUMNS);
const INSERT = `insert into project (${columns.join(', ')}) values (${columns.map((_, i) => `$${i + 1}`).join(', ')})`;
const COPY_FILES = `insert into file (id, project_id, kind, name, media_type, size_bytes, sha256, uploaded_by, uploaded_at)
  select pair.new_id, $1, f.kind, f.name, f.media_type, f.size_bytes, f.sha256, f.uploaded_by, f.uploaded_at
  from unnest($2::uuid[], $3::uuid[]) as pair (old_id, new_id) join file f on f.id = pair.old_id`;

const changed = (before: ProjectRow, changes: Partial<ProjectRow>, field: keyof ProjectRow): boolean =>
  field in changes && changes[field] !== before[field];
const isNotMissing = (error: FieldError): boolean => error.code !== 'REQUIRED';
/** jsonb columns travel as text; everything else as it is. */
const forSql = (value: unknown): unknown =>
  value !== null && typeof value === 'object' && !(value instanceof Date) ? JSON.stringify(value) : value;
