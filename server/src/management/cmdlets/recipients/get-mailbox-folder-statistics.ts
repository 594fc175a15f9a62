import { ByteSize } from '@relais/management-contract';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { mailboxIdentity, requireMailbox } from './find-mailbox.ts';

const folderTypes: Readonly<Record<string, string>> = {
  inbox: 'Inbox',
  archive: 'Archive',
  drafts: 'Drafts',
  junk: 'JunkEmail',
  sent: 'SentItems',
  trash: 'DeletedItems',
};

export const getMailboxFolderStatistics = defineCmdlet({
  name: 'Get-MailboxFolderStatistics',
  synopsis: {
    en: 'Shows the folders of a mailbox and how full they are.',
    fr: 'Affiche les dossiers d’une boîte aux lettres et leur occupation.',
  },
  parameters: [{ ...mailboxIdentity, mandatory: true }, domainControllerParameter],
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-MailboxFolderStatistics alice | Format-Table Name,ItemsInFolder,FolderSize',
      explanation: { en: 'Per folder.', fr: 'Par dossier.' },
    },
  ],
  defaultColumns: ['Name', 'FolderPath', 'ItemsInFolder', 'FolderSize'],
  roles: ['Mail Recipients', 'View-Only Recipients', 'Monitoring'],
  async *run({ services }, parameters) {
    const mailbox = requireMailbox(services, parameters.get<string>('Identity') ?? '');
    const store = await services.mail.account(mailbox.guid);
    for (const folder of await store.listFolders()) {
      yield {
        Date: new Date(mailbox.whenCreated),
        Name: folder.name.split('/').at(-1) ?? folder.name,
        FolderPath: `/${folder.name}`,
        FolderId: folder.mailboxId,
        FolderType: folderTypes[folder.specialUse ?? ''] ?? 'User Created',
        ItemsInFolder: folder.status.messages,
        UnreadItemsInFolder: folder.status.unseen,
        DeletedItemsInFolder: folder.status.deleted,
        FolderSize: new ByteSize(folder.status.sizeBytes),
        Identity: `${mailbox.userPrincipalName}\\${folder.name.replaceAll('/', '\\')}`,
        IsValid: true,
        ObjectState: 'Unchanged',
      };
    }
  },
});
