/**
 * How far a client with QRESYNC may think to have come while expunges are held back from it: told of later changes only,
 * it would never hear of them if its connection broke now (RFC 7162 §3.2, §6).
 */
export class ToldModSeq {
  /** The highest mod-sequence of the folder before the first expunge that is held back. */
  #heldBackAt: number | undefined;
  #hasTold = false;
  #isTooLow = false;

  /** An expunge is held back that came after `modSeq`. */
  holdBack(modSeq: number): void {
    this.#heldBackAt ??= modSeq;
  }

  /** No expunge is held back any more. */
  revealed(): void {
    this.#heldBackAt = undefined;
  }

  /** The client has been sent the mod-sequence of a message. */
  noteTold(): void {
    this.#hasTold = true;
  }

  /**
   * HIGHESTMODSEQ, when the client must hear it; `known`: of all that the session has looked at. `isBehind`: there is more,
   * which with NOTIFY NONE it does not look at.
   */
  take(known: number, isBehind: boolean): number | undefined {
    const hasTold = this.#hasTold;
    this.#hasTold = false;
    if (this.#heldBackAt !== undefined || isBehind) {
      if (!hasTold) return undefined;
      this.#isTooLow = true;
      return this.#heldBackAt ?? known;
    }
    if (!this.#isTooLow) return undefined;
    this.#isTooLow = false;
    return known;
  }
}
