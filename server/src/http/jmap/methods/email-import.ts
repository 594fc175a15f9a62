import { isRecord, optionalRecord, optionalString, requireAccount } from '../core/arguments.ts';
import { coreLimits } from '../core/limits.ts';
import { capabilities, type Method } from '../core/method.ts';
import { invalidProperties, MethodError, SetRefusal } from '../core/method-error.ts';
import { addMessage } from '../mail/add-message.ts';
import { flagsOf } from '../mail/keywords.ts';
import { readBlob } from '../mail/read-blob.ts';
import { trueKeys } from '../mail/update-emails.ts';
import { createdView, mailboxesIn, receivedAtIn } from './email-set.ts';
import { resolveId, SetOutcome, setErrorOf } from './set-answer.ts';

const importable = new Set(['blobId', 'mailboxIds', 'keywords', 'receivedAt']);

/** RFC 8621 §4.8: uploaded messages become Emails as they are. */
export const emailImport: Method = {
  name: 'Email/import',
  capability: capabilities.mail,
  run: async (args, context) => {
    requireAccount(args, context.accountId);
    const { index } = context;
    const oldState = index.state('Email');
    const ifInState = optionalString(args, 'ifInState');
    if (ifInState !== null && ifInState !== oldState) throw new MethodError('stateMismatch');
    const emails = optionalRecord(args, 'emails') ?? {};
    if (Object.keys(emails).length > coreLimits.maxObjectsInSet) throw new MethodError('requestTooLarge');
    const outcome = new SetOutcome();
    for (const [creationId, email] of Object.entries(emails)) {
      try {
        if (!isRecord(email) || typeof email.blobId !== 'string')
          throw invalidProperties(['blobId'], 'blobId is missing.');
        const others = Object.keys(email).filter((name) => !importable.has(name));
        if (others.length > 0) throw invalidProperties(others, `An EmailImport has no ${others.join(', ')}.`);
        const blob = await readBlob(context, resolveId(email.blobId, context), context.uploads);
        // RFC 8621 §4.8: of what does not exist as well.
        if (blob === null) throw invalidProperties(['blobId'], `There is no blob ${email.blobId}.`);
        const flags = flagsOf(trueKeys(email.keywords ?? {}, 'keywords'));
        const entries = await addMessage(
          index,
          asMessage(blob.read()),
          mailboxesIn(email, context),
          flags,
          receivedAtIn(email),
        );
        context.createdIds.set(creationId, entries[0].emailId);
        outcome.created[creationId] = createdView(entries);
      } catch (cause) {
        outcome.notCreated[creationId] = setErrorOf(cause);
      }
    }
    const { created, notCreated, newState } = outcome.answer(context.accountId, oldState, index.state('Email'));
    return { accountId: context.accountId, oldState, newState, created, notCreated };
  },
};

/** RFC 8621 §4.8: what does not begin with a header field is no message (RFC 5322 §3.5). @throws SetRefusal 'invalidEmail' */
async function* asMessage(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let isMessage = false;
  for await (const chunk of bytes) {
    if (!isMessage && chunk.length > 0) {
      const beginning = Buffer.from(chunk.subarray(0, 1_000)).toString('latin1');
      // "From " of a file of mailboxes is kept as it comes, as in APPEND.
      isMessage = /^(?:[!-9;-~]+[ \t]*:|From )/.test(beginning);
      if (!isMessage) break;
    }
    yield chunk;
  }
  if (!isMessage)
    throw new SetRefusal({ type: 'invalidEmail', description: 'The blob does not begin with a header field.' });
}
