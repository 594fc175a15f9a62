import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unicodeCasemap } from './unicode-casemap.ts';

test('letters are compared as their capitals, before what stands behind Z in ASCII', () => {
  assert.deepEqual(['_', 'b', '[x]', 'A', 'a1'].map(unicodeCasemap).sort(), ['A', 'A1', 'B', '[X]', '_']);
});

test('each character is folded by itself, and decomposed (RFC 5051 §2)', () => {
  assert.equal(unicodeCasemap('été'), 'E\u0301TE\u0301');
  assert.equal(unicodeCasemap('Straße'), 'STRAßE');
  assert.equal(unicodeCasemap('ﬁ'), 'fi');
  assert.equal(unicodeCasemap('ǆ'), 'Dz\u030c');
  assert.equal(unicodeCasemap('ანა'), 'ანა');
});
