import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SummaryPage } from './summary-page.ts';

test('each summary is found by its UID, in any order, and no other', () => {
  const messages = fc
    .uniqueArray(
      fc.record({ uid: fc.integer({ min: 1, max: 0xffff_fffe }), summary: fc.uint8Array({ maxLength: 20 }) }),
      {
        selector: (message) => message.uid,
      },
    )
    .map((list) => list.sort((a, b) => a.uid - b.uid));
  fc.assert(
    fc.property(messages, fc.infiniteStream(fc.nat()), (list, order) => {
      const bytes = Buffer.concat([Buffer.alloc(3), SummaryPage.pack(list)]).subarray(3);
      const page = new SummaryPage(bytes);
      assert.deepEqual(
        page.uids,
        list.map((message) => message.uid),
      );
      for (let i = 0; i < 2 * list.length; i++) {
        const message = list[(order.next().value as number) % list.length];
        assert.deepEqual([...(page.find(message?.uid ?? 0) ?? [])], [...(message?.summary ?? [])]);
      }
      assert.equal(page.find(0xffff_ffff), null);
      assert.equal(page.find(0), null);
    }),
  );
});
