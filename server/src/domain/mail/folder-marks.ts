import { type AccountContext, announce } from './account-context.ts';
import type { SpecialUse } from './account-store.ts';
import { loadFolder } from './folder-draft.ts';
import { canonicalName, requireFolderName } from './folder-names.ts';
import { MailError } from './mail-error.ts';

export async function setSubscribed(context: AccountContext, name: string, subscribed: boolean): Promise<void> {
  // RFC 9051 §6.3.7: a name may stay subscribed after its folder is gone, so it need not exist to be taken off.
  const canonical = subscribed ? requireFolderName(name, context.limits) : canonicalName(name);
  await context.scope.write(async (writer) => {
    if (subscribed)
      await writer.run(
        'INSERT INTO subscriptions (account, name) VALUES (?, ?) ON CONFLICT (account, name) DO NOTHING',
        writer.account,
        canonical,
      );
    else await writer.run('DELETE FROM subscriptions WHERE account = ? AND name = ?', writer.account, canonical);
    announce(context, writer, null, 0);
  });
}

/** A use that another folder has goes over to this one. INBOX keeps its own. */
export async function setSpecialUse(
  context: AccountContext,
  folderId: number,
  specialUse: SpecialUse | null,
): Promise<void> {
  await context.scope.write(async (writer) => {
    const folder = await loadFolder(writer, folderId);
    if (folder.name === 'INBOX' || specialUse === 'inbox')
      throw new MailError('folder-is-inbox', 'INBOX has its own use, which no other folder can have.');
    if (specialUse !== null)
      await writer.run(
        'UPDATE folders SET special_use = NULL WHERE account = ? AND special_use = ?',
        writer.account,
        specialUse,
      );
    await writer.run(
      'UPDATE folders SET special_use = ? WHERE account = ? AND folder_id = ?',
      specialUse,
      writer.account,
      folderId,
    );
    announce(context, writer, null, 0);
  });
}

export async function setSortOrder(context: AccountContext, folderId: number, sortOrder: number): Promise<void> {
  await context.scope.write(async (writer) => {
    await loadFolder(writer, folderId);
    await writer.run(
      'UPDATE folders SET sort_order = ? WHERE account = ? AND folder_id = ?',
      sortOrder,
      writer.account,
      folderId,
    );
    announce(context, writer, null, 0);
  });
}
