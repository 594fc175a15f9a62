import { MailError } from '../../domain/mail/mail-error.ts';
import type { StateOf } from './session-state.ts';

/**
 * Runs what takes messages out of the selected folder to somewhere else. That the selected folder is gone is said as such:
 * RFC 3501 §7.1 TRYCREATE is for a target that is not there.
 */
export async function fromSelected<T>({ store, folder }: StateOf<'selected'>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof MailError) || error.code !== 'folder-not-found') throw error;
    const isThere = await store.folderStatus(folder.folderId).then(
      () => true,
      () => false,
    );
    if (isThere) throw error;
    throw new MailError('folder-not-selectable', error.message);
  }
}
