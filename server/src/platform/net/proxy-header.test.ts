import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readProxyHeader } from './proxy-header.ts';

const line = Buffer.from('PROXY TCP4 192.0.2.7 192.0.2.1 56324 25\r\nEHLO');
const binary = Buffer.concat([
  Buffer.from('0d0a0d0a000d0a515549540a', 'hex'),
  Buffer.from([
    0x21,
    0x21,
    0,
    36,
    ...Array<number>(15).fill(0),
    7,
    ...Array<number>(10).fill(0),
    255,
    255,
    192,
    0,
    2,
    1,
    1,
    2,
    0,
    25,
  ]),
  Buffer.from('EHLO'),
]);

test('a header is incomplete at every split before its end, and read whole at it', () => {
  for (const [bytes, length] of [
    [line, line.length - 4],
    [binary, binary.length - 4],
  ] as const) {
    for (let at = 0; at < length; at += 1)
      assert.deepEqual(readProxyHeader(bytes.subarray(0, at)), { kind: 'incomplete' }, String(at));
    const read = readProxyHeader(bytes);
    assert.equal(read.kind === 'read' && read.length, length);
  }
});

test('addresses of version 2 are numeric, and mapped ones IPv4', () => {
  const read = readProxyHeader(binary);
  assert.deepEqual(read.kind === 'read' && read.ends, {
    remote: { address: '::7', port: 258 },
    local: { address: '192.0.2.1', port: 25 },
  });
});

test('what is no header is told from one that is not complete', () => {
  for (const text of [
    'EHLO c\r\n',
    'PROXY TCP5 a b 1 2\r\n',
    `PROXY ${'x'.repeat(200)}`,
    'PROXY TCP4 192.0.2.1 192.0.2.2 1 99999\r\n',
  ])
    assert.equal(readProxyHeader(Buffer.from(text)).kind, 'invalid', text);
  const old = Buffer.from(binary);
  old[12] = 0x11;
  assert.equal(readProxyHeader(old).kind, 'invalid');
});
