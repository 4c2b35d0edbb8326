import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { newId, SYSTEM_ACTOR, type Actor, type Clock, type DepartmentKind, type Role, type Tier } from '#libs/kernel';
import { CLOCK, Database, type Reader, type Tx } from '#libs/platform';
import { IdentityErrors } from './identity.errors.js';
import { LoginAttempts } from './login-attempts.service.js';
import { verifyPassword } from './passwords.js';
import { ABSOLUTE_MS, endsAt, isAlive, needsTouch, normaliseUsername, scopeOf } from './sessions.rules.js';

export interface Credentials {
  username: string;
  password: string;
  /** Which of the person's organisations to act in; by default the one they belong to longest. */
  organisationId?: string;
}

export interface Client {
  requestId: string;
  address?: string | null;
  userAgent?: string | null;
}

export interface OpenedSession {
  token: string;
  expiresAt: Date;
  person: { id: string; username: string; name: string };
  organisation: { id: string; nameZh: string; nameEn: string };
  roles: Role[];
}

export interface SessionView {
  id: string;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  address: string | null;
  userAgent: string | null;
  current: boolean;
}

export interface Profile {
  person: { id: string; username: string; name: string };
  organisation: {
    id: string;
    nameZh: string;
    nameEn: string;
    departmentKind: DepartmentKind | null;
    regionCode: string;
  };
  roles: Role[];
  scope: Actor['scope'];
  memberships: { organisationId: string; nameZh: string; nameEn: string; roles: Role[] }[];
}

interface Resolved {
  sessionId: string;
  lastSeenAt: Date;
  expiresAt: Date;
  personId: string;
  personName: string;
  organisationId: string;
  organisationName: string;
  departmentKind: DepartmentKind | null;
  tier: Tier;
  regionCode: string;
  roles: Role[];
}

interface Account {
  id: string;
  username: string;
  name: string;
  passwordHash: string | null;
  organisationId: string | null;
}

// One prepared statement, one round trip: this runs before every request. Roles are read here and not kept in the
// session, so that a role withdrawn is gone with the next click.
const RESOLVE = `
  select s.id as "sessionId", s.last_seen_at as "lastSeenAt", s.expires_at as "expiresAt",
    p.id as "personId", p.name as "personName", o.id as "organisationId", o.name_zh as "organisationName",
    o.department_kind as "departmentKind", o.tier, o.region_code as "regionCode",
    array(select m.role from membership m where m.person_id = p.id and m.organisation_id = o.id) as roles
  from session s
    join person p on p.id = s.person_id and p.disabled_at is null
    join organisation o on o.id = s.organisation_id
  where s.token_hash = $1 and s.ended_at is null`;

const ACCOUNT = `
  select p.id, p.username, p.name, c.password_hash as "passwordHash",
    (select m.organisation_id from membership m
     where m.person_id = p.id and ($2::uuid is null or m.organisation_id = $2)
     order by m.created_at, m.id limit 1) as "organisationId"
  from person p left join credential c on c.person_id = p.id
  where p.username = $1 and p.disabled_at is null`;

/** 256 bits from the system's generator need no slow hash: a plain digest keeps a stolen table from opening sessions. */
const digest = (token: string): Buffer => createHash('sha256').update(token).digest();

@Injectable()
export class Sessions {
  constructor(
    private readonly database: Database,
    private readonly attempts: LoginAttempts,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws LOGIN_FAILED, LOGIN_LOCKED; neither tells whether the name exists */
  async login(credentials: Credentials, client: Client): Promise<OpenedSession> {
    const username = normaliseUsername(credentials.username);
    const attempt = await this.attempts.begin(username, client);
    const account = await this.database.read(system(client), (r) => this.accountIn(r, username, credentials));
    const matches = await verifyPassword(credentials.password, account?.passwordHash ?? undefined);
    if (attempt.lockedFor > 0) throw IdentityErrors.LOGIN_LOCKED({ retryAfter: attempt.lockedFor });
    if (!matches || !account?.organisationId) {
      await this.attempts.failed(username, account?.id, attempt, client);
      throw IdentityErrors.LOGIN_FAILED();
    }
    const { id, name, organisationId } = account;
    return this.database.run(system(client, { id, name, organisationId }), async (tx) => {
      await this.attempts.clearIn(tx, username);
      return this.openIn(tx, { id, name, username: account.username }, organisationId, client);
    });
  }

  /** Opens a session for somebody already known to be that person. */
  async openIn(
    tx: Tx,
    person: { id: string; username: string; name: string },
    organisationId: string,
    client: Client,
  ): Promise<OpenedSession> {
    const token = randomBytes(32).toString('base64url');
    const session = { id: newId(), lastSeenAt: tx.now, expiresAt: new Date(tx.now.getTime() + ABSOLUTE_MS) };
    const organisation = await tx.one<{ id: string; nameZh: string; nameEn: string; roles: Role[] }>(
      `with opened as (
         insert into session (id, token_hash, person_id, organisation_id, created_at, last_seen_at, expires_at, address,
           user_agent) values ($1, $2, $3, $4, $5, $5, $6, $7, $8) returning organisation_id, person_id)
       select o.id, o.name_zh as "nameZh", o.name_en as "nameEn", array(select m.role from membership m
         where m.person_id = opened.person_id and m.organisation_id = o.id order by m.role) as roles
       from opened join organisation o on o.id = opened.organisation_id`,
      [
        session.id,
        digest(token),
        person.id,
        organisationId,
        tx.now,
        session.expiresAt,
        client.address ?? null,
        client.userAgent?.slice(0, 300) ?? null,
      ],
    );
    if (!organisation) throw IdentityErrors.ORGANISATION_NOT_FOUND();
    const { roles, ...place } = organisation;
    await tx.audit({
      subjectType: 'person',
      subjectId: person.id,
      action: 'session.opened',
      after: { sessionId: session.id, organisationId },
    });
    return { token, expiresAt: endsAt(session), person, organisation: place, roles };
  }

  /** Who is asking, or undefined for a token that is unknown, ended, idle for too long or too old. */
  async resolve(token: string, requestId: string): Promise<{ actor: Actor; sessionId: string } | undefined> {
    const [found] = await this.database.query<Resolved>(RESOLVE, [digest(token)]);
    const now = this.clock.now();
    if (!found || found.roles.length === 0 || !isAlive(found, now)) return undefined;
    if (needsTouch(found, now)) await this.touch(found.sessionId, now);
    const { sessionId, personId, personName, organisationId, organisationName } = found;
    const { departmentKind, tier, regionCode, roles } = found;
    return {
      sessionId,
      actor: {
        personId,
        personName,
        organisationId,
        organisationName,
        departmentKind,
        tier,
        regionCode,
        roles,
        scope: scopeOf(found),
        requestId,
      },
    };
  }

  /** Never moves back: of two requests at the same time the later instant stays. */
  private async touch(sessionId: string, now: Date): Promise<void> {
    await this.database.query('update session set last_seen_at = $2 where id = $1 and last_seen_at < $2', [
      sessionId,
      now,
    ]);
  }

  async end(actor: Actor, sessionId: string): Promise<void> {
    await this.database.run(actor, async (tx) => {
      const ended = await tx.one<{ id: string }>(
        'update session set ended_at = $3 where id = $1 and person_id = $2 and ended_at is null returning id',
        [sessionId, actor.personId, tx.now],
      );
      if (!ended) return;
      await tx.audit({
        subjectType: 'person',
        subjectId: actor.personId,
        action: 'session.ended',
        after: { sessionId },
      });
    });
  }

  /** The caller's own open sessions, the latest first. */
  async own(actor: Actor, currentId: string): Promise<SessionView[]> {
    const now = this.clock.now();
    const rows = await this.database.read(actor, (r) =>
      r.query<Omit<SessionView, 'current'>>(
        `select id, created_at as "createdAt", last_seen_at as "lastSeenAt", expires_at as "expiresAt", address,
           user_agent as "userAgent"
         from session where person_id = $1 and ended_at is null and expires_at > $2
         order by created_at desc, id desc limit 200`,
        [actor.personId, now],
      ),
    );
    return rows
      .filter((row) => isAlive(row, now))
      .map((row) => ({ ...row, expiresAt: endsAt(row), current: row.id === currentId }));
  }

  me(actor: Actor): Promise<Profile> {
    return this.database.read(actor, async (r) => {
      const rows = await r.query<Profile['memberships'][number] & { username: string }>(
        `select p.username, o.id as "organisationId", o.name_zh as "nameZh", o.name_en as "nameEn",
           array_agg(m.role order by m.role) as roles
         from membership m join person p on p.id = m.person_id join organisation o on o.id = m.organisation_id
         where m.person_id = $1 group by p.username, o.id order by min(m.created_at), o.id`,
        [actor.personId],
      );
      const memberships = rows.map(({ username: _, ...membership }) => membership);
      const here = memberships.find((membership) => membership.organisationId === actor.organisationId);
      return {
        person: { id: actor.personId, username: rows[0]?.username ?? '', name: actor.personName },
        organisation: {
          id: actor.organisationId,
          nameZh: here?.nameZh ?? actor.organisationName,
          nameEn: here?.nameEn ?? actor.organisationName,
          departmentKind: actor.departmentKind,
          regionCode: actor.regionCode,
        },
        roles: [...actor.roles],
        scope: actor.scope,
        memberships,
      };
    });
  }

  /** Housekeeping: sessions that ended a month ago and login failures of yesterday. The audit keeps both. */
  async purge(asOf: Date): Promise<{ sessions: number; attempts: number }> {
    return this.database.run(SYSTEM_ACTOR, async (tx) => {
      const sessions = await tx.query(
        `delete from session where expires_at < $1::timestamptz - interval '30 days' returning id`,
        [asOf],
      );
      return { sessions: sessions.length, attempts: await this.attempts.purgeIn(tx, asOf) };
    });
  }

  private accountIn(r: Reader, username: string, credentials: Credentials): Promise<Account | undefined> {
    return r.one<Account>(ACCOUNT, [username, credentials.organisationId ?? null]);
  }
}

/** Credentials and login attempts are visible to the system scope only; the audit still names the person. */
const system = (client: Client, person?: { id: string; name: string; organisationId: string }): Actor => ({
  ...SYSTEM_ACTOR,
  ...(person && { personId: person.id, personName: person.name, organisationId: person.organisationId }),
  requestId: client.requestId,
});
