import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openedStore } from './opened-store.fixture.ts';

test('a copy counts against the quota like any other message, to the byte (RFC 9208 §3)', async (t) => {
  const text = 'Subject: half\r\n\r\nof what fits\r\n';
  const { account, append } = await openedStore(t, () => 2 * text.length);
  const inbox = (await account.folder('INBOX')).folderId;
  const archive = (await account.folder('Archive')).folderId;
  const uid = await append(inbox, text);
  await account.copy(inbox, [{ first: uid, last: uid }], archive);
  assert.equal((await account.quota()).sizeBytes, 2 * text.length);
  await assert.rejects(account.copy(inbox, [{ first: uid, last: uid }], archive), { code: 'over-quota' });
  assert.equal((await account.folderStatus(archive)).messages, 1);
  assert.equal((await account.quota()).sizeBytes, 2 * text.length);
});
