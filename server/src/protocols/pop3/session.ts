import { errorReply, type LineEvent, LineReader, maxSaslLineSize, okReply, parseCommand } from '@relais/pop3-codec';
import { type Language, textIn } from '@relais/management-contract';
import { isTurnOld } from '../../platform/clock/turn.ts';
import type { Timer } from '../../platform/clock/clock.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Transport } from '../../platform/net/transport.ts';
import type { ProtocolLogSession } from '../../platform/protocol-log/protocol-log.ts';
import { Connection } from '../../services/admission/connection.ts';
import type { SessionEnd } from '../../services/admission/live-sessions.ts';
import type { Delegate } from '../../services/authentication/authenticator.ts';
import type { Completion } from './command.ts';
import { dispatch } from './dispatch.ts';
import { loggedParameters } from './logged-parameters.ts';
import type { LockHolder } from './maildrop-locks.ts';
import { Output } from './output.ts';
import { admissionRefusal, syntaxRefusal, tooLong } from './replies.ts';
import type { ReplyText } from './reply-texts.ts';
import type { SessionContext } from './session-context.ts';
import type { SessionState, StateOf } from './session-state.ts';

/** After so many refused commands before sign-in, whoever it is does not speak POP3 or guesses passwords. */
const mostErrorsBeforeSignIn = 10;
/** How long the last words may wait for a client that does not read. */
const lastWordsMs = 500;

/**
 * One connection from greeting to goodbye. Commands run one after the other; pipelined ones wait in the reader, and
 * their answers leave together (RFC 2449 §6.6).
 */
export class Session {
  readonly transport: Transport;
  readonly context: SessionContext;
  readonly output: Output;
  readonly live: Connection;
  #log: Log | undefined;
  /** RFC 6856 §2.1 */
  isUtf8 = false;
  /** Of the texts behind +OK and -ERR (RFC 6856 §3). */
  language: Language = 'en';
  /** Who signed in to a maildrop that is not his own. */
  delegate: Delegate | null = null;
  readonly #reader = new LineReader();
  #state: SessionState = { kind: 'authorization', userName: null };
  readonly #protocolLog: ProtocolLogSession;
  #inactivity: Timer | undefined;
  #errors = 0;
  #end: { reason: SessionEnd; words: ReplyText } | undefined;
  /** Waiting for the client, so last words can be said at once. */
  #isWaiting = false;
  #lastProgress: number;
  readonly #hasEnded = Promise.withResolvers<void>();

  readonly lock: LockHolder;

  constructor(transport: Transport, context: SessionContext) {
    this.transport = transport;
    this.context = context;
    this.output = new Output(transport, () => this.#noteProgress());
    this.#protocolLog = context.liveSessions.traces.tee(
      context.protocolLog.session(transport.id, transport),
      transport,
      () => this.live,
    );
    const now = context.clock.now();
    this.#lastProgress = context.clock.elapsed();
    this.live = new Connection('POP3', transport, now, 'authorization', {
      close: (reason, words) => this.close(reason, { en: words, fr: words }),
    });
    const lastProgress = (): number => this.#lastProgress;
    const isBusy = (): boolean => this.#state.kind !== 'transaction';
    this.lock = {
      get lastProgress() {
        return lastProgress();
      },
      get isBusy() {
        return isBusy();
      },
      surrender: () => this.#surrender(),
    };
  }

  /** Made when there is something to log: most sessions have nothing. */
  get log(): Log {
    return (this.#log ??= this.context.log.with({ connection: this.transport.id }));
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Whether a password may be sent on this connection as it is (LoginType, reference §1.4). */
  get takesPasswords(): boolean {
    return this.transport.isSecure || this.context.settings.LoginType === 'PlainTextLogin';
  }

  get isEnding(): boolean {
    return this.#end !== undefined || this.transport.isClosed;
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
      this.#protocolLog.info(`Msg=${refused.limit}Reached`);
      this.complete(admissionRefusal(refused));
      await this.output.flush();
      await transport.end(undefined, lastWordsMs);
      this.#protocolLog.disconnect(refused.limit);
      this.#hasEnded.resolve();
      return;
    }
    let reason: SessionEnd = 'client-gone';
    try {
      this.#startTimer(context.settings.PreAuthenticatedConnectionTimeout.milliseconds, 'unauthenticated-timeout');
      this.complete({ status: 'OK', text: context.settings.Banner });
      await this.#serve();
      reason = this.#end?.reason ?? (this.#state.kind === 'update' ? 'signed-off' : 'client-gone');
    } catch (error) {
      reason = 'error';
      if (!transport.isClosed) this.log.error('pop3 session failed', error);
    } finally {
      await this.#finish(reason);
    }
  }

  /** Ends the session with words, at once if it is waiting for its client, else after the command in hand. */
  close(reason: SessionEnd, words: ReplyText): void {
    if (this.#end !== undefined) return;
    this.#end = { reason, words };
    if (this.#isWaiting) void this.#sayGoodbye();
    // A command in hand that times out has a reader that takes nothing any more: words would stand in its data.
    else if (reason === 'idle-timeout' || reason === 'unauthenticated-timeout') this.transport.destroy();
    else this.context.clock.after(5_000, () => this.transport.destroy());
  }

  /** Breaks the connection off: what has been sent so far is no whole reply. */
  breakOff(): void {
    this.#end ??= { reason: 'error', words: { en: '', fr: '' } };
    this.transport.destroy();
  }

  async #sayGoodbye(): Promise<void> {
    const words = this.#end === undefined ? '' : textIn(this.#end.words, this.language);
    // Only queues: a client that does not read is closed by `end`.
    void this.output.flush();
    await this.transport.end(words === '' ? undefined : errorReply(words), lastWordsMs);
  }

  #surrender(): void {
    this.log.info('pop3 maildrop handed over', { silentMs: this.context.clock.elapsed() - this.#lastProgress });
    // From here on nothing that this session still reads is carried out: its client is taken for dead.
    this.#end ??= { reason: 'client-gone', words: { en: '', fr: '' } };
    this.#leave('client-gone');
    this.transport.destroy();
  }

  /** The session counts no more; before its last words, so that a client that has read them may come back at once. */
  #leave(reason: SessionEnd): void {
    this.context.liveSessions.leave(this.live, reason, this.#end?.words.en);
  }

  async #finish(reason: SessionEnd): Promise<void> {
    this.#inactivity?.cancel();
    await this.releaseLock();
    this.#leave(reason);
    if (!this.transport.isClosed) await this.#sayGoodbye();
    this.#protocolLog.disconnect(this.#end?.words.en || reason);
    this.#hasEnded.resolve();
  }

  async #serve(): Promise<void> {
    for (;;) {
      const event = this.#reader.next(this.context.settings.MaxCommandSize);
      if (event === null) {
        if (await this.#readMore()) continue;
        return;
      }
      if (isTurnOld()) {
        await this.output.giveWay();
        if (this.#end !== undefined) return;
      }
      const handling = this.#handle(event);
      if (handling !== undefined) await handling;
      if (this.#end !== undefined || this.#state.kind === 'update') return;
      if (this.output.isFull) await this.output.flush();
    }
  }

  /** False: there is nothing more to come. */
  async #readMore(): Promise<boolean> {
    const sending = this.output.flush();
    if (sending !== undefined) await sending;
    if (this.#end !== undefined) return false;
    this.#isWaiting = true;
    const chunk = await this.transport.read();
    this.#isWaiting = false;
    if (chunk === null || this.#end !== undefined) return false;
    this.#reader.push(chunk);
    return true;
  }

  /** A promise only when there is something to wait for. */
  #handle(event: LineEvent): Promise<void> | undefined {
    this.#noteActivity();
    if (event.kind === 'too-long') {
      this.#protocolLog.info(`a command of more than ${event.limit} bytes was thrown away`);
      this.#refuse(tooLong(event.limit));
      return undefined;
    }
    const parsed = parseCommand(event.line);
    if (parsed.kind !== 'request') {
      const [word = ''] = event.line.toString('latin1').split(' ', 1);
      // RFC 1939 §3: keywords have three or four letters. What else is no command here may be an answer of a sign-in that was refused.
      const mayBeSecret = parsed.kind !== 'bad-arguments' && word !== '' && !/^[A-Z]{3,4}$/i.test(word);
      this.#protocolLog.received(mayBeSecret ? '****' : word);
      this.#refuse(syntaxRefusal(parsed), mayBeSecret);
      return undefined;
    }
    this.live.lastCommand = parsed.request.verb;
    this.#protocolLog.received(parsed.request.verb, loggedParameters(parsed.request));
    const completion = dispatch(this, parsed.request);
    return completion instanceof Promise
      ? completion.then((done) => this.#finishCommand(done))
      : this.#finishCommand(completion);
  }

  #finishCommand(completion: Completion): Promise<void> | undefined {
    if (completion.status === 'answered') return undefined;
    if (completion.status === 'ERR') this.#refuse(completion);
    else this.complete(completion);
    return completion.afterwards?.();
  }

  #refuse(completion: Completion, quotesSecret = false): void {
    this.complete(completion, quotesSecret);
    if (this.#state.kind === 'authorization' && ++this.#errors >= mostErrorsBeforeSignIn) {
      this.close('too-many-errors', {
        en: `Connection is closed. 20 (${mostErrorsBeforeSignIn} commands were refused before anybody signed in.)`,
        fr: `La connexion est fermée. 20 (${mostErrorsBeforeSignIn} commandes refusées avant toute connexion.)`,
      });
    }
  }

  /** Writes the reply of a command. `quotesSecret`: the log does not show what it quotes. */
  complete(completion: Completion, quotesSecret = false): void {
    if (completion.status === 'answered') return;
    const text = completion.text ?? '';
    const words = typeof text === 'string' ? text : textIn(text, this.language);
    const line = completion.status === 'OK' ? okReply(words) : errorReply(words, completion.code);
    this.reply(line, quotesSecret ? line.replace(/ \(.*/s, ' (****)') : undefined);
  }

  /** A reply line of a command that goes on writing. */
  reply(line: string, logged = line): void {
    this.output.text(line);
    this.#protocolLog.sent(logged);
  }

  /** The client's answer to a SASL challenge; null when the connection ended. */
  async readSaslLine(): Promise<LineEvent | null> {
    for (;;) {
      const event = this.#reader.next(maxSaslLineSize);
      if (event !== null) {
        this.#noteActivity();
        return event;
      }
      if (!(await this.#readMore())) return null;
    }
  }

  /** Starts TLS; what was read before the handshake is thrown away, and nothing of it counts (RFC 2595 §4). */
  async startTls(): Promise<void> {
    await this.output.flush();
    this.#reader.discard();
    const { certificates, settings } = this.context;
    try {
      await this.transport.upgradeToTls(certificates.contextFor(settings.X509CertificateName, 'POP'));
    } catch (error) {
      this.log.info('pop3 tls handshake failed', { reason: error instanceof Error ? error.message : String(error) });
      this.#end ??= { reason: 'client-gone', words: { en: '', fr: '' } };
      this.transport.destroy();
      return;
    }
    this.live.secure = true;
    this.#errors = 0;
    this.#setState({ kind: 'authorization', userName: null });
  }

  named(userName: string): void {
    this.#setState({ kind: 'authorization', userName });
  }

  forgetUserName(): void {
    if (this.#state.kind === 'authorization') this.#setState({ kind: 'authorization', userName: null });
  }

  /** The maildrop is this session's alone until it ends; false when another session has it (RFC 1939 §4). */
  async takeLock(accountId: string): Promise<boolean> {
    if (!(await this.context.locks.take(accountId, this.lock))) return false;
    if (!this.isEnding) return true;
    await this.releaseLock();
    return false;
  }

  /** Resolves when the next session may have the maildrop. */
  async releaseLock(): Promise<void> {
    await this.context.locks.release(this.lock);
  }

  signedIn(state: StateOf<'transaction'>, delegate?: Delegate): void {
    const { mailbox } = state;
    this.#errors = 0;
    this.delegate = delegate ?? null;
    const address = mailbox.emailAddresses[0] ?? mailbox.userPrincipalName;
    this.live.user = delegate === undefined ? address : `${delegate.user.userPrincipalName}\\${address}`;
    this.live.accountId = mailbox.guid;
    this.live.delegateId = delegate?.user.guid ?? null;
    this.live.folder = 'INBOX';
    this.#setState(state);
    this.#startTimer(this.context.settings.AuthenticatedConnectionTimeout.milliseconds, 'idle-timeout');
  }

  /** QUIT has come: from here on nothing interrupts, and nobody takes the maildrop away. */
  enterUpdate(): void {
    this.#inactivity?.cancel();
    this.#inactivity = undefined;
    this.#setState({ kind: 'update' });
  }

  #setState(state: SessionState): void {
    this.#state = state;
    this.live.state = state.kind;
  }

  /** A complete command has come: the only thing a client can do to count as active. */
  #noteActivity(): void {
    this.live.noteActivity(this.context.clock.now());
    this.#noteProgress();
  }

  /** The client has taken what was sent: a long RETR is no silence. */
  #noteProgress(): void {
    this.#lastProgress = this.context.clock.elapsed();
  }

  /** The timer looks how long the client has been silent when it is over, and goes on for the rest: nothing is to be done at a command. */
  #startTimer(delayMs: number, reason: 'idle-timeout' | 'unauthenticated-timeout', leftMs = delayMs): void {
    this.#inactivity?.cancel();
    this.#inactivity = this.context.clock.after(leftMs, () => {
      const left = this.#lastProgress + delayMs - this.context.clock.elapsed();
      if (left > 0) {
        this.#startTimer(delayMs, reason, left);
        return;
      }
      const seconds = Math.round(delayMs / 1_000);
      this.log.info('pop3 session timed out', { reason, seconds });
      this.close(reason, {
        en: `Connection is closed. 20 (no complete command for ${seconds} seconds)`,
        fr: `La connexion est fermée. 20 (aucune commande complète depuis ${seconds} secondes)`,
      });
    });
  }
}
