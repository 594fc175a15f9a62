import { StorageError } from '../storage-error.ts';

// Primary result codes, https://www.sqlite.org/rescode.html
const busy = 5;
const readOnly = 8;
const ioError = 10;
const corrupt = 11;
const full = 13;
const cannotOpen = 14;
const notADatabase = 26;

interface SystemError {
  readonly code?: string;
  readonly errcode?: number;
  readonly message?: string;
}

export function isBusy(error: unknown): boolean {
  return ((error as SystemError)?.errcode ?? 0) % 256 === busy;
}

/** A failure of SQLite or of the file system as a StorageError; anything else (a bug in our SQL) stays what it is. */
export function storageErrorOf(error: unknown, path: string): unknown {
  if (error instanceof StorageError) return error;
  const { code, errcode, message } = error as SystemError;
  const say = (kind: StorageError['code'], text: string) => new StorageError(kind, text, { cause: error });
  if (code === 'ERR_SQLITE_ERROR') {
    const primary = (errcode ?? 0) % 256;
    if (primary === full) return say('storage-full', noSpace(path));
    if (primary === readOnly) return say('storage-read-only', cannotWrite(path, 'it is read-only'));
    if (primary === cannotOpen) return say('storage-unavailable', cannotOpenIt(path, message));
    if (primary === ioError) return say('storage-unavailable', `Reading or writing ${path} failed: ${message}.`);
    if (primary === corrupt) return say('storage-damaged', `${path} is damaged: ${message}. Restore it from a backup.`);
    if (primary === notADatabase)
      return say('storage-damaged', `${path} is not a database of Relais. Restore it from a backup, or move it away.`);
    if (primary === busy)
      return say('storage-in-use', `${path} is locked by another program. Close that program and try again.`);
    return error;
  }
  if (code === 'ENOSPC' || code === 'EDQUOT') return say('storage-full', noSpace(path));
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return say('storage-read-only', cannotWrite(path, code));
  // On a file system that has become read-only, Node cannot find what it was asked to make.
  if (code === 'EMFILE' || code === 'ENFILE' || code === 'ENOENT')
    return say('storage-unavailable', cannotOpenIt(path, message));
  if (code === 'EIO') return say('storage-unavailable', `Reading or writing ${path} failed: ${message}.`);
  return error;
}

function noSpace(path: string): string {
  return `No space is left for ${path}. Free some, or enlarge the file system; nothing was changed.`;
}

function cannotWrite(path: string, why: string): string {
  return `${path} cannot be written (${why}). Make it writable for the user that runs Relais, or give another data directory.`;
}

function cannotOpenIt(path: string, message = ''): string {
  return (
    `${path} cannot be opened: ${message}. When this process has as many files open as it may (few-open-files in relais.log), raise LimitNOFILE. When its files belong to another user, as what root has restored or copied does, ` +
    'give the data directory to the user that runs Relais (chown -R).'
  );
}
