import { booleanArgument, optionalInt, requireAccount } from '../core/arguments.ts';
import { text, textOrNull, truth } from '../core/condition-values.ts';
import { filterTest, type Test } from '../core/filter.ts';
import { type Arguments, capabilities, type Method } from '../core/method.ts';
import { MethodError } from '../core/method-error.ts';
import type { AccountIndex } from '../mail/account-index.ts';
import { comparatorsIn } from '../mail/comparators.ts';
import { mailboxObject } from '../mail/mailbox-object.ts';
import { rememberQuery } from '../mail/query-history.ts';
import { queryChanges } from './query-changes.ts';
import { pageOf } from './query-page.ts';

/** RFC 8621 §2.3. */
export const mailboxQuery: Method = {
  name: 'Mailbox/query',
  capability: capabilities.mail,
  run: async (args, context) => {
    requireAccount(args, context.accountId);
    optionalInt(args, 'limit', 0);
    const { index } = context;
    const queryState = index.state('Mailbox');
    const ids = mailboxIds(args, index);
    rememberQuery(index, queryKey(args), queryState, ids);
    return { accountId: context.accountId, queryState, canCalculateChanges: true, ...pageOf(ids, args) };
  },
};

/** RFC 8621 §2.4. */
export const mailboxQueryChanges: Method = {
  name: 'Mailbox/queryChanges',
  capability: capabilities.mail,
  run: async (args, context) => {
    requireAccount(args, context.accountId);
    const { index } = context;
    const differences = await queryChanges(index, 'Mailbox', queryKey(args), args, () => mailboxIds(args, index));
    return { accountId: context.accountId, ...differences };
  },
};

function queryKey({ filter, sort, sortAsTree, filterAsTree }: Arguments): string {
  return JSON.stringify(['Mailbox', filter ?? null, sort ?? null, sortAsTree === true, filterAsTree === true]);
}

/** All that the query finds, in its order. @throws MethodError */
function mailboxIds(args: Arguments, index: AccountIndex): readonly string[] {
  const test = mailboxTest(args.filter);
  const all = [...index.folders.values()]
    .filter((folder) => !folder.summary.hidden)
    .map((folder) => mailboxObject(folder, index, []));
  const objects = booleanArgument(args, 'filterAsTree') ? withoutOrphans(all.filter(test)) : all.filter(test);
  const sort = comparatorsIn(args.sort);
  for (const { property } of sort) {
    if (property !== 'name' && property !== 'sortOrder') {
      throw new MethodError('unsupportedSort', `Mailboxes cannot be sorted by ${property}.`);
    }
  }
  objects.sort((a, b) => {
    for (const { property, isAscending, compareTexts } of sort) {
      const order =
        property === 'name' ? compareTexts(String(a.name), String(b.name)) : Number(a.sortOrder) - Number(b.sortOrder);
      if (order !== 0) return isAscending ? order : -order;
    }
    return Number(a.sortOrder) - Number(b.sortOrder) || byName(a, b);
  });
  const ordered = booleanArgument(args, 'sortAsTree') ? asTree(objects, all) : objects;
  return ordered.map((object) => object.id as string);
}

type MailboxView = Readonly<Record<string, unknown>>;

/** RFC 8621 §2.3, filterAsTree: a mailbox counts only when all above it do. */
function withoutOrphans(matching: readonly MailboxView[]): MailboxView[] {
  const ids = new Set<unknown>(matching.map(({ id }) => id));
  const byId = new Map<unknown, MailboxView>(matching.map((mailbox) => [mailbox.id, mailbox]));
  return matching.filter((mailbox) => {
    for (let parent = mailbox.parentId; parent !== null; parent = byId.get(parent)?.parentId ?? null) {
      if (!ids.has(parent)) return false;
    }
    return true;
  });
}

/** RFC 8621 §2.3, sortAsTree: the order holds among those of one parent, and children follow their parent at once. */
function asTree(sorted: readonly MailboxView[], all: readonly MailboxView[]): readonly MailboxView[] {
  const found = new Set<unknown>(sorted.map(({ id }) => id));
  const parents = new Map<unknown, unknown>(all.map(({ id, parentId }) => [id, parentId]));
  const parentIn = (mailbox: MailboxView): unknown => {
    let parent = mailbox.parentId;
    while (parent !== null && !found.has(parent)) parent = parents.get(parent) ?? null;
    return parent;
  };
  const children = Map.groupBy(sorted, parentIn);
  const below = (parent: unknown): readonly MailboxView[] =>
    (children.get(parent) ?? []).flatMap((mailbox) => [mailbox, ...below(mailbox.id)]);
  return below(null);
}

function byName(a: Record<string, unknown>, b: Record<string, unknown>): number {
  return String(a.name).localeCompare(String(b.name));
}

const mailboxTest = (filter: unknown): Test<MailboxView> => filterTest(filter, conditionTest);

function conditionTest(name: string, value: unknown): Test<MailboxView> {
  switch (name) {
    case 'parentId':
    case 'role': {
      const wanted = textOrNull(name, value);
      return (mailbox) => mailbox[name] === wanted;
    }
    case 'name': {
      const wanted = text(name, value).toLowerCase();
      return (mailbox) => String(mailbox.name).toLowerCase().includes(wanted);
    }
    case 'hasAnyRole': {
      const wanted = truth(name, value);
      return (mailbox) => (mailbox.role !== null) === wanted;
    }
    case 'isSubscribed': {
      const wanted = truth(name, value);
      return (mailbox) => mailbox.isSubscribed === wanted;
    }
    default:
      throw new MethodError('unsupportedFilter', `${name} is no condition of a Mailbox query.`);
  }
}
