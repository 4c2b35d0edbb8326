import { KernelErrors, ensure, type Verdict } from '#libs/kernel';
import { CONSTRAINTS } from './funding.errors.js';

/** What the database refused, in the words of the API; anything else stays as it is. For `.catch(refused)`. */
export function refused(error: unknown): never {
  const constraint = (error as { constraint?: unknown } | null)?.constraint;
  const known = typeof constraint === 'string' ? CONSTRAINTS[constraint] : undefined;
  throw known ? known() : error;
}

/** A rule of §5 says no: 422. */
export const rule = (verdict: Verdict): void => ensure(verdict, 'rule');

/** A row that was locked a moment ago must still be there. @throws LOST_RACE */
export function found<T>(row: T | undefined): T {
  if (row === undefined) throw KernelErrors.LOST_RACE();
  return row;
}
