import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MailError } from '../../domain/mail/mail-error.ts';
import { refusal } from './replies.ts';

const codeOf = (error: MailError, command: string): unknown => ({ code: undefined, ...refusal(error, command) }).code;

test('a full disk of the server is not told as the quota of the user (RFC 5530 §3)', () => {
  assert.equal(codeOf(new MailError('storage-full', 'no space'), 'APPEND'), 'UNAVAILABLE');
  assert.equal(codeOf(new MailError('over-quota', 'full'), 'APPEND'), 'OVERQUOTA');
});

test('only what puts messages into a folder that is not there may make it (RFC 3501 §7.1)', () => {
  const missing = new MailError('folder-not-found', 'There is no folder "x".');
  assert.equal(codeOf(missing, 'REPLACE'), 'TRYCREATE');
  assert.equal(codeOf(missing, 'SELECT'), 'NONEXISTENT');
});
