import { regionalConfigurationOf } from '../../../domain/directory/regional-configuration.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { mailboxIdentity, requireMailbox } from './find-mailbox.ts';
import { mailboxIdentityText } from './mailbox-tail.ts';

export const getMailboxRegionalConfiguration = defineCmdlet({
  name: 'Get-MailboxRegionalConfiguration',
  synopsis: {
    en: "Shows a mailbox's language, time zone and forms of dates and times.",
    fr: 'Affiche la langue, le fuseau horaire et les formats de date et d’heure d’une boîte aux lettres.',
  },
  parameters: [
    { ...mailboxIdentity, mandatory: true },
    {
      name: 'VerifyDefaultFolderNameLanguage',
      type: { kind: 'switch' },
      withoutEffect: true,
      help: {
        en: 'Accepted and without effect: webmail shows the default folders in its own language.',
        fr: 'Accepté et sans effet : la messagerie web affiche les dossiers par défaut dans sa propre langue.',
      },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-MailboxRegionalConfiguration alice',
      explanation: { en: 'How alice reads.', fr: 'Comment lit alice.' },
    },
  ],
  defaultColumns: ['Identity', 'Language', 'DateFormat', 'TimeFormat', 'TimeZone'],
  roles: ['Mail Recipients', 'View-Only Recipients', 'User Options'],
  async *run({ services }, parameters) {
    const mailbox = requireMailbox(services, parameters.get<string>('Identity') ?? '');
    const { language, timeZone, dateFormat, timeFormat } = regionalConfigurationOf(mailbox);
    yield {
      DateFormat: dateFormat ?? '',
      Language: language ?? '',
      DefaultFolderNameMatchingUserLanguage: true,
      TimeFormat: timeFormat ?? '',
      TimeZone: timeZone ?? '',
      Identity: mailboxIdentityText(services, mailbox),
      IsValid: true,
    };
  },
});
