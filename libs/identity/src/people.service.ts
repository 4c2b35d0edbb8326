import { Injectable } from '@nestjs/common';
import { newId, type Role } from '#libs/kernel';
import { violates, type Tx } from '#libs/platform';
import { IdentityErrors } from './identity.errors.js';
import type { Queryable } from './organisations.service.js';
import { hashPassword } from './passwords.js';
import { normaliseUsername, USERNAME } from './sessions.rules.js';

export interface NewPerson {
  username: string;
  name: string;
  memberships: readonly { organisationId: string; roles: readonly Role[] }[];
  /** One of the two. A hash may be made once (hashPassword) and shared by many demo accounts: argon2 is slow on purpose. */
  password?: string;
  passwordHash?: string;
}

@Injectable()
export class People {
  /**
   * Provisioning, used by the seed and by tests; in a transaction of the system scope, the only one that may write
   * credentials. Two administrator roles in one pair of hands are refused (§1).
   */
  async createIn(tx: Tx, input: NewPerson): Promise<{ id: string; username: string; name: string }> {
    const username = normaliseUsername(input.username);
    if (!USERNAME.test(username)) throw IdentityErrors.USERNAME_MALFORMED();
    const person = { id: newId(), username, name: input.name };
    try {
      await tx.query('insert into person (id, username, name, created_at) values ($1, $2, $3, $4)', [
        person.id,
        username,
        person.name,
        tx.now,
      ]);
    } catch (error) {
      if (violates(error, 'uq_person_username')) throw IdentityErrors.USERNAME_TAKEN({ username });
      throw error;
    }
    const passwordHash = input.passwordHash ?? (input.password ? await hashPassword(input.password) : undefined);
    if (passwordHash) {
      await tx.query('insert into credential (person_id, password_hash, changed_at) values ($1, $2, $3)', [
        person.id,
        passwordHash,
        tx.now,
      ]);
    }
    await tx.audit({ subjectType: 'person', subjectId: person.id, action: 'person.created', after: person });
    for (const { organisationId, roles } of input.memberships)
      for (const role of roles) await this.grantIn(tx, person.id, organisationId, role);
    return person;
  }

  async grantIn(tx: Tx, personId: string, organisationId: string, role: Role): Promise<void> {
    try {
      await tx.query(
        `insert into membership (id, person_id, organisation_id, role, created_at) values ($1, $2, $3, $4, $5)
         on conflict (person_id, organisation_id, role) do nothing`,
        [newId(), personId, organisationId, role, tx.now],
      );
    } catch (error) {
      if (violates(error, 'xc_membership_administrators')) throw IdentityErrors.ADMINISTRATOR_ROLES_SEPARATE();
      throw error;
    }
    await tx.audit({
      subjectType: 'person',
      subjectId: personId,
      action: 'person.role_granted',
      after: { organisationId, role },
    });
  }

  byIds(r: Queryable, ids: readonly string[]): Promise<{ id: string; name: string; username: string }[]> {
    return r.query('select id, name, username from person where id = any($1)', [ids]);
  }
}
