import { optionalIds, requireAccount } from '../core/arguments.ts';
import type { MethodContext } from '../core/method.ts';
import { invalidArguments, MethodError } from '../core/method-error.ts';
import { collectBlob, mostInnerBytes, readBlob } from '../mail/read-blob.ts';

type Parsed = Record<string, unknown>;
const mostBlobs = 50;

/** The blobs that a call names. @throws MethodError */
export function blobsToParse(args: Record<string, unknown>, context: MethodContext): readonly string[] {
  requireAccount(args, context.accountId);
  const blobIds = optionalIds(args, 'blobIds');
  if (blobIds === null) throw invalidArguments('blobIds must be an array of ids.');
  if (blobIds.length > mostBlobs) throw new MethodError('requestTooLarge', `At most ${mostBlobs} blobs a call.`);
  return blobIds;
}

/** The answer of Email/parse and MDN/parse: each blob that there is, as `parse` reads it; `null`: it cannot. */
export async function parseBlobs(
  blobIds: readonly string[],
  context: MethodContext,
  parse: (bytes: Buffer, blobId: string) => Promise<Parsed | null>,
): Promise<Parsed> {
  const parsed: Parsed = {};
  const notParsable: string[] = [];
  const notFound: string[] = [];
  for (const blobId of blobIds) {
    const blob = await readBlob(context, blobId, context.uploads);
    if (blob === null) {
      notFound.push(blobId);
      continue;
    }
    const bytes = await collectBlob(blob, mostInnerBytes);
    const found = bytes === null ? null : await parse(bytes, blobId);
    if (found === null) notParsable.push(blobId);
    else parsed[blobId] = found;
  }
  return {
    accountId: context.accountId,
    parsed: Object.keys(parsed).length === 0 ? null : parsed,
    notParsable: notParsable.length === 0 ? null : notParsable,
    notFound: notFound.length === 0 ? null : notFound,
  };
}
