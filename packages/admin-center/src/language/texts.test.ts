import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { en } from './en.ts';
import { fr } from './fr.ts';

const source = join(import.meta.dirname, '..');
const code = globSync('**/*.{ts,tsx}', { cwd: source })
  .filter((file) => !file.startsWith('language/'))
  .map((file) => readFileSync(join(source, file), 'utf8'))
  .join('\n');

function keys(texts: object, prefix = ''): readonly (readonly [key: string, text: string])[] {
  return Object.entries(texts).flatMap(([name, held]) =>
    typeof held === 'string' ? [[`${prefix}${name}`, held] as const] : keys(held as object, `${prefix}${name}.`),
  );
}

test('every text is used by a page', () => {
  // Some keys are made from a value (`frame.${state}`), whose own name then stands in the code.
  const unused = keys(en)
    .map(([key]) => key)
    .filter((key) => !code.includes(`'${key}'`) && !code.includes(`'${key.split('.').at(-1)}'`));
  assert.deepEqual(unused, []);
});

test('French texts have the places of the English ones and French punctuation', () => {
  const french = new Map(keys(fr));
  const places = (text: string): readonly string[] => (text.match(/\{\{\w+\}\}/g) ?? []).toSorted();
  for (const [key, text] of keys(en)) assert.deepEqual(places(french.get(key) ?? ''), places(text), key);
  for (const [key, text] of french) {
    // A URL, an SMTP: prefix and host:port are no French sentences.
    const prose = text.replaceAll(/\S+:\S+|SMTP:/g, '');
    assert.doesNotMatch(prose, /[^\s\u00a0\u202f][:;!?](?:\s|$)/, `${key} wants a space before : ; ! ?`);
  }
});
