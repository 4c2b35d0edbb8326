import { Injectable } from '@nestjs/common';
import { ensure, yearOf, type FieldError } from '#libs/kernel';
import { Approvals, type SubjectType } from '#libs/approval';
import { Regions } from '#libs/identity';
import { Catalogue } from '#libs/plan';
import type { Tx } from '#libs/platform';
import { ProjectErrors } from './project.errors.js';
import { LIVE_STATES } from './project.lifecycle.js';
import { nextIn, readPartsIn } from './project.parts.js';
import { ensureAction } from './project.permissions.js';
import { Policies } from './project.policy.js';
import { StartConditions, WithdrawConditions, type ActionInput } from './project.registries.js';
import type { ProjectRow } from './project.row.js';
import { checkProjectCode, numbered, numberPrefix, whatIsMissing } from './project.rules.js';
import { Projects } from './project.service.js';
import { similarityPercent } from './similarity.rules.js';

const NEIGHBOURS = `select p.id, p.number, p.name from project p
  where p.owner_organisation_id = $1 and p.work_code = $2 and p.id <> $3 and p.status = any($4)
  order by p.updated_at desc limit 500`;

/** What the owner asks for: submit, resubmit, recall, withdraw, start. Each runs in one transaction of the caller's. */
@Injectable()
export class ProjectFilings {
  constructor(
    private readonly projects: Projects,
    private readonly approvals: Approvals,
    private readonly catalogue: Catalogue,
    private readonly regions: Regions,
    private readonly policies: Policies,
    private readonly startConditions: StartConditions,
    private readonly withdrawConditions: WithdrawConditions,
  ) {}

  async submitIn(tx: Tx, project: ProjectRow, input: ActionInput): Promise<ProjectRow> {
    ensureAction(tx.actor, project, 'submit');
    await this.ensureComplete(tx, project);
    if (!input.acknowledgeDuplicates) await this.ensureNotSimilar(tx, project);
    const number = await this.numberIn(tx, project);
    const set = { number, submittedAt: tx.now };
    const submitted = await this.projects.transitionIn(tx, project, 'submit', { reason: input.reason, set });
    await this.openIn(tx, submitted, 'application');
    return submitted;
  }

  /** Back to the step that returned it, or to the start, as the returner chose; the engine knows (§3). */
  async resubmitIn(tx: Tx, project: ProjectRow, input: ActionInput): Promise<ProjectRow> {
    ensureAction(tx.actor, project, 'resubmit');
    await this.ensureComplete(tx, project);
    const moved = await this.projects.transitionIn(tx, project, 'resubmit', { reason: input.reason });
    const facts = await this.projects.routeFactsIn(tx, moved);
    await this.approvals.resubmitIn(tx, { type: 'application', id: project.id }, facts);
    return moved;
  }

  async recallIn(tx: Tx, project: ProjectRow, input: ActionInput): Promise<ProjectRow> {
    ensureAction(tx.actor, project, 'recall');
    await this.approvals.recallIn(tx, { type: 'application', id: project.id });
    return this.projects.transitionIn(tx, project, 'recall', { reason: input.reason });
  }

  /** A draft or a returned project is the owner's to withdraw; one in the library only if the lead department agrees. */
  async withdrawIn(tx: Tx, project: ProjectRow, input: ActionInput): Promise<ProjectRow> {
    ensureAction(tx.actor, project, 'withdraw');
    ensure(await this.withdrawConditions.verdictIn(tx, project), 'rule');
    if (project.status === 'reserved') return this.requestIn(tx, project, 'withdrawal', input);
    if (project.status === 'returned') {
      await this.approvals.cancelIn(tx, { type: 'application', id: project.id }, input.reason ?? '撤销申报');
    }
    return this.projects.transitionIn(tx, project, 'withdraw', { reason: input.reason });
  }

  /** Filed by the owner, confirmed by the lead department; the conditions are asked again when it is confirmed. */
  async startIn(tx: Tx, project: ProjectRow, input: ActionInput): Promise<ProjectRow> {
    ensureAction(tx.actor, project, 'start');
    ensure(await this.startConditions.verdictIn(tx, project), 'rule');
    return this.requestIn(tx, project, 'project_start', input);
  }

  private async requestIn(tx: Tx, project: ProjectRow, type: SubjectType, input: ActionInput): Promise<ProjectRow> {
    const subject = { type, id: project.id };
    const current = await this.approvals.currentIn(tx, subject);
    const [action, reason] = [`request_${type}`, input.reason ?? null];
    await tx.audit({ subjectType: 'project', subjectId: project.id, projectId: project.id, action, reason });
    if (!current) await this.openIn(tx, project, type);
    else if (current.status !== 'returned') throw ProjectErrors.PROJECT_REQUEST_PENDING();
    else await this.approvals.resubmitIn(tx, subject, await this.projects.routeFactsIn(tx, project));
    return project;
  }

  private async openIn(tx: Tx, project: ProjectRow, type: SubjectType): Promise<void> {
    await this.approvals.openIn(tx, {
      subject: { type, id: project.id },
      projectId: project.id,
      title: project.name,
      ownerOrganisationId: project.ownerOrganisationId,
      filedBy: tx.actor.personId,
      facts: await this.projects.routeFactsIn(tx, project),
    });
  }

  /** @throws PROJECT_INCOMPLETE with everything that is missing or wrong, each with its path */
  private async ensureComplete(tx: Tx, project: ProjectRow): Promise<void> {
    const policy = await this.policies.valuesIn(tx, 'project.bounds', 'project.site_bounds');
    const errors: FieldError[] = whatIsMissing(
      { project, ...(await readPartsIn(tx, project.id)) },
      {
        bounds: policy['project.bounds'],
        site: policy['project.site_bounds'],
        requiredDocuments: this.catalogue.requiredDocuments(project.workCode),
        metrics: this.catalogue.outputs(project.workCode),
      },
    );
    if (project.projectCode) {
      errors.push(...checkProjectCode(project.projectCode, (code) => this.regions.byCode(code) !== undefined));
    }
    errors.push(...this.catalogue.checkAnswers(project.workCode, project.answers));
    if (errors.length > 0) throw ProjectErrors.PROJECT_INCOMPLETE({}, errors);
  }

  /** Likeness is a warning that a person answers, not a refusal: two villages may need two alike projects. */
  private async ensureNotSimilar(tx: Tx, project: ProjectRow): Promise<void> {
    const limit = await this.policies.valueIn(tx, 'project.duplicate_similarity_percent');
    const others = await tx.query<{ id: string; number: string; name: string }>(NEIGHBOURS, [
      project.ownerOrganisationId,
      project.workCode,
      project.id,
      LIVE_STATES,
    ]);
    const similar = others
      .map((other) => ({ ...other, percent: similarityPercent(project.name, other.name) }))
      .filter((other) => other.percent >= limit)
      .sort((a, b) => b.percent - a.percent)
      .slice(0, 10);
    if (similar.length === 0) return;
    throw ProjectErrors.PROJECT_SIMILAR(
      { count: similar.length },
      similar.map(({ id, number, name, percent }) => ({
        path: 'acknowledgeDuplicates',
        code: 'SIMILAR_PROJECT',
        message: { zh: `${number} ${name}（相似度 ${percent}%）`, en: `${number} ${name} (${percent} % alike)` },
        params: { id, number, name, percent },
      })),
    );
  }

  /** Kept over recall and resubmission, unless the draft moved to another work or place meanwhile. */
  private async numberIn(tx: Tx, project: ProjectRow): Promise<string> {
    const prefix = numberPrefix(project.workCode, project.regionCode, yearOf(tx.today));
    const kept = project.number?.startsWith(prefix.slice(0, -5));
    return kept ? project.number! : numbered(prefix, await nextIn(tx, prefix), 4);
  }
}
