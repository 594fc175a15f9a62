import type { LocalisedText } from '@relais/management-contract';
import { MailError } from '../../../domain/mail/mail-error.ts';
import type { Mailbox } from '../../../domain/directory/directory.ts';
import type { DeletedMessage } from '../../../services/deleted-items/deleted-message.ts';
import { listDeleted } from '../../../services/deleted-items/list-deleted.ts';
import { type Restored, restoreDeleted, restoredAtOnce } from '../../../services/deleted-items/restore-deleted.ts';
import { type CmdletContext, defineCmdlet } from '../../engine/cmdlet.ts';
import { CmdletError } from '../../engine/cmdlet-error.ts';
import { requireAuthority } from '../permissions/require-authority.ts';
import { withoutOuterSlashes } from '../sharing/without-outer-slashes.ts';
import { exchangeFolderName } from './exchange-folder-name.ts';
import { requireMailbox } from './find-mailbox.ts';
import { warnOfMoreResults } from './list-parameters.ts';
import {
  deletedMessageFilter,
  deletedMessageObject,
  mostItems,
  recoverableItemsParameters,
} from './recoverable-items-parameters.ts';

export const restoreRecoverableItems = defineCmdlet({
  name: 'Restore-RecoverableItems',
  synopsis: {
    en: 'Brings deleted messages back into a mailbox.',
    fr: 'Remet des messages supprimés dans une boîte aux lettres.',
  },
  parameters: [
    ...recoverableItemsParameters,
    {
      name: 'RestoreTargetFolder',
      type: { kind: 'string', maxLength: 1024 },
      help: {
        en: 'The folder that they come into, made where there is none; when left out the one each was in, and the inbox for messages of the Deleted Items folder.',
        fr: 'Le dossier où ils reviennent, créé s’il manque ; par défaut celui où chacun était, et la boîte de réception pour les messages du dossier Éléments supprimés.',
      },
    },
    {
      name: 'NoOutput',
      type: { kind: 'switch' },
      help: { en: 'Says nothing of each message.', fr: 'Ne dit rien de chaque message.' },
    },
  ],
  supportsShouldProcess: true,
  examples: [
    {
      command: 'Restore-RecoverableItems alice -SubjectContains "Budget" -FilterStartTime (Get-Date).AddDays(-7)',
      explanation: { en: 'Into the folders they were in.', fr: 'Dans les dossiers où ils étaient.' },
    },
    {
      command:
        'Restore-RecoverableItems alice -SourceFolder RecoverableItems -RestoreTargetFolder Recovered -ResultSize Unlimited',
      explanation: {
        en: 'All that was deleted for good, into one folder.',
        fr: 'Tout ce qui fut supprimé définitivement, dans un dossier.',
      },
    },
  ],
  defaultColumns: ['Subject', 'SourceFolder', 'WasRestoredSuccessfully', 'RestoredToFolderPath'],
  roles: ['Mailbox Import Export', 'Mail Recipients'],
  async *run(context, given) {
    const { services, signal } = context;
    const mailbox = requireMailbox(services, given.get<string>('Identity') ?? '');
    requireAuthority(context, mailbox);
    const filter = deletedMessageFilter(given);
    if (filter === null) return;
    const store = await services.mail.account(mailbox.guid);
    // What comes back is no longer in the list: so the list is read first.
    const messages: DeletedMessage[] = [];
    const most = mostItems(given);
    for await (const message of listDeleted(store, filter)) {
      if (signal.aborted) return;
      if (messages.length === most) {
        warnOfMoreResults(context);
        break;
      }
      messages.push(message);
    }
    if (messages.length === 0 && filter.entryId !== undefined) throw noSuchItem(filter.entryId);
    const target = targetFolder(given.get<string>('RestoreTargetFolder'));
    if (messages.length === 0 || !context.shouldProcess(action(mailbox, messages, target))) return;
    for (let from = 0; from < messages.length && !signal.aborted; from += restoredAtOnce) {
      if (messages.length > restoredAtOnce) told(context, from, messages.length);
      const part = messages.slice(from, from + restoredAtOnce);
      const restored = await restoreDeleted(store, part, target).catch((cause: unknown) => refused(cause, mailbox));
      context.changed(mailbox.name, { RecoverableItems: [null, summaryOf(restored)] });
      if (given.isOn('NoOutput')) continue;
      for (const { message, folderName } of restored)
        yield {
          ...deletedMessageObject(services, mailbox, message),
          WasRestoredSuccessfully: folderName !== null,
          RestoredToFolderPath: folderName === null ? '' : exchangeFolderName(folderName).replaceAll('/', '\\'),
        };
    }
  },
});

/** A path as administrators write it (`\Inbox\Recovered`) as a name of a folder. */
function targetFolder(written: string | undefined): string | undefined {
  const name = withoutOuterSlashes((written ?? '').replaceAll('\\', '/'));
  return name === '' ? undefined : name;
}

function action(
  { name }: Mailbox,
  messages: readonly DeletedMessage[],
  target: string | undefined,
): Parameters<CmdletContext['shouldProcess']>[0] {
  const [first] = messages;
  const isOne = messages.length === 1 && first !== undefined;
  const where = target === undefined ? { en: '', fr: '' } : { en: ` into "${target}"`, fr: ` dans « ${target} »` };
  return {
    en: `Restoring ${isOne ? `"${first.subject}"` : `${messages.length} messages`} of the mailbox "${name}"${where.en}.`,
    fr: `Restauration de ${isOne ? `« ${first.subject} »` : `${messages.length} messages`} de la boîte « ${name} »${where.fr}.`,
  };
}

function told(context: CmdletContext, done: number, all: number): void {
  context.progress(
    { en: 'Restoring deleted messages', fr: 'Restauration de messages supprimés' },
    `${done} / ${all}`,
    Math.round((done / all) * 100),
  );
}

/** For the audit log: how many, and the first subjects. */
function summaryOf(restored: readonly Restored[]): string {
  const back = restored.filter(({ folderName }) => folderName !== null);
  const subjects = back.slice(0, 5).map(({ message }) => message.subject);
  return `${back.length}: ${subjects.join('; ')}${back.length > subjects.length ? '; …' : ''}`;
}

function noSuchItem(entryId: string): CmdletError {
  return new CmdletError({
    id: 'RecoverableItemNotFound',
    category: 'ObjectNotFound',
    exception: 'ManagementObjectNotFoundException',
    target: entryId,
    text: {
      en: `There is no deleted message with the EntryID "${entryId}" any more. Get-RecoverableItems shows those there are.`,
      fr: `Il n’y a plus de message supprimé d’EntryID « ${entryId} ». Get-RecoverableItems montre ceux qu’il y a.`,
    },
  });
}

const refusals: Partial<Record<MailError['code'], (mailbox: string) => LocalisedText>> = {
  'over-quota': (name) => ({
    en: `The mailbox "${name}" has no room for these messages; none of them was restored. Raise ProhibitSendReceiveQuota, or restore less at once.`,
    fr: `La boîte « ${name} » n’a pas de place pour ces messages ; aucun n’a été restauré. Augmentez ProhibitSendReceiveQuota, ou restaurez-en moins à la fois.`,
  }),
  'folder-name-invalid': () => ({
    en: 'RestoreTargetFolder is no name that a folder can have.',
    fr: 'RestoreTargetFolder n’est pas un nom possible de dossier.',
  }),
  'folder-limit': (name) => ({
    en: `The mailbox "${name}" can have no more folders. Restore into one that there is.`,
    fr: `La boîte « ${name} » ne peut pas avoir plus de dossiers. Restaurez dans un dossier existant.`,
  }),
};

function refused(cause: unknown, { name }: Mailbox): never {
  const text = cause instanceof MailError ? refusals[cause.code]?.(name) : undefined;
  if (text === undefined) throw cause;
  throw new CmdletError({
    id: 'RestoreRefused',
    category: 'InvalidOperation',
    exception: 'InvalidOperationException',
    target: name,
    text,
  });
}
