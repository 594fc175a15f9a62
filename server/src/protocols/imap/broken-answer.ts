/**
 * An answer broke off in the middle of a line or literal whose size has been said. Nothing that could follow would be
 * understood, so the connection ends without another word; the client asks again.
 */
export class BrokenAnswerError extends Error {
  constructor(cause: unknown) {
    super('an answer could not be completed', { cause });
    this.name = 'BrokenAnswerError';
  }
}
