import { type AppendMessage, type AppendTarget, formatSequenceSet } from '@relais/imap-codec';
import type { FolderSummary, IncomingMessage, MessageToAppend } from '../../../domain/mail/account-store.ts';
import { MailError } from '../../../domain/mail/mail-error.ts';
import { uidSetOf } from '../../../domain/mail/uid-set.ts';
import { type Completion, completed } from '../command.ts';
import { refusing } from '../dispatch.ts';
import { toFlags } from '../flag-names.ts';
import { invalidState } from '../replies.ts';
import type { Session } from '../session.ts';
import { uidRequired } from '../uid-only.ts';
import { onlySelected, signedIn } from '../session-state.ts';
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
      const folder = await state.store.folder(this.#target.mailbox);
      if (!folder.selectable) throw new MailError('folder-not-selectable', `"${folder.name}" cannot hold messages`);
      this.#folder = folder;
    }
    // RFC 3502 §6.3.11: a message of no bytes gives the whole command up.
    if (message.sizeBytes === 0) return { status: 'NO', text: 'APPEND failed. A message of no bytes cannot be kept.' };
    if (message.sizeBytes > context.largestMessageBytes) {
      return {
        status: 'NO',
        code: 'TOOBIG',
        text: `APPEND failed. The message has ${message.sizeBytes} bytes; the largest that is taken has ${context.largestMessageBytes}.`,
      };
    }
    this.#description = message;
    this.#incoming = await state.store.beginMessage({
      sizeBytes: message.sizeBytes,
      maxBytes: context.largestMessageBytes,
    });
    this.#begun.push(this.#incoming);
    return completed;
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
  }

  /** The command is complete: all messages or none (RFC 3502 §6.3.11). */
  async commit(): Promise<void> {
    await this.#answer(this.#failure ?? (await refusing(this.#session, this.#target.name, () => this.#append())));
  }

  async #append(): Promise<Completion> {
    const { state } = this.#session;
    if (this.#folder === undefined || (state.kind !== 'authenticated' && state.kind !== 'selected'))
      return invalidState(this.#target.name, signedIn);
    const { uidValidity, uids } = await state.store.append(this.#folder.folderId, this.#staged);
    const code = `APPENDUID ${uidValidity} ${formatSequenceSet(uids)}`;
    if (this.#replacedUid === undefined || state.kind !== 'selected') return { status: 'OK', code };
    // RFC 8508 §3.4: the new message is safe before the old one goes, and its EXPUNGE comes last.
    this.#session.output.line(`* OK [${code}] Replacement message ready.`);
    const gone = uidSetOf([this.#replacedUid]);
    const { expunged } = await state.store.expunge(state.folder.folderId, gone, { onlyDeleted: false });
    state.folder.noteExpunged(expunged);
    return { status: 'OK' };
  }

  async #answer(completion: Completion): Promise<void> {
    await this.#session.tellChanges(true);
    this.#session.complete(this.#tag, this.#target.name, completion);
  }

  async #keepFailure(work: () => Promise<Completion>): Promise<void> {
    const outcome = await refusing(this.#session, this.#target.name, work);
    if (outcome.status !== 'OK') this.#failure = outcome;
  }

  /** Lets go of what came and was not kept. */
  async discard(): Promise<void> {
    for (const incoming of this.#begun) await incoming.discard();
  }
}
