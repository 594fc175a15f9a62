import type { SecureContext } from 'node:tls';
import { defaultLimits, InputBuffer, LineReader, type LineRead, renderReply, type Reply } from '@relais/smtp-codec';
import { isAmong } from '../../domain/configuration/address-range.ts';
import type { ReceiveConnector } from '../../domain/configuration/receive-connectors.ts';
import type { Mailbox } from '../../domain/directory/directory.ts';
import type { Log } from '../../platform/log/log.ts';
import type { Timer } from '../../platform/clock/clock.ts';
import { isTurnOld, nextTurn } from '../../platform/clock/turn.ts';
import type { ClientCertificate } from '../../platform/net/client-certificate.ts';
import type { Endpoint, Transport } from '../../platform/net/transport.ts';
import type { TlsCredentials } from '../../platform/tls/tls-credentials.ts';
import type { ProtocolLogSession } from '../../platform/protocol-log/protocol-log.ts';
import { Connection } from '../../services/admission/connection.ts';
import type { SessionEnd } from '../../services/admission/live-sessions.ts';
import { type Offers, offersOf } from './capabilities.ts';
import type { Client } from './connector-permissions.ts';
import { dispatch } from './dispatch.ts';
import { greeting } from './greeting.ts';
import { mostRecipients } from './organization-limits.ts';
import { replies } from './replies.ts';
import { channelOf } from './sasl-channel.ts';
import type { SessionContext } from './session-context.ts';
import type { SessionState } from './session-state.ts';
import { actAs } from '../../services/mailbox-audit/acting-session.ts';

/** As in IMAP. */
const noLimits = { MaxConnections: Infinity, MaxConnectionFromSingleIP: Infinity, MaxConnectionsPerUser: Infinity };

/**
 * One SMTP connection from greeting to goodbye. Commands run one after the other; replies to pipelined ones leave
 * together (RFC 2920 §3.2). Time-outs end it while it waits for the client, never in the middle of its own work.
 */
export class Session {
  readonly context: SessionContext;
  readonly transport: Transport;
  readonly log: Log;
  readonly live: Connection;
  readonly protocolLog: ProtocolLogSession;
  /** Resolves when the connection is over and everything of it has been let go. */
  readonly finished: Promise<void>;
  state: SessionState = { kind: 'connected' };
  user: Mailbox | null = null;
  /** What the client has shown where it was asked for one. */
  certificate: ClientCertificate | null = null;
  /** Whether the certificate makes the client of the transaction a partner; said at MAIL. */
  isPartner = false;
  protocolErrors = 0;
  logonFailures = 0;
  #connector: ReceiveConnector;
  private readonly input = new InputBuffer();
  private readonly lines = new LineReader(this.input);
  private readonly inactivity: Timer;
  private readonly lifetime: Timer;
  private named: Endpoint | null = null;
  private speaksForClient = false;
  private waiting = false;
  private shakesHands = false;
  /** Replies that leave together when the client is waited for. */
  private outgoing = '';
  private ending: { readonly reason: SessionEnd; readonly reply: Reply | null } | null = null;
  private hasEnded = false;

  constructor(transport: Transport, context: SessionContext) {
    const { connector, clock } = context;
    this.transport = transport;
    this.context = context;
    this.#connector = connector;
    this.log = context.log.with({ connection: transport.id, connector: connector.Name });
    const ends = {
      local: transport.local,
      remote: transport.remote,
      connector: `${context.serverName}\\${connector.Name}`,
    };
    this.protocolLog = context.liveSessions.traces.tee(
      context.protocolLog.session(transport.id, ends),
      ends,
      () => this.live,
    );
    const now = clock.now();
    this.live = new Connection('SMTP', transport, now, 'connected', {
      close: (reason, words) => this.end(reason, { code: 421, enhanced: '4.3.2', text: words }),
    });
    this.inactivity = clock.after(connector.ConnectionInactivityTimeout.milliseconds, () => {
      if (this.waiting) this.end('idle-timeout', replies.timedOut);
      else this.inactivity.restart();
    });
    this.lifetime = clock.after(connector.ConnectionTimeout.milliseconds, () => this.end('limit', replies.timedOut));
    this.finished = actAs(this.live, () => this.run());
  }

  /** Of the client: its own rights and limits, not those of the proxy that names it. */
  get connector(): ReceiveConnector {
    return this.#connector;
  }

  /** RFC 3461: offered where there is a queue that sends, which is what honours it. */
  get offersDsn(): boolean {
    const { DeliveryStatusNotificationEnabled, Lmtp } = this.connector;
    return DeliveryStatusNotificationEnabled && !Lmtp && this.context.delivery.sendsOut();
  }

  /** SASL mechanisms beyond LOGIN and PLAIN that this connection could use. */
  get furtherMechanisms(): readonly string[] {
    return this.context.authenticator.sasl.offered(channelOf(this));
  }

  /** What is offered now, by the keywords of EHLO. */
  get offers(): Offers {
    const { connector, context, isSecure, offersDsn, furtherMechanisms } = this;
    return offersOf({
      connector,
      isSecure,
      offersDsn,
      furtherMechanisms,
      canHold: context.delivery.canHold(),
      isProxy: this.isProxy,
      mostRecipients: this.mostRecipients,
      now: context.clock.now(),
    });
  }

  /** Of one message: what the connector allows, or what the user who has signed in may where that is less. */
  get mostRecipients(): number {
    const { MaxRecipientsPerMessage } = this.connector;
    if (this.user === null) return MaxRecipientsPerMessage;
    return Math.min(MaxRecipientsPerMessage, mostRecipients(this.context.settings, this.user));
  }

  /** Whom the connection belongs to: the other side, or the client that a trusted proxy has named. */
  get remote(): Endpoint {
    return this.named ?? this.transport.remote;
  }

  /** A proxy names its client: the session begins anew, as that client's. False where no connector serves the client here. */
  takeClient(told: {
    readonly client: Endpoint | null;
    readonly helo: string | null;
    readonly user: Mailbox | null;
  }): boolean {
    const connector = told.client === null ? this.#connector : this.context.connectorFor(told.client.address);
    if (connector === null) return false;
    this.#connector = connector;
    this.named = told.client ?? this.named;
    this.speaksForClient = true;
    this.protocolLog.info(`client of the proxy: ${this.remote.address}`);
    this.state = { kind: 'connected' };
    this.user = told.user;
    // What was shown is the proxy's.
    this.certificate = null;
    this.live.remoteAddress = this.remote.address;
    this.live.client = told.helo;
    this.live.user = told.user?.emailAddresses[0] ?? null;
    this.live.accountId = told.user?.guid ?? null;
    return true;
  }

  /**
   * Whether the other side may say who its client is (XCLIENT). It may once: what comes afterwards may be the client's own
   * words, which nginx's mail proxy passes on as they are.
   */
  get isProxy(): boolean {
    return !this.speaksForClient && isAmong(this.transport.remote.address, this.connector.XClientAddresses);
  }

  /** Whose rights on the connector count. */
  get client(): Client {
    return this.user !== null ? 'user' : this.isPartner ? 'partner' : 'stranger';
  }

  get isSecure(): boolean {
    return this.transport.isSecure;
  }

  /** Whether the session is over, or will be after the command in hand. */
  get isEnding(): boolean {
    return this.ending !== null;
  }

  /** Ends the session, with a last reply if there is one: at once while it waits for the client, else after its command. */
  end(reason: SessionEnd, reply: Reply | null): void {
    if (this.ending !== null) return;
    this.ending = { reason, reply };
    // RFC 3207 §4: words in plain text would be read as a part of the handshake.
    if (this.shakesHands) this.transport.destroy();
    else if (this.waiting) void this.sayGoodbye();
  }

  reply(reply: Reply): void {
    const text = renderReply(reply, { enhancedCodes: this.connector.EnhancedStatusCodesEnabled });
    // A record of its own for each line, as Exchange logs the answer to EHLO.
    if (text.indexOf('\r\n') === text.length - 2) this.protocolLog.sent(text);
    else for (const line of text.trimEnd().split('\r\n')) this.protocolLog.sent(line);
    this.outgoing += text;
  }

  /** TarpitInterval: waits before a refusal is said to somebody unknown; costs a timer and nothing else. */
  async tarpit(): Promise<void> {
    const { milliseconds } = this.connector.TarpitInterval;
    if (milliseconds <= 0 || this.user !== null) return;
    await this.flush();
    await new Promise<void>((resolve) => {
      const timer = this.context.clock.after(milliseconds, () => {
        forget();
        resolve();
      });
      const forget = this.transport.onClose(() => {
        timer.cancel();
        resolve();
      });
    });
  }

  /** The next line; `null` when the client is gone or the session ends. */
  async nextLine(): Promise<LineRead | null> {
    for (;;) {
      const line = this.lines.next(defaultLimits.authLineBytes);
      if (line !== null) {
        // Only a complete line counts as activity, not a trickle of bytes.
        this.inactivity.restart();
        this.live.noteActivity(this.context.clock.now());
        return line;
      }
      if (!(await this.receive())) return null;
    }
  }

  /** Unread content, at least one byte, to be taken with `skip`; `null` when the client is gone. */
  async content(): Promise<Uint8Array | null> {
    if (this.input.length === 0 && !(await this.receive())) return null;
    this.inactivity.restart();
    return this.input.unread();
  }

  skip(count: number): void {
    this.input.skip(count);
    this.lines.reset();
  }

  /** Sends what is queued, and waits for a client that reads slowly; one that never reads is waited for no longer than one that never sends. */
  async flush(): Promise<void> {
    const { outgoing } = this;
    this.outgoing = '';
    if (outgoing === '') return;
    this.waiting = true;
    await this.transport.write(outgoing);
    this.waiting = false;
  }

  /** Starts TLS; everything learned before it is forgotten (RFC 3207 §4.2). */
  async startTls(own: SecureContext | { readonly mutual: TlsCredentials }): Promise<void> {
    await this.flush();
    this.input.clear();
    this.lines.reset();
    this.waiting = true;
    this.shakesHands = true;
    if ('mutual' in own)
      this.certificate = await this.transport.upgradeToMutualTls(own.mutual, this.context.clientAuthorities);
    else await this.transport.upgradeToTls(own);
    this.waiting = false;
    this.shakesHands = false;
    this.state = { kind: 'connected' };
    this.user = null;
    this.live.secure = true;
    this.live.user = null;
    this.live.accountId = null;
    this.live.credentialId = null;
  }

  private async run(): Promise<void> {
    const { context, live } = this;
    context.liveSessions.admit(live, noLimits);
    this.protocolLog.connect();
    try {
      await this.serve();
    } catch (error) {
      // A client that goes away during a handshake or a write is no fault of ours.
      if (!this.transport.isClosed) {
        this.log.error('session-failed', error);
        this.end('error', {
          code: 421,
          enhanced: '4.3.0',
          text: 'Temporary server error, closing transmission channel',
        });
      }
    } finally {
      this.inactivity.cancel();
      this.lifetime.cancel();
      if (this.state.kind === 'chunks') await this.state.intake.discard();
      await this.sayGoodbye();
      const reason = this.ending?.reason ?? 'client-gone';
      this.protocolLog.disconnect(reason);
      context.liveSessions.leave(live, reason);
    }
  }

  private async serve(): Promise<void> {
    this.reply(greeting(this.connector, this.context.clock.now()));
    while (!this.isEnding) {
      const line = await this.nextLine();
      if (line === null) return;
      await dispatch(this, line);
      this.live.state = this.state.kind;
    }
  }

  private async receive(): Promise<boolean> {
    if (this.outgoing !== '') await this.flush();
    if (this.isEnding) return false;
    this.waiting = true;
    const chunk = await this.transport.read();
    this.waiting = false;
    // A message of a megabyte comes in one turn of the event loop; nobody else shall wait for all of it.
    if (isTurnOld()) await nextTurn();
    if (chunk === null || this.isEnding) return false;
    this.input.push(chunk);
    return true;
  }

  private async sayGoodbye(): Promise<void> {
    if (this.hasEnded) return;
    this.hasEnded = true;
    const reply = this.ending?.reply ?? null;
    if (reply !== null) this.reply(reply);
    const { outgoing } = this;
    this.outgoing = '';
    await this.transport.end(outgoing);
  }
}
