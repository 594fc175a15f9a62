import type { ManagementObject } from '@relais/management-contract';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import type { DistributionGroup, Recipient } from '../../../domain/directory/recipient.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import { type Cmdlet, type CmdletContext, defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { requireAuthority } from '../permissions/require-authority.ts';
import { mailboxIdentity, matchMailboxes, requireMailbox } from '../recipients/find-mailbox.ts';
import { listParameters, selected } from '../recipients/list-parameters.ts';
import { mailboxIdentityText } from '../recipients/mailbox-tail.ts';
import { people, recipientIdentity, requireRecipient } from '../recipients/recipient-parameters.ts';

const grantee = (name: string) => ({
  ...people(
    name,
    'A mailbox, or a group whose members are meant.',
    'Une boîte aux lettres, ou un groupe dont les membres sont visés.',
  ),
  list: false,
  nullable: false,
});
const rights = (name: string) => ({
  name: 'AccessRights',
  type: { kind: 'enum', values: [{ name }] } as const,
  list: true,
  help: { en: `${name} is the one that there is here.`, fr: `${name} est le seul qui existe ici.` },
});
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
    { command: 'Get-MailboxPermission sales', explanation: { en: 'Its owner first.', fr: "D'abord son titulaire." } },
  ],
  defaultColumns: ['Identity', 'User', 'AccessRights', 'IsInherited', 'Deny'],
  roles: ['Mail Recipients', 'View-Only Recipients', 'User Options'],
  async *run(context, given) {
    yield* selected(context, given, permissionsOf(context.services, given));
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
  synopsis: { en: 'Lets somebody open a mailbox.', fr: "Permet à quelqu'un d'ouvrir une boîte aux lettres." },
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
    requireAuthority(context.caller, mailbox);
    const user = requireGrantee(services, given.get<string>('User') ?? '');
    if (mailbox.fullAccess.includes(user.guid)) {
      context.warn({
        en: `The appropriate access control entry is already present on the object "${mailbox.name}" for "${user.name}".`,
        fr: `L'entrée de contrôle d'accès existe déjà sur l'objet « ${mailbox.name} » pour « ${user.name} ».`,
      });
      return;
    }
    const action = {
      en: `Adding mailbox permission FullAccess for "${user.name}" on "${mailbox.name}".`,
      fr: `Ajout de l'autorisation FullAccess de « ${user.name} » sur « ${mailbox.name} ».`,
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
  synopsis: { en: 'No longer lets somebody open a mailbox.', fr: "Ne permet plus à quelqu'un d'ouvrir une boîte." },
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
    requireAuthority(context.caller, mailbox);
    const user = requireRecipient(services, given.get<string>('User') ?? '');
    if (!mailbox.fullAccess.includes(user.guid)) return notThere(context, mailbox.name, user.name);
    const action = {
      en: `Removing mailbox permission FullAccess for "${user.name}" on "${mailbox.name}".`,
      fr: `Suppression de l'autorisation FullAccess de « ${user.name} » sur « ${mailbox.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    const fullAccess = mailbox.fullAccess.filter((guid) => guid !== user.guid);
    await services.directory.updateMailbox(mailbox.guid, { fullAccess });
    context.changed(mailbox.name, { FullAccess: [mailbox.fullAccess, fullAccess] });
  },
});

const owner = recipientIdentity(
  'The mailbox or group to send as.',
  'La boîte aux lettres ou le groupe au nom duquel envoyer.',
);

export const getRecipientPermission = defineCmdlet({
  name: 'Get-RecipientPermission',
  synopsis: {
    en: 'Shows who may send as a mailbox or group.',
    fr: "Affiche qui peut envoyer en tant qu'une boîte ou un groupe.",
  },
  parameters: [
    { ...owner, nullable: true },
    grantee('Trustee'),
    rights('SendAs'),
    ...listParameters.filter(({ name }) => name === 'ResultSize'),
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    { command: 'Get-RecipientPermission sales', explanation: { en: 'Those with SendAs.', fr: 'Ceux qui ont SendAs.' } },
  ],
  defaultColumns: ['Identity', 'Trustee', 'AccessControlType', 'AccessRights'],
  roles: ['Mail Recipients', 'View-Only Recipients'],
  async *run(context, given) {
    yield* selected(context, given, sendAsOf(context.services, given));
  },
});

function* sendAsOf(services: ManagementServices, given: BoundParameters): Generator<ManagementObject> {
  const identity = given.get<string | null>('Identity') ?? undefined;
  const trustee = given.get<string>('Trustee');
  const only = trustee === undefined ? null : requireRecipient(services, trustee).guid;
  const owners = identity === undefined ? services.directory.recipients() : [requireRecipient(services, identity)];
  for (const one of owners) {
    if (!('sendAs' in one)) continue;
    for (const guid of one.sendAs) {
      const found = services.directory.findRecipient(guid);
      if (found !== null && (only === null || only === guid)) yield sendAsObject(services, one, found);
    }
  }
}

export const addRecipientPermission = sendAs('Add');
export const removeRecipientPermission = sendAs('Remove');

function sendAs(verb: 'Add' | 'Remove'): Cmdlet {
  const adds = verb === 'Add';
  return defineCmdlet({
    name: `${verb}-RecipientPermission`,
    synopsis: adds
      ? {
          en: 'Lets somebody send as a mailbox or group.',
          fr: "Permet à quelqu'un d'envoyer en tant qu'une boîte ou un groupe.",
        }
      : {
          en: 'No longer lets somebody send as another.',
          fr: "Ne permet plus à quelqu'un d'envoyer en tant qu'un autre.",
        },
    parameters: [
      { ...owner, mandatory: true },
      { ...grantee('Trustee'), mandatory: true, position: 2 },
      { ...rights('SendAs'), mandatory: true },
      domainControllerParameter,
    ],
    supportsShouldProcess: true,
    ...(adds ? {} : { confirmsByDefault: true }),
    examples: [
      {
        command: `${verb}-RecipientPermission sales -Trustee alice -AccessRights SendAs`,
        explanation: adds
          ? { en: 'Alice may write as sales.', fr: 'Alice peut écrire en tant que sales.' }
          : { en: 'Alice no longer may.', fr: 'Alice ne le peut plus.' },
      },
    ],
    defaultColumns: ['Identity', 'Trustee', 'AccessControlType', 'AccessRights'],
    roles: ['Mail Recipients'],
    async *run(context, given) {
      const { services } = context;
      const one = requireOwner(services, given.get<string>('Identity') ?? '');
      if (one.kind !== 'group') requireAuthority(context.caller, one);
      const trustee = requireGrantee(services, given.get<string>('Trustee') ?? '');
      const has = one.sendAs.includes(trustee.guid);
      if (has === adds) return adds ? undefined : notThere(context, one.name, trustee.name);
      const action = adds
        ? {
            en: `Adding SendAs on "${one.name}" for "${trustee.name}".`,
            fr: `Ajout de SendAs sur « ${one.name} » pour « ${trustee.name} ».`,
          }
        : {
            en: `Removing SendAs on "${one.name}" from "${trustee.name}".`,
            fr: `Retrait de SendAs sur « ${one.name} » à « ${trustee.name} ».`,
          };
      if (!context.shouldProcess(action)) return;
      const list = adds ? [...one.sendAs, trustee.guid] : one.sendAs.filter((guid) => guid !== trustee.guid);
      if (one.kind === 'group') await services.directory.updateGroup(one.guid, { sendAs: list });
      else await services.directory.updateMailbox(one.guid, { sendAs: list });
      context.changed(one.name, { SendAs: [one.sendAs, list] });
      if (adds) yield sendAsObject(services, one, trustee);
    },
  });
}

function requireOwner(services: ManagementServices, identity: string): Mailbox | DistributionGroup {
  const found = requireRecipient(services, identity);
  return found.kind === 'group' ? found : requireMailbox(services, identity);
}

/** Whoever signs in, or a group of such. */
function requireGrantee(services: ManagementServices, identity: string): Recipient {
  const found = requireRecipient(services, identity);
  if (found.kind !== 'contact') return found;
  throw new CmdletError({
    id: 'InvalidGrantee',
    category: 'InvalidArgument',
    exception: 'ArgumentException',
    target: found.name,
    text: {
      en: `"${found.name}" is a contact, who can't sign in; permissions are for mailboxes and groups.`,
      fr: `« ${found.name} » est un contact, qui ne peut pas ouvrir de session ; les autorisations sont pour les boîtes et les groupes.`,
    },
  });
}

function notThere(context: CmdletContext, object: string, user: string): void {
  context.warn({
    en: `An access control entry for "${user}" is not present on the object "${object}".`,
    fr: `Aucune entrée de contrôle d'accès pour « ${user} » sur l'objet « ${object} ».`,
  });
}

function nameOf(recipient: Recipient): string {
  return 'userPrincipalName' in recipient ? recipient.userPrincipalName : recipient.name;
}

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

function sendAsObject(
  services: ManagementServices,
  one: Mailbox | DistributionGroup,
  trustee: Recipient,
): ManagementObject {
  return {
    Identity: mailboxIdentityText(services, one),
    Trustee: nameOf(trustee),
    AccessControlType: 'Allow',
    AccessRights: ['SendAs'],
    IsInherited: false,
  };
}
