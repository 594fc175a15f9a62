import { type AppendMessage, type AppendTarget, formatSequenceSet } from '@relais/imap-codec';
import type { FolderSummary, IncomingMessage, MessageToAppend } from '../../../domain/mail/account-store.ts';
import { ComingTogether } from '../../../domain/mail/coming-together.ts';
import { flagBits } from '../../../domain/mail/flags.ts';
import { MailError } from '../../../domain/mail/mail-error.ts';
import { TimeSlice } from '../../../domain/mail/time-slice.ts';
import { uidSetOf } from '../../../domain/mail/uid-set.ts';
import { MessageSpool } from '../../../services/delivery/message-spool.ts';
import { BinaryAppend, withBase64 } from '../binary-append.ts';
import { type Completion, completed } from '../command.ts';
import { refusing } from '../dispatch.ts';
import { toFlags } from '../flag-names.ts';
import { fromSelected } from '../from-selected.ts';
import { parseImapUrl } from '../imap-url.ts';
import { refusedByLimit } from '../message-limit.ts';
import { tellNormalizedName } from '../normalized-name.ts';
import { invalidState, switchedOff } from '../replies.ts';
import type { Session } from '../session.ts';
import { uidRequired } from '../uid-only.ts';
import { onlySelected, signedIn } from '../session-state.ts';
import { urlContent } from '../url-content.ts';
import { refuseReadOnly } from './expunge.ts';

/**
 * APPEND (RFC 3501 §6.3.11) while its messages stream in. Whatever is refused is refused before its bytes are asked
 * for; a refusal that comes later swallows what the client still sends, and nothing is kept.
 */
export class AppendInProgress {
  readonly #session: Session;
  readonly #tag: string;
  readonly #target: AppendTarget;
  #folder: FolderSummary | undefined;
  #description: AppendMessage | undefined;
  #incoming: IncomingMessage | undefined;
  readonly #staged: MessageToAppend[] = [];
  readonly #begun: IncomingMessage[] = [];
  readonly #together = new ComingTogether();
  /** The socket gives two megabytes in one turn of the event loop: of messages that come together, too much at once. */
  readonly #slice = new TimeSlice();
  #failure: Completion | undefined;
  /** REPLACE: the message that goes once its successor is there. */
  #replacedUid: number | undefined;

  constructor(session: Session, tag: string, target: AppendTarget) {
    this.#session = session;
    this.#tag = tag;
    this.#target = target;
  }

  /** True: the message is wanted. False: the command has been answered and is over. */
  async begin(message: AppendMessage): Promise<boolean> {
    if (this.#failure === undefined) await this.#keepFailure(() => this.#prepare(message));
    if (this.#failure !== undefined) {
      await this.#answer(this.#failure);
      return false;
    }
    if (message.isSynchronizing) {
      this.#session.output.line('+ Ready for additional command text.');
      await this.#session.output.flush();
    }
    return true;
  }

  async #prepare(message: AppendMessage): Promise<Completion> {
    const session = this.#session;
    const { state, context } = session;
    if (state.kind !== 'authenticated' && state.kind !== 'selected') return invalidState(this.#target.name, signedIn);
    if (this.#target.name === 'REPLACE' && session.isSwitchedOff('REPLACE')) return switchedOff('REPLACE');
    if (this.#target.replaces !== undefined && this.#replacedUid === undefined) {
      // RFC 8508 §3.5
      if (state.kind !== 'selected') return invalidState('REPLACE', onlySelected);
      refuseReadOnly(state.folder);
      if (session.enabled.has('UIDONLY') && !this.#target.replaces.uid) return uidRequired;
      const { set, uid } = this.#target.replaces;
      const [at] = state.folder.positions(set, uid);
      if (at === undefined || state.folder.isGoneAt(at.from))
        throw new MailError('message-not-found', 'The message to replace does not exist');
      this.#replacedUid = state.folder.uidAt(at.from);
    }
    if (this.#folder === undefined) {
      const folder = await state.store.folder(this.#target.mailbox, 'place');
      if (!folder.selectable) throw new MailError('folder-not-selectable', `"${folder.name}" cannot hold messages`);
      this.#folder = folder;
    }
    // RFC 3502 §6.3.11: a message of no bytes gives the whole command up.
    if (message.sizeBytes === 0 && !message.isCatenated)
      return { status: 'NO', text: `${this.#target.name} failed. A message of no bytes cannot be kept.` };
    if (message.sizeBytes > context.largestMessageBytes) {
      return this.#tooBig(message.sizeBytes);
    }
    const refused =
      refusedByLimit(session, this.#target.name, this.#begun.length + 1) ??
      refusedExtension(session, message, this.#begun.length);
    if (refused !== undefined) return refused;
    this.#description = message;
    const { largestMessageBytes: maxBytes, spoolDirectory } = context;
    const incoming = await state.store.beginMessage({
      sizeBytes: message.sizeBytes,
      maxBytes: message.isBinary ? withBase64(maxBytes) : maxBytes,
      folderId: this.#folder.folderId,
      freesBytes: await this.#freedBytes(this.#folder),
      together: this.#together,
    });
    this.#incoming = message.isBinary ? new BinaryAppend(new MessageSpool(spoolDirectory), incoming) : incoming;
    this.#begun.push(this.#incoming);
    return completed;
  }

  /** CATENATE (RFC 4469): whether the text that comes next is wanted. False: the command has been answered. */
  async beginText(text: { readonly sizeBytes: number; readonly isSynchronizing: boolean }): Promise<boolean> {
    const size = (this.#incoming?.sizeBytes ?? 0) + text.sizeBytes;
    if (this.#failure === undefined && size > this.#session.context.largestMessageBytes)
      this.#failure = this.#tooBig(size);
    if (this.#failure !== undefined) {
      await this.#answer(this.#failure);
      return false;
    }
    if (text.isSynchronizing) {
      this.#session.output.line('+ Ready for additional command text.');
      await this.#session.output.flush();
    }
    return true;
  }

  /** CATENATE: what the URL names goes on in the message, as it is stored. */
  async appendUrl(text: string): Promise<void> {
    const incoming = this.#incoming;
    const { state, context } = this.#session;
    if (incoming === undefined || this.#failure !== undefined) return;
    if (state.kind !== 'authenticated' && state.kind !== 'selected') return;
    await this.#keepFailure(async () => {
      const url = parseImapUrl(text);
      const selected = state.kind === 'selected' ? state.folder.name : undefined;
      // RFC 4469 §3: relative URLs only; they mean the user who has signed in.
      const content =
        url === undefined || url.host !== undefined ? undefined : await urlContent(state.store, url, selected);
      if (content === undefined || content === 'no-such-part') {
        const shown = text.replace(/[^\x21-\x5c\x5e-\x7e]/g, '?').slice(0, 500);
        return {
          status: 'NO',
          code: `BADURL ${shown}`,
          text: `${this.#target.name} failed. The URL names no message or part.`,
        };
      }
      const size = incoming.sizeBytes + content.sizeBytes;
      if (size > context.largestMessageBytes) return this.#tooBig(size);
      for await (const piece of content.read()) await incoming.write(piece);
      return completed;
    });
  }

  #tooBig(sizeBytes: number): Completion {
    const { largestMessageBytes } = this.#session.context;
    return {
      status: 'NO',
      code: 'TOOBIG',
      text: `${this.#target.name} failed. The message has ${sizeBytes} bytes; the largest that is taken has ${largestMessageBytes}.`,
    };
  }

  async write(bytes: Buffer): Promise<void> {
    const incoming = this.#incoming;
    if (incoming === undefined || this.#failure !== undefined) return;
    await this.#keepFailure(async () => {
      await incoming.write(bytes);
      return completed;
    });
  }

  async endOfMessage(): Promise<void> {
    const incoming = this.#incoming;
    const description = this.#description;
    if (incoming === undefined || description === undefined || this.#failure !== undefined) return;
    await this.#keepFailure(async () => {
      const message = await incoming.finish();
      this.#staged.push({
        message,
        flags: toFlags(description.flags),
        internalDate: description.internalDate?.epochMs,
        internalZoneMinutes: description.internalDate?.zoneMinutes,
      });
      return completed;
    });
    await this.#slice.rest();
  }

  /** The command is complete: all messages or none (RFC 3502 §6.3.11). */
  async commit(): Promise<void> {
    await this.#answer(this.#failure ?? (await refusing(this.#session, this.#target.name, () => this.#append())));
  }

  async #append(): Promise<Completion> {
    const { state } = this.#session;
    if (this.#folder === undefined || (state.kind !== 'authenticated' && state.kind !== 'selected'))
      return invalidState(this.#target.name, signedIn);
    const { folderId, name } = this.#folder;
    const uid = this.#replacedUid;
    const [message] = this.#staged;
    const isReplacing = uid !== undefined && message !== undefined && state.kind === 'selected';
    const { uidValidity, uids } = isReplacing
      ? await fromSelected(state, () =>
          state.store.replace({ folderId: state.folder.folderId, uid }, folderId, message),
        )
      : await state.store.append(folderId, this.#staged);
    const unseen = this.#staged.filter(({ flags }) => (flags.bits & flagBits.seen) === 0).length;
    this.#session.notifications?.noteOwnMessages(folderId, uids, unseen);
    // RFC 9051 §6.3.12
    tellNormalizedName(this.#session, this.#target.mailbox, name);
    const code = `APPENDUID ${uidValidity} ${formatSequenceSet(uids)}`;
    if (!isReplacing) return { status: 'OK', code };
    // RFC 8508 §4.3: the client knows the new message before it hears that the old one is gone.
    this.#session.note('OK', code, 'Replacement message ready.');
    state.folder.noteOwnExpunges(uidSetOf([uid]));
    if (!this.#session.enabled.usesModSeq) return completed;
    // RFC 8508 §4.5, RFC 7162 §3.2.9: as with UID EXPUNGE, how far the mailbox has come.
    await this.#session.changes.tell(true, true);
    return { status: 'OK', code: `HIGHESTMODSEQ ${state.folder.highestModSeq}` };
  }

  /** RFC 8508 §3.4: only the difference counts for the quota, where both are in one mailbox. */
  async #freedBytes(target: FolderSummary): Promise<number> {
    const { state } = this.#session;
    const uid = this.#replacedUid;
    if (uid === undefined || state.kind !== 'selected') return 0;
    const { store, folder } = state;
    if (store.ownerOf(folder.folderId) !== store.ownerOf(target.folderId)) return 0;
    for await (const [row] of store.messages(folder.folderId, uidSetOf([uid]), {})) return row?.sizeBytes ?? 0;
    return 0;
  }

  async #answer(completion: Completion): Promise<void> {
    await this.#session.changes.tell(true);
    this.#session.changes.tellHighest();
    this.#session.complete(this.#tag, this.#target.name, completion);
  }

  async #keepFailure(work: () => Promise<Completion>): Promise<void> {
    const outcome = await refusing(this.#session, this.#target.name, work);
    if (outcome.status !== 'OK') this.#failure = outcome;
  }

  /** Lets go of what came and was not kept. */
  async discard(): Promise<void> {
    // Side by side: what they take out of the store goes in few transactions.
    await Promise.all(this.#begun.map((incoming) => incoming.discard()));
  }
}

/** What of a message belongs to an extension that may have been switched off. */
function refusedExtension(session: Session, message: AppendMessage, before: number): Completion | undefined {
  const used = [
    ...(message.isCatenated ? ['CATENATE'] : []),
    ...(message.isBinary && !message.isUtf8 ? ['BINARY'] : []),
    ...(message.isUtf8 ? ['UTF8=ACCEPT'] : []),
    ...(before > 0 ? ['MULTIAPPEND'] : []),
  ];
  const off = used.find((name) => session.isSwitchedOff(name));
  return off === undefined ? undefined : switchedOff(off);
}
