import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FieldTexts } from './field-texts.ts';

function textsOf(...messages: readonly (readonly string[])[]): FieldTexts {
  const texts = new FieldTexts();
  texts.add(messages.map((values, index) => ({ uid: 10 * (index + 1), values })));
  return texts;
}

const containing = (texts: FieldTexts, folded: string): number[] => [...texts.containing(folded)].flat();

test('a text is found in every message that has it, once, and never across two values', () => {
  const texts = textsOf(['lunch today'], [], ['no', 'lunch', 'a lunch'], [''], ['unch']);
  assert.deepEqual(containing(texts, 'lunch'), [10, 30]);
  assert.deepEqual(containing(texts, 'unch'), [10, 30, 50]);
  assert.deepEqual(containing(texts, 'lunch\na'), []);
  assert.deepEqual(containing(texts, 'todayno'), []);
  assert.deepEqual(containing(texts, 'dinner'), []);
});

test('an empty text asks for the field itself', () => {
  assert.deepEqual(containing(textsOf(['x'], [], [''], ['a', ''], []), ''), [10, 30, 40]);
  assert.deepEqual(containing(textsOf([''], ['']), ''), [10, 20]);
  assert.deepEqual(containing(textsOf([], []), ''), []);
});

test('the values of a message are tested together', () => {
  const texts = textsOf(['one'], ['one', 'two'], ['two', 'three']);
  const both = (): ((value: string) => boolean) => {
    const left = new Set(['one', 'two']);
    return (value) => left.delete(value) && left.size === 0;
  };
  assert.deepEqual([...texts.matching(both)].flat(), [20]);
});

test('messages added later, few or many, are found as the first ones', () => {
  const texts = new FieldTexts();
  const expected: number[] = [];
  let uid = 0;
  for (const count of [1, 1, 3, 2_000, 1, 5_000, 2]) {
    const lines = Array.from({ length: count }, () => ({
      uid: ++uid,
      values: uid % 3 === 0 ? [] : [`number ${uid}.`],
    }));
    texts.add(lines);
    assert.equal(texts.messages, uid);
  }
  for (let at = 1; at <= uid; at++) if (at % 3 !== 0 && String(at).endsWith('7')) expected.push(at);
  assert.deepEqual(containing(texts, '7.'), expected);
  assert.deepEqual(containing(texts, 'number 7008.'), []);
  assert.deepEqual(containing(texts, 'number 7007.'), [7007]);
});
