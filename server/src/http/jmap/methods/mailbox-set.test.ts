import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { AccountStore } from '../../../domain/mail/account-store.ts';
import { openedStore } from '../../../domain/mail/opened-store.fixture.ts';
import type { MethodContext } from '../core/method.ts';
import { AccountIndex } from '../mail/account-index.ts';
import { mailboxSet } from './mailbox-set.ts';

interface Place {
  readonly account: AccountStore;
  readonly index: AccountIndex;
  /** How often all folders were read. */
  listed(): number;
  // oxlint-disable-next-line typescript/no-explicit-any -- answers are looked into by path
  set(args: Record<string, unknown>): Promise<any>;
  names(): Promise<string[]>;
  append(folderId: number, text: string): Promise<number>;
}

async function opened(t: TestContext): Promise<Place> {
  const { account, append } = await openedStore(t);
  let listed = 0;
  const counted = new Proxy(account, {
    get(target, name, receiver) {
      if (name === 'listFolders') listed++;
      return Reflect.get(target, name, receiver);
    },
  });
  const index = new AccountIndex(counted);
  t.after(() => index.close());
  await index.sync();
  const context = { accountId: 'a', index, createdIds: new Map() } as unknown as MethodContext;
  return {
    account,
    index,
    listed: () => listed,
    set: async (args) => {
      await index.sync();
      return await mailboxSet.run({ accountId: 'a', ...args }, context);
    },
    names: async () =>
      (await account.listFolders()).filter(({ specialUse }) => specialUse === null).map(({ name }) => name),
    append,
  };
}

const numbers = Array.from({ length: 100 }, (_, at) => at);

test('many folders are made, named anew and destroyed in a call without all being read for each', async (t) => {
  const { set, listed, names } = await opened(t);
  const create = Object.fromEntries([
    ['top', { name: 'Top' }],
    ...numbers.map((at) => [`c${at}`, { name: `Folder ${at}`, parentId: '#top' }]),
  ]);
  const before = listed();
  const { created } = await set({ create });
  assert.equal(Object.keys(created).length, 101);
  assert.equal(created.c7.parentId, created.top.id);
  assert.equal(created.c7.isSubscribed, true);
  const ids = numbers.map((at): string => created[`c${at}`].id);
  const { updated } = await set({ update: Object.fromEntries(ids.map((id, at) => [id, { name: `Named ${at}` }])) });
  assert.equal(Object.keys(updated).length, 100);
  assert.deepEqual((await names()).sort(), ['Top', ...numbers.map((at) => `Top/Named ${at}`)].sort());
  const { destroyed } = await set({ destroy: [...ids, created.top.id] });
  assert.equal(destroyed.length, 101);
  assert.deepEqual(await names(), []);
  assert.ok(listed() - before <= 10, `read ${listed() - before} times`);
});

test('what a call has changed holds for what follows in it', async (t) => {
  const { set, names, index, account, append } = await opened(t);
  const { created, notCreated } = await set({
    create: {
      a: { name: 'a' },
      b: { name: 'b', parentId: '#a' },
      c: { name: 'c', parentId: '#b' },
      d: { name: 'd' },
      e: { name: 'e', role: 'archive' },
      wrong: { name: 'x', parentId: '#none' },
    },
  });
  assert.equal(created.c.parentId, created.b.id);
  const id = (name: string): string => created[name].id;
  // There is an archive already (RFC 8621 §2); before, the whole call failed of it.
  assert.deepEqual(notCreated.e.properties, ['role']);
  assert.deepEqual(notCreated.wrong.properties, ['parentId']);
  const answer = await set({
    create: { n: { name: 'N', parentId: id('d'), isSubscribed: false } },
    update: {
      // Those below are called otherwise then, and are named anew themselves.
      [id('a')]: { name: 'A' },
      [id('c')]: { name: 'C', sortOrder: 3 },
      // It goes into one that had nothing below it, which is then named anew.
      [id('b')]: { parentId: id('d') },
      [id('d')]: { name: 'D' },
    },
  });
  assert.deepEqual(answer.notUpdated, null);
  assert.equal(answer.updated[id('c')], null);
  assert.equal(index.folders.get(id('c'))?.summary.sortOrder, 3);
  assert.deepEqual((await names()).sort(), ['A', 'D', 'D/N', 'D/b', 'D/b/C'].sort());
  assert.equal(index.folders.get(answer.created.n.id)?.summary.subscribed, false);
  // One that is named before what is in it goes after it.
  const kept = await set({ destroy: [id('b'), id('c'), id('a')] });
  assert.deepEqual(kept.destroyed, [id('c'), id('a'), id('b')]);
  assert.equal(kept.notDestroyed, null);
  // Mail that has just come is not thrown away.
  const full = await set({ create: { m: { name: 'M' } } });
  const place = await account.folder('M');
  await append(place.folderId, 'Subject: came\r\n\r\nx\r\n');
  const refused = await set({ destroy: [full.created.m.id] });
  assert.equal(refused.notDestroyed[full.created.m.id].type, 'mailboxHasEmail');
});

test('of two folders that swap a role the later has it', async (t) => {
  const { set, account } = await opened(t);
  const { created } = await set({ create: { a: { name: 'a' }, b: { name: 'b' } } });
  const { updated } = await set({
    update: { [created.a.id]: { role: 'archive' }, [created.b.id]: { role: 'archive' } },
  });
  assert.equal(Object.keys(updated).length, 2);
  assert.equal((await account.folder('a')).specialUse, null);
  assert.equal((await account.folder('b')).specialUse, 'archive');
});

test('creation ids of the call itself stand in its updates and destructions, and parents may be named last (RFC 8620 §5.3)', async (t) => {
  const { set, names, index } = await opened(t);
  const { created, updated, destroyed, notCreated } = await set({
    create: {
      child: { name: 'child', parentId: '#top' },
      top: { name: 'top', parentId: '#above' },
      above: { name: 'above' },
      gone: { name: 'gone' },
      ring1: { name: 'r1', parentId: '#ring2' },
      ring2: { name: 'r2', parentId: '#ring1' },
      inherited: { name: 'i', parentId: '#constructor' },
    },
    update: { '#child': { name: 'named', sortOrder: 0 }, '#top': { isSubscribed: false }, '#ring1': { name: 'x' } },
    destroy: ['#gone'],
  });
  assert.deepEqual(Object.keys(created).sort(), ['above', 'child', 'gone', 'top']);
  assert.deepEqual(Object.keys(notCreated).sort(), ['inherited', 'ring1', 'ring2']);
  assert.deepEqual(Object.keys(updated).sort(), [created.child.id, created.top.id].sort());
  assert.deepEqual(destroyed, [created.gone.id]);
  assert.deepEqual((await names()).sort(), ['above', 'above/top', 'above/top/named']);
  assert.equal(index.folders.get(created.top.id)?.summary.subscribed, false);
});

test('mailboxes exchange their names and places in a call, and keep them when one of them cannot (RFC 8620 §5.3)', async (t) => {
  const { set, names, account } = await opened(t);
  const { created } = await set({
    create: {
      a: { name: 'A' },
      b: { name: 'B' },
      c: { name: 'C' },
      below: { name: 'below', parentId: '#a' },
      x: { name: 'same', parentId: '#b' },
      y: { name: 'same', parentId: '#c' },
    },
  });
  const id = (name: string): string => created[name].id;
  const folderOf = async (name: string): Promise<string> => (await account.folder(name)).mailboxId;
  const turned = await set({
    update: { [id('a')]: { name: 'B' }, [id('b')]: { name: 'C' }, [id('c')]: { name: 'A' } },
  });
  assert.deepEqual(turned.notUpdated, null);
  assert.deepEqual((await names()).sort(), ['A', 'A/same', 'B', 'B/below', 'C', 'C/same']);
  assert.deepEqual([await folderOf('A'), await folderOf('B'), await folderOf('C')], [id('c'), id('a'), id('b')]);
  // Only their parents are said.
  const moved = await set({ update: { [id('x')]: { parentId: id('c') }, [id('y')]: { parentId: id('b') } } });
  assert.deepEqual(moved.notUpdated, null);
  assert.deepEqual([await folderOf('A/same'), await folderOf('C/same')], [id('x'), id('y')]);
  // One takes a name that another gives up later in the call.
  const chained = await set({ update: { [id('a')]: { name: 'C' }, [id('b')]: { name: 'D' } } });
  assert.deepEqual(chained.notUpdated, null);
  // The second would be put into itself, so the first has no name to take.
  const refused = await set({
    update: { [id('a')]: { name: 'D' }, [id('b')]: { name: 'C', parentId: id('y') } },
  });
  assert.deepEqual(Object.keys(refused.notUpdated).sort(), [id('a'), id('b')].sort());
  assert.deepEqual((await names()).sort(), ['A', 'A/same', 'C', 'C/below', 'D', 'D/same']);
  // In a ring one of whose members keeps its name by a rule of its own.
  const inbox = await folderOf('INBOX');
  const ring = await set({ update: { [id('a')]: { name: 'Inbox' }, [inbox]: { name: 'C' } } });
  assert.deepEqual(Object.keys(ring.notUpdated).sort(), [id('a'), inbox].sort());
  assert.deepEqual((await names()).sort(), ['A', 'A/same', 'C', 'C/below', 'D', 'D/same']);
});

test('a name that one change of a call frees is there for another, in whichever order they come (RFC 8620 §5.3)', async (t) => {
  const { set, names } = await opened(t);
  const { created: old } = await set({
    create: {
      a: { name: 'A' },
      b: { name: 'B' },
      c: { name: 'C' },
      within: { name: 'Within', parentId: '#c' },
      d: { name: 'D' },
    },
  });
  // D takes the name of a folder that goes, a new one that of D, and another stands in that one. What is in C moves out before C goes.
  const answer = await set({
    create: { below: { name: 'Below', parentId: '#new' }, new: { name: 'D' }, again: { name: 'C' } },
    update: { [old.d.id]: { name: 'A' }, [old.within.id]: { parentId: old.b.id, name: 'Kept' } },
    destroy: [old.a.id, old.c.id],
  });
  for (const refused of ['notCreated', 'notUpdated', 'notDestroyed']) assert.equal(answer[refused], null, refused);
  assert.deepEqual((await names()).toSorted(), ['A', 'B', 'B/Kept', 'C', 'D', 'D/Below']);
  assert.equal(answer.created.below.parentId, answer.created.new.id);
  // What cannot be done in any order is refused for its own reason, and nothing else with it.
  const refused = await set({
    create: { taken: { name: 'B' }, free: { name: 'E' } },
    destroy: [answer.created.new.id, answer.created.again.id],
  });
  assert.equal(refused.notCreated.taken.type, 'invalidProperties');
  assert.equal(refused.notDestroyed[answer.created.new.id].type, 'mailboxHasChild');
  assert.deepEqual(refused.destroyed, [answer.created.again.id]);
  assert.deepEqual((await names()).toSorted(), ['A', 'B', 'B/Kept', 'D', 'D/Below', 'E']);
});
