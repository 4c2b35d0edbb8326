import type { DepartmentKind, Scope, Tier } from '#libs/kernel';

/** 30 minutes without a request, 12 hours in all. */
export const IDLE_MS = 30 * 60_000;
export const ABSOLUTE_MS = 12 * 3_600_000;
/** How stale `last_seen_at` may be: a read writes at most once a minute. Sessions end up to this much early, never late. */
export const TOUCH_MS = 60_000;

export const MAX_FAILURES = 5;
export const LOCK_MS = 15 * 60_000;

export const USERNAME = /^[a-z0-9][a-z0-9._-]{1,63}$/;

/** NFKC: an input method in full-width mode types `ｏｗｎｅｒ`, and that is the same name. Names are stored in lower case. */
export const normaliseUsername = (username: string): string => username.normalize('NFKC').trim().toLowerCase();

export interface SessionTimes {
  lastSeenAt: Date;
  expiresAt: Date;
}

export const isAlive = (session: SessionTimes, now: Date): boolean =>
  now.getTime() < session.expiresAt.getTime() && now.getTime() < session.lastSeenAt.getTime() + IDLE_MS;

export const needsTouch = (session: SessionTimes, now: Date): boolean =>
  now.getTime() - session.lastSeenAt.getTime() >= TOUCH_MS;

/** When the session ends if no further request comes. */
export const endsAt = (session: SessionTimes): Date =>
  new Date(Math.min(session.expiresAt.getTime(), session.lastSeenAt.getTime() + IDLE_MS));

interface Place {
  organisationId: string;
  departmentKind: DepartmentKind | null;
  tier: Tier;
  regionCode: string;
}

/** §1: a department sees its region and below, an owner only its own projects. */
export const scopeOf = (place: Place): Scope =>
  place.departmentKind === null
    ? { kind: 'owner', code: place.organisationId }
    : { kind: place.tier, code: place.regionCode };
