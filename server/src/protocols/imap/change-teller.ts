import { MailError } from '../../domain/mail/mail-error.ts';
import type { MailboxChange } from '../../storage/change-signal.ts';
import { ChangePusher } from './change-pusher.ts';
import type { SelectedFolder, TellOptions } from './selected-folder.ts';
import type { Session } from './session.ts';

/** Tells a client what others did: at its commands, and in IDLE or with NOTIFY as it happens. */
export class ChangeTeller {
  readonly #session: Session;
  /** Sends changes between commands. */
  readonly pusher = new ChangePusher(this);

  constructor(session: Session) {
    this.#session = session;
  }

  /** A signal of the user's mailbox, or of one that is open to him. */
  note(change: MailboxChange): void {
    const { state, notifications } = this.#session;
    notifications?.note(change);
    const isSelected = state.kind === 'selected' && change.folderId === state.folder.folderId;
    if (isSelected) state.folder.signal(change.modSeq);
    if (isSelected || notifications !== undefined) this.pusher.announce();
  }

  /**
   * Tells the client what others did to its folder. What cannot be read now is told at another command. Undefined: it is
   * done, since nothing had to be read, as at most commands.
   */
  tell(revealExpunges: boolean, force = false): Promise<void> | undefined {
    const { state, notifications, contexts, output } = this.#session;
    if (notifications !== undefined || contexts !== undefined || force) return this.#readAndTell(revealExpunges, force);
    if (state.kind !== 'selected') return undefined;
    if (state.folder.isBehind) return this.#readAndTell(revealExpunges, force);
    state.folder.tell(output.writer, this.#options(revealExpunges));
    return undefined;
  }

  async #readAndTell(revealExpunges: boolean, force: boolean): Promise<void> {
    const { notifications, unsettled } = this.#session;
    try {
      if (notifications !== undefined) {
        await unsettled.settle();
        await notifications.tell(revealExpunges, force);
      } else await this.#tellSelected(revealExpunges, force);
    } catch (error) {
      if (!(error instanceof MailError)) throw error;
      this.#session.log.warn('imap changes could not be read', { code: error.code });
    }
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
    await contexts.beforeChanges(options.revealExpunges);
    folder.tell(output.writer, options);
    await contexts.afterChanges();
  }

  /** Sends what is new while the session waits for its client. */
  async push(revealExpunges: boolean): Promise<void> {
    const { output, inactivity } = this.#session;
    await this.tell(revealExpunges);
    if (output.writer.length === 0) return;
    await output.flush();
    // In IDLE what the server sends is activity too (DESIGN §5).
    inactivity.noteActivity();
  }

  failedToPush(error: unknown): void {
    if (this.#session.transport.isClosed) return;
    this.#session.log.error('imap changes could not be pushed', error);
    this.#session.close('error', 'Server Unavailable. 15');
  }
}
