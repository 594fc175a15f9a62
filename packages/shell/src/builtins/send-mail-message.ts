import { Credential } from '@relais/management-contract';
import type { Builtin } from '../runtime/builtin.ts';
import type { Invocation } from '../runtime/command.ts';
import type { Given } from '../runtime/given.ts';
import type { OutgoingMail } from '../runtime/outgoing-mail.ts';
import { operationError } from '../runtime/shell-error.ts';
import { ShellObject } from '../runtime/shell-object.ts';
import { toText } from '../runtime/to-text.ts';
import type { Value } from '../runtime/values.ts';
import { withFile } from '../runtime/with-file.ts';
import { mayWrite, requireFiles } from './file-encoding.ts';

export const sendMailMessage: Builtin = {
  name: 'Send-MailMessage',
  synopsis: {
    en: 'Sends a message through an SMTP server.',
    fr: 'Envoie un message par un serveur SMTP.',
  },
  parameters: [
    { name: 'To', type: 'text', position: 1, list: true },
    { name: 'Subject', type: 'text', aliases: ['sub'], position: 2 },
    { name: 'Body', type: 'text', position: 3 },
    { name: 'SmtpServer', type: 'text', aliases: ['ComputerName'], position: 4 },
    { name: 'From', type: 'text', mandatory: true },
    { name: 'Attachments', type: 'any', aliases: ['PsPath'], list: true, pipeline: true },
    { name: 'Cc', type: 'text', list: true },
    { name: 'Bcc', type: 'text', list: true },
    { name: 'ReplyTo', type: 'text', list: true },
    { name: 'BodyAsHtml', type: 'switch', aliases: ['BAH'] },
    { name: 'Encoding', type: 'any', aliases: ['BE'] },
    { name: 'Priority', type: 'text', values: ['Low', 'Normal', 'High'] },
    { name: 'Port', type: 'number' },
    { name: 'UseSsl', type: 'switch' },
    { name: 'Credential', type: 'any' },
    { name: 'DeliveryNotificationOption', type: 'any', aliases: ['DNO'], list: true },
  ],
  examples: [
    'Send-MailMessage -From monitor@contoso.com -To admins@contoso.com -Subject "Queues" -Body $text -SmtpServer cas01',
    'Send-MailMessage -From a@contoso.com -To b@contoso.com -Subject Report -Attachments report.csv -SmtpServer cas01 -Port 587 -UseSsl -Credential (Get-Credential)',
  ],
  supportsShouldProcess: true,
  start: (invocation, given) => {
    const attached: Value[] = [];
    return {
      process: async (input) => {
        if (input !== undefined) attached.push(input);
      },
      end: async () => {
        const { session } = invocation.engine;
        const mail = await read(invocation, given, attached);
        const { sendMail } = session;
        if (sendMail === null)
          throw operationError('MailNotPermitted', 'This shell sends no mail.', 'PermissionDenied');
        if (!(await mayWrite(invocation, mail.to.join(', ')))) return;
        try {
          await sendMail(mail, invocation.context.signal);
        } catch (error) {
          if (invocation.context.signal.aborted) throw error;
          // As in PowerShell the script goes on unless -ErrorAction Stop is said.
          invocation.writeError({
            id: 'SmtpException',
            category: 'InvalidOperation',
            message: error instanceof Error ? error.message : String(error),
            targetText: mail.server,
            exception: 'System.Net.Mail.SmtpException',
          });
        }
      },
    };
  },
};

async function read(invocation: Invocation, given: Given, attached: readonly Value[]): Promise<OutgoingMail> {
  const preset = toText(invocation.context.scope.get('PSEmailServer') ?? null);
  const server = given.text('SmtpServer') ?? preset;
  if (server === '')
    throw operationError(
      'SmtpServerNotSpecified',
      'The email cannot be sent because no SMTP server was specified. You must specify an SMTP server by using either the SmtpServer parameter or the $PSEmailServer variable.',
      'InvalidArgument',
    );
  const credential = given.value('Credential');
  const texts = (name: string): string[] =>
    given
      .list(name)
      .map(toText)
      .filter((text) => text !== '');
  const paths = [...given.list('Attachments'), ...attached];
  const priority = given.text('Priority');
  return {
    server,
    port: given.number('Port') ?? 25,
    useSsl: given.flag('UseSsl'),
    credential: credential instanceof Credential ? credential : null,
    from: given.text('From') ?? '',
    to: texts('To'),
    cc: texts('Cc'),
    bcc: texts('Bcc'),
    replyTo: texts('ReplyTo'),
    subject: given.text('Subject') ?? '',
    body: given.text('Body') ?? '',
    isHtml: given.flag('BodyAsHtml'),
    priority: priority === 'High' || priority === 'Low' ? priority : 'Normal',
    attachments: await Promise.all(
      paths.map(async (item) => {
        const path = toText(item instanceof ShellObject ? (item.get('FullName') ?? item) : item);
        const content = await withFile(path, async () => await requireFiles(invocation).readBytes(path));
        return { name: path.split(/[\\/]/).at(-1) ?? path, content };
      }),
    ),
  };
}
