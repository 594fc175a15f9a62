import { type CodecLimits, CommandReader, formatText, limitsAfterSignIn, limitsBeforeSignIn } from '@relais/imap-codec';
import type { Mailbox } from '../../domain/directory/directory.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Transport } from '../../platform/net/transport.ts';
import type { ProtocolLogSession } from '../../platform/protocol-log/protocol-log.ts';
import { Connection } from '../../services/admission/connection.ts';
import type { Delegate } from '../../services/authentication/authenticator.ts';
import type { SessionEnd } from '../../services/admission/live-sessions.ts';
import type { OpenMailbox } from '../../services/sharing/open-mailbox.ts';
import { ChangeTeller } from './change-teller.ts';
import type { Completion } from './command.ts';
import { CompressedInputError, type DeflateLayer } from './compression.ts';
import { Conversation } from './conversation.ts';
import { EnabledExtensions } from './enabled-extensions.ts';
import { Farewell, lastWordsMs } from './farewell.ts';
import { Inactivity, type InactivityReason } from './inactivity.ts';
import type { Notifications } from './notifications.ts';
import { type Language, localized } from './languages/languages.ts';
import { Output } from './output.ts';
import { switchedOffFor } from './switched-off.ts';
import type { SearchContexts } from './search-contexts.ts';
import type { SelectedFolder } from './selected-folder.ts';
import type { SessionContext } from './session-context.ts';
import type { SessionState } from './session-state.ts';
import { UnsettledChanges } from './unsettled-changes.ts';

const farewellMs = 2_000;

/**
 * One connection from greeting to goodbye. Commands run one after the other; pipelined ones wait in the reader, and
 * their answers leave together.
 */
export class Session {
  readonly transport: Transport;
  readonly context: SessionContext;
  readonly reader: CommandReader;
  readonly output: Output;
  readonly live: Connection;
  readonly protocolLog: ProtocolLogSession;
  readonly conversation: Conversation;
  #log: Log | undefined;
  readonly enabled = new EnabledExtensions();
  readonly changes = new ChangeTeller(this);
  readonly inactivity: Inactivity;
  /** Changes that are made but not yet durable: their replies wait in `output`. */
  readonly unsettled = new UnsettledChanges();
  /** What NOTIFY asked for; without it the selected folder is told of at commands and in IDLE. */
  notifications: Notifications | undefined;
  /** RFC 5255: in which the client wants to be spoken to. */
  language: Language = 'en';
  /** Who signed in to a mailbox that is not his own. */
  delegate: Delegate | null = null;
  /** RFC 5267: searches of the selected folder whose results the client keeps up to date. */
  contexts: SearchContexts | undefined;
  /** RFC 4978: between the session and its transport, once it is switched on. */
  compression: DeflateLayer | undefined;
  /** Of the command in hand: ESEARCH names it (RFC 4731). */
  tag = '';
  #state: SessionState = { kind: 'not-authenticated' };
  #switchedOff: ReadonlySet<string>;
  #stopListening: (() => void) | undefined;
  #mailbox: OpenMailbox | undefined;
  readonly #farewell = new Farewell(this);
  readonly #hasEnded = Promise.withResolvers<void>();

  constructor(transport: Transport, context: SessionContext) {
    this.transport = transport;
    this.context = context;
    this.inactivity = new Inactivity(context.clock, this);
    this.conversation = new Conversation(this);
    this.#switchedOff = switchedOffFor(context.settings);
    this.reader = new CommandReader(this.#literals(limitsBeforeSignIn(context.settings.MaxCommandSize)));
    this.output = new Output(this);
    this.protocolLog = context.liveSessions.traces.tee(
      context.protocolLog.session(transport.id, transport),
      transport,
      () => this.live,
    );
    const now = context.clock.now();
    this.live = new Connection('IMAP4', transport, now, 'not-authenticated', this);
  }

  /** Made when there is something to log: most sessions have nothing. */
  get log(): Log {
    return (this.#log ??= this.context.log.with({ connection: this.transport.id }));
  }

  /** The next chunk from the client. */
  receive(): Promise<Uint8Array | null> {
    return this.compression === undefined ? this.transport.read() : this.#inflated(this.compression);
  }

  /** What cannot be inflated ends the connection, with the reason. */
  async #inflated(compression: DeflateLayer): Promise<Uint8Array | null> {
    try {
      return await compression.receive();
    } catch (error) {
      if (!(error instanceof CompressedInputError)) throw error;
      this.log.warn('imap compressed input refused', { reason: error.message });
      this.close('error', error.message);
      return null;
    }
  }

  /** Sends the last words and closes. */
  sayLast(words: string): Promise<void> {
    return this.compression === undefined
      ? this.transport.end(words, lastWordsMs)
      : this.compression.sayLast(words, lastWordsMs);
  }

  /** To the client. */
  send(bytes: Buffer, whenSent?: () => void): Promise<void> | undefined {
    return this.compression === undefined
      ? this.transport.write(bytes, whenSent)
      : this.compression.send(bytes, whenSent);
  }

  /** The client has taken a part of a long answer. */
  noteProgress(): void {
    this.inactivity.noteActivity();
  }

  /** What must have happened before anything more is sent. */
  beforeSending(): Promise<void> | undefined {
    return this.unsettled.any ? this.unsettled.settle() : undefined;
  }

  get state(): SessionState {
    return this.#state;
  }

  /** In capitals: what neither stands in CAPABILITY nor is carried out (Set-ImapSettings, Set-CASMailbox). */
  get switchedOff(): ReadonlySet<string> {
    return this.#switchedOff;
  }

  isSwitchedOff(capability: string): boolean {
    return this.#switchedOff.size > 0 && this.#switchedOff.has(capability.toUpperCase());
  }

  /** JMAP is published, and webmail and with it JMAP are open to this mailbox. */
  get mayUseJmap(): boolean {
    const state = this.#state;
    const isOpen = (state.kind === 'authenticated' || state.kind === 'selected') && state.mailbox.owaEnabled;
    return isOpen && this.context.jmapUrl !== undefined;
  }

  /** Whether a password may be sent on this connection as it is (LoginType, reference §1.4). */
  get takesPasswords(): boolean {
    return this.transport.isSecure || this.context.settings.LoginType === 'PlainTextLogin';
  }

  /** Resolves when the connection is over and everything of it has been let go. */
  get ended(): Promise<void> {
    return this.#hasEnded.promise;
  }

  async run(): Promise<void> {
    const { context, transport, live } = this;
    this.protocolLog.connect();
    const refused = context.liveSessions.admit(live, context.settings);
    if (refused !== null) {
      const words = `* BYE [UNAVAILABLE] The limit ${refused.limit} of ${refused.value} connections is reached.\r\n`;
      this.protocolLog.disconnect(refused.limit);
      await transport.end(words, lastWordsMs);
      this.#hasEnded.resolve();
      return;
    }
    let reason: SessionEnd = 'client-gone';
    try {
      this.inactivity.start(context.settings.PreAuthenticatedConnectionTimeout.milliseconds, 'unauthenticated-timeout');
      this.output.line(`* OK ${context.settings.Banner}`);
      await this.conversation.run();
      reason = this.#farewell.reason ?? (this.#state.kind === 'logout' ? 'signed-off' : 'client-gone');
    } catch (error) {
      reason = 'error';
      if (!transport.isClosed) this.log.error('imap session failed', error);
      this.#farewell.fallBackTo(reason, 'Server Unavailable. 15');
    } finally {
      await this.#finish(reason);
    }
  }

  /** Ends the session with words, at once if it is waiting for its client, else after the command in hand. */
  close(reason: SessionEnd, words: string): void {
    this.#farewell.begin(reason, words, this.conversation.isWaiting);
  }

  async #finish(reason: SessionEnd): Promise<void> {
    this.inactivity.stop();
    this.#closeMailbox();
    if (!this.transport.isClosed) {
      if (this.#farewell.isDue) await this.#withinLimit(this.#farewell.say());
      else {
        const sending = this.output.flush();
        if (sending !== undefined) await this.#withinLimit(sending);
        await this.transport.end(undefined, lastWordsMs);
      }
    }
    if (this.changes.pusher.isAtWork) await this.#withinLimit(this.changes.pusher.stop());
    await this.conversation.drop();
    this.protocolLog.disconnect(this.#farewell.words ?? reason);
    this.context.liveSessions.leave(this.live, reason, this.#farewell.words);
    this.#hasEnded.resolve();
  }

  /** A client that reads nothing must not keep what it has left. */
  async #withinLimit(last: Promise<void>): Promise<void> {
    const limit = this.context.clock.after(farewellMs, () => this.transport.destroy());
    try {
      await last;
    } finally {
      limit.cancel();
    }
  }

  /** It has been closed, and only what is in hand is still done. */
  get isToEnd(): boolean {
    return this.#farewell.isDue;
  }

  /** More has come than the command in hand, so its reply can wait for that of the next. */
  get hasMoreToDo(): boolean {
    return this.reader.pendingBytes > 0;
  }

  /** While the server works on a command, its client is not the one that is inactive. */
  isWaitingForClient(): boolean {
    return this.conversation.isWaiting || this.output.isBlocked;
  }

  timedOut(reason: InactivityReason, seconds: number): void {
    this.log.info('imap session timed out', { reason, seconds });
    this.close(reason, `Connection is closed. 13 (no complete command for ${seconds} seconds)`);
  }

  /** The tagged line of a command. */
  complete(tag: string, name: string, completion: Completion): void {
    if (completion.status === 'answered') return;
    const fallback = completion.status === 'OK' ? `${name} completed.` : `${name} failed.`;
    const code = completion.code === undefined || completion.code === '' ? '' : `[${completion.code}] `;
    this.reply(`${tag} ${completion.status} ${code}${this.inItsWords(completion.text ?? fallback)}`);
  }

  /** Words for people in a response line, in the language and the letters that the client reads. */
  inItsWords(text: string): string {
    // RFC 5255 §3.2: whoever has asked for another language reads it in UTF-8.
    return formatText(localized(this.language, text), this.enabled.usesUtf8 || this.language !== 'en');
  }

  /** `* OK [code] text`: an untagged line for people; `text` is ASCII in English. */
  note(status: 'OK' | 'NO', code: string, text: string): void {
    const start = `* ${status} [${code}] `;
    if (this.language === 'en') this.output.writer.text(`${start}${text}\r\n`);
    else this.output.writer.utf8(`${start}${this.inItsWords(text)}\r\n`);
  }

  /** A line that the protocol log keeps as well: `logged`, where it holds what must not stand there. */
  reply(line: string, logged = line): void {
    this.output.writer.utf8(line).text('\r\n');
    this.protocolLog.sent(logged);
  }

  signedIn(mailbox: Mailbox, open: OpenMailbox, delegate?: Delegate): void {
    const { settings } = this.context;
    this.conversation.pace.limitTo(settings.CommandsPerSecond);
    this.#switchedOff = switchedOffFor(settings, mailbox);
    this.reader.limits = this.#literals(limitsAfterSignIn(settings.MaxCommandSize, this.context.largestMessageBytes));
    this.delegate = delegate ?? null;
    const address = mailbox.emailAddresses[0] ?? mailbox.userPrincipalName;
    this.live.user = delegate === undefined ? address : `${delegate.user.userPrincipalName}\\${address}`;
    this.live.accountId = mailbox.guid;
    this.live.delegateId = delegate?.user.guid ?? null;
    this.#mailbox = open;
    this.#stopListening = open.view.onChange((change) => this.changes.note(change));
    this.#setState({ kind: 'authenticated', mailbox, store: open.view });
    this.inactivity.start(settings.AuthenticatedConnectionTimeout.milliseconds, 'idle-timeout');
  }

  /** RFC 7888 §5: without LITERAL+ only short literals may come unasked, and without LITERAL- none. */
  #literals(limits: CodecLimits): CodecLimits {
    if (!this.isSwitchedOff('LITERAL+')) return limits;
    return { ...limits, nonSynchronizingBytes: this.isSwitchedOff('LITERAL-') ? 0 : 4_096 };
  }

  /** RFC 8437: back to before LOGIN. */
  signedOut(): void {
    this.#closeMailbox();
    this.conversation.pace.limitTo(this.context.settings.PreAuthenticatedCommandsPerSecond);
    this.#switchedOff = switchedOffFor(this.context.settings);
    this.reader.limits = this.#literals(limitsBeforeSignIn(this.context.settings.MaxCommandSize));
    this.reader.utf8 = false;
    this.enabled.clear();
    this.notifications = undefined;
    this.language = 'en';
    this.delegate = null;
    this.live.user = null;
    this.live.accountId = null;
    this.live.delegateId = null;
    this.live.credentialId = null;
    this.#setState({ kind: 'not-authenticated' });
    this.inactivity.start(
      this.context.settings.PreAuthenticatedConnectionTimeout.milliseconds,
      'unauthenticated-timeout',
    );
  }

  #closeMailbox(): void {
    this.notifications?.stop();
    this.#stopListening?.();
    this.#stopListening = undefined;
    this.#mailbox?.close();
    this.#mailbox = undefined;
  }

  select(folder: SelectedFolder): void {
    if (this.#state.kind !== 'authenticated' && this.#state.kind !== 'selected')
      throw new TypeError('nobody has signed in');
    folder.inItsWords = (text) => this.inItsWords(text);
    this.#setState({ kind: 'selected', mailbox: this.#state.mailbox, store: this.#state.store, folder });
  }

  unselect(): void {
    if (this.#state.kind !== 'selected') return;
    this.#setState({ kind: 'authenticated', mailbox: this.#state.mailbox, store: this.#state.store });
  }

  loggedOut(): void {
    this.#setState({ kind: 'logout' });
  }

  #setState(state: SessionState): void {
    if (state.kind !== 'selected' || this.#state.kind !== 'selected' || state.folder !== this.#state.folder)
      this.contexts = undefined;
    this.#state = state;
    this.live.state = state.kind;
    this.live.folder = state.kind === 'selected' ? state.folder.name : null;
    this.live.secure = this.transport.isSecure;
  }
}
