import type { Timer } from '../../platform/clock/clock.ts';
import type { AccountContext } from './account-context.ts';
import { blockOf } from './message-block.ts';
import { packInBackground } from './packed-summaries.ts';

/** So long after the last message: nobody who delivers shall share the processor with it. */
const quietMs = 1_000;

/**
 * Packs the blocks that new messages have made full, so that the first who lists a folder reads a row for 128 of them.
 * What a process does not come to is packed once it has been listed.
 */
export class PackWhenQuiet {
  readonly #context: AccountContext;
  readonly #full = new Map<number, Set<number>>();
  #timer: Timer | undefined;

  constructor(context: AccountContext) {
    this.#context = context;
  }

  /** These have come into a folder, ascending. */
  note(folderId: number, uids: readonly number[]): void {
    const [first] = uids;
    const last = uids.at(-1);
    if (first === undefined || last === undefined) return;
    for (let block = blockOf(first); block < blockOf(last + 1); block++) {
      const blocks = this.#full.get(folderId) ?? new Set();
      this.#full.set(folderId, blocks.add(block));
    }
    if (this.#full.size > 0) this.#wait();
  }

  #wait(): void {
    if (this.#timer === undefined) this.#timer = this.#context.clock.after(quietMs, () => this.#begin());
    else this.#timer.restart();
  }

  #begin(): void {
    this.#timer = undefined;
    const full = [...this.#full].flatMap(([folderId, blocks]) => [...blocks].map((block) => ({ folderId, block })));
    if (packInBackground(this.#context, full)) this.#full.clear();
    else this.#wait();
  }
}
