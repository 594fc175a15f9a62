import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { momentMs, momentZoneMinutes, packMoment } from './zoned-moment.ts';

test('a moment and its zone come back, from years before 1970 to years far away', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 33 }), fc.integer({ min: -1_439, max: 1_439 }), (s, zone) => {
      const packed = packMoment(s * 1_000, zone);
      assert.equal(momentMs(packed), s * 1_000);
      assert.equal(momentZoneMinutes(packed), zone);
    }),
  );
});

test('what was stored before zones were kept is a moment in UTC', () => {
  assert.equal(packMoment(1_795_000_000_123, 0), 1_795_000_000_123);
  assert.equal(momentMs(1_795_000_000_123), 1_795_000_000_123);
  assert.equal(momentZoneMinutes(1_795_000_000_123), 0);
});

test('a zone that no clock has is not kept, the moment is', () => {
  assert.equal(momentMs(packMoment(1_000, 5_999)), 1_000);
  assert.equal(momentZoneMinutes(packMoment(1_000, 5_999)), 0);
});
