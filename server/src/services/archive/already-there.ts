import { createHash } from 'node:crypto';
import type { AccountStore } from '../../domain/mail/account-store.ts';

interface Held {
  readonly contentId: number;
  readonly sizeBytes: number;
  /** Computed when a message of the source is of the same size and second. */
  digest?: string;
}

/**
 * What a folder held before an import began, so that an import that broke off goes on without second copies. A message is there
 * already when one of the same bytes arrived in the same second. Each one stands for one of the source: a source that holds the
 * same message twice brings it twice.
 */
export class AlreadyThere {
  private readonly store: AccountStore;
  private readonly bySecond: Map<number, Held[]>;

  private constructor(store: AccountStore, bySecond: Map<number, Held[]>) {
    this.store = store;
    this.bySecond = bySecond;
  }

  static async in(store: AccountStore, folderId: number): Promise<AlreadyThere> {
    const bySecond = new Map<number, Held[]>();
    for await (const page of store.messages(folderId, [{ first: 1, last: 0xffff_ffff }], {}))
      for (const { contentId, sizeBytes, internalDate } of page) {
        const second = secondOf(internalDate);
        const those = bySecond.get(second);
        if (those === undefined) bySecond.set(second, [{ contentId, sizeBytes }]);
        else those.push({ contentId, sizeBytes });
      }
    return new AlreadyThere(store, bySecond);
  }

  /** `open` gives the message as it would be stored; it is read only where its second is known. */
  async takes(date: number, open: () => AsyncIterable<Uint8Array>): Promise<boolean> {
    const those = this.bySecond.get(secondOf(date));
    if (those === undefined || those.length === 0) return false;
    const { sizeBytes, digest } = await measure(open());
    for (const [index, held] of those.entries()) {
      if (held.sizeBytes !== sizeBytes) continue;
      held.digest ??= (await measure(this.store.content(held.contentId))).digest;
      if (held.digest !== digest) continue;
      those.splice(index, 1);
      return true;
    }
    return false;
  }
}

// A file's name in a Maildir, and the time of a file on some file systems, have no more.
function secondOf(date: number): number {
  return Math.floor(date / 1000);
}

async function measure(chunks: AsyncIterable<Uint8Array>): Promise<{ sizeBytes: number; digest: string }> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    sizeBytes += chunk.length;
  }
  return { sizeBytes, digest: hash.digest('hex') };
}
