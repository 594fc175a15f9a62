import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BytesWriter } from '@relais/imap-codec';
import { type UidSet, uidSetOf } from '../../../domain/mail/uid-set.ts';
import { KeptItems, keepItems, keptItems, mostKeptBytes } from './kept-items.ts';

const answerTo = (uid: number): Buffer => Buffer.from(`BODY[HEADER] {${String(uid).length}}\r\n${uid}`);

function keep(fields: KeptItems, ...uids: number[]): void {
  for (const uid of uids) fields.add(uid, answerTo(uid));
  fields.settle();
}

/** `1:3 yes, 4 no` */
function told(fields: KeptItems, uids: UidSet): string {
  return fields
    .stretches(uids)
    .map(({ uids: of, isKept }) => `${of.map(({ first, last }) => `${first}:${last}`).join()} ${isKept ? 'yes' : 'no'}`)
    .join('; ');
}

test('what was answered is found again, in whatever order it is added and asked for', () => {
  const fields = new KeptItems();
  keep(fields, 1, 2, 200, 127, 128);
  keep(fields, 129, 3, 126);
  for (const uid of [1, 2, 3, 126, 127, 128, 129, 200, 2, 128, 1]) assert.deepEqual(fields.find(uid), answerTo(uid));
  for (const uid of [4, 125, 130, 500]) assert.equal(fields.find(uid), undefined);
});

test('what is kept is written, and nothing at all for a message whose neighbours alone are kept', () => {
  const fields = new KeptItems();
  keep(fields, 1, 2, 4, 200);
  const writer = new BytesWriter();
  assert.deepEqual(
    [4, 3, 1, 2, 5, 199, 200, 900].map((uid) => fields.writeTo(writer, uid)),
    [true, false, true, true, false, false, true, false],
  );
  assert.deepEqual(writer.take(), Buffer.concat([4, 1, 2, 200].map(answerTo)));
});

test('a set is cut into what is kept and what has to be read', () => {
  const fields = new KeptItems();
  keep(fields, 2, 3, 4, 130);
  assert.equal(told(fields, [{ first: 1, last: 5 }]), '1:1 no; 2:4 yes; 5:5 no');
  assert.equal(told(fields, uidSetOf([3, 130])), '3:3,130:130 yes');
  assert.equal(told(fields, []), '');
  keep(fields, ...Array.from({ length: 600 }, (_, index) => 5_000 + index));
  assert.equal(told(fields, [{ first: 4_990, last: 5_700 }]), '4990:4999 no; 5000:5599 yes; 5600:5700 no');
  assert.equal(
    told(fields, [
      { first: 5_100, last: 5_130 },
      { first: 5_140, last: 5_598 },
    ]),
    '5100:5130,5140:5598 yes',
  );
  keep(fields, ...Array.from({ length: 100 }, (_, index) => 1_000 + 2 * index));
  assert.equal(told(fields, [{ first: 1_000, last: 1_200 }]), '1000:1200 no');
});

test('what is not asked for any more is given up', () => {
  const bytes = Buffer.alloc(Math.floor((mostKeptBytes * 0.4) / 70));
  const of = (name: string): void => {
    assert.equal(keptItems(name), undefined);
    const items = keptItems(name) as KeptItems;
    for (let uid = 1; uid <= 70; uid++) items.add(uid, bytes);
    keepItems(name, items);
  };
  const has = (name: string, uid: number): boolean => keptItems(name)?.find(uid) !== undefined;
  of('first');
  of('second');
  assert.ok(has('first', 1));
  keepItems('first', keptItems('first') as KeptItems);
  of('third');
  assert.ok(!has('second', 1));
  assert.ok(has('first', 70));
  assert.ok(has('third', 70));
});
