import { Injectable } from '@nestjs/common';
import type { Bilingual, DepartmentKind } from '#libs/kernel';
import { Regions } from '#libs/identity';
import type { Reader } from '#libs/platform';
import { ApprovalErrors } from './approval.errors.js';
import * as sql from './approval.queries.js';
import type { RouteFacts, SubjectType } from './approval.types.js';
import { planRoute, type PlannedStep, type RouteDefinition, type SeatedStep } from './route.rules.js';

interface Department {
  id: string;
  kind: DepartmentKind;
  regionCode: string;
  nameZh: string;
  nameEn: string;
}

interface RouteView {
  id: string;
  subjectType: SubjectType;
  version: number;
  validFrom: string;
  definition: RouteDefinition;
  createdAt: Date;
  createdBy: string;
}

const PROVINCE = '410000';

/** Routes as rows, and the departments that sit at their desks. */
@Injectable()
export class ApprovalRoutes {
  constructor(private readonly regions: Regions) {}

  /** The steps that an approval of this subject would take now. A desk without a department is shown as empty. */
  async preview(r: Reader, type: SubjectType, facts: RouteFacts): Promise<{ routeId: string; steps: SeatedStep[] }> {
    const row = await r.one<{ routeId: string; definition: RouteDefinition; departments: Department[] }>(
      sql.routeAndDesks,
      [type, r.today, regionsOf(facts)],
    );
    const planned = row && planRoute(row.definition, facts, this.nameOf(facts.regionCode));
    if (!row || !planned) throw ApprovalErrors.APPROVAL_ROUTE_MISSING({ subject: type });
    return { routeId: row.routeId, steps: seat(planned, row.departments) };
  }

  /** The steps to open. @throws APPROVAL_DESK_EMPTY, APPROVAL_ROUTE_MISSING */
  async planIn(r: Reader, type: SubjectType, facts: RouteFacts): Promise<{ routeId: string; steps: SeatedStep[] }> {
    const { routeId, steps } = await this.preview(r, type, facts);
    return { routeId, steps: this.staffed(type, steps) };
  }

  /** The same for an approval in flight, which keeps the version of the route that it began with (§4). */
  async replanIn(r: Reader, type: SubjectType, route: RouteDefinition, facts: RouteFacts): Promise<SeatedStep[]> {
    const planned = planRoute(route, facts, this.nameOf(facts.regionCode));
    if (!planned) throw ApprovalErrors.APPROVAL_ROUTE_MISSING({ subject: type });
    return this.staffed(type, seat(planned, await r.query<Department>(sql.departments, [regionsOf(facts)])));
  }

  listIn(r: Reader, subjectType: SubjectType | null): Promise<RouteView[]> {
    return r.query<RouteView>(sql.routes, [r.today, subjectType]);
  }

  private staffed(type: SubjectType, steps: readonly SeatedStep[]): SeatedStep[] {
    if (!steps.some((step) => !step.skipped && !step.cc))
      throw ApprovalErrors.APPROVAL_ROUTE_MISSING({ subject: type });
    return steps.map((step) => {
      const empty = step.desks.find((desk) => desk.organisationId === null);
      if (step.skipped || !empty) return step;
      const place = this.nameOf(step.regionCode!);
      // A copy that nobody can read holds up nobody; a desk that nobody can sit at would hold it up for ever.
      if (step.cc) return { ...step, skipped: true, reason: nobodyThere(place) };
      throw ApprovalErrors.APPROVAL_DESK_EMPTY({
        kind: empty.kind,
        kindZh: KINDS_ZH[empty.kind],
        region: place.zh,
        regionCode: step.regionCode!,
        step: step.title,
        stepEn: step.titleEn,
      });
    });
  }

  private nameOf(regionCode: string): Bilingual {
    const region = this.regions.byCode(regionCode);
    return { zh: region?.nameZh ?? regionCode, en: region?.nameEn ?? regionCode };
  }
}

const nobodyThere = (place: Bilingual): Bilingual => ({
  zh: `${place.zh}没有该部门，不再抄送`,
  en: `${place.en} has no such department to copy to`,
});

const regionsOf = (facts: RouteFacts): string[] => [
  ...new Set([PROVINCE, facts.regionCode, facts.cityCode, facts.countyCode].filter((code) => code !== null)),
];

function seat(planned: readonly PlannedStep[], departments: readonly Department[]): SeatedStep[] {
  return planned.map((step) => ({
    ...step,
    desks: step.desks.map((kind) => {
      const found = departments.find((one) => one.kind === kind && one.regionCode === step.regionCode);
      return {
        kind,
        organisationId: found?.id ?? null,
        organisationName: found?.nameZh ?? null,
        organisationNameEn: found?.nameEn ?? null,
      };
    }),
  }));
}

const KINDS_ZH: Readonly<Record<DepartmentKind, string>> = {
  ecology: '生态环境',
  finance: '财政',
  development_reform: '发展改革',
  industry: '工业和信息化',
  housing: '住房城乡建设',
  transport: '交通运输',
  water: '水利',
  agriculture: '农业农村',
  forestry: '林业',
  natural_resources: '自然资源',
  emergency: '应急管理',
  health: '卫生健康',
  culture_tourism: '文化和旅游',
  commerce: '商务',
  science: '科学技术',
};
