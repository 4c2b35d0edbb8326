/** Retries live in the outbox row, so that every transport behaves alike: 2 s, 4 s, 8 s … up to 10 min, eight times. */
export const RETRY = { baseMs: 2000, maxMs: 600_000, attempts: 8 };

export interface AfterFailure {
  attempts: number;
  availableAt: Date;
  dead: boolean;
}

/** @param dice 0 ≤ dice < 1: jitter, so that what failed together does not come back together */
export function afterFailure(attempts: number, now: Date, dice: number): AfterFailure {
  const done = attempts + 1;
  const backoff = Math.min(RETRY.maxMs, RETRY.baseMs * 2 ** attempts);
  const wait = backoff / 2 + (backoff / 2) * dice;
  return { attempts: done, availableAt: new Date(now.getTime() + Math.round(wait)), dead: done >= RETRY.attempts };
}
