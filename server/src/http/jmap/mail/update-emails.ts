import { type Flags, flagBits } from '../../../domain/mail/flags.ts';
import type { Right } from '../../../domain/mail/rights.ts';
import { uidSetOf } from '../../../domain/mail/uid-set.ts';
import { isRecord } from '../core/arguments.ts';
import { mailLimits } from '../core/limits.ts';
import { invalidProperties, SetRefusal } from '../core/method-error.ts';
import { checkPatch } from '../core/patch.ts';
import type { AccountIndex } from './account-index.ts';
import type { Entry } from './entry.ts';
import { flagsOf, keywordsOf } from './keywords.ts';

/** What a patch makes of one Email. */
interface Wish {
  readonly entries: readonly Entry[];
  /** `null`: stay as they are. */
  readonly add: Flags | null;
  readonly remove: Flags | null;
  readonly mailboxes: ReadonlySet<number> | null;
}

/** Reads the patch of one Email (RFC 8621 §4.6: only keywords and mailboxIds change). @throws SetRefusal */
export function readEmailPatch(
  patch: Readonly<Record<string, unknown>>,
  entries: readonly Entry[],
  index: AccountIndex,
  resolve: (id: string) => string,
): Wish {
  checkPatch(patch);
  const before = new Set(Object.keys(keywordsOf(entries)));
  let keywords = new Set(before);
  const heldIn = new Set(entries.map((entry) => entry.folderId));
  let mailboxes = new Set(heldIn);
  for (const [path, value] of Object.entries(patch)) {
    const [property = '', key] = path.split('/').map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
    // RFC 8620 §5.3: null is the default value, which mailboxIds does not have.
    if (property === 'keywords' && key === undefined) keywords = new Set(trueKeys(value ?? {}, 'keywords').map(lower));
    else if (property === 'keywords' && key !== undefined) {
      if (value === true) keywords.add(lower(key));
      else if (value === null) keywords.delete(lower(key));
      else throw invalidProperties([path], `${path} is true or null.`);
    } else if (property === 'mailboxIds' && key === undefined) {
      mailboxes = new Set(trueKeys(value, 'mailboxIds').map((id) => folderOf(resolve(id), index)));
    } else if (property === 'mailboxIds' && key !== undefined) {
      const folderId = folderOf(resolve(key), index);
      if (value === true) mailboxes.add(folderId);
      else if (value === null) mailboxes.delete(folderId);
      else throw invalidProperties([path], `${path} is true or null.`);
    } else throw invalidProperties([property], `${property} of an Email cannot be changed.`);
  }
  if (mailboxes.size === 0) {
    throw invalidProperties(['mailboxIds'], 'An Email is in at least one mailbox; destroy it to remove it.');
  }
  if (mailboxes.size > mailLimits.maxMailboxesPerEmail && mailboxes.size > heldIn.size) throw tooManyMailboxes();
  requireMoveRights(heldIn, mailboxes, index);
  const add = flagsOf([...keywords].filter((keyword) => !before.has(keyword)));
  const remove = flagsOf([...before].filter((keyword) => !keywords.has(keyword)));
  requireFlagRights([add, remove], heldIn, index);
  return {
    entries,
    add: isEmpty(add) ? null : add,
    remove: isEmpty(remove) ? null : remove,
    mailboxes: sameSet(mailboxes, heldIn) ? null : mailboxes,
  };
}

/** RFC 8621 §4.6. */
export function tooManyMailboxes(): SetRefusal {
  const most = mailLimits.maxMailboxesPerEmail;
  return new SetRefusal({ type: 'tooManyMailboxes', description: `An Email is in at most ${most} mailboxes.` });
}

/** Somebody else's folders ask for rights (RFC 8621 §2, myRights), all of them before anything is changed. */
function requireMoveRights(from: ReadonlySet<number>, to: ReadonlySet<number>, index: AccountIndex): void {
  for (const folderId of from) if (!to.has(folderId)) requireRights(folderId, ['t', 'e'], 'take messages out', index);
  for (const folderId of to) if (!from.has(folderId)) requireRights(folderId, ['i'], 'put messages in', index);
}

function requireFlagRights(changes: readonly Flags[], folderIds: ReadonlySet<number>, index: AccountIndex): void {
  const isSeen = changes.some(({ bits }) => (bits & flagBits.seen) !== 0);
  const isOther = changes.some(({ bits, keywords }) => (bits & ~flagBits.seen) !== 0 || keywords.length > 0);
  for (const folderId of folderIds) {
    if (isSeen) requireRights(folderId, ['s'], 'mark messages as read or unread', index);
    if (isOther) requireRights(folderId, ['w'], 'change keywords', index);
  }
}

/** @throws SetRefusal 'forbidden' */
export function requireRights(folderId: number, needed: readonly Right[], doing: string, index: AccountIndex): void {
  const summary = index.folderByNumber(folderId)?.summary;
  if (summary?.rights === undefined || needed.every((right) => summary.rights?.has(right))) return;
  throw new SetRefusal({ type: 'forbidden', description: `In ${summary.name} you may not ${doing}.` });
}

/** Carries out many wishes with as few store calls as they allow: one for each folder and kind of change. */
export async function updateEmails(index: AccountIndex, wishes: readonly Wish[]): Promise<void> {
  const { account } = index;
  const flagChanges = new Map<string, { folderId: number; mode: 'add' | 'remove'; flags: Flags; uids: number[] }>();
  const moves = new Map<string, { from: number; to: number; uids: number[] }>();
  const copies = new Map<string, { from: number; to: number; uids: number[] }>();
  const removals = new Map<number, number[]>();
  for (const { entries, add, remove, mailboxes } of wishes) {
    for (const entry of entries) {
      for (const [mode, flags] of [['add', add] as const, ['remove', remove] as const]) {
        if (flags === null) continue;
        const key = `${entry.folderId} ${mode} ${flags.bits} ${flags.keywords.join(' ')}`;
        into(flagChanges, key, () => ({ folderId: entry.folderId, mode, flags, uids: [] })).uids.push(entry.uid);
      }
    }
    if (mailboxes === null) continue;
    const leaving = entries.filter((entry) => !mailboxes.has(entry.folderId));
    const arriving = [...mailboxes].filter((folderId) => !entries.some((entry) => entry.folderId === folderId));
    const [source] = entries;
    for (const to of arriving) {
      const from = leaving.shift();
      if (from !== undefined) {
        into(moves, `${from.folderId} ${to}`, () => ({ from: from.folderId, to, uids: [] })).uids.push(from.uid);
      } else if (source !== undefined) {
        into(copies, `${source.folderId} ${to}`, () => ({ from: source.folderId, to, uids: [] })).uids.push(source.uid);
      }
    }
    for (const { folderId, uid } of leaving) into(removals, folderId, () => []).push(uid);
  }
  for (const { folderId, mode, flags, uids } of flagChanges.values()) {
    await account.storeFlags(folderId, { uids: ascending(uids), mode, flags });
  }
  for (const { from, to, uids } of copies.values()) await account.copy(from, ascending(uids), to);
  for (const { from, to, uids } of moves.values()) await account.move(from, ascending(uids), to);
  // Every Email stays in some mailbox (RFC 8621 §4.1.1).
  for (const [folderId, uids] of removals)
    await account.expunge(folderId, ascending(uids), { onlyDeleted: false, areElsewhere: true });
}

/** Takes Emails out of every folder they are in. */
export async function destroyEmails(index: AccountIndex, emails: readonly (readonly Entry[])[]): Promise<void> {
  const removals = new Map<number, number[]>();
  for (const entries of emails) for (const { folderId, uid } of entries) into(removals, folderId, () => []).push(uid);
  for (const [folderId, uids] of removals) {
    await index.account.expunge(folderId, ascending(uids), { onlyDeleted: false });
  }
}

export function folderOf(mailboxId: string, index: AccountIndex): number {
  const folder = index.folders.get(mailboxId);
  if (folder === undefined) throw invalidProperties(['mailboxIds'], `There is no mailbox ${mailboxId}.`);
  if (!folder.summary.selectable) {
    throw new SetRefusal({ type: 'forbidden', description: `${folder.summary.name} cannot hold messages.` });
  }
  return folder.summary.folderId;
}

/** The keys of a `{key: true}` object. @throws SetRefusal */
export function trueKeys(value: unknown, property: string): readonly string[] {
  if (!isRecord(value) || !Object.values(value).every((flag) => flag === true)) {
    throw invalidProperties([property], `${property} is an object whose values are all true.`);
  }
  return Object.keys(value);
}

function ascending(uids: readonly number[]) {
  return uidSetOf([...uids].sort((a, b) => a - b));
}

function into<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

function isEmpty(flags: Flags): boolean {
  return flags.bits === 0 && flags.keywords.length === 0;
}

function sameSet(a: ReadonlySet<number>, b: ReadonlySet<number>): boolean {
  return a.size === b.size && [...a].every((value) => b.has(value));
}

function lower(text: string): string {
  return text.toLowerCase();
}
