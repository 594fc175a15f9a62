import { booleanArgument, optionalInt, optionalStrings } from '../core/arguments.ts';
import { type Arguments, capabilities, type Method } from '../core/method.ts';
import type { Entry } from '../mail/entry.ts';
import { checkBodyProperties, defaultBodyProperties } from '../mail/body-parts.ts';
import {
  checkEmailProperties,
  defaultEmailProperties,
  type EmailRequest,
  emailObject,
  needsFacts,
} from '../mail/email-object.ts';
import { loadFacts } from '../mail/message-facts.ts';
import { type ContentRange, provenResults, provenResultsProperty } from '../mail/proven-results.ts';
import { MethodError } from '../core/method-error.ts';
import { readGet } from './get-answer.ts';

/** What Email/get and Email/parse are asked for beside ids. @throws MethodError */
export function readEmailRequest(args: Arguments, properties: readonly string[]): EmailRequest {
  checkEmailProperties(properties);
  const bodyProperties = optionalStrings(args, 'bodyProperties') ?? defaultBodyProperties;
  checkBodyProperties(bodyProperties);
  return {
    properties,
    bodyProperties,
    fetchTextBodyValues: booleanArgument(args, 'fetchTextBodyValues'),
    fetchHTMLBodyValues: booleanArgument(args, 'fetchHTMLBodyValues'),
    fetchAllBodyValues: booleanArgument(args, 'fetchAllBodyValues'),
    maxBodyValueBytes: optionalInt(args, 'maxBodyValueBytes', 0) ?? 0,
  };
}

/** RFC 8621 §4.2. */
export const emailGet: Method = {
  name: 'Email/get',
  capability: capabilities.mail,
  run: async (args, context) => {
    const { ids, properties } = readGet(args, context);
    const { index } = context;
    const asked = properties ?? defaultEmailProperties;
    const wantsResults = asked.includes(provenResultsProperty);
    const request = readEmailRequest(
      args,
      asked.filter((property) => property !== provenResultsProperty),
    );
    // RFC 8620 §5.1: a server may refuse to give everything there is.
    if (ids === null) throw new MethodError('requestTooLarge', 'Name the Emails; Email/query finds them.');
    const found: [Entry, ...Entry[]][] = [];
    const notFound: string[] = [];
    for (const id of ids) {
      const [first, ...others] = index.entriesOf(id);
      if (first === undefined) notFound.push(id);
      else found.push([first, ...others]);
    }
    const facts =
      wantsResults || needsFacts(request.properties)
        ? await loadFacts(
            index,
            found.map(([first]) => first),
          )
        : null;
    const list: Record<string, unknown>[] = [];
    for (const entries of found) {
      const own = facts?.get(entries[0].emailId) ?? null;
      if (facts !== null && own === null) notFound.push(entries[0].emailId);
      else {
        const email = await emailObject(index, entries, own, request);
        if (wantsResults && own !== null) {
          const read = (range: ContentRange) => index.content(entries[0], range);
          email[provenResultsProperty] = await provenResults(context.parts.resultsProof, read, own.structure);
        }
        list.push(email);
      }
    }
    return { accountId: context.accountId, state: index.state('Email'), list, notFound };
  },
};
