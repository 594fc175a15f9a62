import type { SqlReader } from '../../storage/sql-engine.ts';
import type { AccountContext } from './account-context.ts';
import type { FolderSummary } from './account-store.ts';
import { findFolder, folderColumns, type FolderDraft, statusOf } from './folder-draft.ts';
import { canonicalName, parentNames, separator } from './folder-names.ts';
import { MailError } from './mail-error.ts';
import { TimeSlice } from './time-slice.ts';

const pageRows = 500;

/** All folders, INBOX first, the rest by name, every parent before its children. */
export async function listFolders(context: AccountContext): Promise<readonly FolderSummary[]> {
  return await context.scope.read(async (reader) => {
    const subscribed = new Set(await subscribedNames(reader));
    const rows = await allFolders(reader);
    const parents = new Set(rows.flatMap((row) => parentNames(row.name)));
    return rows
      .sort((a, b) => compareNames(a.name, b.name))
      .map((row) => summaryOf(row, { subscribed: subscribed.has(row.name), hasChildren: parents.has(row.name) }));
  });
}

/** By name: INBOX in any case, the rest exact after NFC. @throws MailError 'folder-not-found' */
export async function folderByName(context: AccountContext, name: string): Promise<FolderSummary> {
  const canonical = canonicalName(name);
  return await context.scope.read(async (reader) => {
    // One question, since each delivery asks it.
    const row = await reader.get<FolderDraft & { subscribed: number; has_children: number }>(
      `SELECT ${folderColumns},
         (SELECT count(*) FROM subscriptions WHERE account = ? AND name = ?) AS subscribed,
         (SELECT count(*) FROM (SELECT 1 FROM folders WHERE account = ? AND name > ? AND name < ? LIMIT 1) child) AS has_children
       FROM folders WHERE account = ? AND name = ?`,
      reader.account,
      canonical,
      reader.account,
      ...childBounds(canonical),
      reader.account,
      canonical,
    );
    if (row === undefined) throw notFound(name);
    return summaryOf(row, { subscribed: row.subscribed > 0, hasChildren: row.has_children > 0 });
  });
}

export async function summarise(reader: SqlReader, folder: FolderDraft): Promise<FolderSummary> {
  const subscription = await reader.get(
    'SELECT 1 AS found FROM subscriptions WHERE account = ? AND name = ?',
    reader.account,
    folder.name,
  );
  return summaryOf(folder, {
    subscribed: subscription !== undefined,
    hasChildren: await hasChildren(reader, folder.name),
  });
}

export async function requireFolder(reader: SqlReader, name: string): Promise<FolderDraft> {
  const folder = await findFolder(reader, canonicalName(name));
  if (folder === undefined) throw notFound(name);
  return folder;
}

function notFound(name: string): MailError {
  return new MailError('folder-not-found', `There is no folder ${JSON.stringify(name.slice(0, 200))}.`);
}

export async function hasChildren(reader: SqlReader, name: string): Promise<boolean> {
  const child = await reader.get(
    'SELECT 1 AS found FROM folders WHERE account = ? AND name > ? AND name < ? LIMIT 1',
    reader.account,
    ...childBounds(name),
  );
  return child !== undefined;
}

/** Names compare by their bytes on both engines: all between "a/" and "a0" begin with "a/". */
function childBounds(name: string): [string, string] {
  return [`${name}/`, `${name}0`];
}

export async function subscribedNames(reader: SqlReader): Promise<string[]> {
  const rows = await reader.all<{ name: string }>('SELECT name FROM subscriptions WHERE account = ?', reader.account);
  return rows.map((row) => row.name).sort(compareNames);
}

export async function allFolders(reader: SqlReader): Promise<FolderDraft[]> {
  const folders: FolderDraft[] = [];
  const slice = new TimeSlice();
  for (let last = 0; ; ) {
    const rows = await reader.all<FolderDraft>(
      `SELECT ${folderColumns} FROM folders WHERE account = ? AND folder_id > ? ORDER BY folder_id LIMIT ${pageRows}`,
      reader.account,
      last,
    );
    for (const row of rows) folders.push(row);
    if (rows.length < pageRows) return folders;
    last = (rows.at(-1) as FolderDraft).folder_id;
    await slice.rest();
  }
}

function summaryOf(
  folder: FolderDraft,
  of: { readonly subscribed: boolean; readonly hasChildren: boolean },
): FolderSummary {
  return {
    folderId: folder.folder_id,
    mailboxId: `F${folder.folder_id}`,
    name: folder.name,
    specialUse: folder.special_use,
    sortOrder: folder.sort_order,
    subscribed: of.subscribed,
    hasChildren: of.hasChildren,
    selectable: folder.selectable === 1,
    hidden: folder.hidden === 1,
    status: statusOf(folder),
  };
}

// Level by level, so that "a/b" comes before "a b", which is another folder.
function compareNames(a: string, b: string): number {
  if (a === b) return 0;
  if (a === 'INBOX' || b === 'INBOX') return a === 'INBOX' ? -1 : 1;
  const left = a.replaceAll(separator, '\0');
  const right = b.replaceAll(separator, '\0');
  return left < right ? -1 : 1;
}
