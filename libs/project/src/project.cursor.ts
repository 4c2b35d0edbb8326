import { isId, KernelErrors } from '#libs/kernel';
import { decodeCursor } from '#libs/platform';

type Shape = 'id' | 'text' | 'whole' | 'timestamptz' | 'date' | 'bigint';

const WELL_FORMED: Readonly<Record<Shape, (value: unknown) => boolean>> = {
  id: isId,
  text: (value) => typeof value === 'string' && !value.includes('\0'),
  whole: (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 31,
  timestamptz: (value) =>
    typeof value === 'string' && /^[\d :T.Z+-]{10,40}$/.test(value) && !Number.isNaN(Date.parse(value)),
  date: (value) => typeof value === 'string' && /^(\d{4}-\d{2}-\d{2}|infinity)$/.test(value),
  bigint: (value) => typeof value === 'string' && /^\d{1,18}$/.test(value),
};

/** The values of a cursor, each of the shape that the statement expects. @throws CURSOR_INVALID for a forged one */
export function readCursor(list: string, cursor: string, ...shapes: readonly Shape[]): unknown[] {
  const values = decodeCursor(list, cursor);
  const sound = values.length === shapes.length && shapes.every((shape, i) => WELL_FORMED[shape](values[i]));
  if (!sound) throw KernelErrors.CURSOR_INVALID();
  return values;
}
