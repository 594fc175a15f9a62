import { isRecord } from '../core/arguments.ts';
import { requestBounds } from '../core/limits.ts';
import { invalidArguments, MethodError } from '../core/method-error.ts';
import type { AccountIndex } from './account-index.ts';
import { type Entry, isVisible } from './entry.ts';
import { type IndexedFolder, newestFirst } from './indexed-folder.ts';
import { emailTest } from './email-filter.ts';
import { type Comparator, comparatorsIn } from './comparators.ts';
import { hasKeyword, threadJudge } from './keywords.ts';
import { sortTexts } from './sort-texts.ts';

interface Found {
  readonly emailId: string;
  readonly entries: readonly Entry[];
}

type Compare = (a: Found, b: Found) => number;

/** All ids of a query in order (RFC 8621 §4.4); newest first when no order is asked for. */
export async function emailQuery(
  index: AccountIndex,
  filter: unknown,
  sort: unknown,
  collapseThreads: boolean,
): Promise<readonly string[]> {
  if (conditionsIn(filter) > requestBounds.filterConditions) {
    throw new MethodError('unsupportedFilter', `A filter has at most ${requestBounds.filterConditions} conditions.`);
  }
  const whole = wholeFolder(index, filter, sort);
  if (whole !== null) return idsOf(whole.folder, whole.isAscending, collapseThreads);
  const test = await emailTest(filter, index);
  const folder = namedFolder(index, filter);
  const comparators = ordersIn(sort);
  let found: Found[] = [];
  const seenEmails = new Set<string>();
  const candidates = folder === undefined ? index.emailIds() : newestFirst(folder).map((entry) => entry.emailId);
  for (const emailId of candidates) {
    if (seenEmails.has(emailId)) continue;
    seenEmails.add(emailId);
    const entries = index.entriesOf(emailId);
    if (entries.length > 0 && test(emailId, entries)) found.push({ emailId, entries });
  }
  await sortBy(comparators, index, found);
  if (collapseThreads) {
    const seen = new Set<string>();
    found = found.filter(({ entries }) => {
      const threadId = entries[0]?.threadId ?? '';
      if (seen.has(threadId)) return false;
      seen.add(threadId);
      return true;
    });
  }
  return found.map(({ emailId }) => emailId);
}

/** The most frequent of queries: all of one folder by arrival, which is an order that it keeps. */
function wholeFolder(
  index: AccountIndex,
  filter: unknown,
  sort: unknown,
): { readonly folder: IndexedFolder; readonly isAscending: boolean } | null {
  const folder = isRecord(filter) && Object.keys(filter).length === 1 ? namedFolder(index, filter) : undefined;
  const [first, ...others] = ordersIn(sort);
  if (folder === undefined || first?.property !== 'receivedAt' || others.length > 0) return null;
  return { folder, isAscending: first.isAscending };
}

function idsOf(folder: IndexedFolder, isAscending: boolean, collapseThreads: boolean): readonly string[] {
  const all = newestFirst(folder);
  const ids = new Set<string>();
  const threads = new Set<string>();
  for (const entry of isAscending ? all.toReversed() : all) {
    if (!isVisible(entry)) continue;
    if (collapseThreads) {
      if (threads.has(entry.threadId)) continue;
      threads.add(entry.threadId);
    }
    ids.add(entry.emailId);
  }
  return [...ids];
}

function conditionsIn(filter: unknown): number {
  if (!isRecord(filter)) return 0;
  if (!Array.isArray(filter.conditions)) return Object.keys(filter).length;
  let count = 1;
  for (const condition of filter.conditions) count += conditionsIn(condition);
  return count;
}

async function sortBy(comparators: readonly Comparator[], index: AccountIndex, found: Found[]): Promise<void> {
  const compares: Compare[] = [];
  for (const comparator of comparators) compares.push(await compareBy(comparator, index, found));
  found.sort((a, b) => {
    for (const compare of compares) {
      const order = compare(a, b);
      if (order !== 0) return order;
    }
    // Always the same order for the same data: later arrivals first.
    return (b.entries[0]?.uid ?? 0) - (a.entries[0]?.uid ?? 0) || (a.emailId < b.emailId ? -1 : 1);
  });
}

/** Only the named folder's messages have to be looked at, in the most frequent of queries. */
function namedFolder(index: AccountIndex, filter: unknown): IndexedFolder | undefined {
  const mailboxId = isRecord(filter) && filter.operator === undefined ? filter.inMailbox : undefined;
  return typeof mailboxId === 'string' ? index.folders.get(mailboxId) : undefined;
}

/** RFC 8620 §5.5: without comparators the order is the server's own; here, too, the newest first. */
const newestOnTop = comparatorsIn([{ property: 'receivedAt', isAscending: false }]);

function ordersIn(sort: unknown): readonly Comparator[] {
  const comparators = comparatorsIn(sort);
  return comparators.length === 0 ? newestOnTop : comparators;
}

async function compareBy(comparator: Comparator, index: AccountIndex, found: readonly Found[]): Promise<Compare> {
  const { property, keyword } = comparator;
  const sign = comparator.isAscending ? 1 : -1;
  switch (property) {
    case 'receivedAt':
      return (a, b) => sign * ((a.entries[0]?.receivedAt ?? 0) - (b.entries[0]?.receivedAt ?? 0));
    case 'size':
      return (a, b) => sign * ((a.entries[0]?.sizeBytes ?? 0) - (b.entries[0]?.sizeBytes ?? 0));
    case 'hasKeyword':
      if (keyword === null) throw invalidArguments('Sorting by hasKeyword needs a keyword.');
      return (a, b) => sign * (Number(hasKeyword(a.entries, keyword)) - Number(hasKeyword(b.entries, keyword)));
    case 'allInThreadHaveKeyword':
    case 'someInThreadHaveKeyword': {
      if (keyword === null) throw invalidArguments(`Sorting by ${property} needs a keyword.`);
      const isSo = threadJudge(index, keyword, property === 'allInThreadHaveKeyword' ? 'all' : 'some');
      return (a, b) => sign * (Number(isSo(a.entries)) - Number(isSo(b.entries)));
    }
    case 'from':
    case 'to':
    case 'subject':
    case 'sentAt': {
      const texts = await sortTexts(
        index,
        found.flatMap(({ entries }) => entries.slice(0, 1)),
        property,
      );
      const { compareTexts } = comparator;
      return (a, b) => sign * compareTexts(texts.get(a.emailId) ?? '', texts.get(b.emailId) ?? '');
    }
    default:
      throw new MethodError('unsupportedSort', `Emails cannot be sorted by ${property}.`);
  }
}
