import { createHash, randomUUID } from 'node:crypto';
import type { ApprovalOffice } from '../../support/approval-office.js';
import { tokenOf } from '../../support/cast.js';
import type { Person } from './model.js';

/** People who could get round the separation of duties if anything could: several roles, several organisations. */
const HATS: readonly [name: string, seats: [organisation: string, role: string][]][] = [
  [
    'hat.both',
    [
      ['county.ecology.gongyi', 'reviewer'],
      ['county.ecology.gongyi', 'approver'],
    ],
  ],
  [
    'hat.climber',
    [
      ['county.ecology.gongyi', 'approver'],
      ['city.ecology.zhengzhou', 'approver'],
      ['province.ecology.henan', 'approver'],
    ],
  ],
  [
    'hat.filer',
    [
      ['owner.gongyi.1', 'owner'],
      ['county.ecology.gongyi', 'reviewer'],
      ['county.ecology.gongyi', 'approver'],
    ],
  ],
];

/** Everybody who may try, by the session that they act in; those of the hats are `hat.both@county.ecology.gongyi`. */
export async function gatherPeople({ cast, db }: ApprovalOffice): Promise<Person[]> {
  const plain = [...cast.people.values()].map(({ username, id, organisationId, role }) => ({
    name: username,
    personId: id,
    organisation: organisationCode(username),
    organisationId,
    roles: [role as string],
  }));
  const hats = HATS.flatMap(([name, seats]) => {
    const personId = randomUUID();
    return [...new Set(seats.map(([organisation]) => organisation))].map((organisation) => ({
      name: `${name}@${organisation}`,
      username: name,
      personId,
      organisation,
      organisationId: cast.organisation(organisation).id,
      roles: seats.filter(([at]) => at === organisation).map(([, role]) => role),
    }));
  });
  for (const hat of hats) {
    const { personId, organisationId, name } = hat;
    await db.query(
      `insert into person (id, username, name, created_at) values ($1, $2, $2, '2026-01-01') on conflict do nothing`,
      [personId, hat.username],
    );
    await db.query(
      `insert into membership (id, person_id, organisation_id, role, created_at)
       select gen_random_uuid(), $1, $2, role, '2026-01-01' from unnest($3::text[]) role`,
      [personId, organisationId, hat.roles],
    );
    await db.query(
      `insert into session (id, token_hash, person_id, organisation_id, created_at, last_seen_at, expires_at)
       values (gen_random_uuid(), $1, $2, $3, '2026-01-01', '2190-01-01', '2190-01-01')`,
      [createHash('sha256').update(tokenOf(name)).digest(), personId, organisationId],
    );
  }
  return [...plain, ...hats].map(({ name, personId, organisation, roles }) => ({
    name,
    personId,
    organisation,
    roles,
    sees: true,
  }));
}

/** `county.ecology.gongyi.approver` sits in `county.ecology.gongyi`. */
const organisationCode = (username: string): string => username.slice(0, username.lastIndexOf('.'));

/** §1 scope: one's own region and what lies below; an owner only what its own organisation files. */
export function seesCase(organisation: string, place: 'gongyi' | 'jiyuan', owner: string): boolean {
  if (organisation.startsWith('owner.')) return organisation === owner;
  const seen = place === 'gongyi' ? ['gongyi', 'zhengzhou', 'henan'] : ['jiyuan', 'henan'];
  return seen.includes(organisation.slice(organisation.lastIndexOf('.') + 1));
}
