import { defaultDomain } from '../../directory-names.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { refusedChange } from '../find-named.ts';
import { requireAuthority } from '../permissions/require-authority.ts';
import { withoutAccents } from './alias.ts';
import { requireDatabase } from './mailbox-database.ts';
import { mailboxObject } from './mailbox-object.ts';
import { recipientIdentity, requireRecipient, text } from './recipient-parameters.ts';

export const connectMailbox = defineCmdlet({
  name: 'Connect-Mailbox',
  synopsis: {
    en: 'Connects a disabled mailbox to its account again.',
    fr: 'Reconnecte une boîte désactivée à son compte.',
  },
  description: {
    en: 'The same as Enable-Mailbox: a disabled mailbox stays with its account. It is not given to another one; for that, FullAccess or relais export and import.',
    fr: 'Équivaut à Enable-Mailbox : une boîte désactivée reste à son compte. Elle n’est pas donnée à un autre ; pour cela, FullAccess, ou relais export et import.',
  },
  parameters: [
    {
      ...recipientIdentity('The mailbox, by any of its names.', 'La boîte, par l’un de ses noms.'),
      mandatory: true,
    },
    {
      name: 'Database',
      type: { kind: 'identity', of: 'MailboxDatabase' },
      position: 2,
      help: { en: 'Where it is; there is one database.', fr: 'Où elle est ; il n’y a qu’une base.' },
    },
    {
      name: 'User',
      type: { kind: 'identity', of: 'Recipient' },
      help: { en: 'Its account; no other can be named.', fr: 'Son compte ; aucun autre ne peut être indiqué.' },
    },
    text('Alias', 'A new alias.', 'Un nouvel alias.', 64),
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Connect-Mailbox alice -Database "Mailbox Database" -User alice',
      explanation: { en: 'As it was.', fr: 'Telle qu’elle était.' },
    },
  ],
  defaultColumns: ['Name', 'Alias', 'ServerName', 'ProhibitSendQuota'],
  roles: ['Mail Recipient Creation'],
  async *run(context, given) {
    const { services } = context;
    requireDatabase(services, given.get<string>('Database'));
    const user = requireRecipient(services, given.get<string>('Identity') ?? '', 'mailboxless');
    requireAuthority(context, user.mailbox);
    const wanted = given.get<string>('User');
    if (wanted !== undefined && requireRecipient(services, wanted).guid !== user.guid)
      throw refusedChange(
        `The mailbox of "${user.name}" can only be connected to its own account.`,
        `La boîte de « ${user.name} » ne peut être reconnectée qu’à son propre compte.`,
        'User',
      );
    const alias = given.get<string>('Alias');
    const primarySmtpAddress =
      user.mailbox.emailAddresses[0] ?? `${withoutAccents(alias ?? user.alias)}@${defaultDomain(services)}`;
    const action = {
      en: `Connecting the mailbox of "${user.name}" with the address ${primarySmtpAddress}.`,
      fr: `Reconnexion de la boîte aux lettres de « ${user.name} » d’adresse ${primarySmtpAddress}.`,
    };
    if (!context.shouldProcess(action)) return;
    const mailbox = await services.directory.enableMailbox(user.guid, {
      primarySmtpAddress,
      ...(alias === undefined ? {} : { alias }),
    });
    context.changed(mailbox.name);
    yield mailboxObject(services, mailbox);
  },
});
