import type { StoreFlagsRequest } from '../../domain/mail/account-store.ts';
import type { Flags } from '../../domain/mail/flags.ts';

/** What a STORE asks for, so that what became of it can be told from what others did at the same time. */
export class AskedFlags {
  readonly #mode: StoreFlagsRequest['mode'];
  readonly #flags: Flags;
  readonly #keywords: readonly string[];
  /** Lists of keywords come by identity, a few for very many messages. */
  readonly #known = new Map<readonly string[], Map<readonly string[], boolean>>();

  constructor({ mode, flags }: Pick<StoreFlagsRequest, 'mode' | 'flags'>) {
    this.#mode = mode;
    this.#flags = flags;
    this.#keywords = flags.keywords.map((keyword) => keyword.toLowerCase());
  }

  /** Whether a message of the flags `before` has those of `after` by this STORE alone. */
  explains(before: Flags, after: Flags): boolean {
    return this.#bits(before.bits) === after.bits && this.#explainsKeywords(before.keywords, after.keywords);
  }

  #bits(before: number): number {
    if (this.#mode === 'replace') return this.#flags.bits;
    return this.#mode === 'add' ? before | this.#flags.bits : before & ~this.#flags.bits;
  }

  #explainsKeywords(before: readonly string[], after: readonly string[]): boolean {
    let ofBefore = this.#known.get(before);
    if (ofBefore === undefined) this.#known.set(before, (ofBefore = new Map()));
    let known = ofBefore.get(after);
    if (known === undefined) {
      const expected = this.#expected(before.map((keyword) => keyword.toLowerCase()));
      known = after.length === expected.size && after.every((keyword) => expected.has(keyword.toLowerCase()));
      ofBefore.set(after, known);
    }
    return known;
  }

  #expected(before: readonly string[]): ReadonlySet<string> {
    if (this.#mode === 'replace') return new Set(this.#keywords);
    if (this.#mode === 'add') return new Set([...before, ...this.#keywords]);
    return new Set(before.filter((keyword) => !this.#keywords.includes(keyword)));
  }
}
