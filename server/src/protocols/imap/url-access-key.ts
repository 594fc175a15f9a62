import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { AccountStore } from '../../domain/mail/account-store.ts';
import { urlAccessKeyEntry as entry } from '../../domain/mail/annotations.ts';

export const urlKeyBytes = 32;
/** RFC 4467 §3: the first octet of an INTERNAL token says how it was made. */
const version = '01';

/** The key with which URLs of a folder are signed (RFC 4467 §3: mailbox access key); made when it is first wanted. */
export async function urlAccessKey(
  store: AccountStore,
  folderId: number,
  make: boolean,
): Promise<Uint8Array | undefined> {
  const known = (await store.annotations(folderId, store.accountId)).get(entry);
  if (known !== undefined || !make) return known;
  const key = randomBytes(urlKeyBytes);
  await store.annotate(folderId, new Map([[entry, key]]), store.accountId);
  return key;
}

/** RFC 4467 §7 RESETKEY: no URL of before opens anything any more. */
export async function dropUrlAccessKey(store: AccountStore, folderId: number): Promise<void> {
  await store.annotate(folderId, new Map([[entry, null]]), store.accountId);
}

export function urlToken(key: Uint8Array, rump: string): string {
  return version + createHmac('sha256', key).update(rump).digest('hex');
}

export function isUrlToken(key: Uint8Array, rump: string, token: string): boolean {
  const expected = Buffer.from(urlToken(key, rump), 'latin1');
  const given = Buffer.from(token.toLowerCase(), 'latin1');
  return expected.length === given.length && timingSafeEqual(expected, given);
}
