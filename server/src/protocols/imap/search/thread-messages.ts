import type { ThreadRequest } from '@relais/imap-codec';
import { threadKeys } from '@relais/mime';
import { uidSetOf } from '../../../domain/mail/uid-set.ts';
import { sentDateOf } from './date-keys.ts';
import type { SearchSubject } from './search-messages.ts';
import { fold, structureOfRow } from './sort-messages.ts';
import { byDate, type ThreadedMessage, type ThreadNode } from './thread.ts';
import { threadByReferences } from './thread-references.ts';

/** The threads of `positions` (RFC 5256 §3, §4), oldest first. */
export async function threadMessages(
  subject: SearchSubject,
  positions: readonly number[],
  algorithm: ThreadRequest['algorithm'],
): Promise<ThreadNode[]> {
  const messages = await readThreadKeys(subject, positions);
  return algorithm === 'ORDEREDSUBJECT'
    ? threadBySubject(messages)
    : threadByReferences(messages, algorithm === 'REFERENCES');
}

async function readThreadKeys(
  { folder, store, output }: SearchSubject,
  positions: readonly number[],
): Promise<ThreadedMessage[]> {
  const messages: ThreadedMessage[] = [];
  const uids = uidSetOf(positions.map((at) => folder.uidAt(at)));
  for await (const rows of store.messages(folder.folderId, uids, { structure: true })) {
    for (const row of rows) {
      const position = folder.positionOf(row.uid);
      if (position < 0) continue;
      const structure = structureOfRow(row);
      const keys = threadKeys(structure);
      messages.push({
        position,
        sentMs: sentDateOf(structure)?.epochMs ?? row.internalDate,
        messageId: keys.messageId,
        references: keys.references,
        baseSubject: fold(keys.baseSubject),
        isReplyOrForward: keys.isReplyOrForward,
      });
      if (output.isDue) await output.makeRoom();
    }
  }
  return messages;
}

/** RFC 5256 §3 ORDEREDSUBJECT: by subject, then date; all later messages of a subject answer its first. */
function threadBySubject(messages: readonly ThreadedMessage[]): ThreadNode[] {
  const bySubject = new Map<string, ThreadedMessage[]>();
  for (const message of messages) {
    const same = bySubject.get(message.baseSubject);
    if (same === undefined) bySubject.set(message.baseSubject, [message]);
    else same.push(message);
  }
  return [...bySubject.values()]
    .map((same) => same.sort(byDate))
    .sort((a, b) => byDate(a[0] as ThreadedMessage, b[0] as ThreadedMessage))
    .map(([first, ...rest]) => ({
      position: (first as ThreadedMessage).position,
      children: rest.map(({ position }) => ({ position, children: [] })),
    }));
}
