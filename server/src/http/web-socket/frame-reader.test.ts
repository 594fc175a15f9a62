import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FrameReader } from './frame-reader.ts';

const hello = Buffer.from([0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58]);

test('the masked "Hello" of RFC 6455 §5.7, cut at every place', () => {
  for (let cut = 0; cut <= hello.length; cut++) {
    const reader = new FrameReader(100);
    const frames = [...reader.push(hello.subarray(0, cut)), ...reader.push(hello.subarray(cut))];
    assert.deepEqual(
      frames.map(({ isFinal, opcode, payload }) => [isFinal, opcode, payload.toString()]),
      [[true, 1, 'Hello']],
    );
  }
});

test('what a client may not send closes with the code of RFC 6455 §7.4.1', () => {
  const codeOf = (...bytes: number[]) => {
    try {
      return [...new FrameReader(100).push(Buffer.from(bytes))].length;
    } catch (cause) {
      return (cause as { code: number }).code;
    }
  };
  assert.equal(codeOf(0x81, 0x05, 1, 2, 3, 4, 5), 1002, 'unmasked');
  assert.equal(codeOf(0xc1, 0x80, 0, 0, 0, 0), 1002, 'a reserved bit');
  assert.equal(codeOf(0x09, 0x80, 0, 0, 0, 0), 1002, 'a ping in pieces');
  assert.equal(codeOf(0x81, 0xe5, 0, 0, 0, 0), 1009, 'too large');
  assert.equal(codeOf(0x81, 0xff, 0, 0, 0, 1, 0, 0, 0, 0), 1009, 'far too large');
});

// Joining what is here with each piece would copy two terabytes.
test('a large frame may come twenty bytes at a time', () => {
  const size = 10_000_000;
  const head = Buffer.alloc(14);
  head[0] = 0x81;
  head[1] = 0xff;
  head.writeUInt32BE(size, 6);
  const reader = new FrameReader(size);
  const frames = [...reader.push(head)];
  const piece = Buffer.alloc(20, 0x20);
  for (let sent = 0; sent < size; sent += piece.length) frames.push(...reader.push(piece));
  assert.equal(frames.length, 1);
  assert.ok(frames[0]?.payload.equals(Buffer.alloc(size, 0x20)));
});
