import type { TextQuery } from '../../../domain/mail/account-store.ts';
import { moment, size, text, texts, truth } from '../core/condition-values.ts';
import { invalidArguments, MethodError } from '../core/method-error.ts';
import type { AccountIndex } from './account-index.ts';
import { bodyLists, hasAttachment } from './body-parts.ts';
import type { Entry } from './entry.ts';
import type { IndexedFolder } from './indexed-folder.ts';
import { hasKeyword, threadJudge } from './keywords.ts';
import { loadFacts } from './message-facts.ts';
import { emailsMatching, wordsIn } from './word-search.ts';

/** Whether an Email (all its entries) is wanted. */
export type EmailTest = (emailId: string, entries: readonly Entry[]) => boolean;

/** One condition of a filter as a test. @throws MethodError 'unsupportedFilter' for one that is not known. */
export async function conditionTest(
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
      const excluded = new Set(texts(name, value).map((id) => folderOf(id, index)));
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
      const least = size(name, value);
      return (_, [entry]) => (entry?.sizeBytes ?? 0) >= least;
    }
    case 'maxSize': {
      const most = size(name, value);
      return (_, [entry]) => (entry?.sizeBytes ?? 0) < most;
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
      const wanted = truth(name, value);
      const attached = await emailsWithAttachment(index, within);
      return (emailId) => attached.has(emailId) === wanted;
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
      return matches(await emailsMatching(index, [query], within));
    }
    default:
      throw new MethodError('unsupportedFilter', `${name} is no condition of an Email query.`);
  }
}

async function everyWord(
  words: readonly string[],
  where: TextQuery['where'],
  index: AccountIndex,
  within: readonly IndexedFolder[],
): Promise<EmailTest> {
  if (words.length === 0) return () => true;
  return matches(
    await emailsMatching(
      index,
      words.map((value) => ({ where, value })),
      within,
    ),
  );
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

function receivedAt(entries: readonly Entry[]): number {
  return entries[0]?.receivedAt ?? 0;
}

function folderOf(mailboxId: string, index: AccountIndex): number {
  const folder = index.folders.get(mailboxId);
  if (folder === undefined) throw invalidArguments(`There is no mailbox ${mailboxId}.`);
  return folder.summary.folderId;
}
