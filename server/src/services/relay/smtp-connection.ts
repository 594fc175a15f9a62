import {
  DataEncoder,
  mailLine,
  recipientLine,
  replyText,
  type ServerExtensions,
  type ServerReply,
} from '@relais/smtp-codec';
import type { QueuedMessage, QueuedRecipient } from '../../domain/queue/queued-message.ts';
import type { TlsFault } from '../../domain/reports/tls-observation.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import { ClientSocket, ConnectionLost } from './client-socket.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { DomainsOfSession } from './domains-of-session.ts';
import { HostUnusable } from './host-unusable.ts';
import type { MailHost } from './mail-hosts.ts';
import { losesDelayNotice, messageTerms, needsUtf8, notTransferable, unkeptTerm, withDelay } from './message-terms.ts';
import { makeReady, type ReadyHost } from './ready-host.ts';
import { isDone, resultOf, type SendResult } from './send-result.ts';
import { transferableAddress } from './transferable-address.ts';

const connectMs = 60_000;
/** RFC 5321 §4.5.3.2.6: the server may take 10 minutes over the end of data. */
const endOfDataMs = 600_000;
const mostRecipients = 100;

/** A connection to a server that is ready for MAIL. */
export class SmtpConnection implements ReadyHost {
  readonly host: MailHost;
  readonly isSecure: boolean;
  readonly isVerified: boolean;
  readonly isSignedIn: boolean;
  readonly tlsFault: TlsFault | null;
  readonly extensions: ServerExtensions;
  /** Messages sent over it. */
  sent = 0;
  sentBytes = 0;
  private transactions = 0;
  private readonly socket: ClientSocket;
  private readonly inactivityMs: number;
  private readonly clock: Clock;
  private readonly signal: AbortSignal;
  private readonly domains: DomainsOfSession;
  private needsReset = false;
  /** RFC 4954 §5: AUTH=<> goes to whom we have signed in to; some who offer AUTH refuse it. */
  private saysUnknownSubmitter: boolean;

  private constructor(socket: ClientSocket, host: MailHost, ready: ReadyHost, options: ConnectionOptions) {
    this.socket = socket;
    this.host = host;
    this.isSecure = ready.isSecure;
    this.isVerified = ready.isVerified;
    this.isSignedIn = ready.isSignedIn;
    this.tlsFault = ready.tlsFault;
    this.saysUnknownSubmitter = ready.isSignedIn;
    this.extensions = ready.extensions;
    this.inactivityMs = options.inactivityMs;
    this.clock = options.clock;
    this.signal = options.signal;
    this.domains = new DomainsOfSession(ready.extensions.maxDomains);
  }

  /** Connects, greets, starts TLS and signs in as `options` say. @throws HostUnusable */
  static async open(host: MailHost, options: ConnectionOptions): Promise<SmtpConnection> {
    let socket: ClientSocket | null = null;
    try {
      socket = await ClientSocket.open({ ...host, ...options, timeoutMs: options.connectMs ?? connectMs });
      return new SmtpConnection(socket, host, await makeReady(socket, host, options), options);
    } catch (error) {
      socket?.destroy();
      if (error instanceof HostUnusable) throw error;
      throw new HostUnusable(socket === null ? '4.4.1' : '4.4.2', `${host.name}: ${(error as Error).message}`, {
        cause: error,
        isSilent: error instanceof ConnectionLost && error.isSilent,
      });
    }
  }

  get isUsable(): boolean {
    return this.socket.isOpen;
  }

  get remoteAddress(): string {
    return this.host.address;
  }

  /**
   * Sends one message to those recipients: a result for each whom this connection could try. The others, at least one of whom
   * another connection takes, were beyond its limits, or it was over; so they are when this server stops.
   */
  async send(
    message: QueuedMessage,
    recipients: readonly QueuedRecipient[],
    content: () => AsyncIterable<Uint8Array>,
  ): Promise<readonly SendResult[]> {
    this.sent += 1;
    const results: SendResult[] = [];
    const most = Math.min(mostRecipients, this.extensions.maxRecipients ?? mostRecipients);
    let waiting = recipients;
    do {
      const next = this.domains.among(waiting).slice(0, most);
      if (next.length === 0) break;
      this.domains.note(next);
      const saidUnknown = this.saysUnknownSubmitter;
      let tried = await this.transaction(message, next, content);
      const isRefused = saidUnknown && !this.saysUnknownSubmitter;
      if (isRefused && this.takes(next)) tried = await this.transaction(message, next, content);
      results.push(...tried);
      waiting = waiting.filter((recipient) => !next.includes(recipient));
    } while (waiting.length > 0 && this.isUsable && this.transactionsLeft > 0);
    if (results.some(({ kind }) => kind === 'sent')) this.sentBytes += message.sizeBytes;
    return results;
  }

  /** Whether the server takes mail for one of these over this connection (RFC 9422 §4). */
  takes(recipients: readonly QueuedRecipient[]): boolean {
    return this.transactionsLeft > 0 && this.domains.among(recipients).length > 0;
  }

  /** How many more MAIL the server takes over this connection (RFC 9422 §4.1). */
  private get transactionsLeft(): number {
    return (this.extensions.maxTransactions ?? Infinity) - this.transactions;
  }

  async quit(): Promise<void> {
    try {
      if (!this.socket.isOpen) return;
      await this.socket.write('QUIT\r\n', 5000);
      await this.socket.reply(5000);
    } catch {
      // It goes away whatever the other side says.
    } finally {
      this.socket.destroy();
    }
  }

  private async transaction(
    message: QueuedMessage,
    all: readonly QueuedRecipient[],
    content: () => AsyncIterable<Uint8Array>,
  ): Promise<readonly SendResult[]> {
    const { extensions } = this;
    const results = new Map<number, SendResult>();
    const decide = (recipients: readonly QueuedRecipient[], result: (number: number) => SendResult): void => {
      for (const { number } of recipients) if (!results.has(number)) results.set(number, result(number));
    };
    const now = this.clock.now();
    const refusal = unkeptTerm(message, this.host.name, this, now) ?? notTransferable(message, extensions);
    const asksForDelay = losesDelayNotice(message, extensions, now);
    const sender = transferableAddress(message.sender, extensions.smtpUtf8);
    const accepted: QueuedRecipient[] = [];
    try {
      if (refusal !== null || sender === null) {
        const [status, response] = refusal ?? ['5.6.7', `${this.host.name} does not take the sender's address`];
        decide(all, (number) => ({ number, kind: 'failed', status, response }));
        return [...results.values()];
      }
      const named = all.flatMap((recipient) => {
        const address = transferableAddress(recipient.address, extensions.smtpUtf8);
        if (address !== null) return [{ recipient, address }];
        const response = `${this.host.name} does not take addresses beyond US-ASCII (SMTPUTF8)`;
        decide([recipient], (number) => ({ number, kind: 'failed', status: '5.6.7', response }));
        return [];
      });
      if (named.length === 0) return [...results.values()];
      this.transactions += 1;
      const lines = [
        ...(this.needsReset ? ['RSET\r\n'] : []),
        mailLine(
          {
            ...message,
            ...messageTerms(message, now),
            sender,
            smtpUtf8: needsUtf8(message, all),
            hasUnknownSubmitter: this.saysUnknownSubmitter,
          },
          extensions,
        ),
        ...named.map(({ recipient, address }) => {
          const notify = asksForDelay ? withDelay(recipient.notify) : recipient.notify;
          return recipientLine({ ...recipient, address, notify }, extensions);
        }),
        'DATA\r\n',
      ];
      const converse = this.conversation(lines);
      if (this.needsReset) await converse();
      this.needsReset = true;
      const mailReply = await converse();
      for (const { recipient } of named) {
        // Without pipelining what follows a refused MAIL is not said at all.
        if (!isDone(mailReply) && !extensions.pipelining) break;
        const reply = await converse();
        if (!isDone(mailReply)) continue;
        if (isDone(reply)) accepted.push(recipient);
        else decide([recipient], (number) => resultOf(number, reply, 'recipient'));
      }
      if (refusesParameter(mailReply)) this.saysUnknownSubmitter = false;
      if (!isDone(mailReply)) decide(all, (number) => resultOf(number, mailReply, 'sender'));
      if (accepted.length === 0 && !extensions.pipelining) return [...results.values()];
      const dataReply = await converse();
      if (dataReply.code !== 354) {
        // A server that says 250 here has taken nothing yet.
        const reply = isDone(dataReply) ? { ...dataReply, code: 451, enhanced: null } : dataReply;
        decide(accepted, (number) => resultOf(number, reply, 'data'));
        return [...results.values()];
      }
      if (accepted.length === 0) {
        // RFC 2920 §3.1: DATA was said before it was known that nobody is left; nothing is what they get.
        await this.socket.write('.\r\n', this.inactivityMs);
        await this.socket.reply(endOfDataMs);
        return [...results.values()];
      }
      const end = await this.sendContent(content());
      decide(accepted, (number) => resultOf(number, end, 'data'));
      if (isDone(end)) this.needsReset = false;
      if (end.code === 421) this.socket.destroy();
    } catch (error) {
      this.socket.destroy();
      // Nobody's failure: what has no answer yet stays in the queue as it is, and is the first thing after the next start.
      if (this.signal.aborted) return [...results.values()];
      const response = `${this.host.name}: ${(error as Error).message}`;
      // Also after the end of data: whether it arrived is not known then, and asking twice beats losing it (RFC 1047).
      decide(all, (number) => ({ number, kind: 'deferred', status: '4.4.2', response }));
    }
    return [...results.values()];
  }

  /** Says the lines, all at once where the server allows it, and gives their replies one after the other. */
  private conversation(lines: readonly string[]): () => Promise<ServerReply> {
    let next = 0;
    let written: Promise<void> | null = null;
    return async () => {
      if (this.extensions.pipelining) await (written ??= this.socket.write(lines.join(''), this.inactivityMs));
      else await this.socket.write(lines[next] ?? '', this.inactivityMs);
      next += 1;
      const reply = await this.socket.reply(this.inactivityMs);
      // RFC 5321 §3.8: 421 may come at any time and means that the server closes.
      if (reply.code === 421) throw new ConnectionLost(replyText(reply));
      return reply;
    };
  }

  private async sendContent(content: AsyncIterable<Uint8Array>): Promise<ServerReply> {
    const encoder = new DataEncoder();
    let held: Uint8Array | null = null;
    for await (const chunk of content) {
      // One write a chunk: a message of nothing but dots must not become a million of them.
      const [first, ...others] = encoder.encode(chunk);
      if (first === undefined) continue;
      if (held !== null) await this.socket.write(held, this.inactivityMs);
      held = others.length === 0 ? first : Buffer.concat([first, ...others]);
    }
    // The end leaves with the last of the content: each write is a call of the system, and a packet.
    await this.socket.writeTogether(held === null ? [encoder.end()] : [held, encoder.end()], this.inactivityMs);
    return await this.socket.reply(endOfDataMs);
  }
}

/** RFC 5321 §4.2.3, RFC 4954 §6 and what servers in use say to a parameter of MAIL that they do not take. */
function refusesParameter({ code }: ServerReply): boolean {
  return code === 501 || code === 503 || code === 504 || code === 555;
}
