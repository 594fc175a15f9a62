import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { wildcardTest } from './wildcard.ts';

test('stars and question marks match as the equal regular expression does', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'A'), maxLength: 12 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
  fc.assert(
    fc.property(pattern, text, (wanted, given) => {
      const expression = new RegExp(`^${wanted.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i');
      assert.equal(wildcardTest(wanted)(given), expression.test(given), `${wanted} on ${given}`);
    }),
    { numRuns: 5_000 },
  );
});

test('sets, ranges and escaped marks', () => {
  assert.ok(wildcardTest('[a-c]x')('Bx'));
  assert.ok(!wildcardTest('[a-c]x')('dx'));
  assert.ok(wildcardTest('a`*')('a*'));
  assert.ok(!wildcardTest('a`*')('ab'));
});

test('many stars on a long text stay quick', () => {
  const began = performance.now();
  assert.ok(!wildcardTest('*a*a*a*a*a*a*a*a*b')('a'.repeat(20_000)));
  assert.ok(performance.now() - began < 20_000);
});
