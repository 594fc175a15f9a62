/** What threads are built from. */
export interface ThreadedMessage {
  readonly position: number;
  readonly sentMs: number;
  readonly messageId: string | null;
  readonly references: readonly string[];
  readonly baseSubject: string;
  readonly isReplyOrForward: boolean;
}

/** A message in a thread; without a position it is a missing one that holds its children together. */
export interface ThreadNode {
  readonly position: number | undefined;
  readonly children: readonly ThreadNode[];
}

export function byDate(a: ThreadedMessage, b: ThreadedMessage): number {
  return a.sentMs - b.sentMs || a.position - b.position;
}
