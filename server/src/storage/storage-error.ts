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

/** The code of the storage's refusal that is the cause of an error, or of its cause, and so on; `null` when there is none. */
export function storageErrorCodeIn(error: unknown): StorageErrorCode | null {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof StorageError) return at.code;
  return null;
}

/** An expected failure of the storage. `message` says what was wrong, with which file or address, and what to do. */
export class StorageError extends Error {
  readonly code: StorageErrorCode;
  constructor(code: StorageErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StorageError';
    this.code = code;
  }
}
