import { Injectable } from '@nestjs/common';
import { KernelErrors, type Actor, type FundSource, type Language } from '#libs/kernel';
import { Approvals, type SeatedStep } from '#libs/approval';
import { Regions } from '#libs/identity';
import { Database, pageOf, type Page } from '#libs/platform';
import { ProjectActions, type ActionView, type OpenRequest } from './project.actions.service.js';
import { readCursor } from './project.cursor.js';
import { getProjectDetail } from './project.detail.queries.js';
import { ProjectErrors } from './project.errors.js';
import { projectLifecycle } from './project.lifecycle.js';
import { listProjects, PROJECT_SORTS, SORTS, type ProjectFilter, type SortKey } from './project.list.queries.js';
import { ProjectListExtensions } from './project.registries.js';
import type { ProjectRow } from './project.row.js';
import { Projects } from './project.service.js';

export interface ProjectListQuery extends Omit<ProjectFilter, 'region'> {
  region?: string;
  limit: number;
  cursor?: string;
  sort?: string;
}

export type ProjectListItem = Pick<
  ProjectRow,
  | 'id'
  | 'number'
  | 'name'
  | 'status'
  | 'planCode'
  | 'categoryCode'
  | 'workCode'
  | 'tier'
  | 'regionCode'
  | 'ownerOrganisationId'
  | 'projectCode'
  | 'libraryNumber'
  | 'plannedStart'
  | 'plannedFinish'
  | 'totalInvestment'
  | 'returnedDueOn'
  | 'updatedAt'
  | 'version'
> & { ownerName: string; regionName: string; statusName: string };

type DetailRow = ProjectRow & {
  ownerName: string;
  ownerNameEn: string;
  budget: { source: FundSource; year: number; amount: string }[];
  outputs: Record<string, string | null>[];
  requests: OpenRequest[];
  openChange: { id: string; kind: string; status: string } | null;
};

export type ProjectDetail = Omit<DetailRow, 'ownerNameEn' | 'siteLongitude' | 'siteLatitude'> & {
  regionName: string;
  statusName: string;
  sitePoint: { longitude: number; latitude: number } | null;
  actions: ActionView[];
};

const DEFAULT_SORT = '-updated';

/** Lists and details. The scope of the caller is part of each statement and, behind it, row-level security. */
@Injectable()
export class ProjectReading {
  constructor(
    private readonly database: Database,
    private readonly projects: Projects,
    private readonly actions: ProjectActions,
    private readonly approvals: Approvals,
    private readonly regions: Regions,
    private readonly extensions: ProjectListExtensions,
  ) {}

  list(actor: Actor, query: ProjectListQuery, language: Language): Promise<Page<ProjectListItem>> {
    const { limit, cursor, sort = DEFAULT_SORT, region, ...rest } = query;
    if (!PROJECT_SORTS.includes(sort))
      throw KernelErrors.VALIDATION_FAILED({}, [{ path: 'sort', code: 'SORT_UNKNOWN' }]);
    const descending = sort.startsWith('-');
    const key = (descending ? sort.slice(1) : sort) as SortKey;
    const name = `projects:${sort}`;
    const after = cursor ? (readCursor(name, cursor, SORTS[key].type, 'id') as [unknown, unknown]) : undefined;
    const filter: ProjectFilter = { ...rest, ...(region ? this.within(region) : {}) };
    return this.database.read(actor, async (r) => {
      const page = { key, descending, limit: limit + 1, ...(after ? { after } : {}) };
      const { sql, params } = listProjects(r, filter, page, this.extensions);
      const rows = await r.query<ProjectListItem & { sortKey?: string }>(sql, params);
      const answer = pageOf(name, rows, limit, (row) => [row.sortKey, row.id]);
      for (const item of answer.items) {
        item.regionName = this.regionName(item.regionCode, language);
        item.statusName = statusName(item, language);
        delete item.sortKey;
      }
      return answer;
    });
  }

  detail(actor: Actor, id: string, language: Language): Promise<ProjectDetail> {
    return this.database.read(actor, async (r) => {
      const { sql, params } = getProjectDetail(r, id, this.extensions);
      const row = await r.one<DetailRow>(sql, params);
      if (!row) throw ProjectErrors.PROJECT_NOT_FOUND();
      const { siteLongitude, siteLatitude, ownerNameEn, ownerName, ...shown } = row;
      return {
        ...shown,
        ownerName: language === 'en' ? ownerNameEn : ownerName,
        regionName: this.regionName(row.regionCode, language),
        statusName: statusName(row, language),
        sitePoint: siteLongitude === null ? null : { longitude: Number(siteLongitude), latitude: Number(siteLatitude) },
        actions: await this.actions.listIn(r, row, row.requests, language),
      };
    });
  }

  /** Which steps will come and why, before anything is submitted (§4). */
  routePreview(actor: Actor, id: string): Promise<{ steps: SeatedStep[] }> {
    return this.database.read(actor, async (r) => {
      const project = await this.projects.getIn(r, id);
      const facts = await this.projects.routeFactsIn(r, project);
      return { steps: await this.approvals.preview(r, 'application', facts) };
    });
  }

  private within(code: string): Pick<ProjectFilter, 'region'> {
    const region = this.regions.byCode(code);
    if (!region) throw KernelErrors.VALIDATION_FAILED({}, [{ path: 'region', code: 'REGION_UNKNOWN' }]);
    if (region.tier === 'province') return {};
    return { region: { column: region.tier === 'city' ? 'city_code' : 'county_code', code } };
  }

  private regionName(code: string, language: Language): string {
    const region = this.regions.byCode(code);
    return (language === 'en' ? region?.nameEn : region?.nameZh) ?? code;
  }
}

function statusName({ status }: Pick<ProjectRow, 'status'>, language: Language): string {
  const { zh, en } = projectLifecycle.states[status];
  return language === 'en' ? en : zh;
}
