import { defineCmdlet } from '../../engine/cmdlet.ts';
import { requireAuthority } from '../permissions/require-authority.ts';
import { mailboxIdentity, requireMailbox } from '../recipients/find-mailbox.ts';

export const removeSecondFactor = defineCmdlet({
  name: 'Remove-SecondFactor',
  synopsis: {
    en: 'Takes all second factors and recovery codes away from somebody who lost them.',
    fr: 'Retire tous les seconds facteurs et codes de récupération d’une personne qui les a perdus.',
  },
  description: {
    en: 'Browser sessions end. The password alone is enough from then on; change it if it may be known.',
    fr: 'Les sessions du navigateur prennent fin. Le mot de passe seul suffit dès lors ; changez-le s’il peut être connu.',
  },
  parameters: [{ ...mailboxIdentity, name: 'Mailbox', aliases: ['Identity'], mandatory: true }],
  supportsShouldProcess: true,
  confirmsByDefault: true,
  examples: [
    {
      command: 'Remove-SecondFactor alice',
      explanation: { en: 'Alice lost her phone and her codes.', fr: 'Alice a perdu son téléphone et ses codes.' },
    },
  ],
  roles: ['Mail Recipients', 'Reset Password'],
  async run(context, parameters) {
    const { services } = context;
    const mailbox = requireMailbox(services, parameters.get<string>('Mailbox') ?? '');
    requireAuthority(context, mailbox);
    const { identity } = services;
    if (!identity.hasSecondFactor(mailbox.guid)) {
      context.warn({
        en: `"${mailbox.name}" has no second factor.`,
        fr: `« ${mailbox.name} » n’a pas de second facteur.`,
      });
      return;
    }
    const action = {
      en: `Removing all second factors of "${mailbox.name}".`,
      fr: `Suppression de tous les seconds facteurs de « ${mailbox.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    await identity.removeSecondFactors(mailbox.guid);
    const sessions = identity.credentials.of(mailbox.guid, 'web-session').map(({ id }) => id);
    await identity.credentials.remove(...sessions);
    context.changed(mailbox.name, { SecondFactor: [true, false] });
  },
});
