import type { QueuedMessage } from './queued-message.ts';

/**
 * Whether a message speaks for this organization, whatever its header says: its sender had signed in, it came from a device or
 * server that may relay, or from this server itself.
 */
export function isWrittenHere({
  authenticatedAs,
  isRelay,
  isOurs,
  source,
}: Pick<QueuedMessage, 'authenticatedAs' | 'isRelay' | 'isOurs' | 'source'>): boolean {
  return authenticatedAs !== null || isRelay === true || isOurs === true || source === 'DSN';
}
