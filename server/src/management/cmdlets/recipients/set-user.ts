import type { Mailbox } from '../../../domain/directory/directory.ts';
import { isMailbox } from '../../../domain/directory/recipient.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { idles } from '../../idle-parameter.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { nothingModified, refusedChange } from '../find-named.ts';
import { requireAuthority } from '../permissions/require-authority.ts';
import { mailboxIdentity } from './find-mailbox.ts';
import { personalChange, personalDifferences, personalParameters } from './personal-properties.ts';
import { requireRecipient, text } from './recipient-parameters.ts';

const accountNames = {
  Name: 'name',
  DisplayName: 'displayName',
  UserPrincipalName: 'userPrincipalName',
  SamAccountName: 'samAccountName',
} as const satisfies Record<string, keyof Mailbox>;

export const setUser = defineCmdlet({
  name: 'Set-User',
  synopsis: {
    en: 'Changes what is known of a person: names, telephones, place.',
    fr: 'Modifie ce que l’on sait d’une personne : noms, téléphones, lieu.',
  },
  parameters: [
    { ...mailboxIdentity, mandatory: true },
    text('Name', 'A new name.', 'Un nouveau nom.', 64),
    text('DisplayName', 'As others see it.', 'Tel que les autres le voient.'),
    text('UserPrincipalName', 'The name to sign in with.', 'Le nom d’ouverture de session.'),
    text('SamAccountName', 'Windows logon name.', 'Nom de session Windows.', 20),
    ...personalParameters,
    ...idles(
      ['PhoneticDisplayName', 'AssistantName', 'TelephoneAssistant', 'GeoCoordinates'],
      { kind: 'string', maxLength: 256 },
      { en: 'no address list here shows it', fr: 'aucune liste d’adresses d’ici ne l’affiche' },
      { nullable: true },
    ),
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: "Set-User alice -Title 'Head of sales' -Department Sales -Phone '+33 1 23 45 67 89' -Manager bob",
      explanation: { en: 'Get-User shows it.', fr: 'Get-User l’affiche.' },
    },
  ],
  roles: ['Mail Recipients'],
  async run(context, given) {
    const { services } = context;
    const user = requireRecipient(services, given.get<string>('Identity') ?? '', 'user', 'shared', 'mailboxless');
    const account = isMailbox(user) ? user : user.mailbox;
    requireAuthority(context, account);
    const names = Object.fromEntries(
      Object.entries(accountNames)
        .filter(([parameter, property]) => given.has(parameter) && given.get(parameter) !== account[property])
        .map(([parameter, property]) => [property, given.get<string>(parameter) ?? '']),
    ) as Partial<Pick<Mailbox, 'name' | 'displayName' | 'userPrincipalName' | 'samAccountName'>>;
    const differences = personalDifferences(account.otherProperties, personalChange(services, given));
    if (Object.keys(names).length + Object.keys(differences).length === 0)
      return context.warn(nothingModified(user.name));
    if (!isMailbox(user) && ('userPrincipalName' in names || 'samAccountName' in names))
      throw refusedChange(
        `"${user.name}" has no mailbox; Enable-Mailbox gives it back, and then its logon names can be changed.`,
        `« ${user.name} » n’a pas de boîte ; Enable-Mailbox la rend, puis ses noms de session peuvent changer.`,
      );
    const action = {
      en: `Setting user "${user.name}": ${[...Object.keys(names), ...Object.keys(differences)].join(', ')}.`,
      fr: `Modification de l’utilisateur « ${user.name} » : ${[...Object.keys(names), ...Object.keys(differences)].join(', ')}.`,
    };
    if (!context.shouldProcess(action)) return;
    const otherProperties = {
      ...account.otherProperties,
      ...Object.fromEntries(Object.entries(differences).map(([name, [, after]]) => [name, after])),
    };
    if (isMailbox(user)) await services.directory.updateMailbox(user.guid, { ...names, otherProperties });
    else await services.directory.updateMailboxless(user.guid, { ...names, otherProperties });
    context.changed(user.name, {
      ...Object.fromEntries(
        Object.entries(accountNames)
          .filter(([, property]) => property in names)
          .map(([parameter, property]) => [parameter, [account[property], names[property]] as const]),
      ),
      ...differences,
    });
  },
});
