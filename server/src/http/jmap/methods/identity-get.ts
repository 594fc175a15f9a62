import { stateOf } from '../../../domain/personal/identity-texts.ts';
import { requireAccount, requiredString } from '../core/arguments.ts';
import { capabilities, type Method, type MethodContext } from '../core/method.ts';
import { MethodError } from '../core/method-error.ts';
import { identitiesOf } from '../mail/identities.ts';
import { getAnswer, readGet } from './get-answer.ts';

/** RFC 8621 §6.1. Addresses follow the directory; names, answers' addresses and signatures are the owner's. */
export const identityGet: Method = {
  name: 'Identity/get',
  capability: capabilities.submission,
  run: async (args, context) => {
    const objects = await identityObjects(context);
    return getAnswer(readGet(args, context), context, identityState(objects), objects);
  },
};

/** No history is kept: a client whose state is old reads them anew (RFC 8620 §5.2). */
export const identityChanges: Method = {
  name: 'Identity/changes',
  capability: capabilities.submission,
  run: async (args, context) => {
    requireAccount(args, context.accountId);
    const sinceState = requiredString(args, 'sinceState');
    const newState = identityState(await identityObjects(context));
    if (sinceState !== newState) throw new MethodError('cannotCalculateChanges');
    const nothing = { created: [], updated: [], destroyed: [] };
    return { accountId: context.accountId, oldState: sinceState, newState, hasMoreChanges: false, ...nothing };
  },
};

export async function identityObjects(context: MethodContext): Promise<ReadonlyMap<string, Record<string, unknown>>> {
  const texts = await context.parts.identityTexts.of(context.accountId);
  const plain = { replyTo: null, bcc: null, textSignature: '', htmlSignature: '', mayDelete: false };
  return new Map(
    identitiesOf(context.owner, context.http.directory).map((identity) => [
      identity.id,
      { ...identity, ...plain, ...texts.get(identity.id) },
    ]),
  );
}

export function identityState(objects: ReadonlyMap<string, unknown>): string {
  return stateOf([...objects]);
}
