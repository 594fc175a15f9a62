import type { ThreadRequest } from '@relais/imap-codec';
import { visitWithKeys } from './message-keys.ts';
import type { SearchSubject } from './search-subject.ts';
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
    : await threadByReferences(messages, algorithm === 'REFERENCES', () => subject.output.makeRoom());
}

async function readThreadKeys(subject: SearchSubject, positions: readonly number[]): Promise<ThreadedMessage[]> {
  const messages: ThreadedMessage[] = [];
  await visitWithKeys(subject, positions, (position, { sentDate: sentMs }, keys) => {
    const { messageId, references, baseSubject, isReplyOrForward } = keys;
    messages.push({ position, sentMs, messageId, references, baseSubject, isReplyOrForward });
  });
  return messages.sort((a, b) => a.position - b.position);
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
