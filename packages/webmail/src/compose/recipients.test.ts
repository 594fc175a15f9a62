import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressText, parseRecipients, recipientPieces, splitTyped } from './recipients.ts';
import { searchConditions } from '../mail/search-conditions.ts';

test('recipients are read with and without names, whatever separates them', () => {
  assert.deepEqual(
    parseRecipients('Lina Moreau <lina@example.test>; "Martin, Alice" <alice@example.test>, bob@example.test,'),
    {
      addresses: [
        { name: 'Lina Moreau', email: 'lina@example.test' },
        { name: 'Martin, Alice', email: 'alice@example.test' },
        { name: null, email: 'bob@example.test' },
      ],
      wrong: [],
    },
  );
});

test('what is still being typed is told from what is there, and commas in names separate nothing', () => {
  const text = '"Martin, Alice" <alice@example.test>; bob@example.test, lin';
  assert.deepEqual(splitTyped(text), {
    before: '"Martin, Alice" <alice@example.test>; bob@example.test,',
    typed: ' lin',
  });
  assert.deepEqual(splitTyped('a@example.test, '), { before: 'a@example.test,', typed: ' ' });
  assert.deepEqual(splitTyped('a@example.test,'), { before: 'a@example.test,', typed: '' });
  assert.deepEqual(splitTyped('"Martin, Alice"'), { before: '', typed: '"Martin, Alice"' });
  assert.deepEqual(splitTyped(''), { before: '', typed: '' });
  assert.deepEqual(recipientPieces(text), ['"Martin, Alice" <alice@example.test>', 'bob@example.test', 'lin']);
});

test('what is no address is named', () => {
  assert.deepEqual(parseRecipients('lina, bob@example.test').wrong, ['lina']);
});

test('addresses survive being written and read', () => {
  const addresses = [
    { name: 'Martin, Alice', email: 'alice@example.test' },
    { name: null, email: 'bob@example.test' },
  ];
  assert.deepEqual(parseRecipients(addressText(addresses)).addresses, addresses);
});

test('search words with fields become conditions', () => {
  assert.deepEqual(searchConditions('from:lina subject:"été 2026" has:attachment budget plan'), {
    from: 'lina',
    subject: '"été 2026"',
    hasAttachment: true,
    text: 'budget plan',
  });
});

test('states, sizes, exclusions and alternatives, in either language', () => {
  assert.deepEqual(searchConditions('importance:High plan'), { header: ['Importance', 'high'], text: 'plan' });
  assert.deepEqual(searchConditions('importance:faible'), { header: ['Importance', 'low'] });
  assert.deepEqual(searchConditions('is:unread larger:2MB'), { notKeyword: '$seen', minSize: 2 * 1024 ** 2 });
  assert.deepEqual(searchConditions('de:lina avec:pièces est:suivi'), {
    from: 'lina',
    hasAttachment: true,
    hasKeyword: '$flagged',
  });
  assert.deepEqual(searchConditions('budget -from:bob'), {
    operator: 'AND',
    conditions: [{ operator: 'NOT', conditions: [{ from: 'bob' }] }, { text: 'budget' }],
  });
  assert.deepEqual(searchConditions('from:a OR from:b'), {
    operator: 'OR',
    conditions: [{ from: 'a' }, { from: 'b' }],
  });
  assert.deepEqual(searchConditions('12:30 http://x'), { text: '12:30 http://x' });
  assert.equal(searchConditions('  '), null);
  assert.ok('after' in (searchConditions('after:2026-01-31') ?? {}));
});

test('many brackets that stay open are taken apart at once', () => {
  assert.equal(recipientPieces(`${'<'.repeat(400_000)}, bob`).length, 2);
});
