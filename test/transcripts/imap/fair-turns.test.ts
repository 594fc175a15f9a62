import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextTurn } from '../../../server/src/platform/clock/turn.ts';
import { LineClient } from '../../support/line-client.ts';
import { password, startImapServer } from './imap-server.ts';

const workers = 50;
const pieceMs = 6;

/** Long works that never end, each of which takes a whole turn of the event loop for its piece. */
function longWorks(): { readonly pieces: () => number; stop(): Promise<void> } {
  let pieces = 0;
  let isOver = false;
  const all = Array.from({ length: workers }, async () => {
    for (;;) {
      await nextTurn();
      if (isOver) return;
      pieces += 1;
      const until = performance.now() + pieceMs;
      while (performance.now() < until);
    }
  });
  return {
    pieces: () => pieces,
    async stop() {
      isOver = true;
      await Promise.all(all);
    },
  };
}

test('beside fifty long works NOOP waits for a few turns, and another command for one round of them', async (t) => {
  const server = await startImapServer({ LoginType: 'PlainTextLogin' });
  t.after(() => server.stop());
  await server.user('ann');
  const client = await LineClient.connect(server.ports.plain);
  await client.line();
  await client.command('l', `LOGIN ann ${password}`);
  await client.command('s', 'SELECT INBOX');
  const works = longWorks();
  try {
    for (let round = 0; round < 3; round += 1) {
      const before = works.pieces();
      assert.match((await client.command('n', 'NOOP')).at(-1) ?? '', /^n OK/);
      const meanwhile = works.pieces() - before;
      assert.ok(meanwhile < workers / 2, `${meanwhile} pieces of others ran before NOOP was answered`);
    }
    const before = works.pieces();
    assert.match((await client.command('f', 'SEARCH ALL')).at(-1) ?? '', /^f OK/);
    const meanwhile = works.pieces() - before;
    assert.ok(meanwhile < workers * 1.5, `${meanwhile} pieces of others ran before SEARCH was answered`);
  } finally {
    await works.stop();
  }
});
