import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { mailboxIdentity, requireMailbox } from './find-mailbox.ts';
import { refuseLastAdministrator } from '../permissions/last-administrator.ts';
import { requireAuthority } from '../permissions/require-authority.ts';
import { closeSessionsOf } from '../sessions/close-sessions.ts';

export const removeMailbox = defineCmdlet({
  name: 'Remove-Mailbox',
  synopsis: { en: 'Removes a mailbox and its account.', fr: 'Supprime une boîte aux lettres et son compte.' },
  description: {
    en: 'Without -Permanent the mail itself stays in the data directory, under the GUID that is said, until somebody removes it.',
    fr: 'Sans -Permanent, le courrier reste dans le répertoire de données, sous le GUID indiqué, jusqu’à ce que quelqu’un le supprime.',
  },
  parameters: [
    { ...mailboxIdentity, mandatory: true },
    {
      name: 'Permanent',
      type: { kind: 'boolean' },
      help: { en: 'Removes the mail for good.', fr: 'Supprime le courrier définitivement.' },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  confirmsByDefault: true,
  examples: [
    {
      command: 'Remove-Mailbox alice -Permanent $true',
      explanation: { en: 'With all mail.', fr: 'Avec tout le courrier.' },
    },
  ],
  roles: ['Mail Recipient Creation'],
  async run(context, parameters) {
    const { services } = context;
    const mailbox = requireMailbox(services, parameters.get<string>('Identity') ?? '');
    requireAuthority(context.caller, mailbox);
    refuseLastAdministrator(services, mailbox);
    const forGood = parameters.isOn('Permanent');
    const action = forGood
      ? {
          en: `Removing mailbox "${mailbox.name}" and all of its mail for good.`,
          fr: `Suppression définitive de la boîte aux lettres « ${mailbox.name} » et de tout son courrier.`,
        }
      : { en: `Removing mailbox "${mailbox.name}".`, fr: `Suppression de la boîte aux lettres « ${mailbox.name} ».` };
    if (!context.shouldProcess(action)) return;
    await services.directory.removeMailbox(mailbox.guid);
    await services.automation.rules.removeAll(mailbox.guid);
    await services.automation.replies.remove(mailbox.guid);
    await services.folderGrants.forget(mailbox.guid);
    await services.identity.credentials.removeAllOf(mailbox.guid);
    context.changed(mailbox.name);
    closeSessionsOf(services, mailbox.guid, 'This mailbox was removed.');
    if (forGood) await services.mail.deleteAccount(mailbox.guid);
    else {
      context.warn({
        en: `The mail of "${mailbox.name}" stays in the data directory as account ${mailbox.guid}.`,
        fr: `Le courrier de « ${mailbox.name} » reste dans le répertoire de données, compte ${mailbox.guid}.`,
      });
    }
  },
});
