import { Inject, Injectable } from '@nestjs/common';
import { addDays, daysBetween, shanghaiDate, yearOf } from '#libs/kernel';
import type { Bilingual, CalendarDate, Clock, DepartmentKind, FieldError } from '#libs/kernel';
import { CLOCK } from '#libs/platform';
import { compileFields, type CheckAnswers } from './answers.rules.js';
import type {
  CategoryConfiguration,
  ChecklistItem,
  DocumentRequirement,
  FieldsSchema,
  MilestoneTemplate,
  OutputMetric,
} from './category.configuration.js';
import { appliesTo, checkConfiguration, schemaOf } from './configuration.rules.js';
import { configurations, evidence, planData, targetCode } from './plan.data.js';
import type { CategoryRecord, WorkRecord } from './plan.data.js';
import { PlanErrors } from './plan.errors.js';

export interface CatalogueCategory extends CategoryConfiguration {
  nameZh: string;
  nameEn: string;
  works: readonly CatalogueWork[];
}

export interface CatalogueWork {
  code: string;
  categoryCode: string;
  nameZh: string;
  nameEn: string;
  leadKind: DepartmentKind;
  coSignKinds: readonly DepartmentKind[];
  /** JSON Schema 2020-12 of a project's answers. */
  schema: FieldsSchema;
}

/** A milestone of the template with its days in one project. */
export interface ProposedMilestone extends Bilingual {
  key: string;
  weight: number;
  plannedStart: CalendarDate;
  plannedFinish: CalendarDate;
  deliverables: Bilingual;
  evidenceKinds: readonly string[];
}

/** Compiling takes a third of a second and its result never differs: once per process, however many applications a test boots. */
let compiled: ReadonlyMap<string, CheckAnswers> | undefined;

/**
 * The ten categories as configuration (§2), answered from memory: it is part of the release, and it is asked on every
 * write. A configuration that cannot work stops the start.
 */
@Injectable()
export class Catalogue {
  private readonly byCode = new Map<string, CatalogueCategory>();
  private readonly works = new Map<string, CatalogueWork>();
  private readonly checks: ReadonlyMap<string, CheckAnswers>;

  constructor(@Inject(CLOCK) private readonly clock: Clock) {
    const faults = whatIsWrong();
    if (faults.length > 0) throw new Error(`The catalogue cannot be used:\n${faults.join('\n')}`);
    for (const record of planData.categories) this.add(record, configurationOf(record.code)!);
    this.checks = compiled ??= compileFields(new Map([...this.works].map(([code, work]) => [code, work.schema])));
  }

  /**
   * The plan whose years today lies in. After the last year of the last plan that one stays: projects are still open
   * then, and the next plan is usually published late in its own first year.
   */
  get currentPlanCode(): string {
    const year = yearOf(shanghaiDate(this.clock.now()));
    const plans = [...planData.plans].sort((a, b) => a.periodStart - b.periodStart);
    return (plans.findLast((plan) => plan.periodStart <= year) ?? plans[0]!).code;
  }

  categories(): readonly CatalogueCategory[] {
    return [...this.byCode.values()];
  }

  /** @throws CATEGORY_NOT_FOUND */
  category(code: string): CatalogueCategory {
    const category = this.byCode.get(code);
    if (!category) throw PlanErrors.CATEGORY_NOT_FOUND({ code });
    return category;
  }

  /** All that the works of a category ask of a project, as a form needs it. @throws CATEGORY_NOT_FOUND */
  configuration(code: string) {
    const { nameZh, nameEn, lead, coSign, feeds, works } = this.category(code);
    return {
      code,
      nameZh,
      nameEn,
      lead,
      coSign,
      indicators: feeds.indicators,
      works: works.map((work) => ({
        ...work,
        documents: this.documents(work.code).map(withoutWorks),
        milestones: this.milestoneTemplate(work.code),
        checklist: this.checklist(work.code).map(withoutWorks),
        outputs: this.outputs(work.code).map(withoutWorks),
      })),
      evidenceKinds: evidence,
    };
  }

  /** @throws WORK_UNKNOWN */
  work(code: string): CatalogueWork {
    const work = this.works.get(code);
    if (work) return work;
    const message = { zh: '规划中没有这项重点工程', en: 'The plan has no such work' };
    throw PlanErrors.WORK_UNKNOWN({ code }, [{ path: 'workCode', code: 'WORK_UNKNOWN', message }]);
  }

  leadKind(workCode: string): DepartmentKind {
    return this.work(workCode).leadKind;
  }

  /** Who countersigns; never the department that leads the work. */
  coSignKinds(workCode: string): DepartmentKind[] {
    return [...this.work(workCode).coSignKinds];
  }

  /** What is wrong with a project's own fields; `REQUIRED` for those still missing. */
  checkAnswers(workCode: string, answers: unknown): FieldError[] {
    return this.checks.get(this.work(workCode).code)!(answers);
  }

  /** Every document that the work may ask for, required or by circumstance. */
  documents(workCode: string): DocumentRequirement[] {
    return this.ofWork(workCode, (category) => category.documents);
  }

  requiredDocuments(workCode: string): DocumentRequirement[] {
    return this.documents(workCode).filter((document) => document.required);
  }

  milestoneTemplate(workCode: string): readonly MilestoneTemplate[] {
    const { categoryCode } = this.work(workCode);
    const { milestones, milestonesByWork } = this.category(categoryCode);
    return milestonesByWork[workCode] ?? milestones;
  }

  /** The template laid over a project's own days: a first plan that the owner then changes. */
  proposeMilestones(workCode: string, start: CalendarDate, finish: CalendarDate): ProposedMilestone[] {
    const span = Math.max(0, daysBetween(start, finish));
    const dayAt = (percent: number): CalendarDate => addDays(start, Math.floor((span * percent) / 100));
    return this.milestoneTemplate(workCode).map(({ key, zh, en, weight, from, to, deliverables, evidence: kinds }) => ({
      key,
      zh,
      en,
      weight,
      plannedStart: dayAt(from),
      plannedFinish: dayAt(to),
      deliverables,
      evidenceKinds: kinds,
    }));
  }

  checklist(workCode: string): ChecklistItem[] {
    return this.ofWork(workCode, (category) => category.checklist);
  }

  outputs(workCode: string): OutputMetric[] {
    return this.ofWork(workCode, (category) => category.outputs);
  }

  private ofWork<T extends { works?: readonly string[] }>(
    workCode: string,
    list: (category: CategoryConfiguration) => readonly T[],
  ): T[] {
    const { categoryCode } = this.work(workCode);
    return list(this.category(categoryCode)).filter((item) => appliesTo(item, workCode));
  }

  private add(record: CategoryRecord, configuration: CategoryConfiguration): void {
    const works = record.works.map((work) => workOf(record, work, configuration));
    this.byCode.set(record.code, { ...configuration, nameZh: record.nameZh, nameEn: record.nameEn, works });
    for (const work of works) this.works.set(work.code, work);
  }
}

const withoutWorks = <T extends { works?: readonly string[] }>({ works: _works, ...item }: T): Omit<T, 'works'> => item;

const configurationOf = (code: string): CategoryConfiguration | undefined =>
  configurations.find((configuration) => configuration.code === code);

function workOf(category: CategoryRecord, work: WorkRecord, configuration: CategoryConfiguration): CatalogueWork {
  const { code, nameZh, nameEn } = work;
  const leadKind = configuration.leadByWork[code] ?? configuration.lead;
  return {
    code,
    categoryCode: category.code,
    nameZh,
    nameEn,
    leadKind,
    coSignKinds: configuration.coSign.filter((kind) => kind !== leadKind),
    schema: schemaOf(`${nameZh} ${nameEn}`, configuration.fields, configuration.fieldsByWork[code]!),
  };
}

function whatIsWrong(): string[] {
  const indicators = new Set(planData.indicators.map((indicator) => indicator.no));
  const kinds = new Set(evidence.map((kind) => kind.key));
  return planData.categories.flatMap(({ code, works }) => {
    const configuration = configurationOf(code);
    if (!configuration) return [`category ${code} has no configuration`];
    const targets = new Set(works.flatMap((work) => work.targets.map((_, index) => targetCode(work.code, index))));
    return checkConfiguration(configuration, {
      works: works.map((work) => work.code),
      indicators,
      targets,
      evidence: kinds,
    });
  });
}
