export class PlannedDeskResponse {
  /** Kind of department. @example "ecology" */
  kind!: string;
  /** Null where the region has no such department: the application cannot be submitted then. */
  organisationId!: string | null;
  /** @example "巩义市生态环境局" */
  organisationName!: string | null;
  /** @example "Gongyi ecology" */
  organisationNameEn!: string | null;
}

export class ReasonResponse {
  /** @example "济源由省直管，没有市级" */
  zh!: string;
  /** @example "No city above Jiyuan" */
  en!: string;
}

export class PlannedStepResponse {
  /** @example "city_lead" */
  key!: string;
  /** @example 3 */
  seq!: number;
  /** @example "市级牵头部门审核" */
  title!: string;
  /** @example "City lead department" */
  titleEn!: string;
  /** @example "city" */
  tier!: string;
  /** Null where the region has no such tier. @example "410100" */
  regionCode!: string | null;
  /** One desk (`single`), every desk (`all`), the first that decides (`any`), or a number of them (`quorum`). @example "single" */
  mode!: string;
  /** Approvals that mode `quorum` needs. @example null */
  quorum!: number | null;
  /** How many persons a desk needs: one proposes, another decides. @example 2 */
  persons!: number;
  /** Only told, not asked. @example false */
  cc!: boolean;
  /** Working days; null without a limit. @example 5 */
  limitWorkingDays!: number | null;
  desks!: PlannedDeskResponse[];
  /** @example false */
  skipped!: boolean;
  /** Why it comes, or why it is skipped. */
  reason!: ReasonResponse;
}

export class RoutePreviewResponse {
  /** In their order, with those that are skipped. */
  steps!: PlannedStepResponse[];
}
