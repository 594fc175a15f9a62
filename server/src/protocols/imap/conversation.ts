import { decodeText, type ImapSyntaxError, type ReaderEvent } from '@relais/imap-codec';
import { isTurnOld } from '../../platform/clock/turn.ts';
import { CommandPace, type Pause } from './command-pace.ts';
import { dispatch, isShort } from './dispatch.ts';
import { MessageIntake } from './message-intake.ts';
import { refusedLineForLog } from './refused-line.ts';
import { syntaxErrorText } from './replies.ts';
import type { Session } from './session.ts';

/** After so many commands in a row that were no IMAP before sign-in, whoever it is does not speak IMAP. */
const mostErrorsBeforeSignIn = 10;

/** What the client says, one thing after the other: pipelined commands wait in the reader until the one in hand is done. */
export class Conversation {
  readonly pace: CommandPace;
  readonly #session: Session;
  readonly #messages: MessageIntake;
  #errors = 0;
  /** Nothing is in hand, so last words can be said at once. */
  isWaiting = false;

  constructor(session: Session) {
    const { clock, settings } = session.context;
    this.#session = session;
    this.#messages = new MessageIntake(session, this);
    this.pace = new CommandPace(clock, settings.PreAuthenticatedCommandsPerSecond);
  }

  /** Resolves when there is nothing more to come, or the session is to end. */
  async run(): Promise<void> {
    const session = this.#session;
    const { reader, output, unsettled } = session;
    for (;;) {
      const event = reader.next();
      if (event === undefined) {
        if (!(await this.#readMore())) return;
        continue;
      }
      // What is not durable yet may not be visible to reads.
      if (unsettled.any && !(event.kind === 'command' && event.request.name === 'STORE')) await unsettled.settle();
      if (isTurnOld() && !isForThisTurn(event)) {
        await this.#giveWay();
        if (session.isToEnd) return output.flush();
      }
      if (event.kind === 'command') await this.#carryOut(event);
      else await this.#handle(event);
      // What the command in hand was answered comes before the last words.
      if (session.isToEnd) return output.flush();
      if (session.state.kind === 'logout') return;
      if (output.isFull) await output.makeRoom();
    }
  }

  /** Others have been waiting longer; what was answered so far does not wait with the rest. */
  async #giveWay(): Promise<void> {
    const { output, unsettled } = this.#session;
    if (!unsettled.any) await output.flush();
    await output.newTurn();
  }

  /** Lets go of a message that was on its way in. */
  async drop(): Promise<void> {
    await this.#messages.drop();
  }

  /** The next line of the client that is no command; undefined when the connection ended. */
  async readLine(): Promise<string | undefined> {
    const { reader, protocolLog } = this.#session;
    reader.expectLine();
    for (;;) {
      const event = reader.next();
      if (event === undefined) {
        if (!(await this.#readMore())) return undefined;
      } else if (event.kind === 'line') {
        this.noteActivity();
        // Besides the DONE of IDLE these are answers of a sign-in.
        protocolLog.received(/^DONE$/i.test(event.line) ? 'DONE' : '****');
        return event.line;
      } else if (event.kind === 'syntax-error') throw event.error;
      else throw new TypeError(`a line was expected and ${event.kind} came`);
    }
  }

  /** False: there is nothing more to come. */
  async #readMore(): Promise<boolean> {
    const session = this.#session;
    const sending = session.output.flush();
    if (sending !== undefined) await sending;
    if (session.isToEnd) return false;
    this.isWaiting = true;
    // RFC 5465: with NOTIFY, changes are told between commands as well.
    const { notifications } = session;
    const { pusher } = session.changes;
    const pushesHere = notifications !== undefined && !pusher.isOn;
    if (pushesHere) pusher.start(!notifications.isDelayed);
    const chunk = await session.receive();
    this.isWaiting = false;
    if (pushesHere) await pusher.stop();
    if (chunk === null || session.isToEnd) return false;
    session.reader.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    return true;
  }

  async #handle(event: Exclude<ReaderEvent, { kind: 'command' }>): Promise<void> {
    switch (event.kind) {
      case 'continuation':
        this.#session.output.line('+ Ready for additional command text.');
        return;
      case 'message':
      case 'message-bytes':
      case 'message-end':
      case 'catenate-text':
      case 'catenate-url':
      case 'append-end':
        return this.#messages.take(event);
      case 'line':
        throw new TypeError('a line came that no command waits for');
      case 'syntax-error': {
        // The line of an APPEND in the middle of its messages has been logged.
        const keepsSecrets = !this.#messages.isOpen && this.#noteRefused();
        await this.drop();
        this.#refuseSyntax(event.tag, event.error, keepsSecrets);
        return;
      }
      case 'fatal':
        if (!this.#messages.isOpen) this.#noteRefused();
        this.#session.close('error', event.error.message);
        return;
    }
  }

  #carryOut(event: ReaderEvent & { kind: 'command' }): Promise<void> {
    const pause = this.pace.count();
    return pause === undefined ? this.#carryOutNow(event) : this.#carryOutAfter(pause, event);
  }

  #carryOutNow({ tag, request, line }: ReaderEvent & { kind: 'command' }): Promise<void> {
    this.noteCommand(request.name, line);
    return dispatch(this.#session, tag, request);
  }

  async #carryOutAfter(pause: Pause, event: ReaderEvent & { kind: 'command' }): Promise<void> {
    if (await this.#waitForPace(pause)) await this.#carryOutNow(event);
  }

  /** False: the connection ended while the command waited for its turn. */
  async #waitForPace({ over, reason }: Pause): Promise<boolean> {
    const { transport, output } = this.#session;
    if (reason !== undefined) this.#session.reply(reason);
    await output.flush();
    const gone = Promise.withResolvers<void>();
    const forget = transport.onClose(gone.resolve);
    await Promise.race([over, gone.promise]);
    forget();
    return !this.#session.isToEnd && !transport.isClosed;
  }

  #refuseSyntax(tag: string | undefined, error: ImapSyntaxError, keepsSecrets: boolean): void {
    const session = this.#session;
    if (error.code === 'mailbox-name' && tag !== undefined) {
      session.reply(`${tag} NO [CANNOT] ${session.inItsWords(error.message)}`);
      return;
    }
    const text = `BAD ${session.inItsWords(syntaxErrorText(error))}`;
    // The reason quotes what came.
    const logged = keepsSecrets ? `**** ${text.replace(/ \(.*/s, ' (****)')}` : undefined;
    session.reply(`${tag ?? '*'} ${text}`, logged);
    if (session.state.kind === 'not-authenticated' && ++this.#errors >= mostErrorsBeforeSignIn) {
      const words = `Connection is closed. 13 (${mostErrorsBeforeSignIn} commands were no IMAP)`;
      session.close('too-many-errors', words);
    }
  }

  noteCommand(name: string, line: string): void {
    const { protocolLog, live } = this.#session;
    if (protocolLog.isOn) {
      const [, uid = '', parameters = ''] = /^\S+ (UID )?\S+ ?(.*)$/is.exec(line) ?? [];
      protocolLog.received(`${uid.toUpperCase()}${name}`, readable(parameters));
    }
    live.lastCommand = name;
    this.noteActivity();
  }

  /** Whether something of it was masked. */
  #noteRefused(): boolean {
    const { reader, state, protocolLog } = this.#session;
    const { verb, parameters } = refusedLineForLog(reader.refusedLine, state.kind !== 'not-authenticated');
    protocolLog.received(verb, readable(parameters));
    return verb === '****' || parameters === '****';
  }

  /** A complete command has come: the only thing a client can do to count as active. */
  noteActivity(): void {
    const { live, context, inactivity } = this.#session;
    live.noteActivity(context.clock.now());
    inactivity.noteActivity();
  }
}

/** What the log shows of a line, which is bytes: names in UTF-8 (RFC 6855 §3) as they are read. */
function readable(line: string): string {
  return /[\u0080-\u00ff]/.test(line) ? decodeText(Buffer.from(line, 'latin1')) : line;
}

/** Whether what came is carried out although the turn of the event loop has had its share. */
function isForThisTurn(event: ReaderEvent): boolean {
  return event.kind === 'command' ? isShort(event.request.name) : event.kind === 'continuation';
}
