import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const root = new URL('../../../', import.meta.url);
const [, ...rows] = readFileSync(new URL('rfc-examples.tsv', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');

test('each example of an RFC is played where the list says, or the list says why not', () => {
  for (const row of rows) {
    const [rfc = '', section, example, player = ''] = row.split('\t');
    assert.ok(section && example, row);
    if (player === '–') assert.match(example, /: .*(not|none|no )/, row);
    else assert.ok(readFileSync(new URL(player, root), 'utf8').includes(rfc), `${player} does not name ${rfc}`);
  }
});
