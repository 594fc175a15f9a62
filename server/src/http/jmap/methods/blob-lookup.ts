import { optionalStrings } from '../core/arguments.ts';
import { capabilities, type Method } from '../core/method.ts';
import { invalidArguments, MethodError } from '../core/method-error.ts';
import { readBlobId } from '../mail/blob-id.ts';
import { readGet } from './get-answer.ts';

const lookupTypes = ['Mailbox', 'Thread', 'Email'] as const;

/** RFC 9404 §4.3: which Emails, Threads and Mailboxes hold a blob. */
export const blobLookup: Method = {
  name: 'Blob/lookup',
  capability: capabilities.blob,
  run: async (args, context) => {
    const { ids } = readGet(args, context);
    const typeNames = optionalStrings(args, 'typeNames');
    if (ids === null || typeNames === null) throw invalidArguments('ids and typeNames must be arrays.');
    const known: readonly string[] = lookupTypes;
    for (const name of typeNames) if (!known.includes(name)) throw new MethodError('unknownDataType', name);
    const list: Record<string, unknown>[] = [];
    for (const id of ids) {
      const name = readBlobId(id);
      const entries = name?.kind === 'message' || name?.kind === 'part' ? context.index.entriesOf(name.emailId) : [];
      const [entry] = entries;
      const holders: Readonly<Record<string, readonly string[]>> = {
        Email: entry === undefined ? [] : [entry.emailId],
        Thread: entry === undefined ? [] : [entry.threadId],
        Mailbox: entries.flatMap(({ folderId }) => context.index.folderByNumber(folderId)?.summary.mailboxId ?? []),
      };
      list.push({ id, matchedIds: Object.fromEntries(typeNames.map((type) => [type, holders[type] ?? []])) });
    }
    // RFC 9404 §4.3: what does not exist looks like what nothing holds.
    return { accountId: context.accountId, list };
  },
};
