import { Injectable } from '@nestjs/common';
import { newId, type Actor, type DepartmentKind, type Role, type Tier } from '#libs/kernel';
import { Database, decodeCursor, encodeCursor, violates, type Page, type Reader, type Tx } from '#libs/platform';
import { IdentityErrors } from './identity.errors.js';
import { Regions } from './regions.js';

export interface Organisation {
  id: string;
  code: string;
  nameZh: string;
  nameEn: string;
  kind: 'department' | 'owner';
  departmentKind: DepartmentKind | null;
  regionCode: string;
  tier: Tier;
  cityCode: string | null;
  countyCode: string | null;
  creditCode: string | null;
}

export interface PersonRef {
  id: string;
  name: string;
  username: string;
  roles: Role[];
}

export interface NewOrganisation {
  code: string;
  nameZh: string;
  nameEn: string;
  kind: 'department' | 'owner';
  departmentKind?: DepartmentKind | null;
  regionCode: string;
  /** 统一社会信用代码 */
  creditCode?: string | null;
}

export interface OrganisationFilter {
  kind?: 'department' | 'owner';
  departmentKind?: DepartmentKind;
  tier?: Tier;
  /** This region and all below it. */
  region?: string;
  q?: string;
  limit: number;
  cursor?: string;
}

const COLUMNS = `o.id, o.code, o.name_zh as "nameZh", o.name_en as "nameEn", o.kind,
  o.department_kind as "departmentKind", o.region_code as "regionCode", o.tier, o.city_code as "cityCode",
  o.county_code as "countyCode", o.credit_code as "creditCode"`;

const LIST = 'organisations';

/** What a statement can be sent through: a transaction or a plain read. */
export type Queryable = Pick<Reader, 'query' | 'one'> | Pick<Tx, 'query' | 'one'>;

@Injectable()
export class Organisations {
  constructor(
    private readonly database: Database,
    private readonly regions: Regions,
  ) {}

  /** The one department of a kind in a region, if the region has it. */
  department(r: Queryable, kind: DepartmentKind, regionCode: string): Promise<Organisation | undefined> {
    return r.one<Organisation>(
      `select ${COLUMNS} from organisation o where o.region_code = $1 and o.department_kind = $2`,
      [regionCode, kind],
    );
  }

  byId(r: Queryable, id: string): Promise<Organisation | undefined> {
    return r.one<Organisation>(`select ${COLUMNS} from organisation o where o.id = $1`, [id]);
  }

  async getIn(r: Queryable, id: string): Promise<Organisation> {
    const found = await this.byId(r, id);
    if (!found) throw IdentityErrors.ORGANISATION_NOT_FOUND();
    return found;
  }

  /** Everybody who can log in and holds at least one of the roles there. */
  peopleOf(r: Queryable, organisationId: string, roles: readonly Role[]): Promise<PersonRef[]> {
    return r.query<PersonRef>(
      `select p.id, p.name, p.username, array_agg(m.role order by m.role) as roles
       from membership m join person p on p.id = m.person_id
       where m.organisation_id = $1 and m.role = any($2) and p.disabled_at is null
       group by p.id order by p.username`,
      [organisationId, roles],
    );
  }

  liftRegion(regionCode: string, tier: Tier): string | null {
    return this.regions.lift(regionCode, tier);
  }

  /** The directory: every logged-in person may read it (see the migration for why). */
  list(actor: Actor, filter: OrganisationFilter): Promise<Page<Organisation>> {
    const where: string[] = [];
    const params: unknown[] = [];
    const add = (condition: (n: string) => string, value: unknown) => {
      params.push(value);
      where.push(condition(`$${params.length}`));
    };
    if (filter.kind) add((n) => `o.kind = ${n}`, filter.kind);
    if (filter.departmentKind) add((n) => `o.department_kind = ${n}`, filter.departmentKind);
    if (filter.tier) add((n) => `o.tier = ${n}`, filter.tier);
    if (filter.region) {
      const region = this.regions.byCode(filter.region);
      if (!region) throw IdentityErrors.REGION_NOT_FOUND({ code: filter.region });
      if (region.tier === 'city') add((n) => `o.city_code = ${n}`, region.code);
      if (region.tier === 'county') add((n) => `o.county_code = ${n}`, region.code);
    }
    // strpos and not LIKE: what the user types holds no pattern characters.
    if (filter.q) add((n) => `(strpos(o.name_zh, ${n}) > 0 or strpos(lower(o.name_en), lower(${n})) > 0)`, filter.q);
    if (filter.cursor) {
      const [code] = decodeCursor(LIST, filter.cursor);
      add((n) => `o.code > ${n}`, code);
    }
    params.push(filter.limit + 1);
    const sql = `select ${COLUMNS} from organisation o ${where.length ? `where ${where.join(' and ')}` : ''}
       order by o.code limit $${params.length}`;
    return this.database.read(actor, async (r) => {
      const rows = await r.query<Organisation>(sql, params);
      const items = rows.slice(0, filter.limit);
      const more = rows.length > filter.limit;
      return { items, nextCursor: more ? encodeCursor(LIST, [items.at(-1)!.code]) : null };
    });
  }

  async createIn(tx: Tx, input: NewOrganisation): Promise<Organisation> {
    const region = this.regions.byCode(input.regionCode);
    if (!region) throw IdentityErrors.REGION_NOT_FOUND({ code: input.regionCode });
    const organisation: Organisation = {
      id: newId(),
      code: input.code,
      nameZh: input.nameZh,
      nameEn: input.nameEn,
      kind: input.kind,
      departmentKind: input.departmentKind ?? null,
      regionCode: region.code,
      tier: region.tier,
      cityCode: region.cityCode,
      countyCode: region.countyCode,
      creditCode: input.creditCode ?? null,
    };
    try {
      await tx.query(
        `insert into organisation (id, code, name_zh, name_en, kind, department_kind, region_code, tier, city_code,
           county_code, credit_code, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
        [
          organisation.id,
          organisation.code,
          organisation.nameZh,
          organisation.nameEn,
          organisation.kind,
          organisation.departmentKind,
          organisation.regionCode,
          organisation.tier,
          organisation.cityCode,
          organisation.countyCode,
          organisation.creditCode,
          tx.now,
        ],
      );
    } catch (error) {
      if (violates(error, 'uq_organisation_code')) throw IdentityErrors.ORGANISATION_CODE_TAKEN({ code: input.code });
      if (violates(error, 'uq_organisation_department')) throw IdentityErrors.DEPARTMENT_EXISTS();
      throw error;
    }
    await tx.audit({
      subjectType: 'organisation',
      subjectId: organisation.id,
      action: 'organisation.created',
      after: organisation,
    });
    return organisation;
  }
}
