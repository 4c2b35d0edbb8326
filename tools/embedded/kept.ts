import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a cluster remembers between starts, readable by its owner only. */
export interface Kept {
  port: number;
  owner: number;
  secrets: Record<string, string>;
}

export function readKept(home: string): Kept {
  try {
    return JSON.parse(readFileSync(join(home, 'pg.json'), 'utf8')) as Kept;
  } catch {
    return { port: 0, owner: 0, secrets: {} };
  }
}

export function writeKept(home: string, kept: Kept): void {
  const file = join(home, 'pg.json');
  writeFileSync(`${file}.new`, JSON.stringify(kept), { mode: 0o600 });
  chmodSync(`${file}.new`, 0o600);
  renameSync(`${file}.new`, file);
}

export const secretOf = (kept: Kept, name: string): string =>
  (kept.secrets[name] ??= randomBytes(18).toString('base64url'));
