/**
 * Ctrl-C, SIGTERM and SIGHUP, as a wish that a command grants between two pieces of its work: what it then throws undoes what it had begun
 * as any error does. The second signal ends it at once.
 */
export function stopOnSignals(): Disposable & { readonly signal: AbortSignal } {
  const stopped = new AbortController();
  const stop = (): void => stopped.abort(new Error('It was stopped.'));
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.once(signal, stop);
  return {
    signal: stopped.signal,
    [Symbol.dispose]() {
      for (const signal of signals) process.off(signal, stop);
    },
  };
}
