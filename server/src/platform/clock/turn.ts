/** Of a turn of the event loop whoever has more to do takes so many milliseconds, and then waits for `nextTurn`. */
const shareMs = 4;

const waiting: (() => void)[] = [];
let began: number | null = null;

/**
 * Milliseconds that the event loop has been at work in this turn, as far as anybody has asked or waited: of one connection
 * that sends megabytes libuv reads up to thirty-two times in a turn, and many connections may each have a little to do.
 */
export function turnAge(): number {
  const now = performance.now();
  if (began === null) {
    began = now;
    // Before everything that `nextTurn` puts in the same row of immediates, so that a turn is young when they run.
    setImmediate(() => (began = null));
  }
  return now - began;
}

/** The turn has had its share: who has more to do waits for `nextTurn`. */
export function isTurnOld(): boolean {
  return turnAge() > shareMs;
}

/**
 * Lets everybody else run and comes back, in the order of asking. Those who wait run until the turn has had its share; then
 * the loop looks at its sockets, so that a short command waits for one share at most however much work is under way.
 */
export function nextTurn(): Promise<void> {
  turnAge();
  return new Promise((resolve) => {
    waiting.push(resolve);
    setImmediate(resume);
  });
}

/** One immediate for each who waits: what one does until it waits again is over before the next is asked for. */
function resume(): void {
  if (isTurnOld()) setImmediate(resume);
  else waiting.shift()?.();
}
