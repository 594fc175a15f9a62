import assert from 'node:assert/strict';
import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { ManualClock } from '../../../platform/clock/manual-clock.ts';
import { UploadRefused, Uploads } from './uploads.ts';

async function* bytes(...chunks: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

async function textOf(source: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

/** Where an upload is: its file is named after it. */
async function folderOf(blobId: string): Promise<string> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith('relais-uploads-')) continue;
    const files = await readdir(join(tmpdir(), name)).catch((): string[] => []);
    if (files.includes(blobId)) return join(tmpdir(), name);
  }
  throw new Error(`no folder holds ${blobId}`);
}

test('an upload is read by its account alone, and gone when the next one comes a day later', async (t) => {
  const clock = new ManualClock(0);
  const uploads = new Uploads(clock);
  t.after(() => uploads.close());
  const { blobId, sizeBytes } = await uploads.keep('alice', 'text/plain', bytes('one ', 'two'), 100);
  assert.equal(sizeBytes, 7);
  const found = uploads.find('alice', blobId);
  assert.ok(found !== null);
  assert.equal(await textOf(found.read()), 'one two');
  assert.equal(uploads.find('bob', blobId), null);
  clock.advance(24 * 3_600_000);
  await uploads.keep('bob', 'text/plain', bytes('three'), 100);
  assert.equal(uploads.find('alice', blobId), null);
});

test('what is refused or breaks off leaves no file behind', async (t) => {
  const uploads = new Uploads(new ManualClock(0));
  t.after(() => uploads.close());
  const { blobId } = await uploads.keep('alice', 'text/plain', bytes('kept'), 100);
  await assert.rejects(
    uploads.keep('alice', 'text/plain', bytes('x'.repeat(101)), 100),
    (cause) => cause instanceof UploadRefused && cause.reason === 'too-large',
  );
  const broken = (async function* () {
    yield Buffer.from('half');
    throw new Error('the client went');
  })();
  await assert.rejects(uploads.keep('alice', 'text/plain', broken, 100), /the client went/);
  assert.deepEqual(await readdir(await folderOf(blobId)), [blobId]);
});

test('uploads go on when somebody tidied the folder of temporary files up', async (t) => {
  const uploads = new Uploads(new ManualClock(0));
  t.after(() => uploads.close());
  const before = await uploads.keep('alice', 'text/plain', bytes('old'), 100);
  const folder = await folderOf(before.blobId);
  assert.equal(dirname(folder), tmpdir());
  await rm(folder, { recursive: true });
  const { blobId } = await uploads.keep('alice', 'text/plain', bytes('new'), 100);
  assert.equal(uploads.find('alice', before.blobId), null);
  const found = uploads.find('alice', blobId);
  assert.ok(found !== null);
  assert.equal(await textOf(found.read()), 'new');
});
