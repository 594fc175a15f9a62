import { Credential, SecureText } from '@relais/management-contract';
import { ActiveObject } from './active-object.ts';
import { toBoolean } from './convert-boolean.ts';
import { toNumber } from './convert-number.ts';
import type { Context, Engine } from './engine.ts';
import { Hashtable } from './hashtable.ts';
import { operationError } from './shell-error.ts';
import { ShellObject } from './shell-object.ts';
import { toText } from './to-text.ts';
import type { Value } from './values.ts';
import { withFile } from './with-file.ts';

const messageType = 'System.Net.Mail.MailMessage';
const attachmentType = 'System.Net.Mail.Attachment';

/** `New-Object System.Net.Mail.MailMessage`, of nothing, of a sender and a recipient, or of these with subject and body. */
export function newMailMessage(given: readonly Value[]): ShellObject {
  const [from, to, subject, body] = given.map(toText);
  const message = ShellObject.custom({ From: from ?? null, To: to === undefined ? [] : [to] }, messageType);
  for (const name of ['CC', 'Bcc', 'ReplyToList', 'Attachments', 'AlternateViews']) message.set(name, []);
  for (const [name, value] of Object.entries({ Subject: subject ?? '', Body: body ?? '', Priority: 'Normal' }))
    message.set(name, value);
  for (const name of ['Sender', 'ReplyTo', 'SubjectEncoding', 'BodyEncoding', 'DeliveryNotificationOptions'])
    message.set(name, null);
  message.set('IsBodyHtml', false);
  message.set('Headers', new Hashtable());
  return message;
}

/** `New-Object System.Net.Mail.Attachment 'report.csv'`; the file is read when the message is sent. */
export function newAttachment(given: readonly Value[]): ShellObject {
  const path = toText(given[0] ?? null);
  return ShellObject.custom({ Name: path.split(/[\\/]/).at(-1) ?? path, FileName: path }, attachmentType);
}

/** `New-Object System.Net.NetworkCredential('user', 'password')`. */
export function newNetworkCredential(given: readonly Value[]): Credential {
  const [user = null, password = null, domain = null] = given;
  const name = domain === null || toText(domain) === '' ? toText(user) : `${toText(domain)}\\${toText(user)}`;
  return new Credential(name, password instanceof SecureText ? password : new SecureText(toText(password)));
}

/** `System.Net.Mail.SmtpClient`: what Send-MailMessage does, as older scripts write it. */
export class SmtpClient extends ActiveObject {
  constructor(given: readonly Value[]) {
    super('System.Net.Mail.SmtpClient');
    this.set('Host', toText(given[0] ?? null));
    this.set('Port', given[1] === undefined ? 25 : toNumber(given[1]));
    this.set('EnableSsl', false);
    this.set('Credentials', null);
    this.set('UseDefaultCredentials', false);
    this.set('Timeout', 100_000);
    this.set('DeliveryMethod', 'Network');
  }

  async call(name: string, given: readonly Value[], engine: Engine, context: Context): Promise<Value | undefined> {
    switch (name.toLowerCase()) {
      case 'send':
      case 'sendmailasync':
        await this.send(given, engine, context);
        return null;
      case 'dispose':
        return null;
      default:
        return undefined;
    }
  }

  /** @throws OperationError with what the server said. */
  private async send(given: readonly Value[], { session }: Engine, context: Context): Promise<void> {
    const [first] = given;
    const message = first instanceof ShellObject && first.typeName === messageType ? first : newMailMessage(given);
    const { files, sendMail } = session;
    if (sendMail === null) throw operationError('MailNotPermitted', 'This shell sends no mail.', 'PermissionDenied');
    const server = this.text('Host');
    if (server === '')
      throw operationError('SmtpServerNotSpecified', 'The SMTP host was not specified.', 'InvalidOperation');
    const addresses = (property: string): string[] =>
      listOf(message.get(property) ?? null)
        .flatMap((one) => addressOf(one).split(','))
        .map((address) => address.trim())
        .filter((address) => address !== '');
    const credential = this.get('Credentials');
    const priority = toText(message.get('Priority') ?? null);
    const mail = {
      server,
      port: toNumber(this.get('Port') ?? null),
      useSsl: toBoolean(this.get('EnableSsl') ?? null),
      credential: credential instanceof Credential ? credential : null,
      from: addressOf(message.get('From') ?? null),
      to: addresses('To'),
      cc: addresses('CC'),
      bcc: addresses('Bcc'),
      replyTo: [...addresses('ReplyTo'), ...addresses('ReplyToList')],
      subject: toText(message.get('Subject') ?? null),
      body: toText(message.get('Body') ?? null),
      isHtml: toBoolean(message.get('IsBodyHtml') ?? null),
      priority: /^high$/i.test(priority)
        ? ('High' as const)
        : /^low$/i.test(priority)
          ? ('Low' as const)
          : ('Normal' as const),
      attachments: await Promise.all(
        listOf(message.get('Attachments') ?? null).map(async (one) => {
          const path = toText(one instanceof ShellObject ? (one.get('FileName') ?? one.get('FullName') ?? null) : one);
          if (files === null)
            throw operationError('FileAccessDenied', 'This shell has no access to files.', 'PermissionDenied', path);
          const name = one instanceof ShellObject ? toText(one.get('Name') ?? null) : '';
          const content = await withFile(path, async () => await files.readBytes(path));
          return { name: name === '' ? (path.split(/[\\/]/).at(-1) ?? path) : name, content };
        }),
      ),
    };
    try {
      await sendMail(mail, context.signal);
    } catch (error) {
      if (context.signal.aborted || !(error instanceof Error)) throw error;
      throw operationError('SmtpException', error.message, 'InvalidOperation', server);
    }
  }

  private text(name: string): string {
    return toText(this.get(name) ?? null);
  }
}

const listOf = (value: Value): readonly Value[] => (Array.isArray(value) ? value : value === null ? [] : [value]);

/** A text, or an object with an address. */
const addressOf = (value: Value): string =>
  toText(value instanceof ShellObject ? (value.get('Address') ?? value.get('PrimarySmtpAddress') ?? value) : value);
