import { type Flags, flagBits } from '../../../domain/mail/flags.ts';
import { SetRefusal } from '../core/method-error.ts';
import type { AccountIndex } from './account-index.ts';
import type { Entry } from './entry.ts';

/** RFC 8621 §4.1.1: the system keywords and the IMAP flags they are. */
const systemKeywords: ReadonlyMap<string, number> = new Map([
  ['$seen', flagBits.seen],
  ['$answered', flagBits.answered],
  ['$flagged', flagBits.flagged],
  ['$draft', flagBits.draft],
]);

/** An Email's keywords: those of all its entries, in lower case. */
export function keywordsOf(entries: readonly Entry[]): Record<string, true> {
  const keywords: Record<string, true> = {};
  for (const entry of entries) {
    for (const [name, bit] of systemKeywords) if ((entry.bits & bit) !== 0) keywords[name] = true;
    for (const name of entry.keywords) keywords[name.toLowerCase()] = true;
  }
  return keywords;
}

export function hasKeyword(entries: readonly Entry[], keyword: string): boolean {
  const name = keyword.toLowerCase();
  const bit = systemKeywords.get(name);
  if (bit !== undefined) return entries.some((entry) => (entry.bits & bit) !== 0);
  return entries.some((entry) => entry.keywords.some((own) => own.toLowerCase() === name));
}

/**
 * Whether all, some or none of the Emails in the Thread of some entries have a keyword (RFC 8621 §4.4.1, §4.4.2); each
 * Thread is looked at once.
 */
export function threadJudge(
  index: AccountIndex,
  keyword: string,
  wanted: 'all' | 'some' | 'none',
): (entries: readonly Entry[]) => boolean {
  const known = new Map<string, boolean>();
  return ([entry]) => {
    if (entry === undefined) return false;
    let verdict = known.get(entry.threadId);
    if (verdict === undefined) {
      const emails = [...index.emailsOfThread(entry.threadId)].map((id) => index.entriesOf(id));
      const has = emails.filter((entries) => entries.length > 0).map((entries) => hasKeyword(entries, keyword));
      verdict = wanted === 'all' ? has.every(Boolean) : has.some(Boolean) === (wanted === 'some');
      known.set(entry.threadId, verdict);
    }
    return verdict;
  };
}

/** The flags that keywords are in the store. @throws SetRefusal for what is no keyword. */
export function flagsOf(keywords: Iterable<string>): Flags {
  let bits = 0;
  const others: string[] = [];
  for (const keyword of keywords) {
    const name = keyword.toLowerCase();
    // RFC 8621 §4.1.1: 1–255 of these characters.
    if (!/^[\x21-\x7e]{1,255}$/.test(name) || /[(){\]%*"\\]/.test(name)) {
      throw new SetRefusal({
        type: 'invalidProperties',
        properties: ['keywords'],
        description: `${JSON.stringify(keyword.slice(0, 80))} is no keyword.`,
      });
    }
    const bit = systemKeywords.get(name);
    if (bit === undefined) others.push(name);
    else bits |= bit;
  }
  return { bits, keywords: others.sort() };
}
