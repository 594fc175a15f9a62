import {
  type CodecLimits,
  CommandReader,
  formatText,
  type ImapSyntaxError,
  limitsAfterSignIn,
  limitsBeforeSignIn,
  type ReaderEvent,
} from '@relais/imap-codec';
import type { Mailbox } from '../../domain/directory/directory.ts';
import { MailError } from '../../domain/mail/mail-error.ts';
import type { MailboxChange } from '../../storage/change-signal.ts';
import type { Timer } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Transport } from '../../platform/net/transport.ts';
import type { ProtocolLogSession } from '../../platform/protocol-log/protocol-log.ts';
import { Connection } from '../../services/admission/connection.ts';
import type { Delegate } from '../../services/authentication/authenticator.ts';
import type { LiveSession, SessionEnd } from '../../services/admission/live-sessions.ts';
import type { OpenMailbox } from '../../services/sharing/open-mailbox.ts';
import { ChangePusher } from './change-pusher.ts';
import { AppendInProgress } from './commands/append.ts';
import type { Completion } from './command.ts';
import { CommandPace } from './command-pace.ts';
import { dispatch } from './dispatch.ts';
import type { Notifications } from './notifications.ts';
import { type Language, localized } from './languages/languages.ts';
import { Output } from './output.ts';
import { refusedLineForLog } from './refused-line.ts';
import { syntaxErrorText } from './replies.ts';
import { switchedOffFor } from './switched-off.ts';
import type { SearchContexts } from './search-contexts.ts';
import type { SelectedFolder, TellOptions } from './selected-folder.ts';
import type { SessionContext } from './session-context.ts';
import type { SessionState } from './session-state.ts';

export type Enabled = 'CONDSTORE' | 'QRESYNC' | 'UTF8=ACCEPT' | 'IMAP4REV2' | 'UIDONLY';

/** After so many commands in a row that were no IMAP before sign-in, whoever it is does not speak IMAP. */
const mostErrorsBeforeSignIn = 10;
/** How long the last words may wait for a client that does not read. */
const lastWordsMs = 500;
const farewellMs = 2_000;
/** A message on its way in counts as activity at this pace; slower is a trickle. */
const activeBytes = 65_536;

/**
 * One connection from greeting to goodbye. Commands run one after the other; pipelined ones wait in the reader, and
 * their answers leave together.
 */
export class Session {
  readonly transport: Transport;
  readonly context: SessionContext;
  readonly reader: CommandReader;
  readonly output: Output;
  readonly live: LiveSession;
  #log: Log | undefined;
  readonly enabled = new Set<Enabled>();
  /** Sends changes between commands. */
  readonly pusher = new ChangePusher(this);
  /** What NOTIFY asked for; without it the selected folder is told of at commands and in IDLE. */
  notifications: Notifications | undefined;
  /** RFC 5255: in which the client wants to be spoken to. */
  language: Language = 'en';
  /** Who signed in to a mailbox that is not his own. */
  delegate: Delegate | null = null;
  /** RFC 5267: searches of the selected folder whose results the client keeps up to date. */
  contexts: SearchContexts | undefined;
  /** RFC 4978: it can be switched on once. */
  isCompressed = false;
  /** Of the command in hand: ESEARCH names it (RFC 4731). */
  tag = '';
  #state: SessionState = { kind: 'not-authenticated' };
  #switchedOff: ReadonlySet<string>;
  readonly #protocolLog: ProtocolLogSession;
  readonly #pace: CommandPace;
  #inactivity: Timer | undefined;
  #stopListening: (() => void) | undefined;
  #mailbox: OpenMailbox | undefined;
  #append: AppendInProgress | undefined;
  #appendedBytes = 0;
  #errors = 0;
  #end: { reason: SessionEnd; words: string } | undefined;
  #goodbye: Promise<void> | undefined;
  /** Waiting for the client, so last words can be said at once. */
  #isWaiting = false;
  /** Changes that are made but not yet durable: their replies wait in `output`. */
  readonly #unsettled: Promise<void>[] = [];
  readonly #hasEnded = Promise.withResolvers<void>();

  constructor(transport: Transport, context: SessionContext) {
    this.transport = transport;
    this.context = context;
    this.#pace = new CommandPace(context.clock, context.settings.PreAuthenticatedCommandsPerSecond);
    this.#switchedOff = switchedOffFor(context.settings);
    this.reader = new CommandReader(this.#literals(limitsBeforeSignIn(context.settings.MaxCommandSize)));
    this.output = new Output(this);
    this.#protocolLog = context.liveSessions.traces.tee(
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

  /** The next chunk from the client; exchanged by COMPRESS. */
  receive(): Promise<Uint8Array | null> {
    return this.transport.read();
  }

  /** Sends the last words and closes; exchanged by COMPRESS. */
  sayLast(words: string): Promise<void> {
    return this.transport.end(words, lastWordsMs);
  }

  /** To the client; exchanged by COMPRESS. */
  send(bytes: Buffer, whenSent?: () => void): Promise<void> {
    return this.transport.write(bytes, whenSent);
  }

  /** The client has taken a part of a long answer. */
  noteProgress(): void {
    this.#inactivity?.restart();
  }

  /** What must have happened before anything more is sent. */
  beforeSending(): Promise<void> | undefined {
    return this.#unsettled.length === 0 ? undefined : this.settle();
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

  /** Webmail and with it JMAP are open to this mailbox. */
  get mayUseWeb(): boolean {
    return (this.#state.kind === 'authenticated' || this.#state.kind === 'selected') && this.#state.mailbox.owaEnabled;
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
    this.#protocolLog.connect();
    const refused = context.liveSessions.admit(live, context.settings);
    if (refused !== null) {
      const words = `* BYE [UNAVAILABLE] The limit ${refused.limit} of ${refused.value} connections is reached.\r\n`;
      this.#protocolLog.disconnect(refused.limit);
      await transport.end(words, lastWordsMs);
      this.#hasEnded.resolve();
      return;
    }
    let reason: SessionEnd = 'client-gone';
    try {
      this.#startTimer(context.settings.PreAuthenticatedConnectionTimeout.milliseconds, 'unauthenticated-timeout');
      this.output.line(`* OK ${context.settings.Banner}`);
      await this.#serve();
      reason = this.#end?.reason ?? (this.#state.kind === 'logout' ? 'signed-off' : 'client-gone');
    } catch (error) {
      reason = 'error';
      if (!transport.isClosed) this.log.error('imap session failed', error);
      this.#end ??= { reason, words: 'Server Unavailable. 15' };
    } finally {
      await this.#finish(reason);
    }
  }

  /** Ends the session with words, at once if it is waiting for its client, else after the command in hand. */
  close(reason: SessionEnd, words: string): void {
    if (this.#end !== undefined) return;
    this.#end = { reason, words };
    // A reader that takes nothing any more would never come to the end of its command.
    if (this.#isWaiting || reason === 'idle-timeout' || reason === 'unauthenticated-timeout') void this.#sayGoodbye();
    else this.context.clock.after(5_000, () => this.transport.destroy());
  }

  /** Said once, whoever ends the session. */
  #sayGoodbye(): Promise<void> {
    const words = this.#end?.words ?? '';
    this.#goodbye ??= this.sayLast(words === '' ? '' : `* BYE ${formatText(words)}\r\n`).catch(() =>
      this.transport.destroy(),
    );
    return this.#goodbye;
  }

  async #finish(reason: SessionEnd): Promise<void> {
    this.#inactivity?.cancel();
    this.#closeMailbox();
    // A client that reads nothing must not keep what it has left.
    const limit = this.context.clock.after(farewellMs, () => this.transport.destroy());
    if (!this.transport.isClosed) {
      if (this.#end !== undefined) await this.#sayGoodbye();
      else {
        await this.output.flush();
        await this.transport.end(undefined, lastWordsMs);
      }
    }
    await this.pusher.stop();
    limit.cancel();
    await this.#append?.discard();
    this.#protocolLog.disconnect(this.#end?.words ?? reason);
    this.context.liveSessions.leave(this.live, reason, this.#end?.words);
    this.#hasEnded.resolve();
  }

  async #serve(): Promise<void> {
    for (;;) {
      const event = this.reader.next();
      if (event === undefined) {
        if (!(await this.#readMore())) return;
        continue;
      }
      // What is not durable yet may not be visible to reads.
      if (this.#unsettled.length > 0 && !(event.kind === 'command' && event.request.name === 'STORE'))
        await this.settle();
      if (event.kind === 'command') await this.#carryOut(event);
      else await this.#handle(event);
      if (this.#end !== undefined || this.#state.kind === 'logout') return;
      if (this.output.isDue) await this.output.makeRoom();
    }
  }

  /** False: there is nothing more to come. */
  async #readMore(): Promise<boolean> {
    if (this.output.writer.length > 0) await this.output.flush();
    if (this.#end !== undefined) return false;
    this.#isWaiting = true;
    // RFC 5465: with NOTIFY, changes are told between commands as well.
    const pushesHere = this.notifications !== undefined && !this.pusher.isOn;
    if (pushesHere) this.pusher.start(this.notifications?.isDelayed === false);
    const chunk = await this.receive();
    this.#isWaiting = false;
    if (pushesHere) await this.pusher.stop();
    if (chunk === null || this.#end !== undefined) return false;
    this.reader.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    return true;
  }

  async #handle(event: Exclude<ReaderEvent, { kind: 'command' }>): Promise<void> {
    switch (event.kind) {
      case 'continuation':
        this.output.line('+ Ready for additional command text.');
        return;
      case 'message':
        if (this.#append === undefined) {
          this.#noteCommand(event.target.name, `- - "${event.target.mailbox}" {${event.message.sizeBytes}}`);
          this.#append = new AppendInProgress(this, event.tag, event.target);
        }
        if (await this.#append.begin(event.message)) this.reader.acceptMessage();
        else {
          this.reader.refuseMessage();
          await this.#dropAppend();
        }
        return;
      case 'message-bytes':
        this.#appendedBytes += event.bytes.length;
        if (this.#appendedBytes >= activeBytes) {
          this.#appendedBytes = 0;
          this.#inactivity?.restart();
        }
        await this.#append?.write(event.bytes);
        return;
      case 'message-end':
        await this.#append?.endOfMessage();
        return;
      case 'catenate-text':
        if (await this.#append?.beginText(event)) this.reader.acceptMessage();
        else {
          this.reader.refuseMessage();
          await this.#dropAppend();
        }
        return;
      case 'catenate-url':
        await this.#append?.appendUrl(event.url);
        return;
      case 'append-end': {
        this.#noteActivity();
        const append = this.#append;
        await append?.commit();
        await this.#dropAppend();
        return;
      }
      case 'line':
        throw new TypeError('a line came that no command waits for');
      case 'syntax-error':
        // The line of an APPEND in the middle of its messages has been logged.
        if (this.#append === undefined) this.#noteRefused();
        await this.#dropAppend();
        this.#refuseSyntax(event.tag, event.error);
        return;
      case 'fatal':
        if (this.#append === undefined) this.#noteRefused();
        this.close('error', event.error.message);
        return;
    }
  }

  async #carryOut({ tag, request, line }: ReaderEvent & { kind: 'command' }): Promise<void> {
    const pause = this.#pace.count();
    if (pause !== undefined && !(await this.#waitForPace(pause))) return;
    this.#noteCommand(request.name, line);
    await dispatch(this, tag, request);
  }

  /** False: the connection ended while the command waited for its turn. */
  async #waitForPace({ over, reason }: { over: Promise<void>; reason: string | undefined }): Promise<boolean> {
    if (reason !== undefined) this.#reply(reason);
    await this.output.flush();
    const gone = Promise.withResolvers<void>();
    const forget = this.transport.onClose(gone.resolve);
    await Promise.race([over, gone.promise]);
    forget();
    return this.#end === undefined && !this.transport.isClosed;
  }

  /** More has come than the command in hand, so its reply can wait for that of the next. */
  get hasMoreToDo(): boolean {
    return this.reader.pendingBytes > 0;
  }

  /** Nothing is sent, and nothing but another STORE carried out, before `durable` has resolved. */
  answerWhen(durable: Promise<void>): void {
    this.#unsettled.push(durable);
  }

  /** @throws what `durable` was rejected with, again and again: the session cannot go on. */
  async settle(): Promise<void> {
    const all = [...this.#unsettled];
    await Promise.all(all);
    this.#unsettled.splice(0, all.length);
  }

  async #dropAppend(): Promise<void> {
    const append = this.#append;
    this.#append = undefined;
    await append?.discard();
  }

  #refuseSyntax(tag: string | undefined, error: ImapSyntaxError): void {
    const text = `BAD ${localized(this.language, syntaxErrorText(error))}`;
    this.#reply(tag === undefined ? `* ${text}` : `${tag} ${text}`);
    if (this.#state.kind === 'not-authenticated' && ++this.#errors >= mostErrorsBeforeSignIn) {
      this.close('too-many-errors', `Connection is closed. 13 (${mostErrorsBeforeSignIn} commands were no IMAP)`);
    }
  }

  #noteCommand(name: string, line: string): void {
    const [, uid = '', parameters = ''] = /^\S+ (UID )?\S+ ?(.*)$/is.exec(line) ?? [];
    this.#protocolLog.received(`${uid.toUpperCase()}${name}`, parameters);
    this.live.lastCommand = name;
    this.#noteActivity();
  }

  #noteRefused(): void {
    const { verb, parameters } = refusedLineForLog(this.reader.refusedLine, this.#state.kind !== 'not-authenticated');
    this.#protocolLog.received(verb, parameters);
  }

  /** A complete command has come: the only thing a client can do to count as active (DESIGN §5). */
  #noteActivity(): void {
    this.live.lastActivity = this.context.clock.now();
    this.#inactivity?.restart();
  }

  #startTimer(delayMs: number, reason: 'idle-timeout' | 'unauthenticated-timeout'): void {
    this.#inactivity?.cancel();
    this.#inactivity = this.context.clock.after(delayMs, () => {
      // While the server works on a command, its client is not the one that is inactive.
      if (!this.#isWaiting && !this.output.isBlocked) {
        this.#inactivity?.restart();
        return;
      }
      const seconds = Math.round(delayMs / 1_000);
      this.log.info('imap session timed out', { reason, seconds });
      this.close(reason, `Connection is closed. 13 (no complete command for ${seconds} seconds)`);
    });
  }

  /** The tagged line of a command. */
  complete(tag: string, name: string, completion: Completion): void {
    if (completion.status === 'answered') return;
    const fallback = completion.status === 'OK' ? `${name} completed.` : `${name} failed.`;
    const code = completion.code === undefined || completion.code === '' ? '' : `[${completion.code}] `;
    this.#reply(`${tag} ${completion.status} ${code}${localized(this.language, completion.text ?? fallback)}`);
  }

  #reply(line: string): void {
    this.output.line(line);
    this.#protocolLog.sent(line);
  }

  /** The next line of the client that is no command; undefined when the connection ended. */
  async readLine(): Promise<string | undefined> {
    this.reader.expectLine();
    for (;;) {
      const event = this.reader.next();
      if (event === undefined) {
        if (!(await this.#readMore())) return undefined;
      } else if (event.kind === 'line') {
        this.#noteActivity();
        // Besides the DONE of IDLE these are answers of a sign-in.
        this.#protocolLog.received(/^DONE$/i.test(event.line) ? 'DONE' : '****');
        return event.line;
      } else if (event.kind === 'syntax-error') throw event.error;
      else throw new TypeError(`a line was expected and ${event.kind} came`);
    }
  }

  signedIn(mailbox: Mailbox, open: OpenMailbox, delegate?: Delegate): void {
    const { settings } = this.context;
    this.#pace.limitTo(settings.CommandsPerSecond);
    this.#switchedOff = switchedOffFor(settings, mailbox);
    this.reader.limits = this.#literals(limitsAfterSignIn(settings.MaxCommandSize, this.context.largestMessageBytes));
    this.delegate = delegate ?? null;
    const address = mailbox.emailAddresses[0] ?? mailbox.userPrincipalName;
    this.live.user = delegate === undefined ? address : `${delegate.user.userPrincipalName}\\${address}`;
    this.live.accountId = mailbox.guid;
    this.#mailbox = open;
    this.#stopListening = open.view.onChange((change) => this.#onChange(change));
    this.#setState({ kind: 'authenticated', mailbox, store: open.view });
    this.#startTimer(settings.AuthenticatedConnectionTimeout.milliseconds, 'idle-timeout');
  }

  /** RFC 7888 §5: without LITERAL+ only short literals may come unasked, and without LITERAL- none. */
  #literals(limits: CodecLimits): CodecLimits {
    if (!this.isSwitchedOff('LITERAL+')) return limits;
    return { ...limits, nonSynchronizingBytes: this.isSwitchedOff('LITERAL-') ? 0 : 4_096 };
  }

  /** RFC 8437: back to before LOGIN. */
  signedOut(): void {
    this.#closeMailbox();
    this.#pace.limitTo(this.context.settings.PreAuthenticatedCommandsPerSecond);
    this.#switchedOff = switchedOffFor(this.context.settings);
    this.reader.limits = this.#literals(limitsBeforeSignIn(this.context.settings.MaxCommandSize));
    this.reader.utf8 = false;
    this.enabled.clear();
    this.notifications = undefined;
    this.language = 'en';
    this.delegate = null;
    this.live.user = null;
    this.live.accountId = null;
    this.live.credentialId = null;
    this.#setState({ kind: 'not-authenticated' });
    this.#startTimer(this.context.settings.PreAuthenticatedConnectionTimeout.milliseconds, 'unauthenticated-timeout');
  }

  #closeMailbox(): void {
    this.#stopListening?.();
    this.#stopListening = undefined;
    this.#mailbox?.close();
    this.#mailbox = undefined;
  }

  /** What was enabled decides how a folder is told of. */
  adapt(folder: SelectedFolder): void {
    folder.showsRecent = !this.enabled.has('IMAP4REV2');
    folder.tellsUidsOnly = this.enabled.has('UIDONLY');
  }

  select(folder: SelectedFolder): void {
    if (this.#state.kind !== 'authenticated' && this.#state.kind !== 'selected')
      throw new TypeError('nobody has signed in');
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

  /**
   * Tells the client what others did to its folder. What cannot be read now is told at another command. Undefined: it is
   * done, since nothing had to be read, as at most commands.
   */
  tellChanges(revealExpunges: boolean, force = false): Promise<void> | undefined {
    const state = this.#state;
    if (this.notifications !== undefined || this.contexts !== undefined || force)
      return this.#readAndTell(revealExpunges, force);
    if (state.kind !== 'selected') return undefined;
    if (state.folder.isBehind) return this.#readAndTell(revealExpunges, force);
    state.folder.tell(this.output.writer, this.#tellOptions(revealExpunges));
    return undefined;
  }

  async #readAndTell(revealExpunges: boolean, force: boolean): Promise<void> {
    try {
      if (this.notifications !== undefined) {
        await this.settle();
        await this.notifications.tell(revealExpunges, force);
      } else await this.#tellSelected(revealExpunges, force);
    } catch (error) {
      if (!(error instanceof MailError)) throw error;
      this.log.warn('imap changes could not be read', { code: error.code });
    }
  }

  #tellOptions(revealExpunges: boolean): TellOptions {
    return { revealExpunges, asVanished: this.usesVanished, withModSeq: this.usesModSeq };
  }

  async #tellSelected(revealExpunges: boolean, force: boolean): Promise<void> {
    if (this.#state.kind !== 'selected') return;
    const { folder, store } = this.#state;
    // What others did must not be taken over the session's own changes that reads do not see yet.
    if (this.#unsettled.length > 0 && (force || folder.isBehind)) await this.settle();
    await folder.catchUp(store, force);
    await this.tellFolder(folder, this.#tellOptions(revealExpunges));
  }

  /** What `catchUp` learnt, and what it changes about searches that are kept up to date. */
  async tellFolder(folder: SelectedFolder, options: TellOptions): Promise<void> {
    const { contexts } = this;
    if (contexts === undefined) {
      folder.tell(this.output.writer, options);
      return;
    }
    await contexts.beforeChanges(options.revealExpunges);
    folder.tell(this.output.writer, options);
    await contexts.afterChanges();
  }

  get usesVanished(): boolean {
    return this.enabled.has('QRESYNC') || this.enabled.has('UIDONLY');
  }

  /** RFC 7162 §3.1: a client that has shown that it knows CONDSTORE gets MODSEQ with every change of flags. */
  get usesModSeq(): boolean {
    return this.enabled.has('CONDSTORE') || this.enabled.has('QRESYNC');
  }

  /** UTF8=ACCEPT or IMAP4rev2: names and quoted strings go out as UTF-8. */
  get usesUtf8(): boolean {
    return this.enabled.has('UTF8=ACCEPT') || this.enabled.has('IMAP4REV2');
  }

  #onChange(change: MailboxChange): void {
    const state = this.#state;
    this.notifications?.note(change);
    const isSelected = state.kind === 'selected' && change.folderId === state.folder.folderId;
    if (isSelected) state.folder.signal(change.modSeq);
    if (!isSelected && this.notifications === undefined) return;
    this.pusher.announce();
  }

  /** Sends what is new while the session waits for its client. */
  async push(revealExpunges: boolean): Promise<void> {
    await this.tellChanges(revealExpunges);
    if (this.output.writer.length === 0) return;
    await this.output.flush();
    // In IDLE what the server sends is activity too (DESIGN §5).
    this.#inactivity?.restart();
  }

  failedToPush(error: unknown): void {
    if (this.transport.isClosed) return;
    this.log.error('imap changes could not be pushed', error);
    this.close('error', 'Server Unavailable. 15');
  }
}
