import type { ReaderEvent } from '@relais/imap-codec';
import { AppendInProgress } from './commands/append.ts';
import type { Conversation } from './conversation.ts';
import type { Session } from './session.ts';

/** What the reader gives of an APPEND and its kin while their messages stream in. */
export type MessageEvent = Extract<
  ReaderEvent,
  { kind: 'message' | 'message-bytes' | 'message-end' | 'catenate-text' | 'catenate-url' | 'append-end' }
>;

/** Takes the messages of APPEND, REPLACE and MULTIAPPEND as they come in. */
export class MessageIntake {
  readonly #session: Session;
  readonly #conversation: Conversation;
  #append: AppendInProgress | undefined;

  constructor(session: Session, conversation: Conversation) {
    this.#session = session;
    this.#conversation = conversation;
  }

  /** Whether a command has begun whose messages are still coming. */
  get isOpen(): boolean {
    return this.#append !== undefined;
  }

  async take(event: MessageEvent): Promise<void> {
    switch (event.kind) {
      case 'message':
        if (this.#append === undefined) {
          const { name, mailbox } = event.target;
          this.#conversation.noteCommand(name, `- - "${mailbox}" {${event.message.sizeBytes}}`);
          this.#append = new AppendInProgress(this.#session, event.tag, event.target);
        }
        return this.#goOn(await this.#append.begin(event.message));
      case 'message-bytes':
        this.#session.inactivity.noteBytes(event.bytes.length);
        await this.#append?.write(event.bytes);
        return;
      case 'message-end':
        await this.#append?.endOfMessage();
        return;
      case 'catenate-text':
        return this.#goOn((await this.#append?.beginText(event)) === true);
      case 'catenate-url':
        await this.#append?.appendUrl(event.url);
        return;
      case 'append-end':
        this.#conversation.noteActivity();
        await this.#append?.commit();
        await this.drop();
        return;
    }
  }

  async #goOn(isWanted: boolean): Promise<void> {
    const { reader } = this.#session;
    if (isWanted) {
      reader.acceptMessage();
      return;
    }
    reader.refuseMessage();
    await this.drop();
  }

  /** Lets go of what came and was not kept. */
  async drop(): Promise<void> {
    const append = this.#append;
    this.#append = undefined;
    await append?.discard();
  }
}
