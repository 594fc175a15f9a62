import { constants, createReadStream } from 'node:fs';
import { lstat, open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { AccountStore, FolderSummary } from '../../domain/mail/account-store.ts';
import { MailError } from '../../domain/mail/mail-error.ts';
import { AlreadyThere } from './already-there.ts';
import { refuseUnfinishedExport } from './export-mailbox.ts';
import { flagsOfMaildirName, folderOfDirectory } from './maildir-names.ts';
import { linesOf, splitMbox } from './split-mbox.ts';

/** One message of the source has been dealt with. */
export interface ImportProgress {
  readonly folder: string;
  readonly file: string;
  /** False: the folder held it before the import began, and it was left alone. */
  readonly isNew: boolean;
}

/**
 * Brings messages into a mailbox: a Maildir tree keeps its folders, flags and dates; an mbox file or a single message
 * (`.eml`) goes into `folder`. Line ends become CRLF, as IMAP wants; a Maildir that Relais exported comes back byte by byte.
 * Each message is durable when it is given. What an import that broke off has brought is not brought again (`AlreadyThere`).
 */
export async function* importMailbox(
  store: AccountStore,
  source: string,
  folder: string,
): AsyncGenerator<ImportProgress> {
  const target = new Target(store);
  if ((await stat(source)).isDirectory()) {
    await refuseUnfinishedExport(source);
    yield* importMaildir(target, source, [], folder);
  } else if (/\.eml$/i.test(source)) {
    const date = (await stat(source)).mtimeMs;
    const isNew = await target.bring(folder, () => createReadStream(source), { bits: 0, date });
    yield { folder, file: source, isNew };
  } else yield* importMbox(target, source, folder);
}

// Whoever owns a Maildir puts links to any file into it, and this program may read more than he: a key would come to him as
// a message of his. A link that takes a message's place at this moment is not followed either.
const readNoLink = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);

async function* contentOf(file: string): AsyncGenerator<Buffer> {
  const opened = await open(file, readNoLink);
  yield* opened.createReadStream() as AsyncIterable<Buffer>;
}

function isLink(file: string): Error {
  return new Error(`${file} is a link to another file and no message; take it away, or put a copy in its place`);
}

async function* importMaildir(
  target: Target,
  directory: string,
  levels: readonly string[],
  rootFolder: string,
): AsyncGenerator<ImportProgress> {
  const entries = await readdir(directory, { withFileTypes: true });
  const folder = levels.length === 0 ? rootFolder : folderOfDirectory(levels);
  for (const part of ['new', 'cur']) {
    if (!entries.some((entry) => entry.isDirectory() && entry.name === part)) continue;
    for (const name of (await readdir(join(directory, part))).sort(byArrival)) {
      const file = join(directory, part, name);
      const facts = await lstat(file);
      if (facts.isSymbolicLink()) throw isLink(file);
      const marks = { bits: flagsOfMaildirName(name), date: facts.mtimeMs };
      yield { folder, file, isNew: await target.bring(folder, () => contentOf(file), marks) };
    }
  }
  for (const entry of entries) {
    if (!entry.isDirectory() || ['cur', 'new', 'tmp'].includes(entry.name)) continue;
    yield* importMaildir(target, join(directory, entry.name), [...levels, entry.name], rootFolder);
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

async function* importMbox(target: Target, source: string, folder: string): AsyncGenerator<ImportProgress> {
  const marks = { bits: 0, date: (await stat(source)).mtimeMs };
  const file = basename(source);
  let lines: Buffer[] = [];
  let started = false;
  const bring = async (message: readonly Buffer[]): Promise<ImportProgress> => ({
    folder,
    file,
    isNew: await target.bring(folder, () => eachOf(withoutSeparator(message)), marks),
  });
  for await (const { start, line } of splitMbox(linesOf(createReadStream(source)))) {
    if (!start) {
      lines.push(line);
      continue;
    }
    if (started) yield await bring(lines);
    started = true;
    lines = [];
  }
  if (!started) throw new Error(`${source} is empty`);
  yield await bring(lines);
}

// The empty line before the next `From ` belongs to the mbox, not to the message.
function withoutSeparator(lines: readonly Buffer[]): readonly Buffer[] {
  const last = lines.at(-1);
  return last !== undefined && (last.length === 1 || last.toString() === '\r\n') ? lines.slice(0, -1) : lines;
}

async function* eachOf(lines: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* lines;
}

class Target {
  private readonly store: AccountStore;
  private readonly held = new Map<number, AlreadyThere>();

  constructor(store: AccountStore) {
    this.store = store;
  }

  /** Whether it came in; the folder is made when missing. `open` may be called twice. */
  async bring(
    folderName: string,
    open: () => AsyncIterable<Buffer>,
    marks: { readonly bits: number; readonly date: number },
  ): Promise<boolean> {
    const { folderId } = await this.folder(folderName);
    let held = this.held.get(folderId);
    if (held === undefined) {
      held = await AlreadyThere.in(this.store, folderId);
      this.held.set(folderId, held);
    }
    const internalDate = Math.round(marks.date);
    if (await held.takes(internalDate, () => withCrlf(open()))) return false;
    const incoming = await this.store.beginMessage();
    try {
      for await (const chunk of withCrlf(open())) await incoming.write(chunk);
      const message = await incoming.finish();
      await this.store.append(folderId, [{ message, flags: { bits: marks.bits, keywords: [] }, internalDate }]);
    } finally {
      await incoming.discard();
    }
    return true;
  }

  private async folder(name: string): Promise<FolderSummary> {
    return await this.store.folder(name).catch(async (error: unknown) => {
      if (error instanceof MailError && error.code === 'folder-not-found') return await this.store.createFolder(name);
      throw error;
    });
  }
}

/** With each bare LF made CRLF. */
async function* withCrlf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let previous = 0;
  for await (const chunk of chunks) {
    yield chunkWithCrlf(chunk, previous);
    previous = chunk.at(-1) ?? previous;
  }
}

/** `previous` is the byte before `chunk`. */
function chunkWithCrlf(chunk: Buffer, previous: number): Buffer {
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
