import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** What an Argon2id hash costs whoever makes or checks it (RFC 9106 §3.1): KiB of memory, passes over it, lanes. */
export interface HashCost {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

/** OWASP's and RFC 9106 §4's small-memory choice: 22 ms and 19 MiB a check. */
export const usualHashCost: HashCost = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 };
const longestPassword = 1024;

/** RFC 8265 §4.2 (OpaqueString): the same password typed on two keyboards is the same bytes. */
export function preparePassword(password: string): string {
  return password.normalize('NFC');
}

/** Argon2id on a thread of libuv's pool; PHC string. */
export function hashPassword(password: string, cost: HashCost = usualHashCost): Promise<string> {
  return hash(preparePassword(password), cost);
}

/** `true` when the password is the one that was hashed. An over-long password takes as long as any other and is wrong. */
export async function verifyPassword(phc: string, password: string): Promise<boolean> {
  const prepared = preparePassword(password);
  const right = await verify(phc, prepared.slice(0, longestPassword));
  return right && prepared.length <= longestPassword;
}

const unmatchable = new Map<HashCost, Promise<string>>();

/**
 * A hash that nobody's password gives, verified in place of one that does not exist so that both take equal time. One of a cost for the
 * process: it is of 32 random bytes that nobody keeps.
 */
export function unmatchableHash(cost: HashCost = usualHashCost): Promise<string> {
  const made = unmatchable.get(cost) ?? hash(randomBytes(32), cost);
  unmatchable.set(cost, made);
  return made;
}
