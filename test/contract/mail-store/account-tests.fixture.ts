import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { AccountStore, MessageColumns, MessageRow } from '../../../server/src/domain/mail/account-store.ts';
import { MailError, type MailErrorCode } from '../../../server/src/domain/mail/mail-error.ts';
import type { RepairableMailStore } from '../../../server/src/domain/mail/mail-store.ts';
import { allUids, collected } from '../message.fixture.ts';

/** A test with a new account of its own, in which `verify` finds no fault at the end. */
export function withAccount(
  store: () => RepairableMailStore,
  name: string,
  body: (account: AccountStore, inbox: number) => Promise<void>,
): void {
  test(name, async () => {
    const account = await store().account(randomUUID());
    await body(account, (await account.folder('INBOX')).folderId);
    assert.deepEqual(await collected(store().verify(account.accountId)), []);
  });
}

/** Rejects with this code, and a sentence to it. */
export async function refuses(work: Promise<unknown>, code: MailErrorCode): Promise<void> {
  await assert.rejects(work, (error) => error instanceof MailError && error.code === code && error.message.length > 20);
}

export async function names(account: AccountStore): Promise<string[]> {
  return (await account.listFolders()).map((folder) => folder.name);
}

export async function rows(
  account: AccountStore,
  folderId: number,
  columns: MessageColumns = {},
): Promise<MessageRow[]> {
  return (await collected(account.messages(folderId, allUids, columns))).flat();
}

export async function uidsIn(account: AccountStore, folderId: number): Promise<number[]> {
  return [...(await account.openFolder(folderId, { claimRecent: false })).uids];
}
