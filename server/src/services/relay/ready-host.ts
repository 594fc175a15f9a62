import { isIP } from 'node:net';
import { isPermanent, noExtensions, readExtensions, replyText, type ServerExtensions } from '@relais/smtp-codec';
import { type ClientSocket, ConnectionLost } from './client-socket.ts';
import type { ConnectionOptions } from './connection-options.ts';
import type { TlsFault } from '../../domain/reports/tls-observation.ts';
import { HostUnusable } from './host-unusable.ts';
import type { MailHost } from './mail-hosts.ts';
import { signIn } from './sign-in-to-host.ts';

/** What is known of a host that has been greeted. */
export interface ReadyHost {
  readonly extensions: ServerExtensions;
  readonly isSecure: boolean;
  /** TLS, with a certificate that is trusted and has the name of a host that nobody could make up. */
  readonly isVerified: boolean;
  readonly isSignedIn: boolean;
  /** Why there is no TLS, or what is wrong with the certificate, whether anybody asks for it or not. */
  readonly tlsFault: TlsFault | null;
}

/** Hears the greeting, says EHLO, starts TLS and signs in as `options` say; then the host waits for MAIL. @throws HostUnusable */
export async function makeReady(socket: ClientSocket, host: MailHost, options: ConnectionOptions): Promise<ReadyHost> {
  const { inactivityMs, tls } = options;
  const greeting = await socket.reply(Math.min(300_000, inactivityMs));
  if (greeting.code !== 220)
    throw new HostUnusable(greeting.enhanced ?? '4.3.2', `${host.name}: ${replyText(greeting)}`);
  let extensions = await hello(socket, host, options);
  let isSecure = false;
  let tlsFault: TlsFault = { type: 'starttls-not-supported', reason: 'STARTTLS is not offered' };
  if (tls !== 'never' && extensions.startTls) {
    await socket.write('STARTTLS\r\n', inactivityMs);
    const reply = await socket.reply(inactivityMs);
    if (reply.code === 220) {
      // RFC 3207 §4.2: what came before the handshake is nobody's word.
      if (socket.hasUnread)
        throw new HostUnusable('4.7.5', `${host.name}: unasked replies before TLS`, {
          inTls: true,
          tlsFault: { type: 'validation-failure', reason: 'unasked replies before TLS' },
        });
      await startTls(socket, host, options);
      isSecure = true;
      extensions = await hello(socket, host, options);
    } else {
      tlsFault = { ...tlsFault, reason: replyText(reply) };
      if (tls === 'required') throw new HostUnusable('4.7.5', `${host.name}: ${replyText(reply)}`, { tlsFault });
    }
  } else if (tls === 'required')
    throw new HostUnusable(
      '4.7.5',
      `${host.name} does not offer STARTTLS, which ${options.tlsDemand ?? 'the send connector requires'}`,
      { tlsFault },
    );
  if (options.credential !== null) await signIn(socket, host, options.credential, extensions, inactivityMs);
  return {
    extensions,
    isSecure,
    isVerified: socket.isVerified && host.isGenuine === true,
    isSignedIn: options.credential !== null,
    tlsFault: isSecure ? socket.certificateFault : tlsFault,
  };
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
    const { message } = cause as Error;
    const tlsFault = (cause instanceof ConnectionLost ? cause.tlsFault : null) ?? {
      type: 'validation-failure',
      reason: message,
    };
    throw new HostUnusable('4.7.5', `${host.name}: ${message}`, { cause, inTls: true, tlsFault });
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
