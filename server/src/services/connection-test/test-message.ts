import { randomUUID } from 'node:crypto';
import { composeMessage } from '@relais/mime';
import type { AccountStore } from '../../domain/mail/account-store.ts';
import { flagBits } from '../../domain/mail/flags.ts';
import { type UidSet, uidSetOf } from '../../domain/mail/uid-set.ts';

/** A message of the test; it is taken away again when the step is over. */
export interface TestMessage {
  readonly messageId: string;
  readonly bytes: Buffer;
}

export function testMessage(address: string): TestMessage {
  const messageId = `${randomUUID()}@connection-test.relais.invalid`;
  const bytes = composeMessage({
    from: { address },
    to: [{ address }],
    subject: 'Relais connection test',
    date: new Date(),
    messageId,
    text: 'Your mail settings were tested. This message is removed by itself.\n',
  });
  return { messageId, bytes };
}

/** Puts it into the inbox as read, so that devices announce it to the protocol and not to the person. */
export async function appendToInbox(account: AccountStore, message: TestMessage): Promise<void> {
  const inbox = await account.folder('INBOX');
  const incoming = await account.beginMessage({ sizeBytes: message.bytes.length });
  try {
    await incoming.write(message.bytes);
    const staged = await incoming.finish();
    await account.append(inbox.folderId, [{ message: staged, flags: { bits: flagBits.seen, keywords: [] } }]);
  } finally {
    await incoming.discard();
  }
}

/** Waits until the message is in the inbox; false when it is not there in time. */
export async function arrivesInInbox(
  account: AccountStore,
  messageId: string,
  limitMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  const until = performance.now() + limitMs;
  let changed = false;
  let wake: (() => void) | null = null;
  const stop = account.onChange(() => {
    changed = true;
    wake?.();
  });
  try {
    while (!signal.aborted) {
      changed = false;
      if ((await find(account, messageId)).length > 0) return true;
      const left = until - performance.now();
      if (left <= 0) return false;
      if (changed) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return false;
  } finally {
    stop();
  }
}

/** Takes the test's message out of the inbox; nothing when it is not there. */
export async function removeFromInbox(account: AccountStore, messageId: string): Promise<void> {
  const uids = await find(account, messageId);
  if (uids.length === 0) return;
  const inbox = await account.folder('INBOX');
  await account.expunge(inbox.folderId, uids, { onlyDeleted: false });
}

/** Only the newest messages can be the test's own. */
async function find(account: AccountStore, messageId: string): Promise<UidSet> {
  const inbox = await account.folder('INBOX');
  const { uidNext } = inbox.status;
  if (uidNext <= 1) return [];
  const newest: UidSet = [{ first: Math.max(1, uidNext - 50), last: uidNext - 1 }];
  return uidSetOf(
    await account.search(inbox.folderId, newest, { where: { headerField: 'Message-ID' }, value: messageId }),
  );
}
