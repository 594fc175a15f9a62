import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blobLimits, mailLimits } from '../../server/src/http/jmap/core/limits.ts';
import { JmapTestClient } from '../../server/src/http/jmap/fixtures/jmap-client.ts';
import { startServer } from '../support/server.ts';

test('tooManyMailboxes, tooManyKeywords and tooLarge: one beyond what an Email or a blob may have', async (t) => {
  const server = await startServer(t);
  const alice = await JmapTestClient.open(server, server.users.alice);
  const email = await alice.draft();

  // tooManyMailboxes (RFC 8621 §4.6)
  const names = Array.from({ length: mailLimits.maxMailboxesPerEmail }, (_, at) => `Box ${at}`);
  const create = Object.fromEntries(names.map((name, at) => [`k${at}`, { name }]));
  const [[, made]] = await alice.call(['Mailbox/set', { create }, '0']);
  const ids = Object.values<{ id: string }>(made.created).map(({ id }) => id);
  const all = Object.fromEntries([...ids, await alice.mailboxId('inbox')].map((id) => [id, true]));
  const [[, set]] = await alice.call([
    'Email/set',
    { update: { [email]: { mailboxIds: all } }, create: { n: { mailboxIds: all } } },
    '0',
  ]);
  assert.equal(set.notUpdated[email].type, 'tooManyMailboxes');
  assert.equal(set.notCreated.n.type, 'tooManyMailboxes');

  // tooManyKeywords (RFC 8621 §4.6): as many as a folder keeps apart
  const keywords = Object.fromEntries(Array.from({ length: 201 }, (_, at) => [`keywords/word${at}`, true]));
  const [[, marked]] = await alice.call(['Email/set', { update: { [email]: keywords } }, '0']);
  assert.equal(marked.notUpdated[email].type, 'tooManyKeywords');

  // a blob larger than maxSizeBlobSet (RFC 9404 §4.1)
  const blobId = await alice.upload(Buffer.alloc(blobLimits.maxSizeBlobSet), 'application/octet-stream');
  const data = [{ blobId }, { 'data:asText': 'x' }];
  const [[, blobs]] = await alice.call(['Blob/upload', { create: { k: { data }, fits: { data: [{ blobId }] } } }, '0']);
  assert.equal(blobs.notCreated.k.type, 'tooLarge');
  assert.equal(blobs.created.fits.size, blobLimits.maxSizeBlobSet);
});
