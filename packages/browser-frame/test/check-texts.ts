import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

type Tree = { readonly [key: string]: string | Tree };

/**
 * The tests of an application's texts: both languages say the same things with the same gaps, French is set as French
 * is, and every text is used somewhere below `folder`. `notProse` are keys of texts that are no sentences.
 */
export function checkTexts(options: {
  readonly en: Tree;
  readonly fr: Tree;
  readonly folder: string;
  readonly notProse?: readonly string[];
}): void {
  const english = flat(options.en);
  const french = flat(options.fr);
  const code = globSync('**/*.{ts,tsx}', { cwd: options.folder })
    .filter((file) => !/(?:^|[/-])(?:en|fr)\.ts$|\.test\.ts$/.test(file))
    .map((file) => readFileSync(join(options.folder, file), 'utf8'))
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
      if (options.notProse?.includes(key) === true) continue;
      // A URL, an SMTP: prefix and host:port are no French sentences.
      const prose = text.replaceAll(/\S+:\S+|SMTP:/g, '');
      assert.doesNotMatch(prose, /[^\u00a0\u202f][:;!?](?:\s|$)/, `${key} wants a non-breaking space before : ; ! ?`);
    }
  });

  test('French has the apostrophe of print, as the documents have it', () => {
    for (const [key, text] of french) assert.doesNotMatch(text, /\p{L}'[\p{L}{«]/u, key);
  });

  test('every text is used by a page', () => {
    const quoted = new Set(
      [...code.matchAll(/['"`]([A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*)['"`]/g)].map(([, key]) => key),
    );
    /** `t(\`frame.${value}\`)`: everything of that form is used. */
    const patterns = [...code.matchAll(/`([a-z][A-Za-z]*\.(?:[A-Za-z0-9_.-]|\$\{[^`}]*\})*)`/g)].map(
      ([, form = '']) => new RegExp(`^${form.replaceAll('.', '\\.').replaceAll(/\$\{[^}]*\}/g, '[A-Za-z0-9_-]*')}$`),
    );
    const unused = [...english.keys()]
      .map((key) => key.replace(/_(?:one|other)$/, ''))
      .filter((key) => !quoted.has(key) && !patterns.some((pattern) => pattern.test(key)));
    assert.deepEqual(unused, []);
  });
}

function flat(tree: Tree, prefix = ''): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string' ? [[prefix + key, value] as const] : [...flat(value, `${prefix}${key}.`)],
    ),
  );
}
