import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseScript } from './parse-script.ts';
import { ShellSyntaxError } from './syntax-error.ts';

test('a connection setting in braces may name its server by address', () => {
  for (const text of ['127.0.0.1:10993:SSL', ' [::1]:143:TLS ', '192.0.2.1:110', '192.0.2.1:110:']) {
    const parsed = JSON.stringify(parseScript(`Set-ImapSettings -ExternalConnectionSettings {${text}}`));
    assert.ok(parsed.includes(`"text":${JSON.stringify(text)}`), parsed);
  }
});

test('what only resembles one is refused with its place', () => {
  for (const text of ['127.0.0.1:x:SSL', '127.0.0.1:993:GSS']) {
    assert.throws(() => parseScript(`Set-ImapSettings -ExternalConnectionSettings {${text}}`), ShellSyntaxError);
  }
});
