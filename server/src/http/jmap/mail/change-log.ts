export type ChangeKind = 'created' | 'updated' | 'destroyed';

export interface LoggedChanges {
  readonly now: number;
  readonly hasMore: boolean;
  readonly created: readonly string[];
  readonly updated: readonly string[];
  readonly destroyed: readonly string[];
  /** Nothing but computed numbers of what was updated is another (Mailbox/changes, RFC 8621 §2.2). */
  readonly isCountsOnly: boolean;
}

interface Step {
  readonly number: number;
  readonly kinds: ReadonlyMap<string, ChangeKind>;
  readonly isCountsOnly: boolean;
}

const mostKept = 20_000;

/** The last changes of one type of object, numbered; enough of them for clients that are a while behind. */
export class ChangeLog {
  now = 0;
  private steps: Step[] = [];
  private kept = 0;
  private oldest = 0;

  add(kinds: ReadonlyMap<string, ChangeKind>, isCountsOnly = false): void {
    if (kinds.size === 0) return;
    this.now++;
    this.steps.push({ number: this.now, kinds, isCountsOnly });
    this.kept += kinds.size;
    while (this.kept > mostKept && this.steps.length > 1) {
      const first = this.steps.shift() as Step;
      this.kept -= first.kinds.size;
      this.oldest = first.number;
    }
  }

  /** Each object once, as RFC 8620 §5.2 folds them; `null` when the number is not known any more. */
  since(number: number, max: number = Number.POSITIVE_INFINITY): LoggedChanges | null {
    if (!Number.isInteger(number) || number < this.oldest || number > this.now) return null;
    const folded = new Map<string, ChangeKind | 'nothing'>();
    let reached = number;
    let isCountsOnly = true;
    for (const step of this.steps) {
      if (step.number <= number) continue;
      const next = new Map(folded);
      for (const [id, kind] of step.kinds) next.set(id, fold(folded.get(id), kind));
      if (next.size > max && reached > number) return result(folded, reached, true, isCountsOnly);
      folded.clear();
      for (const [id, kind] of next) folded.set(id, kind);
      reached = step.number;
      isCountsOnly &&= step.isCountsOnly;
    }
    return result(folded, reached, false, isCountsOnly);
  }
}

function fold(before: ChangeKind | 'nothing' | undefined, kind: ChangeKind): ChangeKind | 'nothing' {
  if (before === undefined || before === 'nothing') return kind;
  if (before === 'created') return kind === 'destroyed' ? 'nothing' : 'created';
  if (before === 'destroyed') return kind === 'destroyed' ? 'destroyed' : 'updated';
  return kind === 'destroyed' ? 'destroyed' : 'updated';
}

function result(
  folded: ReadonlyMap<string, ChangeKind | 'nothing'>,
  now: number,
  hasMore: boolean,
  isCountsOnly: boolean,
): LoggedChanges {
  const of = (wanted: ChangeKind) => [...folded].filter(([, kind]) => kind === wanted).map(([id]) => id);
  return {
    now,
    hasMore,
    created: of('created'),
    updated: of('updated'),
    destroyed: of('destroyed'),
    isCountsOnly,
  };
}
