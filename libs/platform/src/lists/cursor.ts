import { KernelErrors } from '#libs/kernel';

export interface Page<T> {
  items: T[];
  /** Opaque; null on the last page. */
  nextCursor: string | null;
}

type CursorValue = string | number | boolean | null;

/** A cursor is the sort key of the last row seen, bound to its list (and sort), so that another list refuses it. */
export const encodeCursor = (list: string, values: readonly unknown[]): string =>
  Buffer.from(JSON.stringify([list, ...values])).toString('base64url');

/** @throws CURSOR_INVALID when it is mangled or belongs to another list */
export function decodeCursor(list: string, cursor: string): CursorValue[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw KernelErrors.CURSOR_INVALID();
  }
  if (!Array.isArray(parsed) || parsed.length < 2 || parsed[0] !== list) throw KernelErrors.CURSOR_INVALID();
  const values: unknown[] = parsed.slice(1);
  if (values.some((value) => typeof value === 'object' && value !== null)) throw KernelErrors.CURSOR_INVALID();
  return values as CursorValue[];
}

/**
 * Cuts the one row too many that a list asks for (`limit + 1`) and turns the last row kept into a cursor.
 * @param key the sort key of a row, ending with its id
 */
export function pageOf<T>(
  list: string,
  rows: readonly T[],
  limit: number,
  key: (row: T) => readonly unknown[],
): Page<T> {
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items, nextCursor: last === undefined ? null : encodeCursor(list, key(last)) };
}
