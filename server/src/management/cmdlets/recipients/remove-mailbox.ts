import { type CmdletContext, defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { refusedChange } from '../find-named.ts';
import { refuseLastAdministrator } from '../permissions/last-administrator.ts';
import { requireAuthority } from '../permissions/require-authority.ts';
import { closeSessionsOf } from '../sessions/close-sessions.ts';
import { mailboxIdentity, requireMailbox } from './find-mailbox.ts';
import { requireDatabase } from './mailbox-database.ts';

export const removeMailbox = defineCmdlet({
  name: 'Remove-Mailbox',
  synopsis: { en: 'Removes a mailbox and its account.', fr: 'Supprime une boîte aux lettres et son compte.' },
  description: {
    en: 'Without -Permanent the mail itself stays in the data directory, under the GUID that is said, until somebody removes it.',
    fr: 'Sans -Permanent, le courrier reste dans le répertoire de données, sous le GUID indiqué, jusqu’à ce que quelqu’un le supprime.',
  },
  parameters: [
    mailboxIdentity,
    {
      name: 'Permanent',
      type: { kind: 'boolean' },
      help: { en: 'Removes the mail for good.', fr: 'Supprime le courrier définitivement.' },
    },
    {
      name: 'StoreMailboxIdentity',
      type: { kind: 'string', maxLength: 36 },
      help: {
        en: 'Instead of Identity: the GUID of an account whose mailbox was removed before; its mail goes for good.',
        fr: 'Au lieu d’Identity : le GUID d’un compte dont la boîte a été supprimée ; son courrier disparaît définitivement.',
      },
    },
    {
      name: 'Database',
      type: { kind: 'identity', of: 'MailboxDatabase' },
      help: { en: 'Where it is; there is one database.', fr: 'Où il est ; il n’y a qu’une base.' },
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
    requireDatabase(services, parameters.get<string>('Database'));
    const stored = parameters.get<string>('StoreMailboxIdentity');
    if (stored !== undefined) return await removeStored(context, stored.trim().toLowerCase());
    const identity = parameters.get<string>('Identity');
    if (identity === undefined) throw missingIdentity();
    const mailbox = requireMailbox(services, identity);
    requireAuthority(context, mailbox);
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
    await services.automation.junk.remove(mailbox.guid);
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

function missingIdentity(): CmdletError {
  return new CmdletError({
    id: 'MissingMandatoryParameter',
    category: 'InvalidArgument',
    exception: 'ParameterBindingException',
    parameter: 'Identity',
    text: {
      en: 'Cannot process command because of one or more missing mandatory parameters: Identity. (Or StoreMailboxIdentity.)',
      fr: 'Impossible de traiter la commande car un paramètre obligatoire manque : Identity. (Ou StoreMailboxIdentity.)',
    },
  });
}

/** The mail that a mailbox left behind. @throws CmdletError while somebody still has it. */
async function removeStored(context: CmdletContext, guid: string): Promise<void> {
  const { directory, mail } = context.services;
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(guid))
    throw refusedChange(
      `"${guid}" is no GUID of an account; the warning of Remove-Mailbox names it.`,
      `« ${guid} » n’est pas le GUID d’un compte ; l’avertissement de Remove-Mailbox l’indique.`,
      'StoreMailboxIdentity',
    );
  const holder = directory.findRecipient(guid);
  if (holder !== null)
    throw refusedChange(
      `The account ${guid} belongs to "${holder.name}"; remove that first.`,
      `Le compte ${guid} appartient à « ${holder.name} » ; supprimez-le d’abord.`,
      'StoreMailboxIdentity',
    );
  const action = {
    en: `Removing all mail of the account ${guid} for good.`,
    fr: `Suppression définitive de tout le courrier du compte ${guid}.`,
  };
  if (!context.shouldProcess(action)) return;
  await mail.deleteAccount(guid);
  context.changed(guid);
}
