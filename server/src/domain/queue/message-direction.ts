import type { NewMessage } from './queued-message.ts';
import type { Directionality } from './tracking-log.ts';

type Provenance = Pick<NewMessage, 'authenticatedAs' | 'isOurs' | 'isRelay' | 'source'>;

/**
 * Whether a message was written here: by who signed in, by a device or server that may relay, or by this server itself. What a
 * mailbox sends on of what strangers wrote comes from them, as before.
 */
export function directionOf({ authenticatedAs, isOurs, isRelay, source }: Provenance): Directionality {
  const isWrittenHere = authenticatedAs !== null || isOurs === true || isRelay === true || source === 'DSN';
  return isWrittenHere ? 'Originating' : 'Incoming';
}
