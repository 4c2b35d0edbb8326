import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { v5 as nameBasedId } from 'uuid';
import { SYSTEM_ACTOR, type Clock } from '#libs/kernel';
import { CLOCK, Database, type Tx } from '#libs/platform';
import { LOCK_MS, MAX_FAILURES } from './sessions.rules.js';

export interface Attempt {
  /** Failures in a row, this attempt counted as one. */
  failures: number;
  /** Seconds; 0 when the attempt may go on. */
  lockedFor: number;
}

interface Caller {
  requestId: string;
}

// The attempt is counted as a failure before the password is looked at, and a success takes it back: a hundred guesses
// sent in the same moment are then still five. During a lock the count stands at one above the limit; a lock that has run
// out begins a new count.
const BEGIN = `
  insert into login_attempt as a (username_digest, failures, last_failed_at) values ($1, 1, $2)
  on conflict (username_digest) do update set
    last_failed_at = $2,
    failures = case when a.locked_until is null then a.failures + 1 when a.locked_until <= $2 then 1 else $3 + 1 end,
    locked_until = case when a.locked_until > $2 then a.locked_until
                        when a.locked_until is null and a.failures + 1 >= $3 then $4::timestamptz end
  returning failures, locked_until as "lockedUntil"`;

const digest = (username: string): Buffer => createHash('sha256').update(username).digest();

/** Stands in for the id of a person that may not exist, without keeping what was typed. */
const LOGIN_NAMESPACE = '6f0a5b0e-0c0b-4b8e-9f0a-8a3c6d1f2e57';
const loginId = (username: string): string => nameBasedId(digest(username).toString('hex'), LOGIN_NAMESPACE);

@Injectable()
export class LoginAttempts {
  constructor(
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async begin(username: string, caller: Caller): Promise<Attempt> {
    const now = this.clock.now();
    const until = new Date(now.getTime() + LOCK_MS);
    const row = await this.database.run(systemFor(caller), (tx) =>
      tx.one<{ failures: number; lockedUntil: Date | null }>(BEGIN, [digest(username), now, MAX_FAILURES, until]),
    );
    const { failures = 1, lockedUntil = null } = row ?? {};
    const locked = failures > MAX_FAILURES && lockedUntil !== null;
    return { failures, lockedFor: locked ? Math.ceil((lockedUntil.getTime() - now.getTime()) / 1000) : 0 };
  }

  async failed(username: string, personId: string | undefined, attempt: Attempt, caller: Caller): Promise<void> {
    const subject = personId
      ? { subjectType: 'person', subjectId: personId }
      : { subjectType: 'login', subjectId: loginId(username) };
    await this.database.run(systemFor(caller), async (tx) => {
      await tx.audit({ ...subject, action: 'session.refused', after: { failures: attempt.failures } });
      if (attempt.failures === MAX_FAILURES)
        await tx.audit({ ...subject, action: 'session.locked', after: { minutes: LOCK_MS / 60_000 } });
    });
  }

  async clearIn(tx: Tx, username: string): Promise<void> {
    await tx.query('delete from login_attempt where username_digest = $1', [digest(username)]);
  }

  async purgeIn(tx: Tx, asOf: Date): Promise<number> {
    const gone = await tx.query(
      `delete from login_attempt where last_failed_at < $1::timestamptz - interval '1 day' returning 1 as one`,
      [asOf],
    );
    return gone.length;
  }
}

const systemFor = (caller: Caller) => ({ ...SYSTEM_ACTOR, requestId: caller.requestId });
