import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseScript } from '@relais/shell';
import { builtins } from '../../packages/shell/src/builtins/index.ts';
import { commonParameters, shouldProcessParameters } from '../../packages/shell/src/runtime/common-parameters.ts';
import { cmdlets } from '../../server/src/management/cmdlets/index.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (page: string): string => readFileSync(join(root, page), 'utf8');
const pages = globSync(['*.md', 'docs/*.md', 'docs/how-to/*.md'], { cwd: root }).sort();

test('every link between pages leads somewhere, and the index leads to every how-to', () => {
  const linksOf = (page: string): readonly string[] =>
    [...read(page).matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)].map(([, target = '']) => join(dirname(page), target));
  for (const page of pages)
    for (const target of linksOf(page)) assert.ok(existsSync(join(root, target)), `${page} links to ${target}`);
  const named = new Set(linksOf('docs/README.md'));
  for (const page of pages.filter((one) => one.startsWith('docs/how-to/'))) assert.ok(named.has(page), page);
});

test('every file and folder that the pages name is there', () => {
  // NAME and AREA stand for what the reader puts there.
  for (const page of ['README.md', 'CONTRIBUTING.md', ...pages.filter((one) => one.startsWith('docs/'))])
    for (const [, path = ''] of read(page).matchAll(/`((?:docs|server|packages|test|tools)\/[\w./-]+)`/g))
      if (!/[A-Z]{4}/.test(path.replace('README', '')))
        assert.ok(existsSync(join(root, path)), `${page} names ${path}`);
});

interface Named {
  readonly name: string;
  readonly aliases?: readonly string[];
}

const ofCmdlets = new Map<string, readonly Named[]>(
  cmdlets.map(({ name, parameters }) => [name.toLowerCase(), parameters]),
);
const ofShell = new Map<string, readonly Named[]>(
  [...builtins.values()].map(({ name, parameters }) => [name.toLowerCase(), parameters]),
);

/** Every command of a parsed script, those in blocks and brackets too, with the names of its parameters. */
function* commandsIn(node: unknown): Generator<{ readonly name: string; readonly parameters: readonly string[] }> {
  if (typeof node !== 'object' || node === null) return;
  const { kind, name, elements } = node as {
    kind?: string;
    name?: { value?: unknown };
    elements?: readonly { kind: string; name: string }[];
  };
  if (kind === 'command' && typeof name?.value === 'string' && elements !== undefined) {
    yield {
      name: name.value,
      parameters: elements.filter((one) => one.kind === 'parameter').map((one) => one.name.replace(/^-/, '')),
    };
  }
  for (const inner of Object.values(node)) yield* commandsIn(inner);
}

test('every command line of the how-tos is one that the shell reads, with cmdlets and parameters that there are', () => {
  let seen = 0;
  for (const page of pages.filter((one) => one.startsWith('docs/how-to/'))) {
    for (const [, block = ''] of read(page).matchAll(/```powershell\n(.*?)```/gs)) {
      // An ellipsis stands for what the reader puts there.
      const script = parseScript(block.replaceAll('…', 'x'), page);
      for (const { name, parameters } of commandsIn(script)) {
        if (!/^[A-Z][a-z]+-[A-Z]\w+$/.test(name) || block.includes(`function ${name}(`)) continue;
        const known = ofCmdlets.get(name.toLowerCase()) ?? ofShell.get(name.toLowerCase());
        assert.ok(known !== undefined, `${page}: there is no ${name}`);
        seen += 1;
        const names = [...known, ...commonParameters, ...shouldProcessParameters].flatMap((one) => [
          one.name,
          ...(one.aliases ?? []),
        ]);
        for (const parameter of parameters)
          assert.ok(
            names.some((one) => one.toLowerCase().startsWith(parameter.toLowerCase())),
            `${page}: ${name} has no -${parameter}`,
          );
      }
    }
  }
  assert.ok(seen > 100, `only ${seen} commands were found`);
});
