import type { Bilingual, DepartmentKind } from '#libs/kernel';

/** One field that only projects of this category have: a JSON Schema (2020-12) of a value, with what a form needs. */
export interface FieldSchema {
  type: 'string' | 'integer' | 'number' | 'boolean' | 'array';
  title: string;
  /** The title in English. */
  'x-en': string;
  description?: string;
  'x-unit'?: string;
  'x-unit-en'?: string;
  /** Most decimal places of a number: `multipleOf: 0.01` cannot say it, binary fractions are never exact multiples. */
  'x-decimals'?: number;
  /** What the words of `enum` mean. */
  'x-labels'?: Readonly<Record<string, Bilingual>>;
  enum?: readonly string[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  format?: 'plain-text' | 'date';
  items?: FieldSchema;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
}

export interface FieldsSchema {
  $schema?: string;
  type: 'object';
  title?: string;
  additionalProperties: false;
  properties: Readonly<Record<string, FieldSchema>>;
  required: readonly string[];
}

/** Which fields of the category a work asks for; those named in neither list do not belong to it and are refused. */
export interface WorkFields {
  required: readonly string[];
  optional: readonly string[];
}

export interface DocumentRequirement extends Bilingual {
  key: string;
  required: boolean;
  /** Only for these works; for all of the category when left out. */
  works?: readonly string[];
  /** When it is needed although not required of every project, and which rule says so. */
  when?: Bilingual;
}

export interface MilestoneTemplate extends Bilingual {
  key: string;
  /** Whole percent; those of one template sum to exactly 100 (§6, fixed). */
  weight: number;
  /** Share of the project's span, in percent, at which it begins and ends. */
  from: number;
  to: number;
  deliverables: Bilingual;
  /** Keys of evidence kinds. */
  evidence: readonly string[];
  /** Months in which the work can be done at all: planting, sampling in crop-free fields, construction at low water. */
  season?: Bilingual & { months: readonly number[] };
}

export interface ChecklistItem extends Bilingual {
  key: string;
  works?: readonly string[];
}

/**
 * What a confirmed output counts towards. `sum`: value × factor is added to the indicator or target; `supports`: the
 * indicator is measured elsewhere (a concentration, a share), so the output is shown beside it and never added to it.
 */
export type Feed =
  { indicator: number; how: 'sum'; factor: string } | { indicator: number; how: 'supports' } | TargetFeed;
export interface TargetFeed {
  /** Code of the target: work and number, `04-2.1`. */
  target: string;
  how: 'sum';
  factor: string;
}

export interface OutputMetric extends Bilingual {
  metric: string;
  unit: string;
  unitEn: string;
  works?: readonly string[];
  feeds: readonly Feed[];
}

/** Everything in which one category differs from another (§2). A new category is a file, not an `if`. */
export interface CategoryConfiguration {
  code: string;
  lead: DepartmentKind;
  leadByWork: Readonly<Record<string, DepartmentKind>>;
  coSign: readonly DepartmentKind[];
  fields: FieldsSchema;
  fieldsByWork: Readonly<Record<string, WorkFields>>;
  documents: readonly DocumentRequirement[];
  milestones: readonly MilestoneTemplate[];
  milestonesByWork: Readonly<Record<string, readonly MilestoneTemplate[]>>;
  checklist: readonly ChecklistItem[];
  outputs: readonly OutputMetric[];
  /** Indicators that the category serves, as the plan sees it. */
  feeds: { indicators: readonly number[] };
}

export interface EvidenceKind extends Bilingual {
  key: string;
}
