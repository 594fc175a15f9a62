import { decodeHeader, escapeHtml } from '@relais/mime';
import { isRecord, optionalIds, requireAccount } from '../core/arguments.ts';
import { coreLimits } from '../core/limits.ts';
import { capabilities, type Method } from '../core/method.ts';
import { invalidArguments, MethodError } from '../core/method-error.ts';
import { checkConditions } from '../mail/email-filter.ts';
import { wordsIn } from '../mail/word-search.ts';
import { loadFacts } from '../mail/message-facts.ts';

/** RFC 8621 §5.1: the subject and the beginning of the text with what was searched between <mark> tags. */
export const searchSnippetGet: Method = {
  name: 'SearchSnippet/get',
  capability: capabilities.mail,
  run: async (args, context) => {
    requireAccount(args, context.accountId);
    const emailIds = optionalIds(args, 'emailIds');
    if (emailIds === null) throw invalidArguments('emailIds must be an array of ids.');
    if (emailIds.length > coreLimits.maxObjectsInGet) throw new MethodError('requestTooLarge');
    checkConditions(args.filter);
    const words = wordsOf(args.filter).slice(0, 100);
    const entries = emailIds.map((id) => context.index.entriesOf(id)[0]).filter((entry) => entry !== undefined);
    const facts = await loadFacts(context.index, entries);
    const list = [...facts].map(([emailId, { envelope, preview }]) => ({
      emailId,
      subject: marked(decodeHeader(envelope.subject ?? ''), words),
      preview: marked(preview, words),
    }));
    const notFound = emailIds.filter((id) => !facts.has(id));
    return { accountId: context.accountId, list, notFound: notFound.length === 0 ? null : notFound };
  },
};

function wordsOf(filter: unknown): readonly string[] {
  if (!isRecord(filter)) return [];
  if (Array.isArray(filter.conditions)) return filter.operator === 'NOT' ? [] : filter.conditions.flatMap(wordsOf);
  return ['text', 'subject', 'body'].flatMap((name) => {
    const value = filter[name];
    return typeof value === 'string' ? wordsIn(value) : [];
  });
}

/** HTML with everything else escaped; `null` when no word is in it. */
function marked(text: string, words: readonly string[]): string | null {
  if (words.length === 0) return null;
  const pattern = new RegExp(words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'), 'giu');
  let html = '';
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    html += `${escapeHtml(text.slice(at, match.index))}<mark>${escapeHtml(match[0])}</mark>`;
    at = match.index + match[0].length;
  }
  return at === 0 ? null : html + escapeHtml(text.slice(at));
}
