import assert from 'node:assert/strict';
import { test } from 'node:test';
import { en } from '../language/en.ts';
import type { Words } from '../language/words.ts';
import { plainHelp } from './plain-help.ts';

const texts: Readonly<Record<string, string>> = {
  'form.emptied': en.form.emptied,
  'form.on': en.form.on,
  'form.off': en.form.off,
};
const t: Words = (key, values) => (key === 'form.quoted' ? `“${String(values?.label)}”` : (texts[key] ?? key));
const labels = new Map([['SmartHosts', 'Smart hosts']]);

test('a form does not speak the shell: $null, $false and names of parameters become words of the page', () => {
  assert.equal(plainHelp('By MX. $false: to SmartHosts.', labels, t, undefined), 'By MX. Off: to “Smart hosts”.');
  assert.equal(
    plainHelp('Before -SmartHosts; $null ends it.', labels, t, undefined),
    'Before “Smart hosts”; empty ends it.',
  );
  assert.equal(plainHelp('$true: only people.', labels, t, undefined), 'On: only people.');
  assert.equal(plainHelp('Port of SmartHost.', new Map([['Port', 'Door']]), t, undefined), 'Port of SmartHost.');
});

test('the values of a field are called as the field calls them', () => {
  const choices = new Map([
    ['StampStatus', 'Only write it down'],
    ['Reject', 'Refuse'],
  ]);
  assert.equal(
    plainHelp('StampStatus writes it down only, Reject refuses it. Port.', labels, t, undefined, choices),
    '“Only write it down” writes it down only, “Refuse” refuses it. Port.',
  );
});

test('a time span of nothing is 0 in a field that counts, and stays where there is none', () => {
  assert.equal(plainHelp('00:00:00 keeps them.', labels, t, 'days'), '0 keeps them.');
  assert.equal(plainHelp('00:00:00 keeps them.', labels, t, undefined), '00:00:00 keeps them.');
});
