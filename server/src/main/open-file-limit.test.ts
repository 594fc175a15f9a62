import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openFileWarning, sharesIn } from './open-file-limit.ts';

const limits = (most: string): string =>
  `Limit                     Soft Limit           Hard Limit           Units\nMax open files            ${most}                  ${most}                  files\n`;

test('a limit of few open files is warned of; many, none and an unknown one are not', () => {
  assert.match(openFileWarning(sharesIn(limits('256'))) ?? '', /may open 256 files.*LimitNOFILE/);
  for (const text of [limits('65536'), limits('unlimited'), '']) assert.equal(openFileWarning(sharesIn(text)), null);
});

test('of any limit the store keeps its part, and together the parts are no more than there is', () => {
  for (let most = 256; most < 100_000; most = Math.ceil(most * 1.07)) {
    const { mailboxes, sessions, webConnections } = sharesIn(limits(String(most)));
    assert.ok(mailboxes >= 4 && sessions > 0 && webConnections > 0, `${most}`);
    assert.ok(mailboxes * 10 + sessions + webConnections <= most - 64, `${most}`);
  }
  assert.deepEqual(sharesIn(limits('65536')).mailboxes, 100);
});
