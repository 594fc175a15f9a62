import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ThreadedMessage, ThreadNode } from './thread.ts';
import { threadByReferences } from './thread-references.ts';

/** `id<ref,ref subject`, in the order of the mailbox; the n-th is sent at n. */
function messages(...lines: string[]): ThreadedMessage[] {
  return lines.map((line, position) => {
    const [, id = '', references = '', subject = ''] = /^(\w*)<?([\w,]*) ?(.*)$/.exec(line) ?? [];
    return {
      position,
      sentMs: position,
      messageId: id === '' ? null : id,
      references: references === '' ? [] : references.split(','),
      baseSubject: subject.replace(/^re: /, ''),
      isReplyOrForward: subject.startsWith('re: '),
    };
  });
}

const rest = async (): Promise<void> => {};

function shape(nodes: readonly ThreadNode[]): string {
  return nodes
    .map(({ position, children }) => `(${position ?? ''}${children.length === 0 ? '' : shape(children)})`)
    .join('');
}

test('replies stand below what they answer, by the last reference', async () => {
  assert.equal(shape(await threadByReferences(messages('a', 'b<a', 'c<a,b', 'd<a'), false, rest)), '(0(1(2))(3))');
});

test('a missing message holds its replies together, but only if there are several', async () => {
  assert.equal(shape(await threadByReferences(messages('b<a', 'c<a'), false, rest)), '((0)(1))');
  assert.equal(shape(await threadByReferences(messages('b<a', 'x'), false, rest)), '(0)(1)');
});

test('references that make a loop are not followed', async () => {
  assert.equal(shape(await threadByReferences(messages('a<b', 'b<a'), false, rest)), '(1(0))');
  assert.equal(shape(await threadByReferences(messages('a<a'), false, rest)), '(0)');
});

test('what a message says of its place goes before what others said of it (RFC 5256 §3, step 1.B)', async () => {
  // b says that c follows a; c itself answers b, which stands below it, or nothing.
  assert.equal(shape(await threadByReferences(messages('a', 'b<a,c', 'c<b'), false, rest)), '(0)(2(1))');
  assert.equal(shape(await threadByReferences(messages('a', 'b<a,c', 'c'), false, rest)), '(0)(2(1))');
});

test('two messages with one id are two messages', async () => {
  assert.equal(shape(await threadByReferences(messages('a', 'a', 'b<a'), false, rest)), '(0(2))(1)');
});

test('threads of one subject are joined by REFERENCES and left apart by REFS', async () => {
  const mail = messages('a lunch', 'b re: lunch', 'c other');
  assert.equal(shape(await threadByReferences(mail, true, rest)), '(0(1))(2)');
  assert.equal(shape(await threadByReferences(mail, false, rest)), '(0)(1)(2)');
});

test('of two equals the older one takes the replies, whatever their order in the mailbox (RFC 5256 §3, step 4)', async () => {
  const [late, early, reply] = messages('a lunch', 'b lunch', 'c re: lunch') as [
    ThreadedMessage,
    ThreadedMessage,
    ThreadedMessage,
  ];
  const sent = [
    { ...late, sentMs: 9 },
    { ...early, sentMs: 5 },
    { ...reply, sentMs: 7 },
  ];
  assert.equal(shape(await threadByReferences(sent, true, rest)), '((1(2))(0))');
});

test('no subject joins nothing', async () => {
  assert.equal(shape(await threadByReferences(messages('a', 'b'), true, rest)), '(0)(1)');
});

test('siblings stand in the order of their dates', async () => {
  const [root, late, early] = messages('a', 'b<a', 'c<a') as [ThreadedMessage, ThreadedMessage, ThreadedMessage];
  assert.equal(
    shape(await threadByReferences([root, { ...late, sentMs: 9 }, { ...early, sentMs: 5 }], false, rest)),
    '(0(2)(1))',
  );
});
