export interface Difference {
  path: string;
  before: unknown;
  after: unknown;
}

/** Leaf by leaf what differs between two values; lists are compared by position. */
export function diffOf(before: unknown, after: unknown, path = ''): Difference[] {
  if (isBranch(before) && isBranch(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => diffOf(before[key], after[key], path === '' ? key : `${path}.${key}`));
  }
  const same = JSON.stringify(before) === JSON.stringify(after);
  return same ? [] : [{ path, before: before ?? null, after: after ?? null }];
}

const isBranch = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === 'object';
