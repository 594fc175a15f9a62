import { accountId, jmap } from '../server/jmap.ts';
import type { Draft } from './draft.ts';

/** A draft whose attachments come from a message of another account, with those brought into the user's own (RFC 8620 §6.3). */
export async function withOwnBlobs(draft: Draft, fromAccountId: string): Promise<Draft> {
  const own = await accountId();
  if (fromAccountId === own || draft.attachments.length === 0) return draft;
  const blobIds = draft.attachments.map(({ blobId }) => blobId);
  const { c } = await jmap([['Blob/copy', { fromAccountId, accountId: own, blobIds }, 'c']]);
  const copied = (c?.copied ?? {}) as Readonly<Record<string, string>>;
  // What could not be brought along is gone from the other mailbox since it was shown.
  return {
    ...draft,
    attachments: draft.attachments.flatMap((attachment) => {
      const blobId = copied[attachment.blobId];
      return blobId === undefined ? [] : [{ ...attachment, blobId }];
    }),
  };
}
