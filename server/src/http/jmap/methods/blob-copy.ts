import { optionalIds, requireAccount } from '../core/arguments.ts';
import { coreLimits } from '../core/limits.ts';
import { capabilities, type Method } from '../core/method.ts';
import { invalidArguments, type SetError } from '../core/method-error.ts';
import { blobsOf } from '../mail/read-blob.ts';
import { UploadRefused } from '../mail/uploads.ts';
import { sourceAccount } from './copy-answer.ts';

/** RFC 8620 §6.3: bytes of another account, kept here as an upload is. */
export const blobCopy: Method = {
  name: 'Blob/copy',
  capability: capabilities.core,
  run: async (args, context) => {
    requireAccount(args, context.accountId);
    const source = await sourceAccount(args, context);
    const blobIds = optionalIds(args, 'blobIds');
    if (blobIds === null) throw invalidArguments('blobIds must be an array of ids.');
    const read = blobsOf(source, context.uploads);
    const copied: Record<string, string> = {};
    const notCopied: Record<string, SetError> = {};
    for (const blobId of new Set(blobIds)) {
      const blob = await read(blobId);
      if (blob === null) notCopied[blobId] = { type: 'notFound' };
      else {
        try {
          const kept = await context.uploads.keep(context.uploadsOf, blob.type, blob.read(), coreLimits.maxSizeUpload);
          copied[blobId] = kept.blobId;
        } catch (cause) {
          if (!(cause instanceof UploadRefused)) throw cause;
          notCopied[blobId] = {
            type: cause.reason === 'too-large' ? 'tooLarge' : 'overQuota',
            description: cause.message,
          };
        }
      }
    }
    return {
      fromAccountId: source.accountId,
      accountId: context.accountId,
      copied: Object.keys(copied).length === 0 ? null : copied,
      notCopied: Object.keys(notCopied).length === 0 ? null : notCopied,
    };
  },
};
