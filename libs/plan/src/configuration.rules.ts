import { DEPARTMENT_KINDS } from '#libs/kernel';
import type {
  CategoryConfiguration,
  FieldSchema,
  FieldsSchema,
  MilestoneTemplate,
  WorkFields,
} from './category.configuration.js';

/** What a configuration may refer to. */
export interface PlanFacts {
  /** Works of the category, in the plan's order. */
  works: readonly string[];
  indicators: ReadonlySet<number>;
  targets: ReadonlySet<string>;
  evidence: ReadonlySet<string>;
}

/**
 * Everything that makes a category unusable, found at start and not when the first owner fills in the form: who leads,
 * weights that do not sum to 100, fields that no work asks for, feeds that lead nowhere.
 */
export function checkConfiguration(configuration: CategoryConfiguration, facts: PlanFacts): string[] {
  const { code } = configuration;
  return [
    ...checkDepartments(configuration, facts),
    ...checkFields(configuration, facts),
    ...checkTemplates(configuration, facts),
    ...checkLists(configuration, facts),
    ...checkFeeds(configuration, facts),
  ].map((fault) => `category ${code}: ${fault}`);
}

function checkDepartments({ lead, leadByWork, coSign }: CategoryConfiguration, { works }: PlanFacts): string[] {
  const known = new Set<string>(DEPARTMENT_KINDS);
  const faults = [lead, ...Object.values(leadByWork), ...coSign]
    .filter((kind) => !known.has(kind))
    .map((kind) => `there is no department kind ${kind}`);
  // One department cannot both lead and countersign (§4 separation of duties). Where a work has a lead of its own who is
  // among the co-signers, the catalogue leaves them out for that work.
  if (coSign.includes(lead)) faults.push(`${lead} leads and co-signs`);
  if (new Set(coSign).size !== coSign.length) faults.push('a department co-signs twice');
  return [...faults, ...strangers('leadByWork', Object.keys(leadByWork), works)];
}

function checkFields({ fields, fieldsByWork }: CategoryConfiguration, { works }: PlanFacts): string[] {
  const faults = strangers('fieldsByWork', Object.keys(fieldsByWork), works);
  const used = new Set<string>();
  for (const work of works) {
    const wanted = fieldsByWork[work];
    if (!wanted) {
      faults.push(`work ${work} has no fields`);
      continue;
    }
    const names = [...fields.required, ...wanted.required, ...wanted.optional];
    if (new Set(names).size !== names.length) faults.push(`work ${work} names a field twice`);
    for (const name of names) {
      used.add(name);
      if (!fields.properties[name]) faults.push(`work ${work} asks for the unknown field ${name}`);
    }
  }
  for (const [name, field] of Object.entries(fields.properties)) {
    if (!used.has(name)) faults.push(`no work asks for the field ${name}`);
    faults.push(...checkField(name, field));
  }
  return faults;
}

/** A field without bounds would let 2^53 and a megabyte of text through. */
function checkField(name: string, field: FieldSchema): string[] {
  const faults: string[] = [];
  const bilingual = field.title && field['x-en'];
  if (!bilingual) faults.push(`field ${name} lacks a title or x-en`);
  if (field.type === 'integer' || field.type === 'number') {
    const { minimum, maximum } = field;
    if (minimum === undefined || maximum === undefined || minimum >= maximum) faults.push(`field ${name} lacks bounds`);
    if (!Number.isSafeInteger(Math.ceil(maximum ?? Infinity))) faults.push(`field ${name} has no safe maximum`);
    if (field.type === 'number' && field['x-decimals'] === undefined) faults.push(`field ${name} lacks x-decimals`);
    if (!field['x-unit'] || !field['x-unit-en']) faults.push(`field ${name} lacks its unit`);
  }
  if (field.type === 'string' && !field.enum && field.format !== 'date') {
    if (field.maxLength === undefined) faults.push(`field ${name} lacks maxLength`);
    if (field.format !== 'plain-text' && !field.pattern) faults.push(`field ${name} is neither plain-text nor a code`);
  }
  for (const word of field.enum ?? []) {
    if (!field['x-labels']?.[word]) faults.push(`field ${name} does not label ${word}`);
  }
  if (field.type === 'array') {
    if (field.maxItems === undefined || !field.items) faults.push(`field ${name} lacks items or maxItems`);
    else faults.push(...checkField(`${name}[]`, field.items));
  }
  return faults;
}

function checkTemplates(configuration: CategoryConfiguration, { works, evidence }: PlanFacts): string[] {
  const { milestones, milestonesByWork } = configuration;
  return [
    ...strangers('milestonesByWork', Object.keys(milestonesByWork), works),
    ...checkTemplate('milestones', milestones, evidence),
    ...Object.entries(milestonesByWork).flatMap(([work, template]) => checkTemplate(work, template, evidence)),
  ];
}

function checkTemplate(name: string, template: readonly MilestoneTemplate[], evidence: ReadonlySet<string>): string[] {
  const faults = repeated(
    `milestones of ${name}`,
    template.map((item) => item.key),
  );
  const sum = template.reduce((total, item) => total + item.weight, 0);
  if (sum !== 100) faults.push(`milestone weights of ${name} sum to ${sum}, not 100`);
  for (const { key, weight, from, to, evidence: kinds } of template) {
    if (!Number.isInteger(weight) || weight < 1) faults.push(`milestone ${name}/${key} has no whole weight`);
    if (!(from >= 0 && from < to && to <= 100)) faults.push(`milestone ${name}/${key} does not lie within the project`);
    if (kinds.length === 0) faults.push(`milestone ${name}/${key} asks for no evidence`);
    faults.push(...kinds.filter((kind) => !evidence.has(kind)).map((kind) => `there is no evidence kind ${kind}`));
  }
  if (template.at(-1)?.to !== 100) faults.push(`the last milestone of ${name} does not end with the project`);
  return faults;
}

function checkLists({ documents, checklist, outputs }: CategoryConfiguration, { works }: PlanFacts): string[] {
  const faults = [
    ...repeated(
      'documents',
      documents.map((item) => item.key),
    ),
    ...repeated(
      'checklist',
      checklist.map((item) => item.key),
    ),
    ...repeated(
      'outputs',
      outputs.map((item) => item.metric),
    ),
    ...[...documents, ...checklist, ...outputs].flatMap((item) => strangers('works', item.works ?? [], works)),
  ];
  for (const work of works) {
    const items = checklist.filter((item) => appliesTo(item, work)).length;
    if (items < 8 || items > 14) faults.push(`work ${work} has ${items} checklist items`);
    if (!outputs.some((item) => appliesTo(item, work))) faults.push(`work ${work} has no output`);
    if (!documents.some((item) => item.required && appliesTo(item, work)))
      faults.push(`work ${work} needs no documents`);
  }
  return faults;
}

function checkFeeds({ outputs, feeds }: CategoryConfiguration, { indicators, targets }: PlanFacts): string[] {
  const faults = feeds.indicators.filter((no) => !indicators.has(no)).map((no) => `there is no indicator ${no}`);
  for (const { metric, feeds: to } of outputs) {
    for (const feed of to) {
      if ('indicator' in feed && !indicators.has(feed.indicator)) {
        faults.push(`${metric} feeds indicator ${feed.indicator}, which does not exist`);
      }
      if ('target' in feed && !targets.has(feed.target)) {
        faults.push(`${metric} feeds target ${feed.target}, which does not exist`);
      }
      if (feed.how === 'sum' && !/^(0\.\d*[1-9]|[1-9]\d*)$/.test(feed.factor))
        faults.push(`${metric} has no exact factor`);
    }
  }
  return faults;
}

const strangers = (where: string, codes: readonly string[], works: readonly string[]): string[] =>
  codes.filter((work) => !works.includes(work)).map((work) => `${where} names ${work}, which is not a work of it`);

const repeated = (where: string, keys: readonly string[]): string[] =>
  keys.filter((key, index) => keys.indexOf(key) !== index).map((key) => `${where}: ${key} stands twice`);

export const appliesTo = (item: { works?: readonly string[] }, workCode: string): boolean =>
  item.works === undefined || item.works.includes(workCode);

/** The schema of one work: its fields only, so that a field of a neighbouring work is refused as unknown. */
export function schemaOf(title: string, fields: FieldsSchema, { required, optional }: WorkFields): FieldsSchema {
  const names = [...fields.required, ...required, ...optional];
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    title,
    additionalProperties: false,
    properties: Object.fromEntries(names.map((name) => [name, fields.properties[name]!])),
    required: [...fields.required, ...required],
  };
}
