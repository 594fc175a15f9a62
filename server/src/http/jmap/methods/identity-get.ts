import { optionalInt, requireAccount, requiredString } from '../core/arguments.ts';
import { capabilities, type Method, type MethodContext } from '../core/method.ts';
import { MethodError } from '../core/method-error.ts';
import { identitiesOf } from '../mail/identities.ts';
import { identitiesSince, identityState } from '../mail/identity-history.ts';
import { getAnswer, readGet } from './get-answer.ts';

/** RFC 8621 §6.1. Addresses follow the directory; names, answers' addresses and signatures are the owner's. */
export const identityGet: Method = {
  name: 'Identity/get',
  capability: capabilities.submission,
  run: async (args, context) => {
    const objects = await identityObjects(context);
    return getAnswer(readGet(args, context), context, identityState(context.index, objects), objects);
  },
};

/** RFC 8621 §6.2. */
export const identityChanges: Method = {
  name: 'Identity/changes',
  capability: capabilities.submission,
  run: async (args, context) => {
    requireAccount(args, context.accountId);
    const sinceState = requiredString(args, 'sinceState');
    const maxChanges = optionalInt(args, 'maxChanges', 1) ?? Number.POSITIVE_INFINITY;
    const objects = await identityObjects(context);
    const newState = identityState(context.index, objects);
    const changes = identitiesSince(context.index, sinceState, objects);
    if (changes === null) throw new MethodError('cannotCalculateChanges');
    const { created, updated, destroyed } = changes;
    if (created.length + updated.length + destroyed.length > maxChanges)
      throw new MethodError('cannotCalculateChanges');
    return { accountId: context.accountId, oldState: sinceState, newState, hasMoreChanges: false, ...changes };
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
