import { isUtf8 } from 'node:buffer';
import { HttpErrors } from './http.errors.js';

const MAX_DEPTH = 32;

/**
 * Stricter than JSON.parse: the text must be UTF-8, a number must be exact (2⁵³ and beyond would be rounded in silence),
 * `__proto__` is no key, and nesting has an end. Of a key given twice the last counts, as everywhere in JavaScript.
 * @throws DomainError JSON_MALFORMED, NUMBER_UNSAFE
 */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  if (!isUtf8(body)) throw HttpErrors.JSON_MALFORMED();
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw HttpErrors.JSON_MALFORMED();
  }
  inspect(value, '', 0);
  return value;
}

function inspect(value: unknown, path: string, depth: number): void {
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER)
      throw HttpErrors.NUMBER_UNSAFE({ path: path || '/' });
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth >= MAX_DEPTH) throw HttpErrors.JSON_MALFORMED();
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) inspect(value[index], `${path}/${index}`, depth + 1);
    return;
  }
  for (const key of Object.keys(value)) {
    if (key === '__proto__') throw HttpErrors.JSON_MALFORMED();
    inspect((value as Record<string, unknown>)[key], `${path}/${key.slice(0, 64)}`, depth + 1);
  }
}
