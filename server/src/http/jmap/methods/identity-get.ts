import { createHash } from 'node:crypto';
import { capabilities, type Method } from '../core/method.ts';
import { identitiesOf } from '../mail/identities.ts';
import { getAnswer, readGet } from './get-answer.ts';

/** RFC 8621 §6.1. Identities follow the directory; administrators change them, not clients. */
export const identityGet: Method = {
  name: 'Identity/get',
  capability: capabilities.submission,
  run: async (args, context) => {
    const identities = identitiesOf(context.caller.mailbox);
    const objects = new Map(
      identities.map((identity) => [
        identity.id,
        { ...identity, replyTo: null, bcc: null, textSignature: '', htmlSignature: '', mayDelete: false },
      ]),
    );
    const state = createHash('sha256').update(JSON.stringify(identities)).digest('base64url').slice(0, 16);
    return getAnswer(readGet(args, context), context, state, objects);
  },
};
