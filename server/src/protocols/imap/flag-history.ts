import type { Flags } from '../../domain/mail/flags.ts';

/** What one change did to the flags of a message. */
interface Step {
  readonly uid: number;
  /** The message's mod-sequences before and after it. */
  readonly from: number;
  readonly to: number;
  /** System flags that were set or taken away. */
  readonly bits: number;
  /** Keywords, in small letters, that were set or taken away. */
  readonly keywords: readonly string[];
}

/** Some 100 KB of a session that has seen so many. */
const mostSteps = 1_000;

/**
 * Which flags have changed while a session looked on, so that a conditional STORE need not fail because of others than
 * its own (RFC 7162 §3.1.12).
 */
export class FlagHistory {
  #steps: Step[] = [];
  /** Made when it is asked for. */
  #byUid: Map<number, Step[]> | undefined;

  note(uid: number, from: number, to: number, before: Flags, after: Flags): void {
    if (this.#steps.length >= mostSteps) this.#steps = this.#steps.slice(mostSteps / 2);
    this.#byUid = undefined;
    this.#steps.push({
      uid,
      from,
      to,
      bits: before.bits ^ after.bits,
      keywords: differing(before.keywords, after.keywords),
    });
  }

  /** Whether any of these flags of a message was touched after `modSeq`, or may have been before it was looked at. */
  mayHaveChanged(uid: number, flags: Flags, modSeq: number): boolean {
    this.#byUid ??= Map.groupBy(this.#steps, (step) => step.uid);
    const own = this.#byUid.get(uid) ?? [];
    const [first] = own;
    if (first === undefined || modSeq < first.from) return true;
    const keywords = lowerCase(flags.keywords);
    return own.some(
      (step) =>
        step.to > modSeq &&
        ((step.bits & flags.bits) !== 0 || keywords.some((keyword) => step.keywords.includes(keyword))),
    );
  }
}

function differing(before: readonly string[], after: readonly string[]): readonly string[] {
  if (before === after || (before.length === 0 && after.length === 0)) return [];
  const [old, now] = [lowerCase(before), lowerCase(after)];
  return [...old.filter((keyword) => !now.includes(keyword)), ...now.filter((keyword) => !old.includes(keyword))];
}

function lowerCase(keywords: readonly string[]): string[] {
  return keywords.map((keyword) => keyword.toLowerCase());
}
