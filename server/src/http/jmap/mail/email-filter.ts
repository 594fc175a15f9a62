import { decodeHeader, fieldValue } from '@relais/mime';
import type { TextQuery } from '../../../domain/mail/account-store.ts';
import { uidSetOf } from '../../../domain/mail/uid-set.ts';
import { isRecord } from '../core/arguments.ts';
import { invalidArguments, MethodError } from '../core/method-error.ts';
import type { AccountIndex } from './account-index.ts';
import type { Entry } from './entry.ts';
import type { IndexedFolder } from './indexed-folder.ts';
import { bodyLists, hasAttachment } from './body-parts.ts';
import { hasKeyword, threadJudge } from './keywords.ts';
import { loadFacts } from './message-facts.ts';

/** Whether an Email (all its entries) is wanted. */
export type EmailTest = (emailId: string, entries: readonly Entry[]) => boolean;

/**
 * A filter of Email/query (RFC 8621 §4.4.1) as one test. Conditions on words are asked of the store once for each
 * folder, before the test runs. @throws MethodError 'unsupportedFilter' for what is not known.
 */
export async function emailTest(
  filter: unknown,
  index: AccountIndex,
  within: readonly IndexedFolder[] = [...index.folders.values()],
): Promise<EmailTest> {
  if (filter === undefined || filter === null) return () => true;
  if (!isRecord(filter)) throw invalidArguments('filter must be an object or null.');
  if (typeof filter.operator === 'string') return operatorTest(filter, index, within);
  // All conditions of one object must hold, so the store is asked about the named mailbox only.
  const named = typeof filter.inMailbox === 'string' ? index.folders.get(filter.inMailbox) : undefined;
  const searched = named === undefined ? within : [named];
  const tests = await Promise.all(
    Object.entries(filter).map(([name, value]) => conditionTest(name, value, index, searched)),
  );
  return (emailId, entries) => tests.every((test) => test(emailId, entries));
}

async function operatorTest(
  filter: Record<string, unknown>,
  index: AccountIndex,
  within: readonly IndexedFolder[],
): Promise<EmailTest> {
  if (!Array.isArray(filter.conditions)) throw invalidArguments('A filter operator has an array of conditions.');
  // In AND, a mailbox that one condition names narrows all.
  const named =
    filter.operator === 'AND'
      ? filter.conditions.map((condition: unknown) =>
          isRecord(condition) && typeof condition.inMailbox === 'string'
            ? index.folders.get(condition.inMailbox)
            : undefined,
        )
      : [];
  const folder = named.find((candidate) => candidate !== undefined);
  const searched = folder === undefined ? within : [folder];
  const tests = await Promise.all(filter.conditions.map((condition: unknown) => emailTest(condition, index, searched)));
  switch (filter.operator) {
    case 'AND':
      return (emailId, entries) => tests.every((test) => test(emailId, entries));
    case 'OR':
      return (emailId, entries) => tests.some((test) => test(emailId, entries));
    case 'NOT':
      return (emailId, entries) => !tests.some((test) => test(emailId, entries));
    default:
      throw new MethodError('unsupportedFilter', `${String(filter.operator)} is no operator; AND, OR and NOT are.`);
  }
}

async function conditionTest(
  name: string,
  value: unknown,
  index: AccountIndex,
  within: readonly IndexedFolder[],
): Promise<EmailTest> {
  switch (name) {
    case 'inMailbox': {
      const folderId = folderOf(text(name, value), index);
      return (_, entries) => entries.some((entry) => entry.folderId === folderId);
    }
    case 'inMailboxOtherThan': {
      if (!Array.isArray(value)) throw invalidArguments('inMailboxOtherThan is an array of ids.');
      const excluded = new Set(value.map((id) => folderOf(text(name, id), index)));
      return (_, entries) => entries.some((entry) => !excluded.has(entry.folderId));
    }
    case 'before': {
      const time = moment(name, value);
      return (_, entries) => receivedAt(entries) < time;
    }
    case 'after': {
      const time = moment(name, value);
      return (_, entries) => receivedAt(entries) >= time;
    }
    case 'minSize': {
      const size = number(name, value);
      return (_, [entry]) => (entry?.sizeBytes ?? 0) >= size;
    }
    case 'maxSize': {
      const size = number(name, value);
      return (_, [entry]) => (entry?.sizeBytes ?? 0) < size;
    }
    case 'hasKeyword': {
      const keyword = text(name, value);
      return (_, entries) => hasKeyword(entries, keyword);
    }
    case 'notKeyword': {
      const keyword = text(name, value);
      return (_, entries) => !hasKeyword(entries, keyword);
    }
    case 'allInThreadHaveKeyword':
      return threadTest(index, text(name, value), 'all');
    case 'someInThreadHaveKeyword':
      return threadTest(index, text(name, value), 'some');
    case 'noneInThreadHaveKeyword':
      return threadTest(index, text(name, value), 'none');
    case 'hasAttachment': {
      if (typeof value !== 'boolean') throw invalidArguments('hasAttachment is true or false.');
      const attached = await emailsWithAttachment(index, within);
      return (emailId) => attached.has(emailId) === value;
    }
    case 'text': {
      return everyWord(wordsIn(text(name, value)), 'text', index, within);
    }
    case 'body':
      return everyWord(wordsIn(text(name, value)), 'body', index, within);
    case 'from':
    case 'to':
    case 'cc':
    case 'bcc':
    case 'subject':
      return everyWord(wordsIn(text(name, value)), { headerField: name }, index, within);
    case 'header': {
      if (!Array.isArray(value) || value.length < 1 || value.length > 2) {
        throw invalidArguments('header is an array of a field name and, if wished, a text.');
      }
      const query: TextQuery = { where: { headerField: text(name, value[0]) }, value: text(name, value[1] ?? '') };
      return matches(await search(index, [query], within));
    }
    default:
      throw new MethodError('unsupportedFilter', `${name} is no condition of an Email query.`);
  }
}

const conditions = new Set([
  'inMailbox',
  'inMailboxOtherThan',
  'before',
  'after',
  'minSize',
  'maxSize',
  'allInThreadHaveKeyword',
  'someInThreadHaveKeyword',
  'noneInThreadHaveKeyword',
  'hasKeyword',
  'notKeyword',
  'hasAttachment',
  'text',
  'from',
  'to',
  'cc',
  'bcc',
  'subject',
  'body',
  'header',
]);

/** For who needs the words of a filter and not what it finds. @throws MethodError 'unsupportedFilter' */
export function checkConditions(filter: unknown): void {
  if (!isRecord(filter)) return;
  if (typeof filter.operator === 'string' && Array.isArray(filter.conditions)) {
    for (const condition of filter.conditions) checkConditions(condition);
    return;
  }
  for (const name of Object.keys(filter)) {
    if (!conditions.has(name)) throw new MethodError('unsupportedFilter', `${name} is no condition of an Email query.`);
  }
}

/** Words that must all be there; a quoted phrase is one (RFC 8621 §4.4.1). */
export function wordsIn(value: string): readonly string[] {
  const words = [...value.matchAll(/"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(\S+)/g)].map((match) =>
    (match[1] ?? match[2] ?? match[3] ?? '').replace(/\\(.)/g, '$1'),
  );
  return words.filter((word) => word !== '').slice(0, 32);
}

async function everyWord(
  words: readonly string[],
  where: TextQuery['where'],
  index: AccountIndex,
  within: readonly IndexedFolder[],
): Promise<EmailTest> {
  if (words.length === 0) return () => true;
  return matches(
    await search(
      index,
      words.map((value) => ({ where, value })),
      within,
    ),
  );
}

/** The one Email with a header field of this text; `null` when there is none or several. */
export async function onlyEmailWith(headerField: string, value: string, index: AccountIndex): Promise<string | null> {
  const found = await search(index, [{ where: { headerField }, value }], [...index.folders.values()]);
  const [id] = [...found].filter((emailId) => index.entriesOf(emailId).length > 0);
  return found.size === 1 ? (id ?? null) : null;
}

/** Emails for which every query holds; each query looks only at what the one before found. */
async function search(
  index: AccountIndex,
  queries: readonly TextQuery[],
  within: readonly IndexedFolder[],
): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (const folder of within) {
    let uids: readonly number[] = [...folder.entries.keys()].sort((a, b) => a - b);
    for (const query of queries) {
      if (uids.length > 0) uids = await index.account.search(folder.summary.folderId, uidSetOf(uids), query);
    }
    for (const uid of uids) {
      const entry = folder.entries.get(uid);
      if (entry !== undefined) ids.add(entry.emailId);
    }
  }
  return ids;
}

function matches(ids: ReadonlySet<string>): EmailTest {
  return (emailId) => ids.has(emailId);
}

function threadTest(index: AccountIndex, keyword: string, wanted: 'all' | 'some' | 'none'): EmailTest {
  const isSo = threadJudge(index, keyword, wanted);
  return (_, entries) => isSo(entries);
}

async function emailsWithAttachment(
  index: AccountIndex,
  within: readonly IndexedFolder[],
): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (const folder of within) {
    const entries = [...folder.entries.values()];
    const unknown = entries.filter((entry) => entry.hasAttachment === undefined);
    const facts = await loadFacts(index, unknown);
    for (const entry of unknown) {
      const found = facts.get(entry.emailId);
      if (found !== undefined) entry.hasAttachment = hasAttachment(bodyLists(found.structure));
    }
    for (const entry of entries) if (entry.hasAttachment === true) ids.add(entry.emailId);
  }
  return ids;
}

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
      const subject = decodeHeader(fieldValue(structure.header, 'subject') ?? '');
      texts.set(emailId, subject.replace(/^(?:\s*(?:re|fwd?|tr|aw|sv)\s*(?:\[\d+\])?\s*:)+\s*/i, '').toLowerCase());
    } else {
      const date = fieldValue(structure.header, 'date');
      const time = date === null ? Number.NaN : Date.parse(date);
      texts.set(emailId, Number.isNaN(time) ? '' : new Date(time).toISOString());
    }
  }
  return texts;
}

function receivedAt(entries: readonly Entry[]): number {
  return entries[0]?.receivedAt ?? 0;
}

function folderOf(mailboxId: string, index: AccountIndex): number {
  const folder = index.folders.get(mailboxId);
  if (folder === undefined) throw invalidArguments(`There is no mailbox ${mailboxId}.`);
  return folder.summary.folderId;
}

function text(name: string, value: unknown): string {
  if (typeof value !== 'string') throw invalidArguments(`${name} takes text.`);
  return value;
}

function number(name: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw invalidArguments(`${name} takes a number.`);
  return value;
}

function moment(name: string, value: unknown): number {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(time)) throw invalidArguments(`${name} takes a UTC date such as 2026-01-31T08:00:00Z.`);
  return time;
}
