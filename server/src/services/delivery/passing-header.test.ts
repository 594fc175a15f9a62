import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PassingHeader } from './passing-header.ts';

const message = Buffer.from(
  'From: Alice <alice@example.test>,\r\n bob@example.test\r\nSubject: A\r\n\r\nSubject: B\r\n\r\nFrom: <eve@example.test>\r\n',
);

test('the header ends at the first blank line, however the message is cut', () => {
  for (let cut = 0; cut <= message.length; cut += 1) {
    const header = new PassingHeader();
    header.push(message.subarray(0, cut));
    header.push(message.subarray(cut));
    assert.equal(header.isComplete, true, `cut at ${cut}`);
    assert.deepEqual(header.addresses('From'), ['alice@example.test', 'bob@example.test']);
    assert.equal(header.field('subject'), 'A');
  }
  const bytes = new PassingHeader();
  for (let at = 0; at < message.length; at += 1) bytes.push(message.subarray(at, at + 1));
  assert.equal(bytes.field('Subject'), 'A');
});

test('a header without an end is complete at 64 KB', () => {
  const header = new PassingHeader();
  header.push(Buffer.from('Subject: A\r\n'));
  assert.equal(header.isComplete, false);
  header.push(Buffer.alloc(70_000, 'x'));
  assert.equal(header.isComplete, true);
  assert.equal(header.field('Subject'), 'A');
});
