import assert from 'node:assert/strict';
import type { RepairableMailStore } from '../../../server/src/domain/mail/mail-store.ts';
import { allUids, appendLetters } from '../message.fixture.ts';
import { names, refuses, uidsIn, withAccount } from './account-tests.fixture.ts';

/** Folders by their names: made, renamed, deleted, subscribed. */
export function foldersContract(store: () => RepairableMailStore): void {
  withAccount(store, 'a new account has the default folders, subscribed and with their uses', async (account) => {
    const folders = await account.listFolders();
    assert.deepEqual(
      folders.map((folder) => [folder.name, folder.specialUse]),
      [
        ['INBOX', 'inbox'],
        ['Archive', 'archive'],
        ['Deleted Items', 'trash'],
        ['Drafts', 'drafts'],
        ['Junk Email', 'junk'],
        ['Sent Items', 'sent'],
      ],
    );
    assert.ok(folders.every((folder) => folder.subscribed && folder.selectable && !folder.hasChildren));
    assert.equal(new Set(folders.map((folder) => folder.mailboxId)).size, folders.length);
    assert.equal(new Set(folders.map((folder) => folder.status.uidValidity)).size, folders.length);
  });

  withAccount(store, 'the place of a folder is the one that its name means now', async (account) => {
    const place = async (name: string): Promise<number> => (await account.folder(name, 'place')).folderId;
    const { folderId: first } = await account.createFolder('Work');
    assert.equal(await place('Work'), first);
    assert.equal(await place('inbox'), await place('INBOX'));
    await account.renameFolder('Work', 'Play');
    await refuses(place('Work'), 'folder-not-found');
    assert.equal(await place('Play'), first);
    const { folderId: second } = await account.createFolder('Work');
    assert.equal(await place('Work'), second);
    await account.deleteFolder('Work');
    await refuses(place('Work'), 'folder-not-found');
    const { folderId: third } = await account.createFolder('Work/Below');
    assert.equal(await place('Work/Below'), third);
    await account.deleteFolder('Work');
    assert.equal((await account.folder('Work', 'place')).selectable, false);
  });

  withAccount(
    store,
    'a folder is made with its missing parents, found by its name in any normal form',
    async (account) => {
      const made = await account.createFolder('Kunden/Mu\u0308ller/2026/');
      assert.equal(made.name, 'Kunden/M\u00fcller/2026');
      assert.equal(made.subscribed, false);
      assert.equal((await account.folder('Kunden/Mu\u0308ller')).hasChildren, true);
      await refuses(account.createFolder('Kunden/M\u00fcller'), 'folder-exists');
      await refuses(account.createFolder('inbox'), 'folder-exists');
      await refuses(account.folder('kunden'), 'folder-not-found');
      assert.equal((await account.createFolder('inbox/Rechnungen')).name, 'INBOX/Rechnungen');
      assert.equal((await account.folder('InBox')).name, 'INBOX');
    },
  );

  withAccount(store, 'names that are empty, hidden, too long or try to escape are refused', async (account) => {
    const bad = [
      '',
      '/',
      '/a',
      'a//b',
      '..',
      'a/../b',
      './a',
      'a\u0000b',
      'a\nb',
      'a\u202eb',
      'a*',
      '%',
      ' a',
      'a /b',
      'x'.repeat(1_001),
      '\ud800',
      Array(62).fill('a').join('/'),
    ];
    for (const name of bad) await refuses(account.createFolder(name), 'folder-name-invalid');
    assert.equal((await names(account)).length, 6);
  });

  withAccount(
    store,
    'a folder that is deleted and made again has another UIDVALIDITY and MAILBOXID',
    async (account) => {
      const first = await account.createFolder('Projects');
      await appendLetters(account, first.folderId, 3);
      await account.deleteFolder('Projects');
      await refuses(account.openFolder(first.folderId, { claimRecent: false }), 'folder-not-found');
      const second = await account.createFolder('Projects');
      assert.notEqual(second.folderId, first.folderId);
      assert.notEqual(second.mailboxId, first.mailboxId);
      assert.ok(second.status.uidValidity > first.status.uidValidity);
      assert.equal((await account.quota()).messages, 0);
    },
  );

  withAccount(
    store,
    'a deleted folder with children keeps its name, not selectable (RFC 3501 §6.3.4)',
    async (account, inbox) => {
      await account.createFolder('a/b');
      const { folderId } = await account.folder('a');
      await appendLetters(account, folderId, 2);
      await account.deleteFolder('a');
      const kept = await account.folder('a');
      assert.equal(kept.selectable, false);
      assert.equal(kept.hasChildren, true);
      await refuses(account.openFolder(kept.folderId, { claimRecent: false }), 'folder-not-selectable');
      await refuses(account.copy(inbox, allUids, kept.folderId), 'folder-not-selectable');
      await refuses(account.deleteFolder('a'), 'folder-has-children');
      assert.equal((await account.createFolder('a')).selectable, true);
      await account.deleteFolder('a/b');
      await account.deleteFolder('a');
      await refuses(account.folder('a'), 'folder-not-found');
      await refuses(account.deleteFolder('INBOX'), 'folder-is-inbox');
    },
  );

  withAccount(store, 'RENAME takes children along and keeps messages', async (account) => {
    await account.createFolder('a/b/c');
    await account.createFolder('ab');
    const { folderId } = await account.folder('a/b');
    await appendLetters(account, folderId, 2);
    await account.renameFolder('a', 'x/y');
    assert.deepEqual(
      (await names(account)).filter((name) => /^[ax]/.test(name)),
      ['ab', 'x', 'x/y', 'x/y/b', 'x/y/b/c'],
    );
    assert.equal((await account.folder('x/y/b')).folderId, folderId);
    assert.deepEqual(await uidsIn(account, folderId), [1, 2]);
    await refuses(account.renameFolder('x', 'ab'), 'folder-exists');
    await refuses(account.renameFolder('x', 'x/y/z'), 'folder-name-invalid');
    await refuses(account.renameFolder('nowhere', 'z'), 'folder-not-found');
  });

  withAccount(
    store,
    'RENAME of INBOX moves its messages and leaves it empty (RFC 9051 §6.3.6)',
    async (account, inbox) => {
      await appendLetters(account, inbox, 3);
      await account.createFolder('INBOX/sub');
      await account.renameFolder('INBOX', 'Old');
      assert.deepEqual(await uidsIn(account, inbox), []);
      assert.deepEqual(await uidsIn(account, (await account.folder('Old')).folderId), [1, 2, 3]);
      assert.ok((await names(account)).includes('INBOX/sub'));
      assert.deepEqual(await appendLetters(account, inbox, 1), [4]);
    },
  );

  withAccount(store, 'a subscription outlives its folder (RFC 9051 §6.3.7)', async (account) => {
    await account.createFolder('News');
    await account.setSubscribed('News', true);
    await account.setSubscribed('News', true);
    await account.deleteFolder('News');
    assert.ok((await account.subscribedNames()).includes('News'));
    await account.setSubscribed('News', false);
    assert.ok(!(await account.subscribedNames()).includes('News'));
  });

  withAccount(store, 'there is one folder of each special use (RFC 6154)', async (account) => {
    const made = await account.createFolder('Everything', { specialUse: 'all' });
    assert.equal(made.specialUse, 'all');
    await refuses(account.createFolder('Mine', { specialUse: 'all' }), 'conflict');
    const { folderId } = await account.createFolder('Outbox');
    await account.setSpecialUse(folderId, 'sent');
    assert.equal((await account.folder('Outbox')).specialUse, 'sent');
    assert.equal((await account.folder('Sent Items')).specialUse, null);
    await refuses(account.setSpecialUse(folderId, 'inbox'), 'folder-is-inbox');
  });

  withAccount(store, 'a folder keeps the order that somebody gave it, under another name too', async (account) => {
    const { folderId, sortOrder } = await account.createFolder('Work');
    assert.equal(sortOrder, null);
    await account.setSortOrder(folderId, 2 ** 31 - 1);
    await account.renameFolder('Work', 'Done/Work');
    const orders = (await account.listFolders()).filter((folder) => folder.sortOrder !== null);
    assert.deepEqual(
      orders.map((folder) => [folder.name, folder.sortOrder]),
      [['Done/Work', 2 ** 31 - 1]],
    );
    assert.equal((await account.folder('Done/Work', 'place')).sortOrder, 2 ** 31 - 1);
    // Another that comes under the name is another folder.
    await account.deleteFolder('Done/Work');
    assert.equal((await account.createFolder('Done/Work')).sortOrder, null);
    await refuses(account.setSortOrder(folderId, 1), 'folder-not-found');
  });
}
