import { IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import { DEPARTMENT_KINDS, TIERS, type DepartmentKind, type Role, type Tier } from '#libs/kernel';
import { IsCode, IsOneOf, IsPlainText, IsReference, ListQuery } from '../http/index.js';

export class LoginBody {
  /** @example county.ecology.gongyi.approver */
  @IsString()
  @MinLength(1)
  @MaxLength(128)
  username!: string;

  @IsString()
  @MinLength(1)
  @MaxLength(256)
  password!: string;

  /** The one-time code of accounts that have a second factor. */
  @IsOptional()
  @IsCode(/^\d{6,8}$/)
  otp?: string;

  /** Which of the person's organisations to act in; by default the first they joined. */
  @IsOptional()
  @IsReference()
  organisationId?: string;
}

export class PersonAnswer {
  id!: string;
  username!: string;
  /** @example 王建国 */
  name!: string;
}

export class OrganisationName {
  id!: string;
  /** @example 巩义市生态环境局 */
  nameZh!: string;
  nameEn!: string;
}

export class SessionOpened {
  /** Send it as `Authorization: Bearer …`; it is shown this once. */
  token!: string;
  /** When the session ends without a further request. */
  expiresAt!: Date;
  person!: PersonAnswer;
  organisation!: OrganisationName;
  roles!: Role[];
}

export class SessionAnswer {
  id!: string;
  createdAt!: Date;
  lastSeenAt!: Date;
  expiresAt!: Date;
  address!: string | null;
  userAgent!: string | null;
  current!: boolean;
}

export class SessionsAnswer {
  items!: SessionAnswer[];
  nextCursor!: string | null;
}

export class WorkplaceAnswer extends OrganisationName {
  departmentKind!: DepartmentKind | null;
  /** @example "410181" */
  regionCode!: string;
}

export class ScopeAnswer {
  kind!: 'province' | 'city' | 'county' | 'owner' | 'system' | 'none';
  code!: string;
}

export class MembershipAnswer {
  organisationId!: string;
  nameZh!: string;
  nameEn!: string;
  roles!: Role[];
}

export class MeAnswer {
  person!: PersonAnswer;
  /** The organisation acted in. */
  organisation!: WorkplaceAnswer;
  roles!: Role[];
  scope!: ScopeAnswer;
  /** Everywhere else the person may act after a new login. */
  memberships!: MembershipAnswer[];
}

export class RegionQuery {
  /** Only the regions right below this one; without it the whole tree. @example "410100" */
  @IsOptional()
  @IsCode(/^\d{6}$/)
  parent?: string;
}

export class RegionAnswer {
  /** GB/T 2260. @example "410181" */
  code!: string;
  /** @example 巩义市 */
  nameZh!: string;
  shortZh!: string;
  nameEn!: string;
  tier!: Tier;
  type!: string;
  parentCode!: string | null;
  /** Null for the province and for 济源 (419001), which has no city above it. */
  cityCode!: string | null;
  countyCode!: string | null;
  tags!: string[];
  /** Only in the tree. */
  children?: RegionAnswer[];
}

export class RegionsAnswer {
  items!: RegionAnswer[];
  nextCursor!: string | null;
}

export class OrganisationQuery extends ListQuery {
  @IsOptional()
  @IsOneOf(['department', 'owner'])
  kind?: 'department' | 'owner';

  @IsOptional()
  @IsOneOf(DEPARTMENT_KINDS)
  departmentKind?: DepartmentKind;

  @IsOptional()
  @IsOneOf(TIERS)
  tier?: Tier;

  /** This region and all below it. */
  @IsOptional()
  @IsCode(/^\d{6}$/)
  region?: string;

  /** Part of the name. */
  @IsOptional()
  @IsPlainText({ max: 50 })
  q?: string;
}

export class OrganisationAnswer extends OrganisationName {
  code!: string;
  kind!: 'department' | 'owner';
  departmentKind!: DepartmentKind | null;
  regionCode!: string;
  tier!: Tier;
  cityCode!: string | null;
  countyCode!: string | null;
  creditCode!: string | null;
}

export class OrganisationPage {
  items!: OrganisationAnswer[];
  nextCursor!: string | null;
}
