import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ByteSize,
  Credential,
  EnumFlags,
  fromWire,
  ListChange,
  parseByteSize,
  parseTimeSpan,
  SecureText,
  TimeSpan,
  toWire,
  Unlimited,
} from './index.ts';

test('time spans are read and printed as Exchange prints them', () => {
  for (const [given, printed] of [
    ['00:30:00', '00:30:00'],
    ['1.00:00:00', '1.00:00:00'],
    ['1800', '00:30:00'],
    ['0:0:30', '00:00:30'],
    ['12:30', '12:30:00'],
    ['00:00:30.5', '00:00:30.5000000'],
    ['86400', '1.00:00:00'],
  ] as const) {
    assert.equal(parseTimeSpan(given)?.toString(), printed);
  }
  for (const wrong of ['TimeValue', '', '25:00:00', '00:61:00', '1:2:3:4', 'abc', '-'])
    assert.equal(parseTimeSpan(wrong), null, wrong);
});

test('sizes are read in every form that Exchange prints or documents', () => {
  assert.equal(parseByteSize('2MB')?.bytes, 2_097_152);
  assert.equal(parseByteSize('2000000')?.bytes, 2_000_000);
  assert.equal(parseByteSize('36 MB (37,748,736 bytes)')?.bytes, 37_748_736);
  assert.equal(parseByteSize('two'), null);
  assert.equal(new ByteSize(37_748_736).toString(), '36 MB (37,748,736 bytes)');
  assert.equal(new ByteSize(0).toString(), '0 B (0 bytes)');
});

test('every kind of value comes back from its JSON form', () => {
  const value = {
    Span: new TimeSpan(90_000),
    Size: new ByteSize(5),
    Max: Unlimited.value,
    Flags: new EnumFlags(['Tls', 'BasicAuth']),
    When: new Date(0),
    Secret: new SecureText('s'),
    Login: new Credential('a', new SecureText('b')),
    Change: new ListChange(['a'], ['b']),
    List: ['x', 1, null, true],
    Nested: { A: 'b' },
  };
  assert.deepEqual(fromWire(JSON.parse(JSON.stringify(toWire(value)))), value);
  const file = { Name: 'a', FileData: Array.from({ length: 70_000 }, (_, index) => index & 255), Few: [1, 2] };
  const asBytes = toWire(file, 'base64') as { FileData: { $type: string } };
  assert.equal(asBytes.FileData.$type, 'ByteArray');
  assert.deepEqual(fromWire(JSON.parse(JSON.stringify(asBytes))), file);
  // What only looks like a file stays what it is.
  for (const odd of [-1, 256, 0.5, null, '7']) {
    const list = [...file.FileData.slice(0, 100), odd];
    assert.deepEqual(fromWire(toWire(list, 'base64')), list);
  }
  assert.throws(() => fromWire({ $type: 'Gun' }), /unknown value type/);
});
