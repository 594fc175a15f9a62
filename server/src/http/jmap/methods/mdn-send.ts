import { randomUUID } from 'node:crypto';
import { addressSpec, type MessageStructure, scanMessage } from '@relais/mime';
import { uidSetOf } from '../../../domain/mail/uid-set.ts';
import { isRecord, optionalRecord, requireAccount, requiredString } from '../core/arguments.ts';
import { capabilities, type Method, type MethodContext } from '../core/method.ts';
import { invalidArguments, invalidProperties, MethodError, type SetError, SetRefusal } from '../core/method-error.ts';
import type { Entry } from '../mail/entry.ts';
import {
  composeNotification,
  type Disposition,
  type NotificationInput,
  receiptRequestOf,
} from '../mail/disposition-notification.ts';
import { type Identity, ownIdentities, receiptIdentitiesOf } from '../mail/identities.ts';
import { hasKeyword } from '../mail/keywords.ts';
import { collectBytes, loadFacts } from '../mail/message-facts.ts';
import { resolveRecipients, sendNow } from '../mail/submit-email.ts';
import { resolveId, setErrorOf } from './set-answer.ts';

const sentKeyword = '$mdnsent';
const mostAtOnce = 50;
const mostBytes = 256 * 1024;
/** Emails whose receipt is on its way: two tabs that send at the same moment send one. */
const underWay = new Set<string>();

/**
 * RFC 9007 §2.1: tells a sender that his message was read (RFC 8098), once: the Email has $MDNSent before anything leaves
 * (RFC 3503 §3.1), and one that has it is refused.
 */
export const mdnSend: Method = {
  name: 'MDN/send',
  capability: capabilities.mdn,
  run: async (args, context) => {
    requireAccount(args, context.accountId);
    const identities = receiptIdentitiesOf(context.caller.mailbox, context.owner, context.http.directory);
    const identity = identities.find(({ id }) => id === requiredString(args, 'identityId'));
    if (identity === undefined) throw invalidArguments('There is no such identity.');
    const asked = Object.entries(optionalRecord(args, 'send') ?? {});
    if (asked.length > mostAtOnce) throw new MethodError('requestTooLarge', `At most ${mostAtOnce} at once.`);
    const sent: Record<string, unknown> = {};
    const notSent: Record<string, SetError> = {};
    const update: Record<string, unknown> = {};
    const patches = optionalRecord(args, 'onSuccessUpdateEmail') ?? {};
    for (const [creationId, mdn] of asked) {
      try {
        const { emailId, view } = await send(mdn, identity, context);
        sent[creationId] = view;
        const patch = patches[`#${creationId}`];
        if (patch !== undefined) update[emailId] = patch;
      } catch (cause) {
        notSent[creationId] = setErrorOf(cause);
      }
    }
    if (Object.keys(update).length > 0) context.follow('Email/set', { accountId: context.accountId, update });
    return {
      accountId: context.accountId,
      sent: Object.keys(sent).length === 0 ? null : sent,
      notSent: Object.keys(notSent).length === 0 ? null : notSent,
    };
  },
};

async function send(
  mdn: unknown,
  identity: Identity,
  context: MethodContext,
): Promise<{ readonly emailId: string; readonly view: Record<string, unknown> }> {
  if (!isRecord(mdn)) throw invalidProperties([], 'An MDN is an object.');
  const emailId = typeof mdn.forEmailId === 'string' ? resolveId(mdn.forEmailId, context) : '';
  const entries = context.index.entriesOf(emailId);
  const [entry] = entries;
  if (entry === undefined) throw new SetRefusal({ type: 'notFound', description: 'There is no such Email.' });
  const disposition = dispositionIn(mdn.disposition);
  const key = `${context.accountId} ${emailId}`;
  if (hasKeyword(entries, sentKeyword) || underWay.has(key)) throw alreadySent();
  underWay.add(key);
  try {
    const facts = (await loadFacts(context.index, [entry])).get(emailId);
    if (facts === undefined) throw new SetRefusal({ type: 'notFound', description: 'The message is gone.' });
    const request = receiptRequestOf(await wholeHeader(entry, facts.structure, context));
    if (request.to.length === 0) {
      // RFC 9007 §2.1: notFound is also the word for a message without the field.
      throw new SetRefusal({ type: 'notFound', description: 'Nobody asked for a receipt of this message.' });
    }
    if (disposition.sendingMode === 'mdn-sent-automatically' && request.againstAutomatic !== null) {
      throw new SetRefusal({ type: 'forbidden', description: request.againstAutomatic });
    }
    const from = facts.envelope.from.flatMap((one) => (one.kind === 'group' ? one.members : [one]));
    const own = new Set(ownIdentities(context.owner).map(({ email }) => email.toLowerCase()));
    if (from.some((one) => own.has(addressSpec(one).toLowerCase()))) {
      throw new SetRefusal({ type: 'forbidden', description: 'It is a message of your own.' });
    }
    const french = context.caller.mailbox.language === 'fr';
    const finalRecipient = `${/^[ -~]*$/.test(identity.email) ? 'rfc822' : 'utf-8'}; ${identity.email}`;
    const bytes = composed(request.to, {
      from: { name: identity.name, address: identity.email },
      subject: textIn(mdn, 'subject') ?? `${french ? 'Lu\u00a0: ' : 'Read: '}${request.subject}`,
      text:
        textIn(mdn, 'textBody') ??
        (french
          ? 'Votre message a été affiché. Cela ne garantit ni sa lecture ni sa compréhension.'
          : 'Your message was displayed. This is no proof that it was read or understood.'),
      reportingUserAgent: textIn(mdn, 'reportingUA') ?? `${context.http.serverName}; Relais`,
      originalRecipient: request.originalRecipient,
      finalRecipient,
      originalMessageId: request.messageId,
      disposition,
      date: new Date(context.http.clock.now()),
      messageId: `${randomUUID()}@${identity.email.slice(identity.email.lastIndexOf('@') + 1)}`,
      boundary: `=_${randomUUID()}`,
    });
    const to = request.to.map((address) => ({ address, notify: null, originalRecipient: null }));
    const { recipients, outbound } = await resolveRecipients(context, identity.email, to, bytes.length);
    // Marked first: whatever happens next, nobody is told twice.
    await mark(context, entries, 'add');
    try {
      // RFC 8098 §3: the null reverse-path, so that nothing comes back.
      const envelope = { mailFrom: { email: '', parameters: null }, rcptTo: [] };
      await sendNow(context, envelope, recipients, outbound, oneChunk(bytes), mostBytes);
    } catch (cause) {
      await mark(context, entries, 'remove');
      throw cause;
    }
    return {
      emailId,
      view: { finalRecipient, originalMessageId: request.messageId, originalRecipient: request.originalRecipient },
    };
  } finally {
    underWay.delete(key);
  }
}

function composed(to: readonly string[], input: Omit<NotificationInput, 'to'>): Buffer {
  try {
    return composeNotification({ ...input, to });
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new SetRefusal({ type: 'invalidRecipients', invalidRecipients: to, description: cause.message });
  }
}

/** With the values of all its fields: the store keeps only those that are asked for often. */
async function wholeHeader(
  entry: Entry,
  structure: MessageStructure,
  { index }: MethodContext,
): Promise<MessageStructure> {
  const end = structure.header.at(-1)?.end ?? 0;
  return scanMessage(await collectBytes(index.content(entry, { start: 0, end })));
}

async function mark({ index }: MethodContext, entries: readonly Entry[], mode: 'add' | 'remove'): Promise<void> {
  for (const { folderId, uid } of entries) {
    await index.account.storeFlags(folderId, {
      uids: uidSetOf([uid]),
      mode,
      flags: { bits: 0, keywords: [sentKeyword] },
    });
  }
}

async function* oneChunk(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function alreadySent(): SetRefusal {
  return new SetRefusal({ type: 'mdnAlreadySent', description: 'A receipt of this message was sent already.' });
}

function dispositionIn(value: unknown): Disposition {
  const actionModes = ['manual-action', 'automatic-action'] as const;
  const sendingModes = ['mdn-sent-manually', 'mdn-sent-automatically'] as const;
  const types = ['deleted', 'dispatched', 'displayed', 'processed'] as const;
  const of = <T extends string>(known: readonly T[], given: unknown): T | undefined =>
    known.find((one) => one === String(given).toLowerCase());
  const [actionMode, sendingMode, type] = isRecord(value)
    ? [of(actionModes, value.actionMode), of(sendingModes, value.sendingMode), of(types, value.type)]
    : [];
  if (actionMode !== undefined && sendingMode !== undefined && type !== undefined) {
    return { actionMode, sendingMode, type };
  }
  throw invalidProperties(
    ['disposition'],
    'A disposition has actionMode (manual-action, automatic-action), sendingMode (mdn-sent-manually, mdn-sent-automatically) and type (displayed, deleted, dispatched, processed).',
  );
}

function textIn(mdn: Readonly<Record<string, unknown>>, name: string): string | null {
  const value = mdn[name];
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' && value.length <= 100_000) return value;
  throw invalidProperties([name], `${name} is a text of at most 100,000 characters, or null.`);
}
