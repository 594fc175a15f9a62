import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayPattern, parseDay } from './day-text.ts';

test('a day is read in the order in which its reader writes it, and as ISO 8601 anywhere', () => {
  assert.equal(parseDay('03/04/2026', 'fr-FR'), '2026-04-03');
  assert.equal(parseDay('03/04/2026', 'en-GB'), '2026-04-03');
  assert.equal(parseDay('03/04/2026', 'en-US'), '2026-03-04');
  assert.equal(parseDay('3.4.26', 'fr-CH'), '2026-04-03');
  for (const locale of ['fr-FR', 'en-GB', 'en-US']) assert.equal(parseDay(' 2026-11-28 ', locale), '2026-11-28');
});

test('what is no day is none', () => {
  for (const text of ['', '31/02/2026', '1/13/2026', '28/11', 'hier', '28/11/20266', '0/1/2026', '28/11/200'])
    assert.equal(parseDay(text, 'fr-FR'), null, text);
  assert.equal(parseDay('29/02/2024', 'fr-FR'), '2024-02-29');
});

test('the field shows how a day is written here', () => {
  assert.equal(dayPattern({ day: 'j', month: 'm', year: 'a' }, 'fr-FR'), 'jj/mm/aaaa');
  assert.equal(dayPattern({ day: 'd', month: 'm', year: 'y' }, 'en-US'), 'mm/dd/yyyy');
});
