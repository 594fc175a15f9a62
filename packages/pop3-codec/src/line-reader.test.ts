import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LineReader } from './line-reader.ts';

const drain = (reader: LineReader, limit: number): string[] => {
  const events: string[] = [];
  for (let event = reader.next(limit); event; event = reader.next(limit)) {
    events.push(event.kind === 'line' ? event.line.toString() : `too long: ${event.limit}`);
  }
  return events;
};

test('lines are the same at every split, and byte by byte', () => {
  const input = Buffer.from(`USER ann\r\n\r\nNOOP\nPASS a\rb\r\n${'x'.repeat(40)}\r\nQUIT\r\npartial`);
  const expected = ['USER ann', '', 'NOOP', 'PASS a\rb', 'too long: 20', 'QUIT'];
  for (let split = 0; split <= input.length; split += 1) {
    const reader = new LineReader();
    reader.push(input.subarray(0, split));
    const events = drain(reader, 20);
    reader.push(input.subarray(split));
    assert.deepEqual([...events, ...drain(reader, 20)], expected, `split at ${split}`);
  }
  const reader = new LineReader();
  const events: string[] = [];
  for (const byte of input) {
    reader.push(Buffer.from([byte]));
    events.push(...drain(reader, 20));
  }
  assert.deepEqual(events, expected);
});

test('a line of exactly the limit is accepted, terminator included', () => {
  const reader = new LineReader();
  reader.push(Buffer.from(`${'a'.repeat(38)}\r\n${'b'.repeat(39)}\r\n`));
  assert.deepEqual(drain(reader, 40), ['a'.repeat(38), 'too long: 40']);
});

test('a line without end holds no more than the limit, and the next line is read', () => {
  const reader = new LineReader();
  for (let i = 0; i < 1_000; i += 1) {
    reader.push(Buffer.alloc(65_536, 'x'));
    assert.equal(reader.next(512), null);
  }
  reader.push(Buffer.from('\r\nNOOP\r\n'));
  assert.deepEqual(drain(reader, 512), ['too long: 512', 'NOOP']);
});

test('what came before a TLS handshake can be thrown away', () => {
  const reader = new LineReader();
  reader.push(Buffer.from('STLS\r\nUSER eve\r\nPA'));
  assert.equal(reader.next(512)?.kind, 'line');
  assert.equal(reader.hasUnread, true);
  reader.discard();
  assert.equal(reader.hasUnread, false);
  reader.push(Buffer.from('CAPA\r\n'));
  assert.deepEqual(drain(reader, 512), ['CAPA']);
});

test('lines already pushed are kept when more is pushed before they are read', () => {
  const reader = new LineReader();
  reader.push(Buffer.from('STAT\r\nLI'));
  reader.push(Buffer.from('ST\r\n'));
  assert.deepEqual(drain(reader, 512), ['STAT', 'LIST']);
});
