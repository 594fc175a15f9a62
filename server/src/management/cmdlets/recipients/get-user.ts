import type { ManagementObject } from '@relais/management-contract';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import { isMailbox, type MailboxlessUser } from '../../../domain/directory/recipient.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { mailboxIdentity } from './find-mailbox.ts';
import { listParameters, selected } from './list-parameters.ts';
import { mailboxTail } from './mailbox-tail.ts';
import { personalProperties } from './personal-properties.ts';
import { matchesRecipientAnr, matchRecipients } from './recipient-parameters.ts';

export const getUser = defineCmdlet({
  name: 'Get-User',
  synopsis: {
    en: 'Shows accounts, those whose mailbox was disabled too.',
    fr: 'Affiche les comptes, y compris ceux dont la boîte a été désactivée.',
  },
  parameters: [
    { ...mailboxIdentity, nullable: true, wildcards: true },
    ...listParameters,
    {
      name: 'RecipientTypeDetails',
      type: {
        kind: 'enum',
        values: [{ name: 'UserMailbox' }, { name: 'SharedMailbox' }, { name: 'User' }, { name: 'DisabledUser' }],
      },
      list: true,
      help: {
        en: 'Only these kinds; User and DisabledUser have no mailbox.',
        fr: 'Seulement ces types ; User et DisabledUser n’ont pas de boîte.',
      },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-User -Filter "LastName -eq \'Martin\'" | Set-CASMailbox -PopEnabled $false',
      explanation: {
        en: 'No POP3 for everybody of that name.',
        fr: 'Pas de POP3 pour toutes les personnes de ce nom.',
      },
    },
    {
      command: 'Get-User -RecipientTypeDetails User',
      explanation: { en: 'Accounts without a mailbox.', fr: 'Les comptes sans boîte.' },
    },
  ],
  defaultColumns: ['Name', 'RecipientType'],
  roles: ['Mail Recipients', 'Mail Recipient Creation', 'View-Only Recipients', 'User Options'],
  async *run(context, parameters) {
    const { services } = context;
    const anr = parameters.get<string>('Anr');
    const kinds = parameters.list<string>('RecipientTypeDetails', []);
    const identity = parameters.get<string | null>('Identity') ?? undefined;
    const found = matchRecipients(services, identity, 'user', 'shared', 'mailboxless');
    yield* selected(context, parameters, found, (user) => {
      if (anr !== undefined && !matchesRecipientAnr(user, anr)) return null;
      const object = userObject(services, user);
      return kinds === undefined || kinds.includes(String(object.RecipientTypeDetails)) ? object : null;
    });
  },
});

function userObject(services: ManagementServices, user: Mailbox | MailboxlessUser): ManagementObject {
  const account = isMailbox(user) ? user : user.mailbox;
  const details = isMailbox(user)
    ? user.kind === 'shared'
      ? 'SharedMailbox'
      : 'UserMailbox'
    : account.enabled
      ? 'User'
      : 'DisabledUser';
  return {
    DisplayName: user.displayName,
    ...personalProperties(services, account.otherProperties),
    SamAccountName: account.samAccountName,
    UserPrincipalName: account.userPrincipalName,
    WindowsEmailAddress: user.emailAddresses[0] ?? '',
    AccountDisabled: !account.enabled,
    RoleGroups: account.roleGroups,
    RecipientType: isMailbox(user) ? 'UserMailbox' : 'User',
    RecipientTypeDetails: details,
    ...mailboxTail(services, user),
  };
}
