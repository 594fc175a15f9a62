import { listDeleted } from '../../../services/deleted-items/list-deleted.ts';
import { defineCmdlet } from '../../engine/cmdlet.ts';
import { requireMailbox } from './find-mailbox.ts';
import { warnOfMoreResults } from './list-parameters.ts';
import {
  deletedMessageFilter,
  deletedMessageObject,
  mostItems,
  recoverableItemsParameters,
} from './recoverable-items-parameters.ts';

export const getRecoverableItems = defineCmdlet({
  name: 'Get-RecoverableItems',
  synopsis: {
    en: 'Shows what was deleted from a mailbox and can be brought back.',
    fr: 'Affiche ce qui fut supprimé d’une boîte aux lettres et peut être récupéré.',
  },
  parameters: recoverableItemsParameters,
  supportsShouldProcess: false,
  examples: [
    {
      command: 'Get-RecoverableItems alice -SubjectContains "Budget" -FilterStartTime (Get-Date).AddDays(-7)',
      explanation: { en: 'What she deleted this week.', fr: 'Ce qu’elle a supprimé cette semaine.' },
    },
    {
      command: 'Get-RecoverableItems alice -SourceFolder RecoverableItems | Restore-RecoverableItems',
      explanation: {
        en: 'Everything that was deleted for good comes back.',
        fr: 'Tout ce qui fut supprimé définitivement revient.',
      },
    },
  ],
  defaultColumns: ['Subject', 'LastModifiedTime', 'SourceFolder', 'LastParentPath', 'EntryID'],
  roles: ['Mailbox Import Export', 'Mail Recipients'],
  async *run(context, given) {
    const { services, signal } = context;
    const mailbox = requireMailbox(services, given.get<string>('Identity') ?? '');
    const filter = deletedMessageFilter(given);
    if (filter === null) return;
    const store = await services.mail.account(mailbox.guid);
    const most = mostItems(given);
    let shown = 0;
    for await (const message of listDeleted(store, filter)) {
      if (signal.aborted) return;
      if (shown++ === most) {
        warnOfMoreResults(context);
        return;
      }
      yield deletedMessageObject(services, mailbox, message);
    }
  },
});
