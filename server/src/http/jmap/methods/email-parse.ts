import { envelopeOf, previewText, scanMessage } from '@relais/mime';
import { optionalStrings } from '../core/arguments.ts';
import { capabilities, type Method } from '../core/method.ts';
import { innerBlobId } from '../mail/blob-id.ts';
import { bodyLists } from '../mail/body-parts.ts';
import {
  defaultEmailProperties,
  type EmailRequest,
  messageProperty,
  type MessageSource,
} from '../mail/email-object.ts';
import { provenResultsProperty } from '../mail/proven-results.ts';
import { readEmailRequest } from './email-get.ts';
import { blobsToParse, parseBlobs } from './parse-blobs.ts';

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

/** RFC 8621 §4.9: blobs as messages, to show an attached message without importing it. */
export const emailParse: Method = {
  name: 'Email/parse',
  capability: capabilities.mail,
  run: async (args, context) => {
    const blobIds = blobsToParse(args, context);
    const asked = optionalStrings(args, 'properties') ?? defaultProperties;
    const request = readEmailRequest(
      args,
      asked.filter((name) => name !== provenResultsProperty),
    );
    // Delivery looked at the message that a blob came with, if at any: of what is in it nothing was found out.
    const unproven = asked.includes(provenResultsProperty) ? { [provenResultsProperty]: null } : {};
    return await parseBlobs(blobIds, context, async (bytes, blobId) => {
      const email = await parseEmail(blobId, bytes, request);
      return email === null ? null : { ...email, ...unproven };
    });
  },
};

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
