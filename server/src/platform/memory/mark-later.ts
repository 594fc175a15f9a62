import { setFlagsFromString } from 'node:v8';

/** Of the room that a collection of everything left for what comes: from so much on V8 marks in steps, and at once. */
export const markingFlags = ['--incremental-marking-soft-trigger=60', '--incremental-marking-hard-trigger=90'];

/**
 * V8 begins to mark everything as soon as less room is left than young objects have, which it lets grow to 64 MB under load. A server
 * with 32 MB in use has 70 to 100 MB of room, so a tenth of it, or some hundred messages' buffers, made V8 mark and stop for a whole collection
 * that found nothing. For programs that run long. An engine that does not know one of the flags says so on stderr and goes on.
 */
export function markLater(): void {
  for (const flag of markingFlags) setFlagsFromString(flag);
}
