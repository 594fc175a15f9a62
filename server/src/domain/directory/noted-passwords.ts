import { createHash } from 'node:crypto';

/** Whose password is another one than when it was read last, of directories that several nodes change. */
export class NotedPasswords {
  /** A part of a digest of each hash, by GUID: enough to see that it has changed. */
  readonly #digests = new Map<string, string>();
  readonly #changedElsewhere: (guid: string) => void;

  constructor(changedElsewhere: (guid: string) => void) {
    this.#changedElsewhere = changedElsewhere;
  }

  /** What the database says of it now. */
  read(guid: string, hash: string | null): void {
    const known = this.#digests.get(guid);
    const digest = digestOf(hash);
    this.#digests.set(guid, digest);
    if (known !== undefined && known !== digest) this.#changedElsewhere(guid);
  }

  /** What this node has written and will read again later. */
  changedHere(guid: string, hash: string | null): void {
    if (this.#digests.has(guid)) this.#digests.set(guid, digestOf(hash));
  }

  forget(guid: string): void {
    this.#digests.delete(guid);
  }
}

function digestOf(hash: string | null): string {
  return createHash('sha256')
    .update(hash ?? '')
    .digest('base64url')
    .slice(0, 16);
}
