import { envelopeOf, previewText, scanMessage } from '@relais/mime';
import { optionalIds, optionalStrings, requireAccount } from '../core/arguments.ts';
import { capabilities, type Method, type MethodContext } from '../core/method.ts';
import { invalidArguments, MethodError } from '../core/method-error.ts';
import { innerBlobId } from '../mail/blob-id.ts';
import { bodyLists } from '../mail/body-parts.ts';
import {
  defaultEmailProperties,
  type EmailRequest,
  messageProperty,
  type MessageSource,
} from '../mail/email-object.ts';
import { collectBlob, mostInnerBytes, readBlob } from '../mail/read-blob.ts';
import { readEmailRequest } from './email-get.ts';

/** What only an Email of the store has. */
const metadata: ReadonlySet<string> = new Set([
  'id',
  'blobId',
  'threadId',
  'mailboxIds',
  'keywords',
  'receivedAt',
  'size',
]);
/** RFC 8621 §4.9: as of Email/get, without these. */
const defaultProperties = defaultEmailProperties.filter((name) => !metadata.has(name));
const mostBlobs = 50;

/** RFC 8621 §4.9: blobs as messages, to show an attached message without importing it. */
export const emailParse: Method = {
  name: 'Email/parse',
  capability: capabilities.mail,
  run: async (args, context) => {
    requireAccount(args, context.accountId);
    const blobIds = optionalIds(args, 'blobIds');
    if (blobIds === null) throw invalidArguments('blobIds must be an array of ids.');
    if (blobIds.length > mostBlobs) throw new MethodError('requestTooLarge', `At most ${mostBlobs} blobs a call.`);
    const request = readEmailRequest(args, optionalStrings(args, 'properties') ?? defaultProperties);
    const parsed: Record<string, unknown> = {};
    const notParsable: string[] = [];
    const notFound: string[] = [];
    for (const blobId of blobIds) {
      const blob = await readBlob(context, blobId, context.uploads);
      if (blob === null) {
        notFound.push(blobId);
        continue;
      }
      const bytes = await collectBlob(blob, mostInnerBytes);
      const email = bytes === null ? null : await parseEmail(blobId, bytes, request);
      if (email === null) notParsable.push(blobId);
      else parsed[blobId] = email;
    }
    return answer(context, parsed, notParsable, notFound);
  },
};

function answer(
  context: MethodContext,
  parsed: Record<string, unknown>,
  notParsable: readonly string[],
  notFound: readonly string[],
): Record<string, unknown> {
  return {
    accountId: context.accountId,
    parsed: Object.keys(parsed).length === 0 ? null : parsed,
    notParsable: notParsable.length === 0 ? null : notParsable,
    notFound: notFound.length === 0 ? null : notFound,
  };
}

/** `null`: it has no header field, so it is no message (RFC 5322 §3.6 asks for two). */
async function parseEmail(
  blobId: string,
  bytes: Buffer,
  request: EmailRequest,
): Promise<Record<string, unknown> | null> {
  const structure = scanMessage(bytes);
  if (!structure.header.some(({ name }) => name !== '')) return null;
  const message: MessageSource = {
    async *read({ start, end }) {
      yield bytes.subarray(start, end);
    },
    partBlobId: (partId) => innerBlobId(blobId, partId),
  };
  const facts = {
    structure,
    envelope: envelopeOf(structure),
    preview: await previewText(structure, (start, end) => bytes.subarray(start, end)),
  };
  const lists = bodyLists(structure);
  const email: Record<string, unknown> = {};
  for (const property of request.properties) {
    if (property === 'blobId') email.blobId = blobId;
    else if (property === 'size') email.size = bytes.length;
    else if (metadata.has(property)) email[property] = null;
    else email[property] = await messageProperty(property, message, facts, lists, request);
  }
  return email;
}
