import { formatMailboxName } from '@relais/imap-codec';
import type { FolderSummary } from '../../domain/mail/account-store.ts';
import { MailError } from '../../domain/mail/mail-error.ts';
import { allRights } from '../../domain/mail/rights.ts';
import type { MailboxView } from '../../services/sharing/mailbox-view.ts';
import { isOwnContent } from '../../services/sharing/view-numbers.ts';
import type { MailboxChange } from '../../storage/change-signal.ts';
import { ChangePusher } from './change-pusher.ts';
import type { SelectedFolder, TellOptions } from './selected-folder.ts';
import type { Session } from './session.ts';

export const accessTakenAway = 'FullAccess to this mailbox has been taken away.';

/** Tells a client what others did: at its commands, and in IDLE or with NOTIFY as it happens. */
export class ChangeTeller {
  readonly #session: Session;
  /** Sends changes between commands. */
  readonly pusher = new ChangePusher(this);
  /** Names or rights have changed: the selected folder may be called otherwise, or be closed to this user. */
  #mayHaveMoved = false;
  /** The folder whose key of URLs was taken away. */
  #urlKeyIsResetOf: number | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  /** A signal of the user's mailbox, or of one that is open to him. */
  note(change: MailboxChange): void {
    const { state, notifications } = this.#session;
    notifications?.note(change);
    const isSelected = state.kind === 'selected' && change.folderId === state.folder.folderId;
    if (isSelected) state.folder.signal(change.modSeq);
    if (isSelected && change.urlKeyIsReset && isOwnContent(state.folder.folderId))
      this.#urlKeyIsResetOf = state.folder.folderId;
    if (isSelected || notifications !== undefined) this.pusher.announce();
    if (change.folderId === null) this.#noteMove();
  }

  /** Somebody's FullAccess or membership may be another one now. */
  noteRights(): void {
    const { delegate, notifications } = this.#session;
    if (delegate?.mayStay() === false) this.#session.close('closed-by-administrator', accessTakenAway);
    // RFC 5465 §5.4: folders that are opened to a user, or no longer, are made and deleted in his eyes.
    if (notifications?.noteList() === true) this.pusher.announce();
    this.#noteMove();
  }

  #noteMove(): void {
    const { state, enabled } = this.#session;
    if (state.kind !== 'selected') return;
    // A folder of one's own is open for ever, and only IMAP4rev2 has words for its new name.
    if (isOwnContent(state.folder.folderId) && !enabled.has('IMAP4REV2')) return;
    this.#mayHaveMoved = true;
    this.pusher.announce();
  }

  /**
   * Tells the client what others did to its folder. What cannot be read now is told at another command. Undefined: it is
   * done, since nothing had to be read, as at most commands.
   */
  tell(revealExpunges: boolean, force = false): Promise<void> | undefined {
    const { state, notifications, contexts, output } = this.#session;
    if (this.#urlKeyIsResetOf !== undefined) this.#tellUrlKey();
    if (notifications !== undefined || contexts !== undefined || force || this.#mayHaveMoved)
      return this.#readAndTell(revealExpunges, force);
    if (state.kind !== 'selected') return undefined;
    if (state.folder.isBehind) return this.#readAndTell(revealExpunges, force);
    state.folder.tell(output.writer, this.#options(revealExpunges));
    return undefined;
  }

  /** RFC 5465 §3.1: before NOTIFY SET counts, everything that has happened in the selected folder is told. */
  async tellAccumulated(): Promise<void> {
    const { notifications } = this.#session;
    if (notifications === undefined || notifications.tellsSelected) await this.tell(true, true);
    else await this.#tellSelected(true, true);
  }

  async #readAndTell(revealExpunges: boolean, force: boolean): Promise<void> {
    const { notifications, unsettled } = this.#session;
    try {
      if (this.#mayHaveMoved) await this.#lookForFolder();
      if (this.#session.isToEnd) return;
      if (notifications !== undefined) {
        await unsettled.settle();
        await notifications.tell(revealExpunges, force);
      } else await this.#tellSelected(revealExpunges, force);
    } catch (error) {
      if (!(error instanceof MailError)) throw error;
      this.#session.log.warn('imap changes could not be read', { code: error.code });
    }
  }

  /** RFC 4467 §7: every session of the user that has the mailbox selected hears of RESETKEY. */
  #tellUrlKey(): void {
    const { state } = this.#session;
    if (state.kind === 'selected' && state.folder.folderId === this.#urlKeyIsResetOf)
      this.#session.note('OK', 'URLMECH INTERNAL', 'URLs of before open nothing any more.');
    this.#urlKeyIsResetOf = undefined;
  }

  /** RFC 4314 has no words for a right that ends: the connection does, with the reason (RFC 9051 §7.1.5). */
  async #lookForFolder(): Promise<void> {
    this.#mayHaveMoved = false;
    const { state, notifications, live } = this.#session;
    if (state.kind !== 'selected') return;
    const { folder, store } = state;
    const now = await folderNow(store, folder);
    if (now !== undefined && (now.rights ?? allRights).has('r')) {
      if (now.name === folder.name) return;
      const before = folder.name;
      folder.name = now.name;
      live.folder = now.name;
      // With NOTIFY the client has said itself what it wants to hear of names.
      if (notifications === undefined) this.#tellName('', folder.name, before);
    } else if (isOwnContent(folder.folderId)) {
      const isKept = await store.folder(folder.name).then(Boolean, () => false);
      if (notifications === undefined) this.#tellName(isKept ? '\\Noselect' : '\\NonExistent', folder.name);
    } else this.#session.close('access-taken-away', `"${folder.name}" is no longer open to you.`);
  }

  /** RFC 9051 §6.3.9.7: a folder that was renamed, or deleted. */
  #tellName(attribute: string, name: string, oldName?: string): void {
    const { enabled, output } = this.#session;
    if (!enabled.has('IMAP4REV2')) return;
    const old = oldName === undefined ? '' : ` ("OLDNAME" (${formatMailboxName(oldName, true)}))`;
    output.line(`* LIST (${attribute}) "/" ${formatMailboxName(name, true)}${old}`);
  }

  async #tellSelected(revealExpunges: boolean, force: boolean): Promise<void> {
    const { state, unsettled } = this.#session;
    if (state.kind !== 'selected') return;
    const { folder, store } = state;
    // What others did must not be taken over the session's own changes that reads do not see yet.
    if (unsettled.any && (force || folder.isBehind)) await unsettled.settle();
    await folder.catchUp(store, force);
    await this.tellFolder(folder, this.#options(revealExpunges));
  }

  #options(revealExpunges: boolean): TellOptions {
    const { usesVanished, usesModSeq } = this.#session.enabled;
    return { revealExpunges, asVanished: usesVanished, withModSeq: usesModSeq };
  }

  /** What `catchUp` learnt, and what it changes about searches that are kept up to date. */
  async tellFolder(folder: SelectedFolder, options: TellOptions): Promise<void> {
    const { contexts, output } = this.#session;
    if (contexts === undefined) {
      folder.tell(output.writer, options);
      return;
    }
    // RFC 5465 §5.1: the change of flags comes before what it does to a result, which is told in the numbers of before.
    folder.tellFlags(output.writer, options);
    await contexts.beforeChanges(options.revealExpunges);
    folder.tell(output.writer, options);
    await contexts.afterChanges();
  }

  /** The last of what a client is told of its folder before its answer. */
  tellHighest(): void {
    const { state, enabled } = this.#session;
    if (state.kind !== 'selected' || !enabled.has('QRESYNC')) return;
    const { toldModSeq, highestModSeq, isBehind } = state.folder;
    const modSeq = toldModSeq.take(highestModSeq, isBehind);
    if (modSeq !== undefined) this.#session.note('OK', `HIGHESTMODSEQ ${modSeq}`, 'Highest mod-sequence');
  }

  /** Sends what is new while the session waits for its client. */
  async push(revealExpunges: boolean): Promise<void> {
    const { output, inactivity } = this.#session;
    await this.tell(revealExpunges);
    this.tellHighest();
    if (output.writer.length === 0) return;
    await output.flush();
    // In IDLE what the server sends is activity too.
    inactivity.noteActivity();
  }

  failedToPush(error: unknown): void {
    if (this.#session.transport.isClosed) return;
    this.#session.log.error('imap changes could not be pushed', error);
    this.#session.close('error', 'Server Unavailable. 15');
  }
}

/** As its user sees it now, under whatever name; undefined: it is gone, or not his to see. */
async function folderNow(store: MailboxView, folder: SelectedFolder): Promise<FolderSummary | undefined> {
  try {
    const found = await store.folder(folder.name);
    if (found.folderId === folder.folderId) return found;
  } catch (error) {
    if (!(error instanceof MailError) || error.code !== 'folder-not-found') throw error;
  }
  return (await store.listFolders()).find(({ folderId }) => folderId === folder.folderId);
}
