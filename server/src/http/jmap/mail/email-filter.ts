import { isRecord } from '../core/arguments.ts';
import { operatorIn } from '../core/filter.ts';
import { invalidArguments, MethodError } from '../core/method-error.ts';
import type { AccountIndex } from './account-index.ts';
import { conditionTest, type EmailTest } from './email-condition.ts';
import type { IndexedFolder } from './indexed-folder.ts';

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
  if (filter.operator !== undefined) return operatorTest(filter, index, within);
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
  const { operator, conditions: all } = operatorIn(filter);
  if (!all.every(isRecord)) throw invalidArguments('Each condition of a filter operator is an object.');
  // In AND, a mailbox that one condition names narrows all.
  const named =
    operator === 'AND'
      ? all.map(({ inMailbox }) => (typeof inMailbox === 'string' ? index.folders.get(inMailbox) : undefined))
      : [];
  const folder = named.find((candidate) => candidate !== undefined);
  const searched = folder === undefined ? within : [folder];
  const tests = await Promise.all(all.map((condition) => emailTest(condition, index, searched)));
  switch (operator) {
    case 'AND':
      return (emailId, entries) => tests.every((test) => test(emailId, entries));
    case 'OR':
      return (emailId, entries) => tests.some((test) => test(emailId, entries));
    case 'NOT':
      return (emailId, entries) => !tests.some((test) => test(emailId, entries));
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
