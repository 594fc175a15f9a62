import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { en } from './en.ts';
import { fr } from './fr.ts';

type Tree = { readonly [key: string]: string | Tree };

function flat(tree: Tree, prefix = ''): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string' ? [[prefix + key, value] as const] : [...flat(value, `${prefix}${key}.`)],
    ),
  );
}

const english = flat(en);
const french = flat(fr);
const root = join(import.meta.dirname, '..');
const sources = globSync('**/*.{ts,tsx}', { cwd: root })
  .filter((file) => !/(?:^|\/)(?:en|fr)\.ts$|\.test\.ts$/.test(file))
  .map((file) => readFileSync(join(root, file), 'utf8'))
  .join('\n');

test('both languages say the same things, with the same gaps to fill', () => {
  assert.deepEqual([...french.keys()].sort(), [...english.keys()].sort());
  const gaps = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();
  for (const [key, text] of english) {
    assert.deepEqual(gaps(french.get(key) ?? ''), gaps(text), key);
    assert.notEqual(french.get(key)?.trim(), '', key);
  }
});

test('French has a non-breaking space before : ; ! ?', () => {
  for (const [key, text] of french) {
    if (key === 'mail.searchHelp') continue;
    assert.doesNotMatch(text, / [:;!?](?:\s|$)/, key);
  }
});

test('every text is used somewhere', () => {
  const used = new Set([...sources.matchAll(/['"`]([A-Za-z_-]+(?:\.[A-Za-z_-]+)+)['"`]/g)].map(([, key]) => key));
  const plain = new Set([...sources.matchAll(/\bt\('([A-Za-z]+)'/g)].map(([, key]) => key));
  /** `t(\`frame.${value}\`)`: everything below the fixed part is used. */
  const patterns = [...sources.matchAll(/`([A-Za-z_.-]*)\$\{[^`]*?\}([A-Za-z_.-]*)`/g)]
    .filter(([, before = '']) => /^[a-z][A-Za-z]*\./.test(before))
    .map(
      ([, before = '', after = '']) =>
        new RegExp(`^${before.replaceAll('.', '\\.')}[A-Za-z_-]+${after.replaceAll('.', '\\.')}$`),
    );
  const unused = [...english.keys()].filter((key) => {
    const name = key.replace(/_(?:one|other)$/, '');
    return !used.has(name) && !plain.has(name) && !patterns.some((pattern) => pattern.test(name));
  });
  assert.deepEqual(unused, []);
});
