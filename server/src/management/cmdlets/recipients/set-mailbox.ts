import { mailboxObject } from './mailbox-object.ts';
import { shownChanges } from '../shown-changes.ts';
import type { SecureText } from '@relais/management-contract';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { refuseLastAdministrator } from '../permissions/last-administrator.ts';
import { requireAuthority } from '../permissions/require-authority.ts';
import { closeSessionsOf } from '../sessions/close-sessions.ts';
import { requireMailbox } from './find-mailbox.ts';
import { type ChangedProperties, mailboxChange } from './mailbox-change.ts';
import { requirePassword } from './password.ts';
import { requireQuotaOrder } from './quota-order.ts';
import { setMailboxParameters, userOptions } from './set-mailbox-parameters.ts';
import { warnOfIdleQuotas } from './mailbox-retention-parameters.ts';
import { warnOfForwarding } from './warn-of-forwarding.ts';

export const setMailbox = defineCmdlet({
  name: 'Set-Mailbox',
  synopsis: { en: 'Changes a mailbox.', fr: 'Modifie une boîte aux lettres.' },
  parameters: setMailboxParameters,
  parameterRoles: Object.fromEntries(
    setMailboxParameters
      .filter(({ name }) => !userOptions.includes(name))
      .map(({ name }) => [name, ['Mail Recipients']]),
  ),
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Set-Mailbox alice -EmailAddresses @{Add="sales@contoso.com"}',
      explanation: { en: 'One more address.', fr: 'Une adresse de plus.' },
    },
    {
      command: 'Set-Mailbox alice -ProhibitSendReceiveQuota 2GB -UseDatabaseQuotaDefaults $false',
      explanation: { en: 'A limit.', fr: 'Une limite.' },
    },
    {
      command: "Set-Mailbox alice -Password (ConvertTo-SecureString 'New-P@ss' -AsPlainText -Force)",
      explanation: { en: 'A new password.', fr: 'Un nouveau mot de passe.' },
    },
  ],
  roles: ['Mail Recipients', 'User Options'],
  async run(context, given) {
    const { services } = context;
    const mailbox = requireMailbox(services, given.get<string>('Identity') ?? '');
    requireAuthority(context, mailbox);
    const change = mailboxChange(services, given, mailbox, context.caller.name);
    requireQuotaOrder(mailbox, { ...mailbox, ...change });
    const password = given.get<SecureText>('Password');
    if (password !== undefined) requirePassword(password);
    if (change.enabled === false) refuseLastAdministrator(services, mailbox);
    const names = Object.keys(change).filter(
      (name) => JSON.stringify(change[name as keyof Mailbox]) !== JSON.stringify(mailbox[name as keyof Mailbox]),
    );
    if (names.length === 0 && password === undefined) {
      context.warn({
        en: `The command completed successfully but no settings of '${mailbox.name}' have been modified.`,
        fr: `La commande s’est terminée correctement mais aucun paramètre de « ${mailbox.name} » n’a été modifié.`,
      });
      return;
    }
    const action = {
      en: `Setting mailbox "${mailbox.name}".`,
      fr: `Modification de la boîte aux lettres « ${mailbox.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    const hash = password === undefined ? null : await services.authenticator.hashPassword(password.plainText);
    const before = mailboxObject(services, mailbox);
    if (names.length > 0) await services.directory.updateMailbox(mailbox.guid, change);
    if (hash !== null) await services.directory.setPasswordHash(mailbox.guid, hash);
    const after = mailboxObject(services, services.directory.findMailbox(mailbox.guid) ?? { ...mailbox, ...change });
    context.changed(mailbox.name, { ...keptChanges(mailbox, change), ...shownChanges(before, after) });
    warnOfIdleQuotas(context, given, { ...mailbox, ...change });
    if (names.some((name) => name.startsWith('forwarding'))) warnOfForwarding(context, { ...mailbox, ...change });
    if (names.includes('prohibitSendReceiveQuotaBytes')) {
      await (await services.mail.account(mailbox.guid)).setQuota(change.prohibitSendReceiveQuotaBytes ?? null);
    }
    // Whoever is signed in with the old password, or may no longer sign in at all, has to go.
    if (hash !== null || change.enabled === false)
      closeSessionsOf(services, mailbox.guid, 'The administrator has changed this account.');
  },
});

/** For the audit log, beside what Get-Mailbox shows: what is kept with the mailbox under the name of its parameter. */
function keptChanges(
  mailbox: Mailbox,
  { otherProperties = {} }: ChangedProperties,
): Readonly<Record<string, readonly [unknown, unknown]>> {
  const text = (value: unknown): string => JSON.stringify(value ?? null);
  return Object.fromEntries(
    Object.entries(otherProperties)
      .filter(([name, value]) => !name.endsWith('Ms') && text(value) !== text(mailbox.otherProperties[name]))
      .map(([name, value]) => [name, [mailbox.otherProperties[name] ?? null, value ?? null] as const]),
  );
}
