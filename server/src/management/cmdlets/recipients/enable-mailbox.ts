import { defaultDomain } from '../../directory-names.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { requireAuthority } from '../permissions/require-authority.ts';
import { withoutAccents } from './alias.ts';
import type { Recipient } from '../../../domain/directory/recipient.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { mailboxIdentityText } from './mailbox-tail.ts';
import { mailboxObject } from './mailbox-object.ts';
import { recipientIdentity, recipientTypeDetails, requireRecipient, text } from './recipient-parameters.ts';

export const enableMailbox = defineCmdlet({
  name: 'Enable-Mailbox',
  synopsis: {
    en: 'Gives an account whose mailbox was disabled its mailbox back.',
    fr: 'Rend sa boîte aux lettres à un compte dont elle a été désactivée.',
  },
  description: {
    en: 'The mail that was in it is there again, unlike in Exchange, which makes an empty one.',
    fr: 'Le courrier qu’elle contenait s’y retrouve, contrairement à Exchange, qui en crée une vide.',
  },
  parameters: [
    {
      ...recipientIdentity('The account, by any of its names.', 'Le compte, par l’un de ses noms.'),
      mandatory: true,
    },
    text('Alias', 'A new alias.', 'Un nouvel alias.', 64),
    text('PrimarySmtpAddress', 'Its address; the former one when left out.', 'Son adresse ; la précédente par défaut.'),
    text('DisplayName', 'As others see it.', 'Tel que les autres le voient.'),
    {
      name: 'Shared',
      type: { kind: 'switch' },
      help: { en: "It becomes a team's mailbox.", fr: 'Elle devient la boîte d’une équipe.' },
    },
    { ...text('Database', 'Accepted and without effect.', 'Accepté et sans effet.'), withoutEffect: true },
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [{ command: 'Enable-Mailbox alice', explanation: { en: 'As it was.', fr: 'Telle qu’elle était.' } }],
  defaultColumns: ['Name', 'Alias', 'ServerName', 'ProhibitSendQuota'],
  roles: ['Mail Recipient Creation'],
  async *run(context, given) {
    const { services } = context;
    const user = requireRecipient(services, given.get<string>('Identity') ?? '');
    if (user.kind !== 'mailboxless') throw hasOne(services, user);
    requireAuthority(context, user.mailbox);
    const alias = given.get<string>('Alias');
    const primarySmtpAddress =
      given.get<string>('PrimarySmtpAddress') ??
      user.mailbox.emailAddresses[0] ??
      `${withoutAccents(alias ?? user.alias)}@${defaultDomain(services)}`;
    const action = {
      en: `Enabling the mailbox of "${user.name}" with the address ${primarySmtpAddress}.`,
      fr: `Activation de la boîte aux lettres de « ${user.name} » d’adresse ${primarySmtpAddress}.`,
    };
    if (!context.shouldProcess(action)) return;
    const enabled = await services.directory.enableMailbox(user.guid, {
      primarySmtpAddress,
      ...(alias === undefined ? {} : { alias }),
    });
    const change = {
      ...(given.has('DisplayName') ? { displayName: given.get<string>('DisplayName') ?? '' } : {}),
      ...(given.isOn('Shared') ? { kind: 'shared' as const } : {}),
    };
    const mailbox =
      Object.keys(change).length === 0 ? enabled : await services.directory.updateMailbox(enabled.guid, change);
    context.changed(mailbox.name);
    yield mailboxObject(services, mailbox);
  },
});

/** As Exchange words it. */
function hasOne(services: ManagementServices, recipient: Recipient): CmdletError {
  const who = mailboxIdentityText(services, recipient);
  const type = recipientTypeDetails(recipient);
  return new CmdletError({
    id: 'RecipientTypeNotSupported',
    category: 'InvalidArgument',
    exception: 'RecipientTaskException',
    target: recipient.name,
    text: {
      en: `This task does not support recipients of this type. The specified recipient ${who} is of type ${type}. Please make sure that this recipient matches the required recipient type for this task.`,
      fr: `Cette tâche ne prend pas en charge les destinataires de ce type. Le destinataire ${who} est de type ${type}. Vérifiez qu’il est du type que demande cette tâche.`,
    },
  });
}
