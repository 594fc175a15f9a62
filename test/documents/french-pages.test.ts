import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { en as adminEn } from '../../packages/admin-center/src/language/en.ts';
import { fr as adminFr } from '../../packages/admin-center/src/language/fr.ts';
import { frameEn } from '../../packages/browser-frame/src/language/texts-en.ts';
import { frameFr } from '../../packages/browser-frame/src/language/texts-fr.ts';
import { en as webmailEn } from '../../packages/webmail/src/language/en.ts';
import { fr as webmailFr } from '../../packages/webmail/src/language/fr.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (page: string): string => readFileSync(join(root, page), 'utf8');
const namesIn = (folder: string): readonly string[] =>
  globSync(`${folder}/*.md`, { cwd: root })
    .map((page) => basename(page))
    .sort();

const fence = /^( *)```(\w*)\n([^]*?)^\1```$/gm;
const proseOf = (text: string): string => text.replace(fence, '').replace(/`[^`]*`/g, '`');
/** The blocks of code without what stands behind a `#`, which is in the reader's language. */
const blocksOf = (text: string): readonly string[] =>
  [...text.matchAll(fence)].map(([, , kind, code = '']) => `${kind}\n${code.replace(/(^|\s+)# .*$/gm, '')}`);
const headingsOf = (text: string): readonly string[] =>
  [...proseOf(text).matchAll(/^(#+) /gm)].map(([, level = '']) => level);

/** What a heading is called in an address: `## Quand le serveur ne démarre pas` is `#quand-le-serveur-ne-démarre-pas`. */
const anchorsOf = (text: string): readonly string[] =>
  [...text.replace(fence, '').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

const howTos = namesIn('docs/how-to');

test('every how-to is there in French, under the same name', () => {
  assert.deepEqual(namesIn('docs/fr/how-to'), howTos);
});

for (const name of namesIn('docs/fr/how-to'))
  test(`${name}: the same commands to the letter and in order, the same sections, in French as in English`, () => {
    const [english, french] = [read(`docs/how-to/${name}`), read(`docs/fr/how-to/${name}`)];
    assert.deepEqual(blocksOf(french), blocksOf(english));
    assert.deepEqual(headingsOf(french), headingsOf(english));
    const cells = (text: string) => [...proseOf(text).matchAll(/^\|.*\|$/gm)].length;
    assert.equal(cells(french), cells(english), 'rows of tables');
  });

const pages = ['docs/fr/README.md', ...namesIn('docs/fr/how-to').map((name) => `docs/fr/how-to/${name}`)];

test('links of the French pages lead to pages that are there, and to the French one where there is one', () => {
  for (const page of pages)
    for (const [, target = '', anchor] of read(page).matchAll(/\]\(([^)#:\s]*)(?:#([^)]*))?\)/g)) {
      const led = target === '' ? page : join(dirname(page), target);
      assert.ok(existsSync(join(root, led)), `${page} links to ${led}`);
      assert.ok(!led.startsWith('docs/how-to/'), `${page} links to ${led}, which is there in French`);
      if (anchor !== undefined) assert.ok(anchorsOf(read(led)).includes(anchor), `${led} has no #${anchor}`);
    }
  const named = [...read('docs/fr/README.md').matchAll(/\]\(how-to\/([^)]+)\)/g)].map(([, name]) => name);
  assert.deepEqual(
    howTos.filter((name) => !named.includes(name)),
    [],
    'the index leads to every how-to',
  );
});

test('the French pages are set as French is: apostrophes of print, no-break spaces within « » and before : ; ! ?', () => {
  const generated = ['docs/reference/cmdlets.fr.md', 'docs/reference/exchange-comparison.fr.md'];
  const found = [...pages, ...generated].flatMap((page) =>
    proseOf(read(page))
      .split('\n')
      .filter((line) => /\p{L}'[\p{L}`«*[]| [:;!?»]|«(?!\u00a0)|(?<!\u00a0)»|^[:;!?»]/u.test(line))
      .map((line) => `${page}: ${line}`),
  );
  assert.deepEqual(found, []);
});

/** A label as pages of documentation write it: on one line, without the ellipsis of a button that asks for more. */
const label = (text: string): string => text.replace(/\s+/g, ' ').replace(/…$/, '');

/** What the applications show in French for each English label. */
const inFrench = new Map<string, Set<string>>();
function pair(english: unknown, french: unknown): void {
  if (typeof english === 'string' && typeof french === 'string') {
    const known = inFrench.get(label(english)) ?? new Set();
    inFrench.set(label(english), known.add(label(french)));
  } else if (typeof english === 'object' && english !== null && typeof french === 'object' && french !== null)
    for (const [key, text] of Object.entries(english)) pair(text, (french as Record<string, unknown>)[key]);
}
pair(adminEn, adminFr);
pair(frameEn, frameFr);
pair(webmailEn, webmailFr);

test('what the English pages call by its label, the French ones call by the label that the French applications show', () => {
  const labelsIn = (page: string): readonly string[] =>
    [
      ...read(page)
        .replace(fence, '')
        .matchAll(/\*\*([^*]+)\*\*/g),
    ].flatMap(([, bold = '']) => bold.split(/\s+>\s+/).map(label));
  let compared = 0;
  for (const name of namesIn('docs/fr/how-to')) {
    const [english, french] = [labelsIn(`docs/how-to/${name}`), labelsIn(`docs/fr/how-to/${name}`)];
    assert.equal(french.length, english.length, `${name}: words in bold`);
    for (const [at, text] of english.entries()) {
      const shown = inFrench.get(text);
      if (shown === undefined) continue;
      compared += 1;
      assert.ok(shown.has(french[at] ?? ''), `${name}: ${text} is ${[...shown].join(' or ')}, not ${french[at]}`);
    }
  }
  assert.ok(compared >= 40, `only ${compared} labels were found`);
});

test('what is said in French names the French page', () => {
  const named = globSync(['server/src/**/*.ts', 'packages/*/src/**/*.{ts,tsx}'], { cwd: root }).flatMap((file) =>
    [...read(file).matchAll(/^\s*fr: .*?(docs\/[\w/-]+\.md)/gm)].map(([, page = '']) => page),
  );
  assert.ok(named.length >= 10);
  for (const page of named) {
    assert.match(page, /^docs\/fr\//);
    assert.ok(existsSync(join(root, page)), page);
  }
});
