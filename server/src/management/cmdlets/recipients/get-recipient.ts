import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { mailboxIdentity, matchesAnr, matchMailboxes } from './find-mailbox.ts';
import { listParameters, selected } from './list-parameters.ts';
import { mailboxTail, proxyAddresses } from './mailbox-tail.ts';

export const getRecipient = defineCmdlet({
  name: 'Get-Recipient',
  synopsis: { en: 'Shows whoever can be written to.', fr: 'Affiche tous ceux à qui on peut écrire.' },
  parameters: [{ ...mailboxIdentity, nullable: true, wildcards: true }, ...listParameters, domainControllerParameter],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-Recipient sales@contoso.com',
      explanation: { en: 'Whose address it is.', fr: 'À qui est cette adresse.' },
    },
  ],
  defaultColumns: ['Name', 'RecipientType'],
  roles: ['Mail Recipients', 'Mail Recipient Creation', 'View-Only Recipients', 'User Options'],
  async *run(context, parameters) {
    const { services } = context;
    const anr = parameters.get<string>('Anr');
    const found = matchMailboxes(services, parameters.get<string | null>('Identity') ?? undefined);
    const objects = found
      .filter((mailbox) => anr === undefined || matchesAnr(mailbox, anr))
      .map((mailbox) => ({
        Alias: mailbox.alias,
        DisplayName: mailbox.displayName,
        EmailAddresses: proxyAddresses(mailbox),
        HiddenFromAddressListsEnabled: mailbox.hiddenFromAddressLists,
        PrimarySmtpAddress: mailbox.emailAddresses[0] ?? '',
        RecipientType: 'UserMailbox',
        RecipientTypeDetails: mailbox.kind === 'shared' ? 'SharedMailbox' : 'UserMailbox',
        SamAccountName: mailbox.samAccountName,
        ...mailboxTail(services, mailbox),
      }));
    yield* selected(context, parameters, objects);
  },
});
