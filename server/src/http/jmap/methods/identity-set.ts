import type { IdentityText, NamedAddress } from '../../../domain/personal/identity-texts.ts';
import { controlCharacterIn, controlCharacterInLines } from '../../../platform/settings/control-characters.ts';
import { isRecord } from '../core/arguments.ts';
import { capabilities, type Method } from '../core/method.ts';
import { invalidProperties, SetRefusal } from '../core/method-error.ts';
import { checkedAddress } from '../mail/checked-property.ts';
import { identityState } from '../mail/identity-history.ts';
import { identityObjects } from './identity-get.ts';
import { readSet, SetOutcome, setErrorOf } from './set-answer.ts';

const longestSignature = 60_000;

/** RFC 8621 §6.3. Addresses are the administrator's to give, so identities are neither made nor destroyed here. */
export const identitySet: Method = {
  name: 'Identity/set',
  capability: capabilities.submission,
  run: async (args, context) => {
    const objects = await identityObjects(context);
    const oldState = identityState(context.index, objects);
    const { create, update, destroy } = readSet(args, context, oldState);
    const outcome = new SetOutcome();
    for (const creationId of Object.keys(create)) {
      outcome.notCreated[creationId] = {
        type: 'forbiddenFrom',
        description: 'Addresses are given by the administrator; change the identity of one of yours.',
      };
    }
    for (const [id, patch] of Object.entries(update())) {
      try {
        if (!objects.has(id)) throw new SetRefusal({ type: 'notFound' });
        await context.parts.identityTexts.change(context.accountId, id, textIn(patch));
        outcome.updated[id] = null;
      } catch (cause) {
        outcome.notUpdated[id] = setErrorOf(cause);
      }
    }
    for (const id of destroy()) outcome.notDestroyed[id] = { type: objects.has(id) ? 'forbidden' : 'notFound' };
    return outcome.answer(context.accountId, oldState, identityState(context.index, await identityObjects(context)));
  },
};

function textIn(patch: Readonly<Record<string, unknown>>): IdentityText {
  const text: { -readonly [K in keyof IdentityText]: IdentityText[K] } = {};
  for (const [property, given] of Object.entries(patch)) {
    // RFC 8620 §5.3: null is the default value, of texts the empty one (RFC 8621 §6).
    const value = given ?? (property === 'replyTo' || property === 'bcc' ? null : '');
    switch (property) {
      case 'name':
      case 'textSignature':
      case 'htmlSignature':
        if (typeof value !== 'string' || value.length > (property === 'name' ? 255 : longestSignature)) {
          throw invalidProperties([property], `${property} is a text of at most ${longestSignature} characters.`);
        }
        refuseControls(property, value);
        text[property] = value;
        break;
      case 'replyTo':
      case 'bcc':
        text[property] = addressesIn(property, value);
        break;
      default:
        throw invalidProperties([property], `${property} of an identity cannot be changed.`);
    }
  }
  return text;
}

/** A name is one line; a signature has several. */
function refuseControls(property: string, text: string, what = property): void {
  const found = what === 'name' ? controlCharacterIn(text) : controlCharacterInLines(text);
  if (found === null) return;
  throw invalidProperties([property], `The ${what} is text without control characters, but holds ${found}.`);
}

function addressesIn(property: string, value: unknown): readonly NamedAddress[] | null {
  if (value === null) return null;
  if (!Array.isArray(value) || !value.every((item) => isRecord(item) && typeof item.email === 'string')) {
    throw invalidProperties([property], `${property} is an array of addresses or null.`);
  }
  return value.map((item: Record<string, unknown>) => {
    const name = typeof item.name === 'string' && item.name !== '' ? item.name : null;
    if (name !== null) refuseControls(property, name, 'name');
    const { address } = checkedAddress(property, {
      address: String(item.email),
      ...(name === null ? {} : { name }),
    });
    return { name, email: address };
  });
}
