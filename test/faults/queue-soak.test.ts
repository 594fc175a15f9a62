import assert from 'node:assert/strict';
import { test } from 'node:test';
import { soakQueue } from './queue-soak.ts';

const messages = 2_500;
const kills = 3;

test(`${messages} messages over ${2 * kills + 1} SIGKILLs: each delivered or reported, none twice without a lost 250`, {
  timeout: 600_000,
}, async (t) => {
  const result = await soakQueue({ messages, kills, say: (line) => t.diagnostic(line) });
  t.diagnostic(JSON.stringify(result));
  assert.ok(result.accepted >= messages && result.reported >= messages / 100);
});
