import type { AccountStore, StagedMessage } from '../../server/src/domain/mail/account-store.ts';
import type { Flags } from '../../server/src/domain/mail/flags.ts';

export const allUids = [{ first: 1, last: 0xffff_ffff }];

export function letter(
  number: number,
  options: { readonly extraHeader?: string; readonly body?: string } = {},
): Buffer {
  return Buffer.from(
    `From: =?utf-8?q?J=C3=A9r=C3=B4me?= <jerome@example.test>\r\nTo: anna@example.test\r\nSubject: Letter ${number}\r\n` +
      `Date: Mon, 2 Nov 2026 10:00:00 +0000\r\nMessage-ID: <letter-${number}@example.test>\r\n${options.extraHeader ?? ''}` +
      `\r\n${options.body ?? `This is letter ${number}.`}\r\n`,
  );
}

export async function stage(account: AccountStore, bytes: Uint8Array): Promise<StagedMessage> {
  const message = await account.beginMessage({ sizeBytes: bytes.length });
  await message.write(bytes);
  return await message.finish();
}

/** Appends letters with these flags in one command and gives their UIDs. */
export async function appendLetters(
  account: AccountStore,
  folderId: number,
  count: number,
  flags: Flags = { bits: 0, keywords: [] },
): Promise<readonly number[]> {
  const messages = [];
  for (let i = 1; i <= count; i++) messages.push({ message: await stage(account, letter(i)), flags });
  return (await account.append(folderId, messages)).uids;
}

export async function bytesOfContent(
  account: AccountStore,
  contentId: number,
  range?: { readonly start: number; readonly end: number },
): Promise<Buffer> {
  return Buffer.concat(await collected(account.content(contentId, range)));
}

export async function collected<T>(source: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of source) all.push(one);
  return all;
}
