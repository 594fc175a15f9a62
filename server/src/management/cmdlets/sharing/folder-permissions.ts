import type { ManagementObject, ParameterDescription } from '@relais/management-contract';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import type { FolderSummary } from '../../../domain/mail/account-store.ts';
import { MailError } from '../../../domain/mail/mail-error.ts';
import { anyone, type Rights, rightLetters, rightsOf } from '../../../domain/mail/rights.ts';
import { type FolderRole, folderRoles, roleOf } from '../../../domain/sharing/folder-roles.ts';
import { type Cmdlet, defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError, objectNotFound } from '../../engine/cmdlet-error.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { requireAuthority } from '../permissions/require-authority.ts';
import { exchangeFolderName } from '../recipients/exchange-folder-name.ts';
import { requireMailbox } from '../recipients/find-mailbox.ts';
import { requireRecipient } from '../recipients/recipient-parameters.ts';
import { withoutOuterSlashes } from './without-outer-slashes.ts';

/** Exchange's single rights, which may be given one by one. */
const singleRights: Readonly<Record<string, string>> = {
  FolderVisible: 'l',
  ReadItems: 'lr',
  CreateItems: 'i',
  EditAllItems: 'sw',
  DeleteAllItems: 'te',
  CreateSubfolders: 'k',
  FolderOwner: 'xa',
};

const identity: ParameterDescription = {
  name: 'Identity',
  type: { kind: 'string', maxLength: 1200 },
  position: 1,
  pipeline: 'both',
  mandatory: true,
  help: {
    en: 'The folder: alice:\\Projects\\Big; alice alone means her inbox.',
    fr: 'Le dossier : alice:\\Projets\\Grands ; alice seule désigne sa boîte de réception.',
  },
};
const user: ParameterDescription = {
  name: 'User',
  type: { kind: 'identity', of: 'Recipient' },
  help: {
    en: 'A mailbox or group, or Default: everybody who signs in.',
    fr: 'Une boîte ou un groupe, ou Default : tous ceux qui ouvrent une session.',
  },
};
const accessRights: ParameterDescription = {
  name: 'AccessRights',
  type: { kind: 'enum', values: [...Object.keys(folderRoles), ...Object.keys(singleRights)].map((name) => ({ name })) },
  list: true,
  mandatory: true,
  help: {
    en: 'A role such as Reviewer or Editor, or single rights. The Author roles may file and not delete: own items are not told apart here.',
    fr: 'Un rôle tel que Reviewer ou Editor, ou des droits isolés. Les rôles Author peuvent classer mais non supprimer : ses propres éléments ne se distinguent pas ici.',
  },
};
const managingRoles: readonly string[] = ['Mail Recipients', 'User Options'];

export const getMailboxFolderPermission = defineCmdlet({
  name: 'Get-MailboxFolderPermission',
  synopsis: { en: 'Shows who may do what in a folder.', fr: 'Affiche qui peut faire quoi dans un dossier.' },
  parameters: [identity, user, domainControllerParameter],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-MailboxFolderPermission alice:\\Projects',
      explanation: { en: 'Default comes first.', fr: 'Default vient d’abord.' },
    },
  ],
  defaultColumns: ['FolderName', 'User', 'AccessRights', 'SharingPermissionFlags'],
  roles: [...managingRoles, 'View-Only Recipients'],
  async *run({ services }, given) {
    const { mailbox, folder } = await requireFolder(services, given.get<string>('Identity') ?? '');
    const wanted = given.get<string>('User');
    const only = wanted === undefined ? null : granteeOf(services, wanted).id;
    const list = await (await services.mail.account(mailbox.guid)).folderRights(folder.folderId);
    const entries = [[anyone, list.get(anyone) ?? rightsOf('')] as const, ...[...list].filter(([id]) => id !== anyone)];
    for (const [id, rights] of entries) {
      const name = id === anyone ? 'Default' : services.directory.findRecipient(id)?.displayName;
      if (name !== undefined && (only === null || only === id)) yield permissionObject(mailbox, folder, name, rights);
    }
  },
});

export const addMailboxFolderPermission = changing('Add');
export const setMailboxFolderPermission = changing('Set');

export const removeMailboxFolderPermission = defineCmdlet({
  name: 'Remove-MailboxFolderPermission',
  synopsis: { en: 'Takes somebody off the list of a folder.', fr: 'Retire quelqu’un de la liste d’un dossier.' },
  parameters: [identity, { ...user, mandatory: true }, domainControllerParameter],
  supportsShouldProcess: true,
  confirmsByDefault: true,
  examples: [
    {
      command: 'Remove-MailboxFolderPermission alice:\\Projects -User bob',
      explanation: { en: 'Asks first.', fr: 'Demande confirmation.' },
    },
  ],
  roles: managingRoles,
  async run(context, given) {
    const { services } = context;
    const { mailbox, folder } = await requireFolder(services, given.get<string>('Identity') ?? '');
    requireAuthority(context, mailbox);
    const grantee = granteeOf(services, given.get<string>('User') ?? '');
    const store = await services.mail.account(mailbox.guid);
    const before = (await store.folderRights(folder.folderId)).get(grantee.id);
    if (before === undefined) throw noEntry(grantee.name, folder);
    const action = {
      en: `Removing the permission of "${grantee.name}" on the folder "${folder.name}" of "${mailbox.name}".`,
      fr: `Suppression de l’autorisation de « ${grantee.name} » sur le dossier « ${folder.name} » de « ${mailbox.name} ».`,
    };
    if (!context.shouldProcess(action)) return;
    await store.setFolderRights(folder.folderId, grantee.id, null);
    context.changed(`${mailbox.name}:\\${folder.name}`, { [grantee.name]: [rightLetters(before), ''] });
  },
});

function changing(verb: 'Add' | 'Set'): Cmdlet {
  return defineCmdlet({
    name: `${verb}-MailboxFolderPermission`,
    synopsis:
      verb === 'Add'
        ? { en: 'Lets somebody into a folder.', fr: 'Donne à quelqu’un accès à un dossier.' }
        : {
            en: 'Changes what somebody may do in a folder.',
            fr: 'Modifie ce que quelqu’un peut faire dans un dossier.',
          },
    parameters: [identity, { ...user, mandatory: true }, accessRights, domainControllerParameter],
    supportsShouldProcess: true,
    examples: [
      {
        command: `${verb}-MailboxFolderPermission alice:\\Projects -User bob -AccessRights Editor`,
        explanation: { en: 'Bob reads, files and deletes there.', fr: 'Bob y lit, y classe et y supprime.' },
      },
    ],
    defaultColumns: ['FolderName', 'User', 'AccessRights', 'SharingPermissionFlags'],
    roles: managingRoles,
    async *run(context, given) {
      const { services } = context;
      const { mailbox, folder } = await requireFolder(services, given.get<string>('Identity') ?? '');
      requireAuthority(context, mailbox);
      const grantee = granteeOf(services, given.get<string>('User') ?? '');
      const store = await services.mail.account(mailbox.guid);
      const before = (await store.folderRights(folder.folderId)).get(grantee.id);
      // Default is always in Exchange's list, with None.
      if (verb === 'Add' && before !== undefined) throw hasEntry(grantee.name, folder);
      if (verb === 'Set' && before === undefined && grantee.id !== anyone) throw noEntry(grantee.name, folder);
      const letters = (given.list<string>('AccessRights', []) ?? []).map(
        (name) => folderRoles[name as FolderRole] ?? singleRights[name] ?? '',
      );
      const rights = rightsOf(letters.join(''));
      const action = {
        en: `Giving "${grantee.name}" the rights ${rightLetters(rights) || 'None'} on the folder "${folder.name}" of "${mailbox.name}".`,
        fr: `Attribution à « ${grantee.name} » des droits ${rightLetters(rights) || 'None'} sur le dossier « ${folder.name} » de « ${mailbox.name} ».`,
      };
      if (!context.shouldProcess(action)) return;
      await services.folderGrants.note(mailbox.guid, grantee.id);
      await store.setFolderRights(folder.folderId, grantee.id, rights);
      context.changed(`${mailbox.name}:\\${folder.name}`, {
        [grantee.name]: [before === undefined ? '' : rightLetters(before), rightLetters(rights)],
      });
      if (verb === 'Add') yield permissionObject(mailbox, folder, grantee.name, rights);
    },
  });
}

async function requireFolder(
  services: ManagementServices,
  written: string,
): Promise<{ readonly mailbox: Mailbox; readonly folder: FolderSummary }> {
  const colon = written.indexOf(':');
  const mailbox = requireMailbox(services, colon > 0 ? written.slice(0, colon) : written);
  const path = colon > 0 ? withoutOuterSlashes(written.slice(colon + 1).replaceAll('\\', '/')) : 'INBOX';
  const name = path === '' || /^inbox$/i.test(path) ? 'INBOX' : path.replace(/^inbox\//i, 'INBOX/');
  const store = await services.mail.account(mailbox.guid);
  for (const known of [name, frenchNames[name.toLowerCase()]])
    try {
      if (known !== undefined) return { mailbox, folder: await store.folder(known) };
    } catch (error) {
      if (!(error instanceof MailError) || error.code !== 'folder-not-found') throw error;
    }
  throw objectNotFound(written, services.server.fqdn);
}

/** Exchange's French names of the folders that every mailbox has; they mean a folder only where none is called so. */
const frenchNames: Readonly<Record<string, string>> = {
  'boîte de réception': 'INBOX',
  brouillons: 'Drafts',
  'éléments envoyés': 'Sent Items',
  'éléments supprimés': 'Deleted Items',
  'courrier indésirable': 'Junk Email',
};

function granteeOf(services: ManagementServices, written: string): { readonly id: string; readonly name: string } {
  if (/^(?:default|anyone)$/i.test(written)) return { id: anyone, name: 'Default' };
  const found = requireRecipient(services, written);
  if (found.kind !== 'contact') return { id: found.guid, name: found.displayName };
  throw new CmdletError({
    id: 'InvalidGrantee',
    category: 'InvalidArgument',
    exception: 'InvalidExternalUserIdException',
    target: found.name,
    text: {
      en: `"${found.name}" is a contact, who can't sign in; permissions are for mailboxes and groups.`,
      fr: `« ${found.name} » est un contact, qui ne peut pas ouvrir de session ; les autorisations sont pour les boîtes et les groupes.`,
    },
  });
}

/** The role that has exactly these rights, else the single rights that are in them. */
function namesOf(rights: Rights): readonly string[] {
  const role = roleOf(rights);
  if (role !== null) return [role];
  return Object.entries(singleRights).flatMap(([name, held]) =>
    [...rightsOf(held)].every((right) => rights.has(right)) ? [name] : [],
  );
}

function permissionObject(mailbox: Mailbox, folder: FolderSummary, name: string, rights: Rights): ManagementObject {
  const path = exchangeFolderName(folder.name);
  return {
    FolderName: path.split('/').at(-1) ?? path,
    User: name,
    AccessRights: namesOf(rights),
    // A delegate of a calendar, of which there is none here.
    SharingPermissionFlags: null,
    Rights: rightLetters(rights),
    Identity: `${mailbox.alias}:\\${path.replaceAll('/', '\\')}`,
    IsValid: true,
  };
}

function hasEntry(name: string, folder: FolderSummary): CmdletError {
  return new CmdletError({
    id: 'UserAlreadyExistsInPermissionEntry',
    category: 'ResourceExists',
    exception: 'UserAlreadyExistsInPermissionEntryException',
    target: name,
    text: {
      en: `An existing permission entry was found for user: ${name} on "${folder.name}". Change it with Set-MailboxFolderPermission.`,
      fr: `Une autorisation existe déjà pour l’utilisateur ${name} sur « ${folder.name} ». Modifiez-la avec Set-MailboxFolderPermission.`,
    },
  });
}

function noEntry(name: string, folder: FolderSummary): CmdletError {
  return new CmdletError({
    id: 'UserNotFoundInPermissionEntry',
    category: 'ObjectNotFound',
    exception: 'UserNotFoundInPermissionEntryException',
    target: name,
    text: {
      en: `There is no existing permission entry found for user: ${name} on "${folder.name}".`,
      fr: `Aucune autorisation n’existe pour l’utilisateur ${name} sur « ${folder.name} ».`,
    },
  });
}
