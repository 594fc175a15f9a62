import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capabilities } from './capabilities.ts';
import { commands } from './commands/index.ts';

test('no capability stands there twice, and each names its source', () => {
  const names = capabilities.map(({ name }) => name);
  assert.deepEqual(names, [...new Set(names)]);
  for (const { name, rfc } of capabilities) assert.match(rfc, /^(RFC \d+|draft-)/, name);
});

test('no command name is answered by two commands, and each names its source and states', () => {
  const names = commands.flatMap((command) => command.names);
  assert.deepEqual(names, [...new Set(names)]);
  for (const { names: own, rfc, allowedIn } of commands) {
    assert.match(rfc, /^RFC \d+/, own[0]);
    assert.ok(allowedIn.length > 0);
  }
});
