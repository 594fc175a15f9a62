import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { nextTurn } from '../../platform/clock/turn.ts';
import { openedStore } from './opened-store.fixture.ts';

test('a message that is just coming in outlives the sweep of what was expunged', async (t) => {
  const { account, scope, append } = await openedStore(t);
  const inbox = (await account.folder('INBOX')).folderId;
  const coming = await account.beginMessage();
  await coming.write(Buffer.from('Subject: a large one\r\n\r\n'));
  // More than a megabyte of what does not pack, so that some of it is in the store before it is finished.
  let sizeBytes = 'Subject: a large one\r\n\r\n'.length;
  for (let line = 0; line < 1_200; line++) {
    const noise = createHash('shake256', { outputLength: 1_500 }).update(`${line}`).digest('base64');
    await coming.write(Buffer.from(`${noise}\r\n`));
    sizeBytes += noise.length + 2;
  }
  const left = async (): Promise<number> => {
    const row = await scope.read((reader) =>
      reader.get<{ n: number }>('SELECT count(*) AS n FROM contents WHERE account = ? AND refs = 0', reader.account),
    );
    return Number(row?.n);
  };
  assert.equal(await left(), 1, 'it has begun to be stored');

  const uid = await append(inbox, 'Subject: soon gone\r\n\r\n');
  await account.expunge(inbox, [{ first: uid, last: uid }], { onlyDeleted: false });
  // The sweep takes all that it takes in one transaction.
  while ((await left()) > 1) await nextTurn();

  const message = await coming.finish();
  const { uids } = await account.append(inbox, [{ message, flags: { bits: 0, keywords: [] } }]);
  let bytes = 0;
  for await (const page of account.messages(inbox, [{ first: uids[0] as number, last: uids[0] as number }], {}))
    for (const { contentId } of page) for await (const chunk of account.content(contentId)) bytes += chunk.length;
  assert.equal(bytes, sizeBytes);
});
