import { booleanArgument, isRecord, optionalRecord, optionalString, requireAccount } from '../core/arguments.ts';
import { coreLimits } from '../core/limits.ts';
import { capabilities, type Method } from '../core/method.ts';
import { invalidProperties, MethodError, SetRefusal } from '../core/method-error.ts';
import { addMessage } from '../mail/add-message.ts';
import { flagsOf, keywordsOf } from '../mail/keywords.ts';
import { trueKeys } from '../mail/update-emails.ts';
import { sourceAccount } from './copy-answer.ts';
import { createdView, mailboxesIn, receivedAtIn } from './email-set.ts';
import { resolveId, SetOutcome, setErrorOf } from './set-answer.ts';

const settable = new Set(['id', 'mailboxIds', 'keywords', 'receivedAt']);

/** RFC 8621 §4.7: Emails of another account of the caller's, with their own mailboxes and marks here. */
export const emailCopy: Method = {
  name: 'Email/copy',
  capability: capabilities.mail,
  run: async (args, context) => {
    requireAccount(args, context.accountId);
    const source = await sourceAccount(args, context);
    const { index } = context;
    const ifFrom = optionalString(args, 'ifFromInState');
    if (ifFrom !== null && ifFrom !== source.index.state('Email')) throw new MethodError('stateMismatch');
    const oldState = index.state('Email');
    const ifInState = optionalString(args, 'ifInState');
    if (ifInState !== null && ifInState !== oldState) throw new MethodError('stateMismatch');
    const create = optionalRecord(args, 'create') ?? {};
    if (Object.keys(create).length > coreLimits.maxObjectsInSet) throw new MethodError('requestTooLarge');
    const outcome = new SetOutcome();
    const copied: string[] = [];
    for (const [creationId, email] of Object.entries(create)) {
      try {
        if (!isRecord(email) || typeof email.id !== 'string') throw invalidProperties(['id'], 'id is missing.');
        const unknown = Object.keys(email).filter((name) => !settable.has(name));
        if (unknown.length > 0) throw invalidProperties(unknown, `A copy sets no ${unknown.join(', ')}.`);
        const entries = source.index.entriesOf(resolveId(email.id, context));
        const [entry] = entries;
        if (entry === undefined) throw new SetRefusal({ type: 'notFound' });
        const keywords =
          email.keywords === undefined ? Object.keys(keywordsOf(entries)) : trueKeys(email.keywords, 'keywords');
        const added = await addMessage(
          index,
          source.index.content(entry),
          mailboxesIn(email, context),
          flagsOf(keywords),
          receivedAtIn(email) ?? entry.receivedAt,
        );
        context.createdIds.set(creationId, added[0].emailId);
        outcome.created[creationId] = createdView(added);
        copied.push(entry.emailId);
      } catch (cause) {
        outcome.notCreated[creationId] = setErrorOf(cause);
      }
    }
    if (booleanArgument(args, 'onSuccessDestroyOriginal') && copied.length > 0) {
      const ifInFrom = optionalString(args, 'destroyFromIfInState');
      context.follow('Email/set', {
        accountId: source.accountId,
        destroy: copied,
        ...(ifInFrom === null ? {} : { ifInState: ifInFrom }),
      });
    }
    const { created, notCreated, newState } = outcome.answer(context.accountId, oldState, index.state('Email'));
    return { fromAccountId: source.accountId, accountId: context.accountId, oldState, newState, created, notCreated };
  },
};
