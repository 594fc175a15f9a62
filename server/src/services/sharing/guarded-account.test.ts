import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { AccountStore } from '../../domain/mail/account-store.ts';
import { flagBits } from '../../domain/mail/flags.ts';
import { openedStore } from '../../domain/mail/opened-store.fixture.ts';
import type { Right } from '../../domain/mail/rights.ts';
import { GrantedRights } from './granted-rights.ts';
import { GuardedAccount } from './guarded-account.ts';

const everything = [{ first: 1, last: 0xffff_ffff }];

/** An owner's account, and how a guest sees it to whom `letters` were given in some of its folders. */
async function shared(t: TestContext) {
  const { account: owner, append } = await openedStore(t);
  const rights = new GrantedRights(owner, { hasFullAccess: () => false, isMeant: (grantee) => grantee === 'guest' });
  t.after(() => rights.close());
  const guest = new GuardedAccount(owner, rights, { own: owner, prefix: 'Other Users/owner/' });
  const idOf = async (name: string): Promise<number> => (await owner.folder(name)).folderId;
  const give = async (name: string, letters: string): Promise<void> =>
    owner.setFolderRights(await idOf(name), 'guest', new Set([...letters] as Right[]));
  return { owner, guest, append, idOf, give };
}

async function contentOf(account: AccountStore, folderId: number): Promise<number> {
  for await (const page of account.messages(folderId, everything, {}))
    for (const { contentId } of page) return contentId;
  return assert.fail('the folder is empty');
}

async function read(account: AccountStore, contentId: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of account.content(contentId)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

const flagsIn = async (account: AccountStore, folderId: number): Promise<number> =>
  (await account.openFolder(folderId, { claimRecent: false })).flagBits[0] ?? -1;

test('a content is read by its number only where its message was shown, and while the folder may be read', async (t) => {
  const { owner, guest, append, idOf, give } = await shared(t);
  await append(await idOf('INBOX'), 'Subject: private\r\n\r\n');
  await append(await idOf('Archive'), 'Subject: open\r\n\r\n');
  await give('Archive', 'lr');
  const hidden = await contentOf(owner, await idOf('INBOX'));
  const open = await contentOf(owner, await idOf('Archive'));
  for (const number of [hidden, open, 999])
    await assert.rejects(read(guest, number), { code: 'folder-not-found' }, 'a number that a client made up');
  assert.equal(await contentOf(guest, await idOf('Archive')), open);
  assert.equal(await read(guest, open), 'Subject: open\r\n\r\n');
  await assert.rejects(read(guest, hidden), { code: 'folder-not-found' });
  await give('Archive', 'l');
  await assert.rejects(read(guest, open), { code: 'folder-not-found' });
});

test('a copy takes along the flags that may be set there, and no others (RFC 4314 §4)', async (t) => {
  const { owner, guest, append, idOf, give } = await shared(t);
  const [inbox, archive] = [await idOf('INBOX'), await idOf('Archive')];
  await append(inbox, 'Subject: x\r\n\r\n');
  const { seen, flagged, deleted } = flagBits;
  const flags = { bits: seen | flagged | deleted, keywords: [] };
  await owner.storeFlags(inbox, { uids: everything, mode: 'add', flags });
  await give('INBOX', 'lr');
  for (const [letters, expected] of [
    ['li', 0],
    ['lis', seen],
    ['list', seen | deleted],
    ['listw', seen | deleted | flagged],
  ] as const) {
    await give('Archive', letters);
    await guest.copy(inbox, everything, archive);
    assert.equal(await flagsIn(owner, archive), expected, letters);
    await owner.expunge(archive, everything, { onlyDeleted: false });
  }
});

test('a move removes as EXPUNGE does: with t alone, or e alone, nothing is copied either (RFC 6851 §4.4)', async (t) => {
  const { owner, guest, append, idOf, give } = await shared(t);
  const [inbox, archive] = [await idOf('INBOX'), await idOf('Archive')];
  await append(inbox, 'Subject: x\r\n\r\n');
  await give('Archive', 'listw');
  for (const letters of ['lrt', 'lre']) {
    await give('INBOX', letters);
    await assert.rejects(guest.move(inbox, everything, archive), { code: 'no-permission' }, letters);
    await assert.rejects(guest.expunge(inbox, everything, { onlyDeleted: false }), { code: 'no-permission' }, letters);
  }
  assert.equal((await owner.folderStatus(archive)).messages, 0);
  await give('INBOX', 'lrte');
  await guest.move(inbox, everything, archive);
  assert.equal((await owner.folderStatus(archive)).messages, 1);
});

test('a folder is made or renamed only below one with k, and a special use needs every right', async (t) => {
  const { guest, owner, give } = await shared(t);
  for (const name of ['Open', 'Closed']) await owner.createFolder(name);
  await give('Open', 'lrkx');
  await give('Closed', 'lrx');
  await guest.createFolder('Open/One');
  await give('Open/One', 'lrx');
  const refused = { code: 'no-permission' };
  await assert.rejects(guest.createFolder('Closed/One'), refused);
  await assert.rejects(guest.createFolder('Top'), refused);
  await assert.rejects(guest.renameFolder('Open/One', 'Closed/One'), refused);
  await assert.rejects(guest.renameFolder('Open/One', 'Top'), refused);
  await assert.rejects(guest.createFolder('Open/Two', { specialUse: 'junk' }), refused);
  await guest.renameFolder('Open/One', 'Open/Three');
  const names = (await owner.listFolders()).map(({ name }) => name).filter((name) => /Open|Closed|Top/.test(name));
  assert.deepEqual(names.toSorted(), ['Closed', 'Open', 'Open/Three']);
});

test('who may not mark messages as seen does not take their being recent away either', async (t) => {
  const { owner, guest, append, idOf, give } = await shared(t);
  const inbox = await idOf('INBOX');
  await append(inbox, 'Subject: x\r\n\r\n');
  const firstRecent = async (): Promise<number> => (await owner.folderStatus(inbox)).firstRecentUid;
  await give('INBOX', 'lr');
  await guest.openFolder(inbox, { claimRecent: true });
  assert.equal(await firstRecent(), 1);
  await give('INBOX', 'lrs');
  await guest.openFolder(inbox, { claimRecent: true });
  assert.equal(await firstRecent(), 2);
});
