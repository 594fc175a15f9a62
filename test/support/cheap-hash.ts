import { hash } from '@node-rs/argon2';
import type { HashCost } from '../../server/src/services/authentication/password-hashing.ts';

/** The least that Argon2id allows (RFC 9106 §3.1: eight KiB for each lane). */
export const leastHashCost: HashCost = { memoryCost: 8, timeCost: 1, parallelism: 1 };

/**
 * An Argon2id hash of the least cost there is: a sign-in works as long as the numbers in the hash say, so with this one it is
 * checked as any other and takes no time. For fixtures whose tests sign in hundreds of people and are about something else.
 */
export function cheapHash(password: string): Promise<string> {
  return hash(password, leastHashCost);
}
