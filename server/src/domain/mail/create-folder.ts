import { type AccountContext, announce } from './account-context.ts';
import type { FolderSummary, SpecialUse } from './account-store.ts';
import { findFolder, type FolderDraft } from './folder-draft.ts';
import { insertInTree } from './folder-in-tree.ts';
import { requireFolderName } from './folder-names.ts';
import { summarise } from './list-folders.ts';
import { MailError } from './mail-error.ts';
import { type MailboxState, nextUidValidity, requireMailboxState, saveMailboxState } from './mailbox-state.ts';
import type { SqlWriter } from '../../storage/sql-engine.ts';

/** Missing parents are made too (RFC 9051 §6.3.4). @throws MailError 'folder-exists', 'folder-name-invalid', 'folder-limit', 'conflict' */
export async function createFolder(
  context: AccountContext,
  name: string,
  options: { readonly specialUse?: SpecialUse } = {},
): Promise<FolderSummary> {
  const canonical = requireFolderName(name, context.limits);
  return await context.scope.write(async (writer) => {
    const state = await requireMailboxState(writer);
    const specialUse = options.specialUse ?? null;
    if (specialUse !== null) await requireFreeUse(writer, specialUse);
    const folder = await makeFolder(context, writer, state, canonical, specialUse);
    await saveMailboxState(writer, state);
    announce(context, writer, null, 0);
    return await summarise(writer, folder);
  });
}

/** Makes a folder and its missing parents. The state is changed, not saved. */
export async function makeFolder(
  context: AccountContext,
  writer: SqlWriter,
  state: MailboxState,
  canonical: string,
  specialUse: SpecialUse | null,
): Promise<FolderDraft> {
  const existing = await findFolder(writer, canonical);
  if (existing?.selectable === 1) throw new MailError('folder-exists', `There is already a folder "${canonical}".`);
  if (existing === undefined) return await insertInTree(context, writer, state, canonical, specialUse);
  // A name that only had children becomes a folder; nothing in it is what once was there.
  existing.uid_validity = nextUidValidity(context, state);
  existing.selectable = 1;
  existing.special_use = specialUse;
  await writer.run(
    'UPDATE folders SET uid_validity = ?, selectable = 1, special_use = ? WHERE account = ? AND folder_id = ?',
    existing.uid_validity,
    specialUse,
    writer.account,
    existing.folder_id,
  );
  return existing;
}

// RFC 6154 §3: a server may refuse a second folder with the same use.
async function requireFreeUse(writer: SqlWriter, specialUse: SpecialUse): Promise<void> {
  const holder = await writer.get<{ name: string }>(
    'SELECT name FROM folders WHERE account = ? AND special_use = ?',
    writer.account,
    specialUse,
  );
  if (holder !== undefined)
    throw new MailError('conflict', `"${holder.name}" is already the folder for that use; there is one of each.`);
}
