import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * An elision with the apostrophe of a typewriter: `l'objet`, `d'${name}`. English has none that look so: in `don't` and
 * `server's` another letter stands before. What follows a quotation mark is code (`'T'HH`).
 */
const typewritten =
  /(?<!['\p{L}\p{N}])(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|presqu|quelqu|aujourd)'(?=\p{L}|\$\{|«|\*)/iu;

test('French words of the server have the apostrophe of print, as the documents have it', () => {
  const files = globSync(['server/src/**/*.ts', 'packages/*/src/**/*.{ts,tsx}'], { cwd: root }).filter(
    (file) => !/\.test\.tsx?$/.test(file),
  );
  assert.ok(files.length > 500);
  const found = files.flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .flatMap((line, at) =>
        typewritten.test(line) && !/^\s*(?:\/\/|\/?\*)/.test(line) ? [`${file}:${at + 1}: ${line.trim()}`] : [],
      ),
  );
  assert.deepEqual(found, []);
});
