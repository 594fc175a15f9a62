import assert from 'node:assert/strict';
import { test } from 'node:test';
import { warningIn } from './open-file-limit.ts';

const limits = (most: string): string =>
  `Limit                     Soft Limit           Hard Limit           Units\nMax open files            ${most}                  ${most}                  files\n`;

test('a limit of few open files is warned of; many, none and an unknown one are not', () => {
  assert.match(warningIn(limits('256')) ?? '', /may open 256 files.*LimitNOFILE/);
  for (const text of [limits('65536'), limits('unlimited'), '']) assert.equal(warningIn(text), null);
});
