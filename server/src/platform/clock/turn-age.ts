let began: number | null = null;

/**
 * Milliseconds that the event loop has been at work since it last looked at its sockets, as far as anybody has asked:
 * of one connection that sends megabytes libuv reads up to thirty-two times in a turn, and many connections may each have
 * a little to do. Who has more to do and finds it old waits for `nextTurn`.
 */
export function turnAge(): number {
  const now = performance.now();
  if (began === null) {
    began = now;
    // Immediates run once the sockets have been served: what comes after them is another turn.
    setImmediate(() => (began = null));
  }
  return now - began;
}
