import { hash, verify } from '@node-rs/argon2';
import { IdentityErrors } from './identity.errors.js';

/** OWASP's first recommendation for argon2id: 19 MiB, 2 passes, 1 lane. The package's default algorithm is argon2id. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const MIN_LENGTH = 10;

/** The same key pressed on a Chinese and on an English keyboard layout gives the same password (NIST SP 800-63B §5.1.1.2). */
const normalise = (password: string): string => password.normalize('NFKC');

export async function hashPassword(password: string): Promise<string> {
  if ([...password].length < MIN_LENGTH) throw IdentityErrors.PASSWORD_TOO_SHORT({ min: MIN_LENGTH });
  return hash(normalise(password), COST);
}

let dummy: Promise<string> | undefined;

/**
 * Takes the same time whether or not there is a hash to compare with, so that the clock does not tell an unknown name, a
 * locked account or a disabled person from a wrong password.
 */
export async function verifyPassword(password: string, passwordHash: string | undefined): Promise<boolean> {
  const fallback = await (dummy ??= hash('no person has this password', COST));
  const matches = await verify(passwordHash ?? fallback, normalise(password));
  return passwordHash !== undefined && matches;
}
