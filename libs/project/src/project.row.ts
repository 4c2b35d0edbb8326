import type { DepartmentKind, Place, Tier } from '#libs/kernel';
import type { ProjectStatus } from './project.lifecycle.js';

/** A project as services pass it around: one row, read by SQL, never an entity with hidden state. */
export interface ProjectRow {
  id: string;
  number: string | null;
  planCode: string;
  categoryCode: string;
  workCode: string;
  leadKind: DepartmentKind;
  name: string;
  tier: Tier;
  regionCode: string;
  cityCode: string | null;
  countyCode: string | null;
  ownerOrganisationId: string;
  siteAddress: string | null;
  siteLongitude: string | null;
  siteLatitude: string | null;
  projectCode: string | null;
  summary: string | null;
  need: string | null;
  contentScale: string | null;
  plannedStart: string | null;
  plannedFinish: string | null;
  totalInvestment: bigint | null;
  answers: Record<string, unknown>;
  contactName: string | null;
  contactPhone: string | null;
  status: ProjectStatus;
  libraryNumber: string | null;
  submittedAt: Date | null;
  reservedOn: string | null;
  libraryExpiresOn: string | null;
  returnedDueOn: string | null;
  startedOn: string | null;
  suspendedOn: string | null;
  suspendedDays: number;
  completedOn: string | null;
  closedOn: string | null;
  copiedFrom: string | null;
  createdBy: string;
  createdAt: Date;
  updatedAt: Date;
  version: number;
}

/** Property → column. The one place that knows both names. */
export const PROJECT_COLUMNS: Readonly<Record<keyof ProjectRow, string>> = {
  id: 'id',
  number: 'number',
  planCode: 'plan_code',
  categoryCode: 'category_code',
  workCode: 'work_code',
  leadKind: 'lead_kind',
  name: 'name',
  tier: 'tier',
  regionCode: 'region_code',
  cityCode: 'city_code',
  countyCode: 'county_code',
  ownerOrganisationId: 'owner_organisation_id',
  siteAddress: 'site_address',
  siteLongitude: 'site_longitude',
  siteLatitude: 'site_latitude',
  projectCode: 'project_code',
  summary: 'summary',
  need: 'need',
  contentScale: 'content_scale',
  plannedStart: 'planned_start',
  plannedFinish: 'planned_finish',
  totalInvestment: 'total_investment_fen',
  answers: 'answers',
  contactName: 'contact_name',
  contactPhone: 'contact_phone',
  status: 'status',
  libraryNumber: 'library_number',
  submittedAt: 'submitted_at',
  reservedOn: 'reserved_on',
  libraryExpiresOn: 'library_expires_on',
  returnedDueOn: 'returned_due_on',
  startedOn: 'started_on',
  suspendedOn: 'suspended_on',
  suspendedDays: 'suspended_days',
  completedOn: 'completed_on',
  closedOn: 'closed_on',
  copiedFrom: 'copied_from',
  createdBy: 'created_by',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
  version: 'version',
};

/** `p.number as "number", p.plan_code as "planCode", …` */
export const selectProject = (alias: string, except: readonly (keyof ProjectRow)[] = []): string =>
  Object.entries(PROJECT_COLUMNS)
    .filter(([property]) => !except.includes(property as keyof ProjectRow))
    .map(([property, column]) => `${alias}.${column} as "${property}"`)
    .join(', ');

/** Where a project lies, for `sees` and for anything that copies its place. */
export const placeOf = (project: ProjectRow): Place => ({
  tier: project.tier,
  regionCode: project.regionCode,
  cityCode: project.cityCode,
  countyCode: project.countyCode,
  ownerOrganisationId: project.ownerOrganisationId,
});
