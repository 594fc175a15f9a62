import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { AccountStore } from '../../domain/mail/account-store.ts';
import { MailError } from '../../domain/mail/mail-error.ts';
import { flagsOfMaildirName, folderOfDirectory } from './maildir-names.ts';
import { linesOf, splitMbox } from './split-mbox.ts';

export interface ImportProgress {
  readonly folder: string;
  readonly messages: number;
  readonly file: string;
}

/**
 * Brings messages into a mailbox: a Maildir tree keeps its folders, flags and dates; an mbox file or a single message
 * (`.eml`) goes into `folder`. Line ends become CRLF, as IMAP wants; a Maildir that Relais exported comes back byte by byte.
 * Each message is durable when it is counted.
 */
export async function* importMailbox(
  store: AccountStore,
  source: string,
  folder: string,
): AsyncGenerator<ImportProgress> {
  if ((await stat(source)).isDirectory()) yield* importMaildir(store, source, [], folder);
  else if (/\.eml$/i.test(source)) {
    await append(store, folder, createReadStream(source), { bits: 0, date: (await stat(source)).mtimeMs });
    yield { folder, messages: 1, file: source };
  } else yield* importMbox(store, source, folder);
}

async function* importMaildir(
  store: AccountStore,
  directory: string,
  levels: readonly string[],
  rootFolder: string,
): AsyncGenerator<ImportProgress> {
  const entries = await readdir(directory, { withFileTypes: true });
  let messages = 0;
  const name = levels.length === 0 ? rootFolder : folderOfDirectory(levels);
  for (const part of ['new', 'cur']) {
    if (!entries.some((entry) => entry.isDirectory() && entry.name === part)) continue;
    for (const file of (await readdir(join(directory, part))).sort(byArrival)) {
      const path = join(directory, part, file);
      const bits = flagsOfMaildirName(file);
      await append(store, name, createReadStream(path), { bits, date: (await stat(path)).mtimeMs });
      messages += 1;
      yield { folder: name, messages, file: path };
    }
  }
  for (const entry of entries) {
    if (!entry.isDirectory() || ['cur', 'new', 'tmp'].includes(entry.name)) continue;
    yield* importMaildir(store, join(directory, entry.name), [...levels, entry.name], rootFolder);
  }
}

// Our own names hold the UID, which keeps the order of the folder; others begin with the time of delivery.
function byArrival(one: string, other: string): number {
  const key = (name: string): readonly number[] => [
    Number(/\.U(\d+)\./.exec(name)?.[1] ?? 0),
    Number.parseInt(name, 10) || 0,
  ];
  const [uid = 0, time = 0] = key(one);
  const [otherUid = 0, otherTime = 0] = key(other);
  return uid - otherUid || time - otherTime || (one < other ? -1 : 1);
}

async function* importMbox(store: AccountStore, source: string, folder: string): AsyncGenerator<ImportProgress> {
  const date = (await stat(source)).mtimeMs;
  let lines: Buffer[] = [];
  let messages = 0;
  let started = false;
  for await (const { start, line } of splitMbox(linesOf(createReadStream(source)))) {
    if (!start) {
      lines.push(line);
      continue;
    }
    if (started) {
      await append(store, folder, withoutSeparator(lines), { bits: 0, date });
      messages += 1;
      yield { folder, messages, file: basename(source) };
    }
    started = true;
    lines = [];
  }
  if (!started) throw new Error(`${source} is empty`);
  await append(store, folder, withoutSeparator(lines), { bits: 0, date });
  yield { folder, messages: messages + 1, file: basename(source) };
}

// The empty line before the next `From ` belongs to the mbox, not to the message.
async function* withoutSeparator(lines: Buffer[]): AsyncGenerator<Buffer> {
  const last = lines.at(-1);
  if (last !== undefined && (last.length === 1 || last.toString() === '\r\n')) lines.pop();
  yield* lines;
}

async function append(
  store: AccountStore,
  folderName: string,
  chunks: AsyncIterable<Buffer>,
  marks: { readonly bits: number; readonly date: number },
): Promise<void> {
  const folder = await store.folder(folderName).catch(async (error: unknown) => {
    if (error instanceof MailError && error.code === 'folder-not-found') return await store.createFolder(folderName);
    throw error;
  });
  const incoming = await store.beginMessage();
  try {
    let previous = 0;
    for await (const chunk of chunks) {
      await incoming.write(withCrlf(chunk, previous));
      previous = chunk.at(-1) ?? previous;
    }
    const message = await incoming.finish();
    await store.append(folder.folderId, [
      { message, flags: { bits: marks.bits, keywords: [] }, internalDate: Math.round(marks.date) },
    ]);
  } finally {
    await incoming.discard();
  }
}

/** `chunk` with each bare LF made CRLF; `previous` is the byte before it. */
function withCrlf(chunk: Buffer, previous: number): Buffer {
  const pieces: Buffer[] = [];
  let from = 0;
  for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, at + 1)) {
    const before = at === 0 ? previous : chunk[at - 1];
    if (before === 0x0d) continue;
    pieces.push(chunk.subarray(from, at), carriageReturnLineFeed);
    from = at + 1;
  }
  if (from === 0) return chunk;
  pieces.push(chunk.subarray(from));
  return Buffer.concat(pieces);
}

const carriageReturnLineFeed = Buffer.from('\r\n');
