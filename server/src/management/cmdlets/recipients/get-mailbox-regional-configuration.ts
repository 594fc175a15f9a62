import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { mailboxIdentity, requireMailbox } from './find-mailbox.ts';
import { mailboxIdentityText } from './mailbox-tail.ts';

export const getMailboxRegionalConfiguration = defineCmdlet({
  name: 'Get-MailboxRegionalConfiguration',
  synopsis: { en: "Shows a mailbox's language.", fr: "Affiche la langue d'une boîte aux lettres." },
  parameters: [{ ...mailboxIdentity, mandatory: true }, domainControllerParameter],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-MailboxRegionalConfiguration alice',
      explanation: { en: 'What alice reads.', fr: 'Ce que lit alice.' },
    },
  ],
  defaultColumns: ['Identity', 'Language', 'TimeZone'],
  roles: ['Mail Recipients', 'View-Only Recipients', 'User Options'],
  async *run({ services }, parameters) {
    const mailbox = requireMailbox(services, parameters.get<string>('Identity') ?? '');
    const language = { en: 'en-US', fr: 'fr-FR' } as const;
    yield {
      Identity: mailboxIdentityText(services, mailbox),
      Language: mailbox.language === null ? '' : language[mailbox.language],
      TimeZone: String(mailbox.otherProperties.TimeZone ?? ''),
      IsValid: true,
    };
  },
});
