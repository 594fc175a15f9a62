import type { SqlReader, SqlWriter } from '../../storage/sql-engine.ts';
import { type AccountContext, announce } from './account-context.ts';
import { loadFolder, saveFolder } from './folder-draft.ts';

/** What RFC 5464 lets a server bound. */
export const annotationLimits = { valueBytes: 65_536, ofFolder: 100, ofAccount: 1_000 } as const;

/** Where the key of a folder's signed URLs is kept (RFC 4467): a name that no client can ask for. */
export const urlAccessKeyEntry = 'url-access-key';

/** By entry name: `/shared/comment`, `/private/comment`. */
export type Annotations = ReadonlyMap<string, Uint8Array>;
/** A value of null removes the entry. */
export type AnnotationChanges = ReadonlyMap<string, Uint8Array | null>;

/** Folders count from 1, so 0 is the account itself: its own view of the server. */
const account = 0;

interface Row {
  readonly folder_id: number;
  readonly entry: string;
  readonly value: Uint8Array;
}

/** The annotations of a folder, or of the account (`null`), that `user` may see: the shared ones and the user's own. */
export async function readAnnotations(
  context: AccountContext,
  folderId: number | null,
  user: string,
): Promise<Annotations> {
  const rows = await context.scope.read(
    async (reader) =>
      await reader.all<Row>(
        `SELECT folder_id, entry, value FROM annotations
         WHERE account = ? AND folder_id = ? AND owner IN ('', ?) ORDER BY entry`,
        reader.account,
        folderId ?? account,
        user,
      ),
  );
  return new Map(rows.map(({ entry, value }) => [entry, value]));
}

/** The same of every folder that has one of `entries`, by folder, so that a list of folders costs one question. */
export async function readFolderAnnotations(
  context: AccountContext,
  entries: readonly string[] | 'all',
  user: string,
): Promise<ReadonlyMap<number, Annotations>> {
  const found = new Map<number, Map<string, Uint8Array>>();
  const note = (rows: readonly Row[]): void => {
    for (const row of rows) {
      const ofFolder = found.get(row.folder_id) ?? new Map<string, Uint8Array>();
      found.set(row.folder_id, ofFolder.set(row.entry, row.value));
    }
  };
  await context.scope.read(async (reader) => {
    if (entries === 'all') {
      const ofFolders = `SELECT folder_id, entry, value FROM annotations
        WHERE account = ? AND folder_id > ${account} AND owner IN ('', ?)`;
      note(await reader.all<Row>(ofFolders, reader.account, user));
      return;
    }
    for (const entry of entries) {
      const ofEntry = `SELECT folder_id, entry, value FROM annotations WHERE account = ? AND entry = ? AND owner IN ('', ?)`;
      note(await reader.all<Row>(ofEntry, reader.account, entry, user));
    }
  });
  return found;
}

/** All or none (RFC 5464 §4.3). 'too-many': nothing was changed. */
export async function writeAnnotations(
  context: AccountContext,
  folderId: number | null,
  changes: AnnotationChanges,
  user: string,
): Promise<'written' | 'too-many'> {
  const folder = folderId ?? account;
  return await context.scope.write(async (writer) => {
    const most = folderId === null ? annotationLimits.ofAccount : annotationLimits.ofFolder;
    if (await wouldBeTooMany(writer, folder, changes, most)) return 'too-many';
    let isChanged = false;
    for (const [entry, value] of changes) {
      const key = [writer.account, folder, ownerOf(entry, user), entry] as const;
      const before = await writer.get<{ value: Uint8Array }>(
        'SELECT value FROM annotations WHERE account = ? AND folder_id = ? AND owner = ? AND entry = ?',
        ...key,
      );
      if (before === undefined ? value === null : value !== null && Buffer.compare(before.value, value) === 0) continue;
      isChanged = true;
      await writer.run(
        'DELETE FROM annotations WHERE account = ? AND folder_id = ? AND owner = ? AND entry = ?',
        ...key,
      );
      if (value === null) continue;
      await writer.run(
        'INSERT INTO annotations (account, folder_id, owner, entry, value) VALUES (?, ?, ?, ?, ?)',
        ...key,
        value,
      );
    }
    if (!isChanged) return 'written';
    if (folderId !== null) await raiseModSeq(context, writer, folderId, changes.get(urlAccessKeyEntry) === null);
    announce(context, writer, null, 0);
    return 'written';
  });
}

/** RFC 7162 §3.2: a change of an annotation is one of its mailbox. */
async function raiseModSeq(
  context: AccountContext,
  writer: SqlWriter,
  folderId: number,
  urlKeyIsReset: boolean,
): Promise<void> {
  const folder = await loadFolder(writer, folderId);
  folder.highest_modseq += 1;
  await saveFolder(writer, folder);
  announce(context, writer, folderId, folder.highest_modseq, urlKeyIsReset ? { urlKeyIsReset } : {});
}

async function wouldBeTooMany(
  reader: SqlReader,
  folder: number,
  changes: AnnotationChanges,
  most: number,
): Promise<boolean> {
  const added = [...changes.values()].filter((value) => value !== null).length;
  if (added === 0) return false;
  const row = await reader.get<{ count: number }>(
    'SELECT count(*) AS count FROM annotations WHERE account = ? AND folder_id = ?',
    reader.account,
    folder,
  );
  const count = Number(row?.count ?? 0);
  if (count + added <= most) return false;
  // At the limit, values may still be exchanged.
  const known = await reader.all<{ entry: string }>(
    'SELECT entry FROM annotations WHERE account = ? AND folder_id = ?',
    reader.account,
    folder,
  );
  const names = new Set(known.map(({ entry }) => entry));
  const fresh = [...changes].filter(([entry, value]) => value !== null && !names.has(entry)).length;
  return fresh > 0 && count + fresh > most;
}

/** RFC 5464 §2: `/private` entries are each user's own. */
function ownerOf(entry: string, user: string): string {
  return entry.startsWith('/private') ? user : '';
}

export async function dropAnnotations(writer: SqlWriter, folderId: number): Promise<void> {
  await writer.run('DELETE FROM annotations WHERE account = ? AND folder_id = ?', writer.account, folderId);
}
