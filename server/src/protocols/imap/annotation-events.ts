import { formatMailboxName } from '@relais/imap-codec';
import type { AnnotationChanges } from '../../domain/mail/annotations.ts';
import { annotationsOf } from './commands/metadata.ts';
import { KnownAnnotations } from './known-annotations.ts';
import type { Session } from './session.ts';
import type { StateOf } from './session-state.ts';

/** Folders count from 1. */
const server = 0;

/** MailboxMetadataChange and ServerMetadataChange (RFC 5465 §5.6, §5.7), as far as they are wanted. */
export class AnnotationEvents {
  readonly #session: Session;
  readonly #signedIn: StateOf<'authenticated' | 'selected'>;
  readonly #ofFolders: KnownAnnotations | undefined;
  readonly #ofServer: KnownAnnotations | undefined;
  readonly #stopListening: (() => void) | undefined;
  #isServerChanged = false;

  constructor(
    session: Session,
    signedIn: StateOf<'authenticated' | 'selected'>,
    wanted: { readonly ofFolders: boolean; readonly ofServer: boolean },
  ) {
    this.#session = session;
    this.#signedIn = signedIn;
    if (wanted.ofFolders) this.#ofFolders = new KnownAnnotations();
    if (!wanted.ofServer) return;
    this.#ofServer = new KnownAnnotations();
    this.#stopListening = session.context.mailStore.serverAnnotations.onChange(() => {
      this.#isServerChanged = true;
      session.changes.pusher.announce();
    });
  }

  /** Reads how all stand, so that only what happens from here on is news; what `before` has not told is news still. */
  async begin(before: AnnotationEvents | undefined): Promise<void> {
    const [folders, entries] = before === undefined ? [] : [before.#ofFolders, before.#ofServer];
    if (this.#ofFolders !== undefined && !this.#ofFolders.adopt(folders)) await this.#changedFolders();
    if (this.#ofServer !== undefined && !this.#ofServer.adopt(entries)) await this.#changedEntries();
    this.#isServerChanged = before !== undefined;
  }

  /** RFC 5465 §5: of what it set itself a client is not told. `folderId` null: of the server. */
  noteOwn(folderId: number | null, changes: AnnotationChanges): void {
    if (folderId === null) this.#ofServer?.note(server, changes);
    else this.#ofFolders?.note(folderId, changes);
  }

  /** `nameOf` gives the name of a folder of which it is to be told. */
  async tellFolders(nameOf: (folderId: number) => string | undefined): Promise<void> {
    // A user's own annotations of the server are announced as the folders' are.
    this.#isServerChanged = true;
    for (const [folderId, entries] of await this.#changedFolders()) {
      const name = nameOf(folderId);
      if (name !== undefined) this.#write(formatMailboxName(name, this.#session.enabled.usesUtf8), entries);
    }
  }

  async tellServer(): Promise<void> {
    if (!this.#isServerChanged) return;
    this.#isServerChanged = false;
    const entries = await this.#changedEntries();
    if (entries.length > 0) this.#write('""', entries);
  }

  stop(): void {
    this.#stopListening?.();
  }

  async #changedFolders(): Promise<ReadonlyMap<number, readonly string[]>> {
    if (this.#ofFolders === undefined) return new Map();
    const { store, mailbox } = this.#signedIn;
    return this.#ofFolders.learn(await store.folderAnnotations('all', mailbox.guid));
  }

  async #changedEntries(): Promise<readonly string[]> {
    if (this.#ofServer === undefined) return [];
    const now = await annotationsOf(this.#session, this.#signedIn, '');
    return this.#ofServer.learn(new Map([[server, now]])).get(server) ?? [];
  }

  /** RFC 5464 §4.4.2: names without values. */
  #write(name: string, entries: readonly string[]): void {
    this.#session.output.line(`* METADATA ${name} ${entries.join(' ')}`);
  }
}
