/**
 * Every refusal that the store can explain. Each protocol has one exhaustive table that says them in its own words, so
 * a new code does not compile until every protocol answers it.
 */
export type MailErrorCode =
  | 'folder-not-found'
  | 'folder-exists'
  | 'folder-name-invalid'
  | 'folder-not-selectable'
  | 'folder-has-children'
  | 'folder-is-inbox'
  | 'folder-in-use'
  | 'message-not-found'
  | 'message-too-large'
  | 'message-malformed'
  | 'over-quota'
  | 'keyword-limit'
  | 'folder-limit'
  | 'read-only'
  | 'no-permission'
  | 'conflict'
  | 'limit'
  | 'not-supported'
  | 'busy'
  | 'storage-full'
  | 'storage-unavailable';

/** An expected refusal. `message` says what was wrong, with which value, and what would be right. */
export class MailError extends Error {
  readonly code: MailErrorCode;
  constructor(code: MailErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'MailError';
    this.code = code;
  }
}
