import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Credential } from '@relais/management-contract';
import {
  addressSpec,
  type ComposedAttachment,
  composeMessage,
  displayName,
  type HeaderAddress,
  parseAddressList,
} from '@relais/mime';
import { DataEncoder, mailLine, recipientLine, replyText, type ServerReply } from '@relais/smtp-codec';
import type { Clock } from '../../platform/clock/clock.ts';
import { ClientSocket, ConnectionLost } from '../relay/client-socket.ts';
import { HostUnusable } from '../relay/host-unusable.ts';
import { makeReady } from '../relay/ready-host.ts';
import { isDone } from '../relay/send-result.ts';
import { transferableAddress } from '../relay/transferable-address.ts';

/** A message as a script gives it to Send-MailMessage. */
export interface ScriptMail {
  readonly server: string;
  readonly port: number;
  /** STARTTLS, and a certificate that is trusted and has the server's name; otherwise TLS where it is offered. */
  readonly useSsl: boolean;
  readonly credential: Credential | null;
  /** `Name <local@domain>` or an address alone. */
  readonly from: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly replyTo: readonly string[];
  readonly subject: string;
  readonly body: string;
  readonly isHtml: boolean;
  readonly attachments: readonly { readonly name: string; readonly content: Uint8Array }[];
  readonly priority: 'Low' | 'Normal' | 'High';
}

/** The message was not handed over, or not for everybody; the text says what the server answered. */
export class MailNotSent extends Error {
  override name = 'MailNotSent';
}

const connectMs = 20_000;
const inactivityMs = 100_000;
/** RFC 5321 §4.5.3.2.6 */
const endOfDataMs = 600_000;

/** Composes a message and hands it to an SMTP server, as a mail program does. @throws MailNotSent */
export async function sendMail(
  mail: ScriptMail,
  around: { readonly clock: Clock; readonly signal: AbortSignal; readonly authorities?: readonly string[] },
): Promise<void> {
  const sender = addresses([mail.from])[0];
  const recipients = addresses([...mail.to, ...mail.cc, ...mail.bcc]);
  if (sender === undefined || recipients.length === 0) throw new MailNotSent('A sender and a recipient are needed.');
  const content = compose(mail, sender, around.clock);
  const host = { name: mail.server, address: mail.server, port: mail.port };
  let socket: ClientSocket | null = null;
  try {
    socket = await ClientSocket.open({ ...host, ...around, localAddress: null, timeoutMs: connectMs });
    const { extensions } = await makeReady(socket, host, {
      ...around,
      authorities: around.authorities,
      helloName: hostname(),
      tls: mail.useSsl ? 'required' : 'when-offered',
      tlsLevel: mail.useSsl ? 'name' : 'none',
      tlsDomain: null,
      tlsDemand: '-UseSsl asks for',
      forceHelo: false,
      credential: mail.credential,
      localAddress: null,
      inactivityMs,
    });
    const wire = [sender, ...recipients].map(({ address }) => {
      const found = transferableAddress(address, extensions.smtpUtf8);
      if (found === null) throw new MailNotSent(`${mail.server} does not take ${address} (SMTPUTF8)`);
      return found;
    });
    const say = conversation(socket);
    const [from = '', ...to] = wire;
    const smtpUtf8 = wire.some((address) => /[^\0-\x7f]/.test(address));
    await say(
      mailLine(
        {
          sender: from,
          sizeBytes: content.length,
          smtpUtf8,
          eightBit: false,
          ret: null,
          envelopeId: null,
        },
        extensions,
      ),
    );
    const refused: string[] = [];
    for (const [index, address] of to.entries()) {
      await socket.write(recipientLine({ address, notify: null, originalRecipient: null }, extensions), inactivityMs);
      const reply = await socket.reply(inactivityMs);
      if (!isDone(reply)) refused.push(`${recipients[index]?.address}: ${replyText(reply)}`);
    }
    if (refused.length < to.length) {
      await say('DATA\r\n', ({ code }) => code === 354);
      const encoder = new DataEncoder();
      await socket.writeTogether([...encoder.encode(content), encoder.end()], inactivityMs);
      const reply = await socket.reply(endOfDataMs);
      if (!isDone(reply)) throw new MailNotSent(replyText(reply));
    }
    await socket.write('QUIT\r\n', inactivityMs);
    if (refused.length > 0) throw new MailNotSent(refused.join('\n'));
  } catch (error) {
    if (error instanceof HostUnusable || error instanceof ConnectionLost)
      throw new MailNotSent(error.message, { cause: error });
    throw error;
  } finally {
    socket?.destroy();
  }
}

/** Says a line and hears its reply. @throws MailNotSent when it is no yes. */
function conversation(socket: ClientSocket) {
  return async (line: string, isYes: (reply: ServerReply) => boolean = isDone): Promise<void> => {
    await socket.write(line, inactivityMs);
    const reply = await socket.reply(inactivityMs);
    if (!isYes(reply)) throw new MailNotSent(replyText(reply));
  };
}

/** @throws MailNotSent for a text that is no address. */
function addresses(texts: readonly string[]): HeaderAddress[] {
  return texts.flatMap((text) => {
    const found = parseAddressList(text.includes('@') ? text.replaceAll(';', ',') : '').flatMap((one) =>
      one.kind === 'mailbox' ? [headerAddress(displayName(one), addressSpec(one))] : [],
    );
    if (found.length === 0) throw new MailNotSent(`"${text}" is no address such as anna@contoso.com.`);
    return found;
  });
}

/** An address without a name is shown under itself; in a header it stands alone. */
function headerAddress(name: string, address: string): HeaderAddress {
  return name === address ? { address } : { name, address };
}

function compose(mail: ScriptMail, from: HeaderAddress, clock: Clock): Buffer {
  const date = new Date(clock.now());
  try {
    return composeMessage({
      from,
      to: addresses(mail.to),
      cc: addresses(mail.cc),
      replyTo: addresses(mail.replyTo),
      subject: mail.subject,
      date,
      zoneMinutesEast: -date.getTimezoneOffset(),
      messageId: `${randomUUID()}@${from.address.split('@').at(-1) ?? 'localhost'}`,
      ...(mail.isHtml ? { html: mail.body } : { text: mail.body }),
      attachments: mail.attachments.map(({ name, content }): ComposedAttachment => {
        return { filename: name, contentType: typeOf(name), content };
      }),
      headers: priorityFields[mail.priority],
    });
  } catch (error) {
    if (error instanceof RangeError) throw new MailNotSent(error.message, { cause: error });
    throw error;
  }
}

const priorityFields: Readonly<Record<ScriptMail['priority'], readonly { name: string; value: string }[]>> = {
  High: [
    { name: 'X-Priority', value: '1' },
    { name: 'Importance', value: 'high' },
  ],
  Normal: [],
  Low: [
    { name: 'X-Priority', value: '5' },
    { name: 'Importance', value: 'low' },
  ],
};

const types: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  htm: 'text/html',
  html: 'text/html',
  json: 'application/json',
  log: 'text/plain',
  pdf: 'application/pdf',
  png: 'image/png',
  txt: 'text/plain',
  xml: 'text/xml',
  zip: 'application/zip',
};

function typeOf(name: string): string {
  return types[/\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? ''] ?? 'application/octet-stream';
}
