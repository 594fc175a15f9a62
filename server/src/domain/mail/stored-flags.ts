import type { FlagColumns, StoreFlagsResult } from './account-store.ts';
import type { Flags } from './flags.ts';
import { sharedFlags } from './folder-changes.ts';
import type { KeywordSets } from './keyword-sets.ts';
import type { StateBlock } from './message-block.ts';
import type { UidSet } from './uid-set.ts';

/** What STORE changed, as columns: ten thousand messages are eighty of them, and objects only for whoever wants those. */
export class StoredFlags implements StoreFlagsResult {
  readonly modSeq: number;
  readonly columns: readonly FlagColumns[];
  readonly conflicted: UidSet;
  readonly missing: UidSet;
  readonly #keywordSets: KeywordSets;
  #changed: StoreFlagsResult['changed'] | null = null;

  constructor(parts: {
    readonly modSeq: number;
    readonly columns: readonly FlagColumns[];
    readonly keywordSets: KeywordSets;
    readonly conflicted: UidSet;
    readonly missing: UidSet;
  }) {
    this.modSeq = parts.modSeq;
    this.columns = parts.columns;
    this.conflicted = parts.conflicted;
    this.missing = parts.missing;
    this.#keywordSets = parts.keywordSets;
  }

  get changed(): StoreFlagsResult['changed'] {
    return (this.#changed ??= this.#list());
  }

  keywordsOf(set: number): readonly string[] {
    return this.#keywordSets.sets[set] ?? [];
  }

  #list(): StoreFlagsResult['changed'] {
    const flagsOf = sharedFlags(this.#keywordSets);
    const list: { uid: number; flags: Flags; modSeq: number }[] = [];
    for (const { uids, bits, keywordSets } of this.columns)
      for (let i = 0; i < uids.length; i++)
        list.push({
          uid: uids[i] as number,
          flags: flagsOf(bits[i] as number, keywordSets[i] as number),
          modSeq: this.modSeq,
        });
    return list;
  }
}

/** The columns of some messages of a block; of all of them: those of the block itself. */
export function columnsAt(states: StateBlock, places: Uint8Array): FlagColumns {
  if (places.length === states.uids.length) return states;
  return {
    uids: Uint32Array.from(places, (at) => states.uids[at] as number),
    bits: Uint8Array.from(places, (at) => states.bits[at] as number),
    keywordSets: Uint16Array.from(places, (at) => states.keywordSets[at] as number),
  };
}
