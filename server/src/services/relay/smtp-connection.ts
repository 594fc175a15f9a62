import { isIP } from 'node:net';
import {
  DataEncoder,
  encodeBase64,
  isPermanent,
  type MailLine,
  mailLine,
  noExtensions,
  readExtensions,
  recipientLine,
  replyText,
  type ServerExtensions,
  type ServerReply,
} from '@relais/smtp-codec';
import type { Credential } from '@relais/management-contract';
import type { TlsCredentials } from '../../platform/tls/tls-credentials.ts';
import type { Clock } from '../../platform/clock/clock.ts';
import type { ProtocolLogSession, SessionEnds } from '../../platform/protocol-log/protocol-log.ts';
import type { RecipientResult } from '../../domain/queue/outbound-queue.ts';
import type { QueuedMessage, QueuedRecipient } from '../../domain/queue/queued-message.ts';
import type { TlsaRecord } from './dane-match.ts';
import { ClientSocket, ConnectionLost } from './client-socket.ts';
import type { MailHost } from './mail-hosts.ts';
import { transferableAddress } from './transferable-address.ts';

/** How to speak to the other side: what a send connector asks for. */
export interface ConnectionOptions {
  readonly helloName: string;
  readonly tls: 'never' | 'when-offered' | 'required';
  readonly tlsLevel: 'none' | 'chain' | 'name' | 'dane';
  readonly tlsa?: readonly TlsaRecord[];
  /** At level `dane`: where the records stand, and what else the certificate may be called. */
  readonly tlsaNames?: readonly string[] | undefined;
  readonly tlsDomain: string | null;
  /** Who demands TLS where it is not the connector, for a report. */
  readonly tlsDemand?: string;
  readonly forceHelo: boolean;
  readonly credential: Credential | null;
  /** Shown to a server that asks who we are. */
  readonly credentials?: TlsCredentials | undefined;
  readonly localAddress: string | null;
  readonly inactivityMs: number;
  /** For the connection to come about. */
  readonly connectMs?: number;
  readonly authorities: readonly string[] | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Where what is said is written down. */
  readonly openLog?: ((ends: SessionEnds) => ProtocolLogSession) | undefined;
}

/** Why a host could not be made ready to take mail. */
export class HostUnusable extends Error {
  readonly status: string;
  /** STARTTLS failed where it was not asked for: the same host may be tried without. */
  readonly inTls: boolean;
  /** It did not answer the connection, not even with a refusal. */
  readonly isSilent: boolean;
  constructor(
    status: string,
    text: string,
    options: ErrorOptions & { readonly inTls?: boolean; readonly isSilent?: boolean } = {},
  ) {
    super(text, options);
    this.name = 'HostUnusable';
    this.status = status;
    this.inTls = options.inTls ?? false;
    this.isSilent = options.isSilent ?? false;
  }
}

const connectMs = 60_000;
/** RFC 5321 §4.5.3.2.6: the server may take 10 minutes over the end of data. */
const endOfDataMs = 600_000;
const mostRecipients = 100;

/** What became of a recipient, before it is known when he is tried again. */
export type SendResult = Exclude<RecipientResult, { kind: 'deferred' }> | Deferred;
export interface Deferred {
  readonly number: number;
  readonly kind: 'deferred';
  readonly status: string;
  readonly response: string;
}

/** A connection to a server that is ready for MAIL. */
export class SmtpConnection {
  readonly host: MailHost;
  readonly isSecure: boolean;
  /** TLS, with a certificate that is trusted and has the name of a host that nobody could make up. */
  readonly isVerified: boolean;
  readonly extensions: ServerExtensions;
  /** Messages sent over it. */
  sent = 0;
  sentBytes = 0;
  private readonly socket: ClientSocket;
  private readonly inactivityMs: number;
  private readonly clock: Clock;
  private needsReset = false;

  private constructor(parts: {
    host: MailHost;
    isSecure: boolean;
    isVerified: boolean;
    extensions: ServerExtensions;
    socket: ClientSocket;
    inactivityMs: number;
    clock: Clock;
  }) {
    this.isVerified = parts.isVerified;
    this.clock = parts.clock;
    this.host = parts.host;
    this.isSecure = parts.isSecure;
    this.extensions = parts.extensions;
    this.socket = parts.socket;
    this.inactivityMs = parts.inactivityMs;
  }

  /** Connects, greets, starts TLS and signs in as `options` say. @throws HostUnusable */
  static async open(host: MailHost, options: ConnectionOptions): Promise<SmtpConnection> {
    let socket: ClientSocket | null = null;
    try {
      socket = await ClientSocket.open({ ...host, ...options, timeoutMs: options.connectMs ?? connectMs });
      return await greet(socket, host, options, (parts) => new SmtpConnection(parts));
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

  /** Sends one message to those recipients; one result each, whatever happens to the connection. */
  async send(
    message: QueuedMessage,
    recipients: readonly QueuedRecipient[],
    content: () => AsyncIterable<Uint8Array>,
  ): Promise<readonly SendResult[]> {
    this.sent += 1;
    const results: SendResult[] = [];
    const most = Math.min(mostRecipients, this.extensions.maxRecipients ?? mostRecipients);
    for (let at = 0; at < recipients.length; at += most)
      results.push(...(await this.transaction(message, recipients.slice(at, at + most), content)));
    if (results.some(({ kind }) => kind === 'sent')) this.sentBytes += message.sizeBytes;
    return results;
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

  destroy(): void {
    this.socket.destroy();
  }

  /** RFC 2852 §4.1.4: the time that is left goes on with the message. */
  private terms({ deliverBy, mtPriority }: QueuedMessage): Required<Pick<MailLine, 'deliverBy' | 'priority'>> {
    const seconds = deliverBy === undefined ? 0 : Math.floor((deliverBy.time - this.clock.now()) / 1000);
    return {
      deliverBy:
        deliverBy === undefined || (deliverBy.mode === 'R' && seconds <= 0)
          ? null
          : { seconds, mode: deliverBy.mode, trace: deliverBy.trace === true },
      priority: mtPriority ?? null,
    };
  }

  /** What the sender asked of the way and this server does not promise. */
  private unkeptTerm({ requireTls, deliverBy }: QueuedMessage): readonly [status: string, text: string] | null {
    // RFC 8689 §4.2.1: only over TLS, to a server that is proved to be who it says, and that promises the same.
    if (requireTls === true && !(this.isVerified && this.extensions.requireTls))
      return [
        '5.7.30',
        `REQUIRETLS support required: ${this.host.name} ${this.isVerified ? 'does not offer it' : 'cannot be verified'}`,
      ];
    // RFC 2852 §4.1.4.1
    if (deliverBy?.mode === 'R' && !this.extensions.deliverBy)
      return ['5.3.3', `${this.host.name} does not offer DELIVERBY, which the sender asked for`];
    return null;
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
    const refusal = this.unkeptTerm(message) ?? notTransferable(message, extensions);
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
      const lines = [
        ...(this.needsReset ? ['RSET\r\n'] : []),
        mailLine({ ...message, ...this.terms(message), sender, smtpUtf8: needsUtf8(message, all) }, extensions),
        ...named.map(({ recipient, address }) => recipientLine({ ...recipient, address }, extensions)),
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

/** Why no recipient of this server can get the message as it is. */
function notTransferable(
  message: QueuedMessage,
  offered: ServerExtensions,
): readonly [status: string, text: string] | null {
  if (offered.maxSizeBytes !== null && message.sizeBytes > offered.maxSizeBytes)
    return ['5.3.4', `the message has ${message.sizeBytes} octets; the server takes ${offered.maxSizeBytes}`];
  // RFC 6531 §3.5; RFC 6152 §3: what the other side cannot take is not sent on the chance that it can.
  if (message.smtpUtf8 && message.headerEightBit && !offered.smtpUtf8)
    return ['5.6.9', 'the header is in UTF-8 and the server does not offer SMTPUTF8'];
  if (message.eightBit && !offered.eightBitMime)
    return ['5.6.3', 'the message has 8-bit content and the server does not offer 8BITMIME'];
  return null;
}

/** RFC 6531 §3.4: said only where something needs it, since the servers behind must understand it too. */
function needsUtf8(
  { smtpUtf8, headerEightBit, sender }: QueuedMessage,
  recipients: readonly QueuedRecipient[],
): boolean {
  const isWide = (address: string): boolean => /[^\x20-\x7e]/.test(address);
  return smtpUtf8 && (headerEightBit || isWide(sender) || recipients.some(({ address }) => isWide(address)));
}

/** Only 2yz is a yes to MAIL, RCPT and the end of data (RFC 5321 §4.3.2). */
function isDone({ code }: ServerReply): boolean {
  return code >= 200 && code < 300;
}

const fallbackStatus = { sender: '1.0', recipient: '1.0', data: '0.0' } as const;

function resultOf(number: number, reply: ServerReply, about: keyof typeof fallbackStatus): SendResult {
  const response = replyText(reply);
  if (isDone(reply)) return { number, kind: 'sent', response };
  const status = reply.enhanced ?? `${Math.floor(reply.code / 100)}.${fallbackStatus[about]}`;
  // RFC 5321 §4.5.3.1.10: 552 for a recipient means too many of them, and is treated as 452.
  const isTooMany = about === 'recipient' && reply.code === 552 && reply.enhanced === null;
  if (isPermanent(reply) && !isTooMany) return { number, kind: 'failed', status, response };
  return { number, kind: 'deferred', status: isTooMany ? '4.5.3' : status, response };
}

type Make = (parts: {
  host: MailHost;
  isSecure: boolean;
  isVerified: boolean;
  extensions: ServerExtensions;
  socket: ClientSocket;
  inactivityMs: number;
  clock: Clock;
}) => SmtpConnection;

async function greet(
  socket: ClientSocket,
  host: MailHost,
  options: ConnectionOptions,
  make: Make,
): Promise<SmtpConnection> {
  const { inactivityMs, tls } = options;
  const greeting = await socket.reply(Math.min(300_000, inactivityMs));
  if (greeting.code !== 220)
    throw new HostUnusable(greeting.enhanced ?? '4.3.2', `${host.name}: ${replyText(greeting)}`);
  let extensions = await hello(socket, host, options);
  let isSecure = false;
  if (tls !== 'never' && extensions.startTls) {
    await socket.write('STARTTLS\r\n', inactivityMs);
    const reply = await socket.reply(inactivityMs);
    if (reply.code === 220) {
      // RFC 3207 §4.2: what came before the handshake is nobody's word.
      if (socket.hasUnread)
        throw new HostUnusable('4.7.5', `${host.name}: unasked replies before TLS`, { inTls: true });
      await startTls(socket, host, options);
      isSecure = true;
      extensions = await hello(socket, host, options);
    } else if (tls === 'required') throw new HostUnusable('4.7.5', `${host.name}: ${replyText(reply)}`);
  } else if (tls === 'required')
    throw new HostUnusable(
      '4.7.5',
      `${host.name} does not offer STARTTLS, which ${options.tlsDemand ?? 'the send connector requires'}`,
    );
  if (options.credential !== null) await signIn(socket, host, options.credential, extensions, inactivityMs);
  const isVerified = socket.isVerified && host.isGenuine === true;
  return make({ host, isSecure, isVerified, extensions, socket, inactivityMs, clock: options.clock });
}

async function startTls(socket: ClientSocket, host: MailHost, options: ConnectionOptions): Promise<void> {
  const daneNames = options.tlsLevel === 'dane' ? (options.tlsaNames ?? [host.name]) : null;
  // RFC 7672 §3.1.3: with DANE the server is asked for the name under which its records stand.
  const name = daneNames?.[0] ?? host.name;
  try {
    await socket.startTls(
      {
        serverName: isIP(name) === 0 && !name.startsWith('[') ? name : null,
        level: options.tlsLevel,
        expectedNames: daneNames ?? [options.tlsDomain ?? host.name],
        authorities: options.authorities,
        tlsa: options.tlsa ?? [],
        credentials: options.credentials,
      },
      options.inactivityMs,
    );
  } catch (cause) {
    throw new HostUnusable('4.7.5', `${host.name}: ${(cause as Error).message}`, { cause, inTls: true });
  }
}

async function hello(socket: ClientSocket, host: MailHost, options: ConnectionOptions): Promise<ServerExtensions> {
  const { helloName, inactivityMs, forceHelo } = options;
  if (!forceHelo) {
    await socket.write(`EHLO ${helloName}\r\n`, inactivityMs);
    const reply = await socket.reply(inactivityMs);
    if (reply.code === 250) return readExtensions(reply);
    if (!isPermanent(reply)) throw new HostUnusable(reply.enhanced ?? '4.3.0', `${host.name}: ${replyText(reply)}`);
  }
  await socket.write(`HELO ${helloName}\r\n`, inactivityMs);
  const reply = await socket.reply(inactivityMs);
  if (reply.code !== 250) throw new HostUnusable(reply.enhanced ?? '4.3.0', `${host.name}: ${replyText(reply)}`);
  return noExtensions;
}

/** RFC 4954 with PLAIN, or LOGIN where that is all there is. */
async function signIn(
  socket: ClientSocket,
  host: MailHost,
  { userName, password }: Credential,
  { authMechanisms }: ServerExtensions,
  timeoutMs: number,
): Promise<void> {
  const lines = authMechanisms.has('PLAIN')
    ? [`AUTH PLAIN ${encodeBase64(`\0${userName}\0${password.plainText}`)}`]
    : authMechanisms.has('LOGIN')
      ? ['AUTH LOGIN', encodeBase64(userName), encodeBase64(password.plainText)]
      : [];
  if (lines.length === 0)
    throw new HostUnusable(
      '4.7.0',
      `${host.name} offers neither AUTH PLAIN nor AUTH LOGIN for the connector's credential`,
    );
  let reply: ServerReply | null = null;
  for (const line of lines) {
    if (reply !== null && reply.code !== 334) break;
    await socket.write(`${line}\r\n`, timeoutMs, line.startsWith('AUTH ') ? 'AUTH ****' : '****');
    reply = await socket.reply(timeoutMs);
  }
  // A wrong password is put right by an administrator, and then mail goes on: it waits.
  if (reply?.code !== 235)
    throw new HostUnusable(
      '4.7.8',
      `${host.name} refused the credential of the send connector: ${reply === null ? '' : replyText(reply)}`,
    );
}
