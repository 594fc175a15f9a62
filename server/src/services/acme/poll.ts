import type { Clock } from '../../platform/clock/clock.ts';

/** Rejects with the reason of the signal when it comes first. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = clock.after(ms, resolve);
  const end = (): void => {
    timer.cancel();
    reject(signal.reason as Error);
  };
  signal.addEventListener('abort', end, { once: true });
  return promise.finally(() => signal.removeEventListener('abort', end));
}

/** Until an authority is asked again whether it is done: as it says (RFC 8555 §7.5.1), else a little longer each time. */
export function pollDelayMs(count: number, retryAfterMs: number | null): number {
  const own = Math.min(500 * 2 ** count, 10_000);
  return retryAfterMs === null ? own : Math.min(Math.max(retryAfterMs, 500), 30_000);
}
