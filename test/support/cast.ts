import { createHash } from 'node:crypto';
import { DEPARTMENT_KINDS, newId, type DepartmentKind, type Role, type Tier } from '#libs/kernel';
import { withClient } from '../../tools/embedded/roles.js';
import type { TestDatabase } from './database.js';

/** Password of everybody in the cast. */
export const CAST_PASSWORD = 'Milepost-test-2026';
// Of that password; made once, because argon2 is slow on purpose.
const PASSWORD_HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$2RrDNIm5Bgx5hMkBReGWqg$ohTkVpzYo51vPpnPYb6tO0tK1iLXRj0qW/1k/HnhM3A';

interface PlaceOfCast {
  place: string;
  zh: string;
  tier: Tier;
  code: string;
  city: string | null;
  county: string | null;
}

/** A county under a city under the province, and 济源, which has no city above it. */
export const PLACES: readonly PlaceOfCast[] = [
  { place: 'henan', zh: '河南省', tier: 'province', code: '410000', city: null, county: null },
  { place: 'zhengzhou', zh: '郑州市', tier: 'city', code: '410100', city: '410100', county: null },
  { place: 'gongyi', zh: '巩义市', tier: 'county', code: '410181', city: '410100', county: '410181' },
  { place: 'jiyuan', zh: '济源市', tier: 'county', code: '419001', city: null, county: '419001' },
];

const OWNERS = ['gongyi.1', 'gongyi.2', 'zhengzhou.1', 'jiyuan.1'];

/** What each department has; a number tells two people of one role apart (`…reviewer`, `…reviewer2`). */
function rolesOf(kind: DepartmentKind, tier: Tier): [name: string, role: Role][] {
  const staff: [string, Role][] = [
    ['reviewer', 'reviewer'],
    ['reviewer2', 'reviewer'],
    ['approver', 'approver'],
    ['approver2', 'approver'],
  ];
  if (kind === 'finance') {
    staff.push(['finance_officer', 'finance_officer'], ['finance_officer2', 'finance_officer']);
    staff.push(['finance_approver', 'finance_approver'], ['finance_approver2', 'finance_approver']);
  }
  if (kind === 'ecology') {
    staff.push(['expert', 'expert'], ['expert2', 'expert'], ['expert3', 'expert'], ['supervisor', 'supervisor']);
    if (tier === 'province') {
      staff.push(['auditor', 'auditor'], ['system_admin', 'system_admin']);
      staff.push(['security_admin', 'security_admin'], ['audit_admin', 'audit_admin']);
    }
  }
  return staff;
}

export interface CastOrganisation {
  id: string;
  /** `county.ecology.gongyi`, `owner.gongyi.1` */
  code: string;
  nameZh: string;
  departmentKind: DepartmentKind | null;
  place: PlaceOfCast;
}

export interface CastPerson {
  id: string;
  /** `county.ecology.gongyi.approver`, `owner.gongyi.1.filer` */
  username: string;
  organisationId: string;
  role: Role;
}

export interface Cast {
  people: ReadonlyMap<string, CastPerson>;
  /** @throws when nobody has that name */
  person(username: string): CastPerson;
  /** @throws when there is none of that code */
  organisation(code: string): CastOrganisation;
}

/** The session token of a person is a function of the name, so that `app.as(name)` needs no login. */
export const tokenOf = (username: string): string => createHash('sha256').update(username).digest('base64url');

function compose(): { organisations: CastOrganisation[]; people: CastPerson[] } {
  const organisations: CastOrganisation[] = [];
  const people: CastPerson[] = [];
  const employ = (organisation: CastOrganisation, name: string, role: Role): void => {
    people.push({ id: newId(), username: `${organisation.code}.${name}`, organisationId: organisation.id, role });
  };
  for (const place of PLACES) {
    for (const kind of DEPARTMENT_KINDS) {
      const code = `${place.tier}.${kind}.${place.place}`;
      const department = { id: newId(), code, nameZh: `${place.zh}${kind}局`, departmentKind: kind, place };
      organisations.push(department);
      for (const [name, role] of rolesOf(kind, place.tier)) employ(department, name, role);
    }
  }
  for (const owner of OWNERS) {
    const place = PLACES.find((candidate) => owner.startsWith(candidate.place))!;
    const code = `owner.${owner}`;
    const company = { id: newId(), code, nameZh: `${place.zh}项目单位${owner.at(-1)}`, departmentKind: null, place };
    organisations.push(company);
    employ(company, 'filer', 'owner');
    employ(company, 'filer2', 'owner');
  }
  return { organisations, people };
}

/** Far enough away that no clock of a test makes a session idle or old. */
const NEVER = '2190-01-01T00:00:00Z';

/** Puts the cast into a database with four statements, past all services: arranging a test is not what it tests. */
export async function insertCast(database: TestDatabase, since: Date): Promise<Cast> {
  const { organisations, people } = compose();
  await withClient(database.ownerUrl, async (client) => {
    await client.query('begin');
    await client.query(
      `insert into organisation (id, code, name_zh, name_en, kind, department_kind, region_code, tier, city_code,
         county_code, created_at)
       select id, code, zh, code, case when department is null then 'owner' else 'department' end, department, region,
         tier, city, county, $8
       from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $9::text[])
         as o(id, code, zh, department, region, tier, city, county)`,
      [
        organisations.map((o) => o.id),
        organisations.map((o) => o.code),
        organisations.map((o) => o.nameZh),
        organisations.map((o) => o.departmentKind),
        organisations.map((o) => o.place.code),
        organisations.map((o) => o.place.tier),
        organisations.map((o) => o.place.city),
        since,
        organisations.map((o) => o.place.county),
      ],
    );
    const ids = people.map((p) => p.id);
    const names = people.map((p) => p.username);
    await client.query(
      `insert into person (id, username, name, created_at) select id, name, name, $3
       from unnest($1::uuid[], $2::text[]) as p(id, name)`,
      [ids, names, since],
    );
    await client.query(
      `insert into credential (person_id, password_hash, changed_at) select id, $2, $3 from unnest($1::uuid[]) as id`,
      [ids, PASSWORD_HASH, since],
    );
    await client.query(
      `insert into membership (id, person_id, organisation_id, role, created_at) select id, person, organisation, role, $5
       from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[]) as m(id, person, organisation, role)`,
      [people.map(() => newId()), ids, people.map((p) => p.organisationId), people.map((p) => p.role), since],
    );
    await client.query(
      `insert into session (id, token_hash, person_id, organisation_id, created_at, last_seen_at, expires_at)
       select id, token, person, organisation, $5, $6, $6
       from unnest($1::uuid[], $2::bytea[], $3::uuid[], $4::uuid[]) as s(id, token, person, organisation)`,
      [
        people.map(() => newId()),
        names.map((name) => createHash('sha256').update(tokenOf(name)).digest()),
        ids,
        people.map((p) => p.organisationId),
        since,
        NEVER,
      ],
    );
    await client.query('commit');
  });
  const byName = new Map(people.map((person) => [person.username, person]));
  const byCode = new Map(organisations.map((organisation) => [organisation.code, organisation]));
  return {
    people: byName,
    person: (username) => found(byName.get(username), username),
    organisation: (code) => found(byCode.get(code), code),
  };
}

function found<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new Error(`"${name}" is not in the cast`);
  return value;
}
