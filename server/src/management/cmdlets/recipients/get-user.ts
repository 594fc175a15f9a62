import type { ManagementObject } from '@relais/management-contract';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { mailboxIdentity, matchesAnr, matchMailboxes } from './find-mailbox.ts';
import { listParameters, selected } from './list-parameters.ts';
import { mailboxTail } from './mailbox-tail.ts';

export const getUser = defineCmdlet({
  name: 'Get-User',
  synopsis: { en: 'Shows the accounts behind mailboxes.', fr: 'Affiche les comptes derrière les boîtes aux lettres.' },
  parameters: [{ ...mailboxIdentity, nullable: true, wildcards: true }, ...listParameters, domainControllerParameter],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-User -Filter "LastName -eq \'Martin\'" | Set-CASMailbox -PopEnabled $false',
      explanation: {
        en: 'No POP3 for everybody of that name.',
        fr: 'Pas de POP3 pour toutes les personnes de ce nom.',
      },
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
      .map((mailbox) => userObject(services, mailbox));
    yield* selected(context, parameters, objects);
  },
});

function userObject(services: ManagementServices, mailbox: Mailbox): ManagementObject {
  const text = (name: string): string => String(mailbox.otherProperties[name] ?? '');
  return {
    DisplayName: mailbox.displayName,
    FirstName: text('FirstName'),
    LastName: text('LastName'),
    SamAccountName: mailbox.samAccountName,
    UserPrincipalName: mailbox.userPrincipalName,
    WindowsEmailAddress: mailbox.emailAddresses[0] ?? '',
    AccountDisabled: !mailbox.enabled,
    RoleGroups: mailbox.roleGroups,
    RecipientType: 'UserMailbox',
    RecipientTypeDetails: mailbox.kind === 'shared' ? 'SharedMailbox' : 'UserMailbox',
    ...mailboxTail(services, mailbox),
  };
}
