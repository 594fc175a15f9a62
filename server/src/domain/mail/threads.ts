import { hash } from 'node:crypto';
import type { SqlWriter } from '../../storage/sql-engine.ts';
import type { StagedContent } from './incoming-message.ts';

/** Of a long chain of References only so many are looked up, the newest first. */
const mostAncestors = 12;

/** What an account knows of the Message-IDs that a message names: its own, and those that it answers. */
export interface KnownMessageIds {
  /** Its own first, where it has one. */
  readonly keys: readonly number[];
  readonly threads: ReadonlyMap<number, number>;
}

export async function knownMessageIds(writer: SqlWriter, content: StagedContent): Promise<KnownMessageIds> {
  const own = content.messageKey === null ? null : keyOf(content.messageKey);
  const ancestors = content.answeredKeys.slice(0, mostAncestors).map(keyOf);
  const keys = own === null ? ancestors : [own, ...ancestors];
  if (keys.length === 0) return { keys, threads: new Map() };
  const known = await writer.all<{ message_key: number; thread_id: number }>(
    `SELECT message_key, thread_id FROM thread_members WHERE account = ? AND message_key IN (${keys.map(() => '?').join(', ')})`,
    writer.account,
    ...keys,
  );
  return { keys, threads: new Map(known.map((row) => [row.message_key, row.thread_id])) };
}

/** The thread in which a message of this Message-ID stands, stood, or is answered; `null`: this is the first of it. */
export function threadOfSameId({ messageKey }: StagedContent, { keys, threads }: KnownMessageIds): number | null {
  const [own] = keys;
  return messageKey === null || own === undefined ? null : (threads.get(own) ?? null);
}

/**
 * The thread of a message: that of a message it answers or that answers it, otherwise a new one, named after its
 * content. Only Message-IDs that are not known yet are kept, so most messages add one row.
 */
export async function joinThread(
  writer: SqlWriter,
  { keys, threads }: KnownMessageIds,
  contentId: number,
): Promise<number> {
  if (keys.length === 0) return contentId;
  const found = keys.find((key) => threads.has(key));
  const threadId = found === undefined ? contentId : (threads.get(found) as number);
  const unknown = [...new Set(keys)].filter((key) => !threads.has(key));
  await writer.runMany(
    'INSERT INTO thread_members (account, message_key, thread_id) VALUES (?, ?, ?)',
    unknown.map((key) => [writer.account, key, threadId]),
  );
  return threadId;
}

// 52 bits of a hash: whole numbers that doubles hold, and a collision among a million messages is one in ten thousand.
function keyOf(messageId: string): number {
  return Number.parseInt(hash('sha256', messageId, 'hex').slice(0, 13), 16);
}
