import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressText, parseRecipients } from './draft.ts';
import { searchConditions } from './search-conditions.ts';

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
