import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openedStore } from './opened-store.fixture.ts';

test('a folder gives UIDs up to the last but one of 32 bits, and then none (RFC 9051 §2.3.1.1)', async (t) => {
  const { account, scope, append } = await openedStore(t);
  const { folderId } = await account.folder('Archive');
  await scope.write(async (writer) => {
    await writer.run(
      'UPDATE folders SET uid_next = ? WHERE account = ? AND folder_id = ?',
      0xffff_fffe,
      writer.account,
      folderId,
    );
  });
  assert.equal(await append(folderId, 'Subject: the last\r\n\r\n'), 0xffff_fffe);
  await assert.rejects(append(folderId, 'Subject: one more\r\n\r\n'), /has given all its UIDs/);
  const { uidNext, messages } = await account.folderStatus(folderId);
  assert.deepEqual({ uidNext, messages }, { uidNext: 0xffff_ffff, messages: 1 });
});
