import { createHash, timingSafeEqual } from 'node:crypto';

/** In constant time: digests have one length, whatever was sent. */
export function isSameSecret(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
