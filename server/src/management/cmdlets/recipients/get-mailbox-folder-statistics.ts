import { ByteSize, type ManagementObject } from '@relais/management-contract';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import type { AccountStore } from '../../../domain/mail/account-store.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { exchangeFolderName } from './exchange-folder-name.ts';
import { mailboxIdentity, requireMailbox } from './find-mailbox.ts';

const folderTypes: Readonly<Record<string, string>> = {
  inbox: 'Inbox',
  archive: 'Archive',
  drafts: 'Drafts',
  junk: 'JunkEmail',
  sent: 'SentItems',
  trash: 'DeletedItems',
};

const userCreated = 'User Created';

export const getMailboxFolderStatistics = defineCmdlet({
  name: 'Get-MailboxFolderStatistics',
  synopsis: {
    en: 'Shows the folders of a mailbox and how full they are.',
    fr: 'Affiche les dossiers d’une boîte aux lettres et leur occupation.',
  },
  parameters: [
    { ...mailboxIdentity, mandatory: true },
    {
      name: 'FolderScope',
      type: {
        kind: 'enum',
        values: ['All', ...Object.values(folderTypes), 'NonIpmRoot', 'Personal', 'RecoverableItems'].map((name) => ({
          name,
        })),
      },
      help: {
        en: 'Only folders of this kind; Personal: those that the user made; RecoverableItems: what was deleted for good and is kept (Deletions), also after its owner purged it (Purges), which All leaves out.',
        fr: 'Seulement les dossiers de ce type ; Personal : ceux que l’utilisateur a créés ; RecoverableItems : ce qui est supprimé définitivement et conservé (Deletions), même purgé par son propriétaire (Purges), ce que All omet.',
      },
    },
    {
      name: 'IncludeOldestAndNewestItems',
      type: { kind: 'switch' },
      help: {
        en: 'Adds when the oldest and the newest message came in; every message is looked at.',
        fr: 'Ajoute l’arrivée du plus ancien et du plus récent message ; chaque message est consulté.',
      },
    },
    domainControllerParameter,
  ],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-MailboxFolderStatistics alice | Format-Table Name,ItemsInFolder,FolderSize',
      explanation: { en: 'Per folder.', fr: 'Par dossier.' },
    },
    {
      command:
        'Get-MailboxFolderStatistics alice -FolderScope RecoverableItems | Format-Table Name,ItemsInFolder,FolderSize',
      explanation: { en: 'What was deleted and is kept.', fr: 'Ce qui est supprimé et conservé.' },
    },
  ],
  defaultColumns: ['Name', 'FolderPath', 'ItemsInFolder', 'FolderSize'],
  roles: ['Mail Recipients', 'View-Only Recipients', 'Monitoring'],
  async *run({ services }, parameters) {
    const mailbox = requireMailbox(services, parameters.get<string>('Identity') ?? '');
    const store = await services.mail.account(mailbox.guid);
    const scope = parameters.get<string>('FolderScope') ?? 'All';
    const wanted = scope === 'Personal' ? userCreated : scope;
    const all = await store.listFolders();
    for (const folder of all) {
      const type = folderTypes[folder.specialUse ?? ''] ?? userCreated;
      if (wanted !== 'All' && wanted !== type) continue;
      const ends = parameters.isOn('IncludeOldestAndNewestItems')
        ? await oldestAndNewest(store, folder.folderId)
        : undefined;
      const path = exchangeFolderName(folder.name);
      yield {
        Date: new Date(mailbox.whenCreated),
        Name: path.split('/').at(-1) ?? path,
        FolderPath: `/${path}`,
        FolderId: folder.mailboxId,
        FolderType: type,
        ItemsInFolder: folder.status.messages,
        UnreadItemsInFolder: folder.status.unseen,
        DeletedItemsInFolder: folder.status.deleted,
        ...(ends === undefined ? {} : ends),
        FolderSize: new ByteSize(folder.status.sizeBytes),
        ...withSubfolders(folder, all),
        Identity: `${mailbox.userPrincipalName}\\${path.replaceAll('/', '\\')}`,
        IsValid: true,
        ObjectState: 'Unchanged',
      };
    }
    if (scope === 'RecoverableItems' || scope === 'NonIpmRoot') yield* recoverableItemsFolders(mailbox, store);
  },
});

/** What is kept of deleted messages, under the names of Exchange's folders for it. */
async function* recoverableItemsFolders(mailbox: Mailbox, store: AccountStore): AsyncGenerator<ManagementObject> {
  const { items, sizeBytes, purgedItems, purgedBytes, oldestDeletedAt, newestDeletedAt } =
    await store.recoverableUsage();
  const date = (time: number | null): Date | null => (time === null ? null : new Date(time));
  const folders = [
    ['Recoverable Items', 'RecoverableItemsRoot', 0, 0, items + purgedItems, sizeBytes + purgedBytes],
    ['Deletions', 'RecoverableItemsDeletions', items, sizeBytes, items, sizeBytes],
    ['Purges', 'RecoverableItemsPurges', purgedItems, purgedBytes, purgedItems, purgedBytes],
  ] as const;
  for (const [name, type, inFolder, bytes, inAll, bytesOfAll] of folders)
    yield {
      Date: new Date(mailbox.whenCreated),
      Name: name,
      FolderPath: `/${name}`,
      FolderId: '',
      FolderType: type,
      ItemsInFolder: inFolder,
      UnreadItemsInFolder: 0,
      DeletedItemsInFolder: 0,
      FolderSize: new ByteSize(bytes),
      ItemsInFolderAndSubfolders: inAll,
      FolderAndSubfolderSize: new ByteSize(bytesOfAll),
      ...(type === 'RecoverableItemsRoot'
        ? { OldestItemLastModifiedDate: date(oldestDeletedAt), NewestItemLastModifiedDate: date(newestDeletedAt) }
        : {}),
      Identity: `${mailbox.userPrincipalName}\\${name}`,
      IsValid: true,
      ObjectState: 'Unchanged',
    };
}

async function oldestAndNewest(store: AccountStore, folderId: number): Promise<ManagementObject> {
  let oldest = Infinity;
  let newest = -Infinity;
  for await (const rows of store.messages(folderId, [{ first: 1, last: 4_294_967_295 }], {}))
    for (const { internalDate } of rows) {
      oldest = Math.min(oldest, internalDate);
      newest = Math.max(newest, internalDate);
    }
  const date = (time: number): Date | null => (Number.isFinite(time) ? new Date(time) : null);
  return { OldestItemReceivedDate: date(oldest), NewestItemReceivedDate: date(newest) };
}

type Folder = Awaited<ReturnType<AccountStore['listFolders']>>[number];

/** The folder and everything below it. */
function withSubfolders(folder: Folder, all: readonly Folder[]): ManagementObject {
  const within = all.filter(({ name }) => name === folder.name || name.startsWith(`${folder.name}/`));
  const sum = (of: (one: Folder) => number): number => within.reduce((total, one) => total + of(one), 0);
  return {
    ItemsInFolderAndSubfolders: sum(({ status }) => status.messages),
    FolderAndSubfolderSize: new ByteSize(sum(({ status }) => status.sizeBytes)),
  };
}
