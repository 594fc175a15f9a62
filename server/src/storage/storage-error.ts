/** Why the storage refused. `domain/mail` says most of them as MailError; start-up says them to the operator. */
export type StorageErrorCode =
  /** No space, or a quota of the file system. */
  | 'storage-full'
  /** The directory or its files cannot be written. */
  | 'storage-read-only'
  /** Another process has it. */
  | 'storage-in-use'
  /** Written by a later version of Relais. */
  | 'storage-newer'
  | 'storage-damaged'
  /** Closed, unreachable, or failed in a way that only a restart mends. */
  | 'storage-unavailable';

/** An expected failure of the storage. `message` says what was wrong, with which file or address, and what to do. */
export class StorageError extends Error {
  readonly code: StorageErrorCode;
  constructor(code: StorageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StorageError';
    this.code = code;
  }
}
