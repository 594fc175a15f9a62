import assert from 'node:assert/strict';
import { test } from 'node:test';
import { StorageError } from '../storage-error.ts';
import { storageErrorOf } from './sqlite-errors.ts';

test('what the file system refuses is a refusal of the storage, and a fault of ours stays one', () => {
  const codeOf = (code: string): string | null => {
    const error = storageErrorOf(Object.assign(new Error(code), { code }), '/data/mail.db');
    return error instanceof StorageError ? error.code : null;
  };
  for (const code of ['ENOSPC', 'EDQUOT']) assert.equal(codeOf(code), 'storage-full', code);
  for (const code of ['EACCES', 'EPERM', 'EROFS']) assert.equal(codeOf(code), 'storage-read-only', code);
  // ENOENT: mkdir with `recursive` on a file system that became read-only.
  for (const code of ['EIO', 'EMFILE', 'ENFILE', 'ENOENT']) assert.equal(codeOf(code), 'storage-unavailable', code);
  assert.equal(codeOf('ERR_INVALID_ARG_TYPE'), null);
});
