import { decodeHeader, fieldValue } from '@relais/mime';
import type { AccountIndex } from './account-index.ts';
import type { Entry } from './entry.ts';
import { loadFacts } from './message-facts.ts';

/** What a message is sorted by when the index does not hold it. */
export async function sortTexts(
  index: AccountIndex,
  entries: Iterable<Entry>,
  property: string,
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const [emailId, { envelope, structure }] of await loadFacts(index, entries)) {
    const list = property === 'from' ? envelope.from : property === 'to' ? envelope.to : null;
    if (list !== null) {
      const [first] = list;
      const mailbox = first?.kind === 'group' ? first.members[0] : first;
      const shown = mailbox?.name ? decodeHeader(mailbox.name) : (mailbox?.localPart ?? '');
      texts.set(emailId, shown.toLowerCase());
    } else if (property === 'subject') {
      texts.set(emailId, sortedSubject(fieldValue(structure.header, 'subject') ?? ''));
    } else {
      const date = fieldValue(structure.header, 'date');
      const time = date === null ? Number.NaN : Date.parse(date);
      texts.set(emailId, Number.isNaN(time) ? '' : new Date(time).toISOString());
    }
  }
  return texts;
}

/** Longer subjects are sorted by their beginning: taking marks of answers away must stay cheap whatever a stranger wrote. */
const longestSubject = 2000;

/** The subject of a field as it is sorted by: in lower case, without `Re:` and its kin. */
export function sortedSubject(field: string): string {
  const subject = decodeHeader(field).slice(0, longestSubject);
  return subject.replace(/^(?:\s*(?:re|fwd?|tr|aw|sv)\s*(?:\[\d+\])?\s*:)+\s*/i, '').toLowerCase();
}
