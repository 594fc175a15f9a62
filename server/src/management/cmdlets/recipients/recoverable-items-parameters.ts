import { ByteSize, type ManagementObject, type ParameterDescription, Unlimited } from '@relais/management-contract';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import {
  type DeletedItemsSource,
  deletedItemsSources,
  type DeletedMessage,
  type DeletedMessageFilter,
} from '../../../services/deleted-items/deleted-message.ts';
import type { BoundParameters } from '../../engine/bound-parameters.ts';
import type { ManagementServices } from '../../engine/services.ts';
import { domainControllerParameter } from '../../server-identity.ts';
import { exchangeFolderName } from './exchange-folder-name.ts';
import { mailboxIdentity } from './find-mailbox.ts';
import { mailboxIdentityText } from './mailbox-tail.ts';

/** What Get- and Restore-RecoverableItems have in common: whose, and which of them. */
export const recoverableItemsParameters: readonly ParameterDescription[] = [
  { ...mailboxIdentity, mandatory: true },
  {
    name: 'SubjectContains',
    type: { kind: 'string', maxLength: 1024 },
    help: { en: 'Only with this in the subject.', fr: 'Seulement avec ceci dans l’objet.' },
  },
  {
    name: 'SourceFolder',
    type: { kind: 'enum', values: deletedItemsSources.map((name) => ({ name })) },
    help: {
      en: 'DeletedItems: the folder of that name; RecoverableItems: what was deleted for good; PurgedItems: what its owner purged too, of a mailbox with single item recovery or a hold. All when left out.',
      fr: 'DeletedItems : le dossier de ce nom ; RecoverableItems : ce qui fut supprimé définitivement ; PurgedItems : ce que son propriétaire a aussi purgé, d’une boîte avec récupération d’élément unique ou conservée pour litige. Tous par défaut.',
    },
  },
  {
    name: 'FilterStartTime',
    type: { kind: 'datetime' },
    help: { en: 'Only what was deleted from then on.', fr: 'Seulement ce qui fut supprimé à partir de cette date.' },
  },
  {
    name: 'FilterEndTime',
    type: { kind: 'datetime' },
    help: { en: 'Only what was deleted before.', fr: 'Seulement ce qui fut supprimé avant cette date.' },
  },
  {
    name: 'FilterItemType',
    type: { kind: 'string', maxLength: 255 },
    help: {
      en: 'IPM.Note is mail, and everything here is mail.',
      fr: 'IPM.Note est du courrier, et tout ici est du courrier.',
    },
  },
  {
    name: 'LastParentFolderID',
    type: { kind: 'string', maxLength: 255 },
    help: {
      en: 'Only from the folder of this FolderId (Get-MailboxFolderStatistics shows it).',
      fr: 'Seulement du dossier de ce FolderId (Get-MailboxFolderStatistics le montre).',
    },
  },
  {
    name: 'EntryID',
    type: { kind: 'string', maxLength: 255 },
    pipeline: 'by-property-name',
    help: {
      en: 'Only this one, as Get-RecoverableItems shows it.',
      fr: 'Seulement celui-ci, tel que Get-RecoverableItems le montre.',
    },
  },
  {
    name: 'ResultSize',
    type: { kind: 'int', min: 1, max: 2_147_483_647, unlimited: true },
    defaultText: '1000',
    help: { en: 'How many at most.', fr: 'Combien au plus.' },
  },
  domainControllerParameter,
];

/** `null`: nothing can match. */
export function deletedMessageFilter(given: BoundParameters): DeletedMessageFilter | null {
  const type = given.get<string>('FilterItemType')?.toLowerCase();
  if (type !== undefined && !'ipm.note'.startsWith(type)) return null;
  const asked = {
    subjectContains: given.get<string>('SubjectContains'),
    source: given.get<DeletedItemsSource>('SourceFolder'),
    from: given.get<Date>('FilterStartTime')?.getTime(),
    before: given.get<Date>('FilterEndTime')?.getTime(),
    lastParentId: given.get<string>('LastParentFolderID'),
    entryId: given.get<string>('EntryID'),
  };
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined));
}

export function mostItems(given: BoundParameters): number {
  const most = given.get<number | Unlimited>('ResultSize') ?? 1000;
  return most instanceof Unlimited ? Infinity : most;
}

export function deletedMessageObject(
  services: ManagementServices,
  mailbox: Mailbox,
  { entryId, source, subject, from, sizeBytes, lastModified, lastParent }: DeletedMessage,
): ManagementObject {
  return {
    Identity: mailboxIdentityText(services, mailbox),
    ItemClass: 'IPM.Note',
    Subject: subject,
    From: from,
    Size: new ByteSize(sizeBytes),
    EntryID: entryId,
    SourceFolder: source,
    LastParentPath: lastParent === null ? '' : exchangeFolderName(lastParent.name).replaceAll('/', '\\'),
    LastParentFolderID: lastParent?.mailboxId ?? '',
    OriginalFolderExists: lastParent?.mailboxId != null,
    LastModifiedTime: new Date(lastModified),
    IsValid: true,
    ObjectState: 'Unchanged',
  };
}
