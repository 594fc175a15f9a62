import assert from 'node:assert/strict';
import { test } from 'node:test';
import { topicOfBuiltin } from './help-text.ts';
import { builtins } from './index.ts';

/** Taken as Windows' own and passed over. */
const passedOver = new Set([
  'Add-PSSnapin',
  'Connect-ExchangeServer',
  'Set-ExecutionPolicy',
  'Set-ADServerSettings',
  'Set-StrictMode',
  'Import-PSSession',
  'Remove-PSSession',
  'Exit-PSSession',
  'Remove-Module',
  'Remove-PSSnapin',
]);

test('every command of the shell has help of every parameter, in both languages, and an example', () => {
  for (const builtin of new Set(builtins.values())) {
    for (const language of ['en', 'fr'] as const) {
      const topic = topicOfBuiltin(builtin, language);
      assert.notEqual(topic.synopsis, '', builtin.name);
      for (const { name, help } of topic.parameters) assert.notEqual(help, '', `${builtin.name} -${name} ${language}`);
    }
    if (!passedOver.has(builtin.name)) assert.ok((builtin.examples ?? []).length > 0, `${builtin.name} has no example`);
  }
});
