import { DirectoryError } from '../../../domain/directory/directory.ts';
import { controlCharacterIn, controlCharacterInLines } from '../../../platform/settings/control-characters.ts';
import { capabilities, type Method, type MethodContext } from '../core/method.ts';
import { invalidProperties, SetRefusal } from '../core/method-error.ts';
import {
  automaticReplyOf,
  type VacationResponse,
  vacationResponseOf,
  vacationState,
} from '../mail/vacation-response.ts';
import { readSet, SetOutcome, setErrorOf } from './set-answer.ts';

const longestBody = 128_000;
const longestSubject = 255;

type Patch = { -readonly [K in keyof Omit<VacationResponse, 'id'>]?: VacationResponse[K] };

/** RFC 8621 §8.2: the one object is changed, never made or destroyed (RFC 8620 §5.3, singleton). */
export const vacationResponseSet: Method = {
  name: 'VacationResponse/set',
  capability: capabilities.vacationResponse,
  run: async (args, context) => {
    const now = () => vacationResponseOf(context.http.automation.replies.of(context.accountId));
    const oldState = vacationState(now());
    const { create, update, destroy } = readSet(args, context, oldState);
    const outcome = new SetOutcome();
    for (const creationId of Object.keys(create)) outcome.notCreated[creationId] = { type: 'singleton' };
    for (const [id, patch] of Object.entries(update())) {
      try {
        if (id !== 'singleton') throw new SetRefusal({ type: 'notFound' });
        outcome.updated[id] = await change(context, now(), patchIn(patch));
        const { state } = context.http.automation.replies.of(context.accountId);
        const { caller, owner } = context;
        await context.http.audit(caller, 'Set-MailboxAutoReplyConfiguration', owner, { AutoReplyState: state });
      } catch (cause) {
        outcome.notUpdated[id] = setErrorOf(cause);
      }
    }
    for (const id of destroy()) outcome.notDestroyed[id] = { type: id === 'singleton' ? 'singleton' : 'notFound' };
    return outcome.answer(context.accountId, oldState, vacationState(now()));
  },
};

/** @returns what became something else than was asked for; `null`: nothing. */
async function change(
  context: MethodContext,
  before: VacationResponse,
  patch: Patch,
): Promise<Record<string, unknown> | null> {
  const asked: VacationResponse = { ...before, ...patch };
  const isBare = asked.isEnabled && isBlank(asked.textBody) && isBlank(asked.htmlBody);
  // RFC 8621 §8: without a body, an appropriate one is the server's to give.
  const wanted = isBare ? { ...asked, textBody: usualBody(context), htmlBody: null } : asked;
  const hasNewBody = isBare || patch.textBody !== undefined || patch.htmlBody !== undefined;
  const kept = await context.http.automation.replies
    .set(context.accountId, automaticReplyOf(wanted, hasNewBody))
    .catch((cause: unknown) => {
      if (cause instanceof DirectoryError) throw invalidProperties(['fromDate', 'toDate'], cause.message);
      throw cause;
    });
  const others = Object.entries(vacationResponseOf(kept)).filter(
    ([property, value]) => value !== asked[property as keyof VacationResponse],
  );
  return others.length === 0 ? null : Object.fromEntries(others);
}

function isBlank(body: string | null): boolean {
  return body === null || body.trim() === '';
}

function usualBody({ caller }: MethodContext): string {
  return caller.mailbox.language === 'fr'
    ? 'Je suis absent(e) et ne lirai peut-être pas votre message avant un certain temps.'
    : 'I am away and may not read your message for some time.';
}

function patchIn(given: Readonly<Record<string, unknown>>): Patch {
  const patch: Patch = {};
  for (const [property, value] of Object.entries(given)) {
    switch (property) {
      case 'id':
        if (value !== 'singleton') throw invalidProperties(['id'], 'The id is always "singleton".');
        break;
      case 'isEnabled':
        if (typeof value !== 'boolean') throw invalidProperties([property], 'isEnabled is true or false.');
        patch.isEnabled = value;
        break;
      case 'fromDate':
      case 'toDate':
        patch[property] = dateIn(property, value);
        break;
      case 'subject':
      case 'textBody':
      case 'htmlBody':
        patch[property] = textIn(property, value);
        break;
      default:
        throw invalidProperties([property], `A VacationResponse has no property ${property}.`);
    }
  }
  return patch;
}

/** RFC 8620 §1.4. */
function dateIn(property: string, value: unknown): string | null {
  if (value === null) return null;
  const isDate =
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(value) &&
    !Number.isNaN(Date.parse(value));
  if (!isDate) throw invalidProperties([property], `${property} is a UTCDate such as 2026-12-24T18:00:00Z, or null.`);
  return value;
}

function textIn(property: string, value: unknown): string | null {
  if (value === null) return null;
  const longest = property === 'subject' ? longestSubject : longestBody;
  if (typeof value !== 'string' || value.length > longest) {
    throw invalidProperties([property], `${property} is a text of at most ${longest} characters, or null.`);
  }
  const found = property === 'subject' ? controlCharacterIn(value) : controlCharacterInLines(value);
  if (found !== null) {
    throw invalidProperties([property], `${property} is text without control characters, but holds ${found}.`);
  }
  return value;
}
