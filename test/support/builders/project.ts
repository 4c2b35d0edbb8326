import { parseYuan, SYSTEM_ACTOR, type Actor, type FundSource } from '#libs/kernel';
import { Approvals, type Subject } from '#libs/approval';
import { Catalogue, type FieldSchema } from '#libs/plan';
import { Database } from '#libs/platform';
import {
  ProjectActions,
  ProjectDrafts,
  ProjectFiles,
  Projects,
  type NewDraft,
  type ProjectAction,
  type ProjectRow,
} from '#libs/project';
import type { TestApp } from '../app.js';

const REGIONS: Record<string, string> = { gongyi: '410181', zhengzhou: '410100', jiyuan: '419001' };
const NAMES = ['污水处理厂提标改造', '雨污分流管网', '河道生态修复', '饮用水源地保护', '黑臭水体治理', '湿地公园建设'];
let sequence = 0;

/**
 * A project that reads as a sentence: `await aProject(app).ownedBy('gongyi').underReview()`.
 * Up to the library it comes about through the services, as the real persons would; what lies behind is arranged by the
 * lifecycle alone, because money and milestones belong to other libs.
 */
export const aProject = (app: TestApp): ProjectBuilder => new ProjectBuilder(app);

export class ProjectBuilder {
  private owner = 'owner.gongyi.1.filer';
  private input: Partial<NewDraft> = {};
  private sources: FundSource[] = ['county'];
  private yuan = '3000000.00';

  constructor(private readonly app: TestApp) {}

  /** `gongyi`, `zhengzhou`, `jiyuan`; a number tells two owners of a place apart. */
  ownedBy(place: string, number = 1): this {
    this.owner = `owner.${place}.${number}.filer`;
    this.input = { regionCode: REGIONS[place]!, ...this.input };
    return this;
  }

  named(name: string): this {
    return this.with({ name });
  }

  forWork(workCode: string): this {
    return this.with({ workCode });
  }

  withCode(projectCode: string): this {
    return this.with({ projectCode });
  }

  with(input: Partial<NewDraft>): this {
    this.input = { ...this.input, ...input };
    return this;
  }

  /** Asks for money of these sources, in equal parts and one year. */
  fundedBy(...sources: FundSource[]): this {
    this.sources = sources;
    return this;
  }

  costing(yuan: string): this {
    this.yuan = yuan;
    return this;
  }

  /** The complete input of a draft, for suites that send it themselves. */
  content(): NewDraft {
    sequence += 1;
    const total = parseYuan(this.yuan);
    const share = total / BigInt(this.sources.length);
    const last = total - share * BigInt(this.sources.length - 1);
    const workCode = this.input.workCode ?? '04-2';
    return {
      workCode,
      name: `${['甲', '乙', '丙', '丁', '戊', '己', '庚', '辛'][sequence % 8]}${sequence}号${NAMES[sequence % NAMES.length]}`,
      regionCode: '410181',
      siteAddress: '人民路1号',
      sitePoint: { longitude: 112.981, latitude: 34.752 },
      projectCode: `2026-410181-77-01-${String(sequence).padStart(6, '0')}`,
      summary: '现有设施不能稳定达标，拟实施改造',
      need: '断面水质不能稳定达标',
      contentScale: '规模2万立方米/日',
      plannedStart: '2026-06-01',
      plannedFinish: '2027-10-31',
      totalInvestment: total,
      budget: this.sources.map((source, i) => ({
        source,
        year: 2026,
        amount: i === this.sources.length - 1 ? last : share,
      })),
      outputs: outputsFor(this.app, workCode),
      answers: answersFor(this.app, workCode),
      contactName: '王建国',
      contactPhone: '0371-64350000',
      ...this.input,
    };
  }

  actor(): Promise<Actor> {
    return this.app.actor(this.owner);
  }

  /** A complete draft with its documents, ready to be submitted. */
  async draft(): Promise<ProjectRow> {
    await this.app.cast();
    const actor = await this.actor();
    const { id } = await this.app.get(ProjectDrafts).create(actor, this.content());
    await attachDocuments(this.app, actor, id);
    return getProject(this.app, id);
  }

  async underReview(): Promise<ProjectRow> {
    const { id } = await this.draft();
    await this.app.get(ProjectActions).take(await this.actor(), id, 'submit', { acknowledgeDuplicates: true });
    return getProject(this.app, id);
  }

  async returned(opinion = '请补充可行性研究报告'): Promise<ProjectRow> {
    const { id } = await this.underReview();
    await decideStep(this.app, { type: 'application', id }, 'return', opinion);
    return getProject(this.app, id);
  }

  async rejected(opinion = '不符合规划'): Promise<ProjectRow> {
    const { id } = await this.underReview();
    await decideStep(this.app, { type: 'application', id }, 'reject', opinion);
    return getProject(this.app, id);
  }

  /** In the library, by every decision of its route. */
  async reserved(): Promise<ProjectRow> {
    const { id } = await this.underReview();
    await approveThrough(this.app, { type: 'application', id });
    return getProject(this.app, id);
  }

  async implementing(): Promise<ProjectRow> {
    return this.moved(await this.reserved(), 'start');
  }

  async suspended(): Promise<ProjectRow> {
    return this.moved(await this.implementing(), 'suspend');
  }

  async underAcceptance(): Promise<ProjectRow> {
    return this.moved(await this.implementing(), 'apply_acceptance');
  }

  async rectifying(): Promise<ProjectRow> {
    return this.moved(await this.underAcceptance(), 'require_rectification');
  }

  async completed(): Promise<ProjectRow> {
    return this.moved(await this.underAcceptance(), 'pass');
  }

  async closed(): Promise<ProjectRow> {
    return this.moved(await this.completed(), 'close');
  }

  private moved(project: ProjectRow, action: ProjectAction): Promise<ProjectRow> {
    return moveProject(this.app, project.id, action);
  }
}

/** The row as it is, past every scope. */
export const getProject = (app: TestApp, id: string): Promise<ProjectRow> =>
  app.get(Database).read(SYSTEM_ACTOR, (r) => app.get(Projects).getIn(r, id));

/** Along the lifecycle without asking anybody: arranging is not what is tested. */
export const moveProject = (app: TestApp, id: string, action: ProjectAction): Promise<ProjectRow> =>
  app.get(Database).run(SYSTEM_ACTOR, async (tx) => {
    const projects = app.get(Projects);
    return projects.transitionIn(tx, await projects.lockIn(tx, id), action);
  });

/** Every required document of the category, recorded without content. */
export async function attachDocuments(app: TestApp, actor: Actor, id: string): Promise<void> {
  const { workCode } = await getProject(app, id);
  const required = app.get(Catalogue).requiredDocuments(workCode);
  const stored = { sha256: 'a'.repeat(64), size: 1234, mediaType: 'application/pdf', extension: 'pdf' };
  await app.get(Database).run(actor, async (tx) => {
    for (const { key, zh } of required) {
      await app.get(ProjectFiles).attachIn(tx, id, { kind: key, name: `${zh}.pdf`, stored });
    }
  });
}

type Outcome = 'approve' | 'return' | 'reject';

/** Proposer and decider of each open desk of the current step, two persons each. Returns false when nothing is open. */
export async function decideStep(
  app: TestApp,
  subject: Subject,
  outcome: Outcome,
  opinion = outcome === 'approve' ? '同意' : '请修改',
): Promise<boolean> {
  const cast = await app.cast();
  const approvals = app.get(Approvals);
  const current = await app.get(Database).read(SYSTEM_ACTOR, (r) => approvals.currentIn(r, subject));
  if (!current?.currentStep) return false;
  for (const desk of current.currentStep.desks.filter((d) => d.status === 'open' || d.status === 'proposed')) {
    const staff = [...cast.people.values()].filter((person) => person.organisationId === desk.organisationId);
    const finance = staff.some((person) => person.role === 'finance_approver');
    const roles = finance ? ['finance_officer', 'finance_approver'] : ['reviewer', 'approver'];
    for (const role of roles) {
      // The second of each role: a test that files something as the first is not its own judge.
      const person = staff.findLast((candidate) => candidate.role === role)!;
      await approvals.decide(await app.actor(person.username), current.id, { outcome, opinion });
    }
    if (outcome !== 'approve') return true;
  }
  return true;
}

/** All steps to the end. */
export async function approveThrough(app: TestApp, subject: Subject): Promise<void> {
  for (let step = 0; step < 20; step += 1) if (!(await decideStep(app, subject, 'approve'))) return;
  throw new Error(`the approval of ${subject.type} ${subject.id} does not end`);
}

/** The first metric of the work. */
export function outputsFor(app: TestApp, workCode: string) {
  const [first] = app.get(Catalogue).outputs(workCode);
  return [{ metric: first!.metric, unit: first!.unit, plannedValue: '200' }];
}

/** Values that the work's JSON Schema accepts: the least of each required field. */
export function answersFor(app: TestApp, workCode: string): Record<string, unknown> {
  const { required, properties } = app.get(Catalogue).work(workCode).schema;
  return Object.fromEntries(required.map((name) => [name, valueOf(properties[name]!)]));
}

function valueOf(field: FieldSchema): unknown {
  if (field.enum) return field.enum[0];
  if (field.type === 'array') return [valueOf(field.items!)];
  if (field.type === 'boolean') return true;
  if (field.type !== 'string') return Math.max(field.minimum ?? 1, 1);
  return field.format === 'date' ? '2026-06-01' : '有'.repeat(field.minLength ?? 1);
}
