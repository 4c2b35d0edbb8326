export { Catalogue, type CatalogueCategory, type CatalogueWork, type ProposedMilestone } from './catalogue.service.js';
export type {
  CategoryConfiguration,
  ChecklistItem,
  DocumentRequirement,
  EvidenceKind,
  Feed,
  FieldSchema,
  FieldsSchema,
  MilestoneTemplate,
  OutputMetric,
} from './category.configuration.js';
export { evidence as evidenceKinds } from './plan.data.js';
export { planEntities } from './plan.entity.js';
export { PlanErrors } from './plan.errors.js';
export { planLoader } from './plan.loader.js';
export { PlanModule } from './plan.module.js';
export {
  Plans,
  type CategoryView,
  type DeadlineView,
  type GapView,
  type IndicatorView,
  type PlanView,
  type StrategicActionView,
  type TargetView,
  type WorkView,
} from './plan.service.js';
