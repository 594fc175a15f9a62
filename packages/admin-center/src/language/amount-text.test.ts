import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseByteSize } from '@relais/management-contract';
import { amountsOfText, sentAmount, writtenAmount } from './amount-text.ts';

test('limits and sizes are written as the reader writes them, and sent as cmdlets take them', () => {
  assert.equal(writtenAmount('Unlimited', 'fr'), 'Illimité');
  assert.equal(writtenAmount('Unlimited', 'en'), 'Unlimited');
  assert.equal(writtenAmount('1.9GB', 'fr'), '1,9\u00a0Go');
  assert.equal(writtenAmount('500B', 'fr'), '500\u00a0octets');
  assert.equal(writtenAmount('1.9GB', 'en'), '1.9GB');
  for (const typed of ['Illimité', 'illimite', 'ILLIMITÉ', 'Unlimited', ' unlimited '])
    assert.equal(sentAmount(typed, 'fr'), 'Unlimited', typed);
  for (const typed of ['1,9 Go', '1,9\u00a0Go', '1.9 GB', '1,9go', '1.9GB'])
    assert.equal(sentAmount(typed, 'fr'), '1.9GB', typed);
  assert.equal(sentAmount('2 000 octets', 'fr'), '2000B');
  assert.equal(sentAmount('1,500 KB', 'en'), '1500KB');
  assert.equal(sentAmount('1\u202f800', 'fr'), '1800');
  assert.equal(sentAmount('1,800', 'en'), '1800');
  assert.equal(sentAmount('beaucoup', 'fr'), 'beaucoup', 'what is no amount is for the server to refuse');
});

test('what is shown can be sent again', () => {
  for (const size of ['500B', '64KB', '35MB', '1.9GB', '2TB'])
    for (const language of ['en', 'fr'] as const) {
      const sent = sentAmount(writtenAmount(size, language), language);
      assert.equal(parseByteSize(sent)?.bytes, parseByteSize(size)?.bytes, `${size} in ${language}`);
    }
});

test('what the server says of amounts in French is written as the fields have it', () => {
  assert.equal(
    amountsOfText('Saisissez une valeur de 0 B (0 bytes) à 2 GB (2,147,483,647 bytes), ou unlimited.', 'fr'),
    'Saisissez une valeur de 0\u00a0octets (0\u00a0octets) à 2\u00a0Go (2\u202f147\u202f483\u202f647\u00a0octets), ou illimité.',
  );
  assert.equal(
    amountsOfText('un nombre suivi de B, KB, MB, GB ou TB, par exemple 1.5MB', 'fr'),
    'un nombre suivi de Ko, Mo, Go ou To, par exemple 1,5\u00a0Mo',
  );
  assert.equal(amountsOfText('for example 2MB, or unlimited', 'en'), 'for example 2MB, or unlimited');
});
