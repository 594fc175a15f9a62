import { createHash } from 'node:crypto';

/** Tells whose password another node has changed, in a directory that several nodes share. */
export class NotedPasswords {
  /** A part of a digest of each hash, by GUID: enough to see that it has changed. */
  readonly #digests = new Map<string, string>();
  readonly #changedElsewhere: (guid: string) => void;

  constructor(changedElsewhere: (guid: string) => void) {
    this.#changedElsewhere = changedElsewhere;
  }

  /** What the database says of it now, which may be what this node wrote itself. */
  read(guid: string, hash: string | null): void {
    const known = this.#digests.get(guid);
    const digest = digestOf(hash);
    this.#digests.set(guid, digest);
    if (known !== undefined && known !== digest) this.#changedElsewhere(guid);
  }

  /** A change of this node's own. Of a mailbox that it has just made too: what another node makes of its password is a change then. */
  written(guid: string, hash: string | null): void {
    this.#digests.set(guid, digestOf(hash));
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
