import { encodeBase64, replyText, type ServerExtensions, type ServerReply } from '@relais/smtp-codec';
import type { Credential } from '@relais/management-contract';
import type { ClientSocket } from './client-socket.ts';
import { HostUnusable } from './host-unusable.ts';
import type { MailHost } from './mail-hosts.ts';

/** RFC 4954 with PLAIN, or LOGIN where that is all there is. @throws HostUnusable */
export async function signIn(
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
