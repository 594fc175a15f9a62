import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeptPasswordHashes } from './kept-password-hashes.ts';

test('a hash is read once, and again after any change', async () => {
  const hashes = new KeptPasswordHashes();
  let reads = 0;
  const read = async (): Promise<string> => `hash ${(reads += 1)}`;
  assert.equal(await hashes.of('ann', read), 'hash 1');
  assert.equal(await hashes.of('ann', read), 'hash 1');
  hashes.forget();
  assert.equal(await hashes.of('ann', read), 'hash 2');
});

test('a hash that was read while the directory changed is not kept, nor that there is none', async () => {
  const hashes = new KeptPasswordHashes();
  const { promise, resolve } = Promise.withResolvers<string>();
  const old = hashes.of('ann', () => promise);
  hashes.forget();
  resolve('old');
  assert.equal(await old, 'old');
  assert.equal(await hashes.of('ann', async () => 'new'), 'new');
  assert.equal(await hashes.of('bob', async () => null), null);
  assert.equal(await hashes.of('bob', async () => 'set'), 'set');
});
