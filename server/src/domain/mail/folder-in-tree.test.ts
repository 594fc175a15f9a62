import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openedStore } from './opened-store.fixture.ts';

test('a mailbox has so many folders and no more, whether they are made or missing parents of a new name', async (t) => {
  const unlimited = () => null;
  // Six are there from the beginning.
  const { account } = await openedStore(t, unlimited, { maxFolders: 8 });
  await account.createFolder('a');
  await assert.rejects(account.createFolder('b/c'), { code: 'folder-limit' });
  await account.createFolder('a/b');
  await assert.rejects(account.createFolder('c'), { code: 'folder-limit' });
  await assert.rejects(account.renameFolder('a/b', 'c/b'), { code: 'folder-limit' });
  await assert.rejects(account.renameFolder('INBOX', 'Old'), { code: 'folder-limit' });
  await account.renameFolder('a/b', 'b');
  assert.deepEqual(
    (await account.listFolders()).map(({ name }) => name).filter((name) => /^[a-c]/.test(name)),
    ['a', 'b'],
  );
});
