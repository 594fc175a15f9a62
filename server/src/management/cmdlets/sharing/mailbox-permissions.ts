import type { ManagementObject } from '@relais/management-contract';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { requireAuthority } from '../permissions/require-authority.ts';
import { mailboxIdentity, matchMailboxes, requireMailbox } from '../recipients/find-mailbox.ts';
import { listParameters, selected } from '../recipients/list-parameters.ts';
import { mailboxIdentityText } from '../recipients/mailbox-tail.ts';
import { requireRecipient } from '../recipients/recipient-parameters.ts';
import { grantee, nameOf, notThere, requireGrantee, rights } from './grantee.ts';

const ignored = (name: string) => ({
  name,
  type: { kind: name === 'AutoMapping' ? 'boolean' : 'string' } as { kind: 'boolean' } | { kind: 'string' },
  withoutEffect: true,
  help: { en: 'Accepted and without effect.', fr: 'Accepté et sans effet.' },
});

export const getMailboxPermission = defineCmdlet({
  name: 'Get-MailboxPermission',
  synopsis: { en: 'Shows who may open a mailbox.', fr: 'Affiche qui peut ouvrir une boîte aux lettres.' },
  parameters: [
    { ...mailboxIdentity, mandatory: true, wildcards: true },
    grantee('User'),
    {
      name: 'Owner',
      type: { kind: 'switch' },
      help: { en: 'Only who owns the mailbox.', fr: 'Seulement son propriétaire.' },
    },
    ...listParameters.filter(({ name }) => name === 'ResultSize'),
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    { command: 'Get-MailboxPermission sales', explanation: { en: 'Its owner first.', fr: 'D’abord son titulaire.' } },
  ],
  defaultColumns: ['Identity', 'User', 'AccessRights', 'IsInherited', 'Deny'],
  roles: ['Mail Recipients', 'View-Only Recipients', 'User Options'],
  async *run(context, given) {
    yield* selected(context, given, permissionsOf(context.services, given), (permission) => permission);
  },
});

function* permissionsOf(services: ManagementServices, given: BoundParameters): Generator<ManagementObject> {
  const user = given.get<string>('User');
  const only = user === undefined ? null : requireRecipient(services, user).guid;
  for (const mailbox of matchMailboxes(services, given.get<string>('Identity'))) {
    if (given.isOn('Owner')) {
      yield { ...permissionObject(services, mailbox, nameOf(mailbox), ['FullAccess']), Owner: nameOf(mailbox) };
      continue;
    }
    if (only === null)
      yield permissionObject(services, mailbox, 'NT AUTHORITY\\SELF', ['FullAccess', 'ReadPermission']);
    for (const guid of mailbox.fullAccess) {
      const found = services.directory.findRecipient(guid);
      if (found !== null && (only === null || only === guid))
        yield permissionObject(services, mailbox, nameOf(found), ['FullAccess']);
    }
  }
}

export const addMailboxPermission = defineCmdlet({
  name: 'Add-MailboxPermission',
  synopsis: { en: 'Lets somebody open a mailbox.', fr: 'Permet à quelqu’un d’ouvrir une boîte aux lettres.' },
  parameters: [
    { ...mailboxIdentity, mandatory: true },
    { ...grantee('User'), mandatory: true, position: 2 },
    { ...rights('FullAccess'), mandatory: true },
    ignored('InheritanceType'),
    ignored('AutoMapping'),
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Add-MailboxPermission sales -User alice -AccessRights FullAccess -InheritanceType All',
      explanation: {
        en: 'Alice finds it beside her own folders.',
        fr: 'Alice la trouve à côté de ses propres dossiers.',
      },
    },
  ],
  defaultColumns: ['Identity', 'User', 'AccessRights', 'IsInherited', 'Deny'],
  roles: ['Mail Recipients'],
  async *run(context, given) {
    const { services } = context;
    const mailbox = requireMailbox(services, given.get<string>('Identity') ?? '');
    requireAuthority(context, mailbox);
    const user = requireGrantee(services, given.get<string>('User') ?? '');
    if (mailbox.fullAccess.includes(user.guid)) {
      context.warn({
        en: `The appropriate access control entry is already present on the object "${mailbox.name}" for "${user.name}".`,
        fr: `L’entrée de contrôle d’accès existe déjà sur l’objet « ${mailbox.name} » pour « ${user.name} ».`,
      });
      return;
    }
    const action = {
      en: `Adding mailbox permission FullAccess for "${user.name}" on "${mailbox.name}".`,
      fr: `Ajout de l’autorisation FullAccess de « ${user.name} » sur « ${mailbox.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    const changed = await services.directory.updateMailbox(mailbox.guid, {
      fullAccess: [...mailbox.fullAccess, user.guid],
    });
    context.changed(mailbox.name, { FullAccess: [mailbox.fullAccess, changed.fullAccess] });
    yield permissionObject(services, changed, nameOf(user), ['FullAccess']);
  },
});

export const removeMailboxPermission = defineCmdlet({
  name: 'Remove-MailboxPermission',
  synopsis: { en: 'No longer lets somebody open a mailbox.', fr: 'Ne permet plus à quelqu’un d’ouvrir une boîte.' },
  parameters: [
    { ...mailboxIdentity, mandatory: true },
    { ...grantee('User'), mandatory: true, position: 2 },
    { ...rights('FullAccess'), mandatory: true },
    ignored('InheritanceType'),
    domainControllerParameter,
  ],
  supportsShouldProcess: true,
  confirmsByDefault: true,
  examples: [
    {
      command: 'Remove-MailboxPermission sales -User alice -AccessRights FullAccess',
      explanation: { en: 'Asks first.', fr: 'Demande confirmation.' },
    },
  ],
  roles: ['Mail Recipients'],
  async run(context, given) {
    const { services } = context;
    const mailbox = requireMailbox(services, given.get<string>('Identity') ?? '');
    requireAuthority(context, mailbox);
    const user = requireRecipient(services, given.get<string>('User') ?? '');
    if (!mailbox.fullAccess.includes(user.guid)) return notThere(context, mailbox.name, user.name);
    const action = {
      en: `Removing mailbox permission FullAccess for "${user.name}" on "${mailbox.name}".`,
      fr: `Suppression de l’autorisation FullAccess de « ${user.name} » sur « ${mailbox.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    const fullAccess = mailbox.fullAccess.filter((guid) => guid !== user.guid);
    await services.directory.updateMailbox(mailbox.guid, { fullAccess });
    context.changed(mailbox.name, { FullAccess: [mailbox.fullAccess, fullAccess] });
  },
});

function permissionObject(
  services: ManagementServices,
  mailbox: Mailbox,
  user: string,
  accessRights: readonly string[],
): ManagementObject {
  return {
    AccessRights: accessRights,
    Deny: false,
    InheritanceType: 'All',
    User: user,
    Identity: mailboxIdentityText(services, mailbox),
    IsInherited: false,
    IsValid: true,
    ObjectState: 'Unchanged',
  };
}
