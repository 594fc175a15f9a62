import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Output } from './output.ts';

test('a reader that takes nothing blocks the output and nothing else', async () => {
  const gate = Promise.withResolvers<void>();
  const output = new Output({ send: () => gate.promise, noteProgress: () => {} });
  output.line('* OK');
  const flushing = output.flush();
  assert.ok(output.isBlocked);
  gate.resolve();
  await flushing;
  assert.ok(!output.isBlocked);
});

test('large pieces go out without a copy, after what was written before them', async () => {
  const sent: Buffer[] = [];
  const output = new Output({ send: async (bytes) => void sent.push(bytes), noteProgress: () => {} });
  const piece = Buffer.alloc(100_000, 'x');
  output.line('* 1 FETCH (BODY[] {100000}');
  await output.content(piece);
  output.line(')');
  await output.flush();
  assert.equal(sent.length, 3);
  assert.equal(sent[1]?.buffer, piece.buffer);
  assert.equal(Buffer.concat(sent).toString(), `* 1 FETCH (BODY[] {100000}\r\n${piece.toString()})\r\n`);
});

test('small lines gather and leave as one', async () => {
  const sent: Buffer[] = [];
  const output = new Output({ send: async (bytes) => void sent.push(bytes), noteProgress: () => {} });
  for (let i = 0; i < 1_000; i++) output.line('* 1 EXISTS');
  await output.makeRoom();
  await output.flush();
  assert.equal(sent.length, 1);
});
